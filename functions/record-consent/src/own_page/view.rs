//! The page for people: the document, in their language, with the buttons to change what it says.
//!
//! It works without a script and holds the newest of each list; everything is in the copy of the data. One press
//! withdraws what one press gave.

use askama::Template;
use koe_domain::consent::Decision;
use koe_domain::notice::Notice;
use koe_domain::{Locale, Organisation};
use koe_web::language::own_name;

use super::Said;
use super::document::{HeldConsent, HeldInvitation, HeldLook, HeldRecipient, OwnPage};
use crate::note::House;
use crate::words::own::OwnWords;
use crate::words::{Words, foreign, plain};

/// Most lines of a list on the page.
const LINES: usize = 6;

/// What the page shows. Not `Debug`: it holds personal data and the link.
pub(super) struct View<'a> {
    pub(super) page: &'a OwnPage,
    pub(super) organisation: &'a Organisation,
    pub(super) notice: &'a Notice,
    pub(super) link: &'a str,
    pub(super) said: Said,
}

struct Choice {
    tag: String,
    label: String,
    current: bool,
}

struct ConsentCard<'a> {
    purpose: &'a str,
    text: &'a str,
    since: String,
    /// What pressing the button makes of it.
    press: bool,
    button: Option<&'static str>,
}

struct List {
    title: &'static str,
    none: &'static str,
    lines: Vec<Line>,
    more: Option<String>,
}

/// What it is about, and what is said of it.
struct Line {
    head: String,
    /// Whether the head is in the reader's own language, as a survey's title is.
    theirs: bool,
    text: String,
}

#[derive(Template)]
#[template(path = "own_page.html")]
struct OwnPageTemplate<'a> {
    w: &'static OwnWords,
    page: &'a OwnPage,
    notice: &'a Notice,
    house: House<'a>,
    foreign: bool,
    theirs: String,
    lang: &'a str,
    base: String,
    languages: Vec<Choice>,
    said: Option<&'static str>,
    honoured: bool,
    intro: String,
    kept_until: Option<String>,
    family: &'a str,
    given: &'a str,
    known: bool,
    written_in: Vec<Choice>,
    consents: Vec<ConsentCard<'a>>,
    mails: &'static str,
    mails_press: bool,
    mails_button: &'static str,
    mails_decided: bool,
    opted_out: Option<String>,
    offer: bool,
    lists: Vec<List>,
    mailed: bool,
    leaves: String,
    no_address: String,
}

impl<'a> View<'a> {
    /// The page's body.
    ///
    /// # Errors
    /// When the template cannot be written.
    pub(super) fn body(&self, locale: &'a Locale) -> Result<String, askama::Error> {
        let (w, words, page) = (OwnWords::of(locale), Words::of(locale), self.page);
        let day = |text: &str| plain::day(text, locale);
        let foreign = foreign(locale);
        let contact = page.contact.as_ref();
        let sale = page.sale_or_sharing.as_ref();
        let opted_out = sale.and_then(|sale| sale.opted_out_on.as_deref());
        let template = OwnPageTemplate {
            w,
            page,
            notice: self.notice,
            house: House::of(self.organisation, locale),
            foreign,
            theirs: if foreign { format!(" lang=\"{locale}\"") } else { String::new() },
            lang: locale.as_str(),
            base: format!("/privacy/{}", self.link),
            languages: choices(Some(locale), false),
            said: said(self.said, w),
            honoured: sale.is_some_and(|sale| sale.signal_honoured),
            intro: (w.intro)(&page.organisation),
            kept_until: contact.and_then(|contact| contact.kept_until.as_deref()).map(|it| (w.kept_until)(&day(it))),
            family: contact.and_then(|contact| contact.family.as_deref()).unwrap_or_default(),
            given: contact.and_then(|contact| contact.given.as_deref()).unwrap_or_default(),
            known: page.locale.is_some(),
            written_in: choices(page.locale.as_ref(), true),
            consents: page.consents.iter().map(|consent| card(consent, w, locale)).collect(),
            mails: if page.survey_mails { w.mails_on } else { w.mails_off },
            mails_press: !page.survey_mails,
            mails_button: if page.survey_mails { words.stop } else { words.take_back },
            mails_decided: page.survey_mails_since.is_some(),
            opted_out: opted_out.map(|it| (w.opted_out)(&day(it))),
            offer: sale.is_some_and(|sale| sale.sells_or_shares),
            lists: lists(page, w, locale),
            mailed: contact.is_some_and(|contact| contact.email.is_some()),
            leaves: (w.erasure_leaves)(page.proof_until.as_deref().map(day).as_deref()),
            no_address: (w.no_address)(&page.privacy_contact),
        };
        template.render()
    }
}

fn said(said: Said, w: &'static OwnWords) -> Option<&'static str> {
    match said {
        Said::Nothing => None,
        Said::Saved => Some(w.saved),
        Said::Changed => Some(w.changed),
    }
}

/// English and Japanese, each as `known` has it where that is one of them; `others`: and what else is known.
fn choices(known: Option<&Locale>, others: bool) -> Vec<Choice> {
    let named =
        |locale: &Locale, current| Choice { tag: locale.to_string(), label: own_name(locale).to_owned(), current };
    let offered = [Locale::parse("en"), Locale::parse("ja")];
    let mut found: Vec<Choice> = offered
        .iter()
        .flatten()
        .map(|offer| match known.filter(|known| known.language() == offer.language()) {
            Some(known) => named(known, true),
            None => named(offer, false),
        })
        .collect();
    if let Some(known) = known.filter(|_| others && found.iter().all(|choice| !choice.current)) {
        found.push(named(known, true));
    }
    found
}

fn card<'a>(consent: &'a HeldConsent, w: &'static OwnWords, locale: &Locale) -> ConsentCard<'a> {
    let since = consent.since.as_deref().map(|since| plain::day(since, locale)).unwrap_or_default();
    let since = match consent.decision {
        Some(Decision::Given | Decision::Renewed) => (w.agreed)(&since),
        Some(Decision::Refused) => (w.refused)(&since),
        Some(Decision::Withdrawn) => (w.withdrew)(&since),
        Some(Decision::Expired) => (w.expired)(&since),
        Some(Decision::Served) | None => since,
    };
    let button = consent.open.then_some(if consent.given { w.withdraw } else { w.agree });
    ConsentCard { purpose: &consent.purpose, text: &consent.text, since, press: !consent.given, button }
}

fn lists(page: &OwnPage, w: &'static OwnWords, locale: &Locale) -> Vec<List> {
    let day = |text: &str| plain::day(text, locale);
    let list = |title, none, lines: Vec<Line>| {
        let more = lines.len().checked_sub(LINES).filter(|more| *more > 0).map(w.more);
        List { title, none, lines: lines.into_iter().take(LINES).collect(), more }
    };
    let invitations = page.invitations.iter().map(|it| invitation(it, w, locale)).collect();
    let cases: Vec<Line> = page
        .cases
        .iter()
        .map(|it| {
            let mut text = (w.stands)(plain::case(it.state, locale), &day(&it.opened_on));
            if let Some(by) = &it.deal_by {
                text.push_str(w.gap);
                text.push_str(&(w.deal_by)(&day(by)));
            }
            Line { head: it.survey.clone(), theirs: true, text }
        })
        .collect();
    let look =
        |it: &HeldLook| Line { head: day(&it.day), theirs: false, text: plain::look(&it.what, locale).to_owned() };
    let received = |it: &HeldRecipient| Line {
        head: it.name.clone(),
        theirs: false,
        text: (w.received)(it.times, &day(&it.last_on)),
    };
    let mut found = vec![list(w.invitations, w.none, invitations)];
    if !cases.is_empty() {
        found.push(list(w.cases, w.none, cases));
    }
    found.push(list(w.looks, w.none, page.looks.iter().map(look).collect()));
    found.push(list(w.recipients, w.no_recipients, page.recipients.iter().map(received).collect()));
    found
}

fn invitation(it: &HeldInvitation, w: &OwnWords, locale: &Locale) -> Line {
    let mut text = (w.stands)(plain::state(it.state, locale), &plain::day(&it.day, locale));
    let tied = it.tied_until.as_deref().map(|until| (w.tied)(&plain::day(until, locale)));
    let cut = || it.answered.then(|| w.cut.to_owned());
    for more in [it.order.as_deref().map(w.order), tied.or_else(cut)].into_iter().flatten() {
        text.push_str(w.gap);
        text.push_str(&more);
    }
    Line { head: it.survey.clone(), theirs: true, text }
}

#[cfg(test)]
mod tests;
