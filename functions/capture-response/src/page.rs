//! The pages that a person who was asked sees: the survey, the thanks, and what stands in place of both.
//!
//! They work without a script, by keyboard and by ear, and hold no more than the person's own answers. All pages of a
//! definition stand on one, in order, so that one press sends everything. What was wrong is said in the reader's
//! language, from the question itself; the faults of the domain are written for programs.

mod field;
mod outcome;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use askama::Template;
use koe_domain::notice::Notice as PrivacyNotice;
use koe_domain::survey::{Answers, Consent, Definition};
use koe_domain::{Faults, Locale};

use self::field::{Field, Input, brought, is_about};
pub use self::outcome::{Notice, ThanksView, notice, notice_title, thanks, thanks_title};
use crate::words::Words;

/// What the survey's page shows. Not `Debug`: it holds answers and the link.
#[derive(Clone, Copy)]
pub struct SurveyView<'a> {
    /// The language of the page.
    pub locale: &'a Locale,
    /// What is asked.
    pub definition: &'a Definition,
    /// What was answered before, or what was just sent and refused.
    pub answers: Option<&'a Answers>,
    /// Question and score of the button in the mail (`?score=`); it goes before an earlier answer, and is ignored
    /// where the question has no such score.
    pub chosen: Option<(&'a str, i64)>,
    /// The consents to ask for.
    pub consents: &'a [Consent],
    /// The purposes that the person ticked themself, earlier or just now; no other box is ticked.
    pub consents_given: &'a BTreeSet<String>,
    /// The page's nonce.
    pub nonce: &'a str,
    /// Where the form goes.
    pub action: &'a str,
    /// What was wrong with what was sent; pointers as in `/answers/nps`.
    pub faults: &'a Faults,
    /// A message over the survey, in the page's words, for instance [`stale`].
    pub notice: Option<&'a str>,
    /// Who asks, by its name in law.
    pub legal_name: &'a str,
    /// Who answers questions about personal data: an e-mail address becomes a link, anything else stays text.
    pub contact: &'a str,
    /// The languages to choose from; fewer than two are not shown.
    pub languages: &'a [Language<'a>],
    /// What the page promises about the answer.
    pub tie: Tie,
    /// Who asks, why, for how long, and what the person may do.
    pub privacy: &'a PrivacyNotice,
    /// Whether the browser's signal against sale and sharing is honoured now, and shown as honoured.
    pub opt_out_honoured: bool,
}

/// One language to change to.
#[derive(Clone, Copy)]
pub struct Language<'a> {
    /// Its tag, for instance `ja`.
    pub tag: &'a str,
    /// Its own name for itself, for instance `日本語`.
    pub label: &'a str,
    /// The same page in it, for instance `?lang=ja`.
    pub href: &'a str,
}

/// What leads from an answer to a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tie {
    /// A pointer from the invitation, until the link's retention ends.
    Invitation,
    /// Nothing: an address on a poster, or a survey without identity.
    Nothing,
}

struct Switch<'a> {
    tag: &'a str,
    label: &'a str,
    href: &'a str,
    current: bool,
}

struct Section<'a> {
    title: &'a str,
    description: &'a str,
    fields: Vec<Field<'a>>,
}

/// A line of the list of faults; without an anchor it is about the form as a whole.
struct Line<'a> {
    id: Option<String>,
    title: &'a str,
    text: String,
}

struct Tick<'a> {
    purpose: &'a str,
    text: &'a str,
    given: bool,
}

#[derive(Template)]
#[template(path = "survey.html")]
struct SurveyTemplate<'a> {
    w: &'static Words,
    ui: &'static str,
    lang: &'a str,
    languages: Vec<Switch<'a>>,
    title: &'a str,
    description: &'a str,
    notice: Option<&'a str>,
    summary: Vec<Line<'a>>,
    preselected: bool,
    action: &'a str,
    nonce: &'a str,
    sections: Vec<Section<'a>>,
    consents: Vec<Tick<'a>>,
    privacy: &'a PrivacyNotice,
    honoured: Option<&'static str>,
    asked_by: String,
    secrecy: &'static str,
    contact: &'a str,
    mailto: Option<String>,
}

/// The survey, as the body of a page.
///
/// # Errors
/// When the template cannot be written.
pub fn survey(view: SurveyView<'_>) -> Result<String, askama::Error> {
    let words = Words::of(view.locale);
    let sections = sections(&view, words);
    SurveyTemplate {
        w: words,
        ui: words.mark(view.locale),
        lang: view.locale.as_str(),
        languages: switches(&view),
        title: title(&view, words),
        description: view.definition.description.get(view.locale),
        notice: view.notice,
        summary: summary(&view, &sections, words),
        preselected: view.definition.questions().any(|question| brought(&view, question).is_some()),
        action: view.action,
        nonce: view.nonce,
        sections,
        consents: ticks(&view),
        privacy: view.privacy,
        honoured: view.opt_out_honoured.then_some(words.opt_out_honoured),
        asked_by: (words.asked_by)(view.legal_name),
        secrecy: match view.tie {
            Tie::Invitation => words.confidential,
            Tie::Nothing => words.unlinked,
        },
        contact: view.contact,
        mailto: mailto(view.contact),
    }
    .render()
}

/// The title of the survey's page: the survey's own, and before it whether something is wrong, since a screen reader
/// says the title first.
#[must_use]
pub fn survey_title(view: &SurveyView<'_>) -> String {
    let words = Words::of(view.locale);
    let title = title(view, words);
    if view.faults.is_empty() { title.to_owned() } else { format!("{}{title}", words.error) }
}

/// The message for a page whose nonce was too old, or whose invitation had moved on.
#[must_use]
pub fn stale(locale: &Locale) -> &'static str {
    Words::of(locale).stale
}

/// A survey may do without a title; a page may not.
fn title<'a>(view: &SurveyView<'a>, words: &Words) -> &'a str {
    let title = view.definition.title.get(view.locale);
    if title.trim().is_empty() { words.survey } else { title }
}

fn sections<'a>(view: &SurveyView<'a>, words: &Words) -> Vec<Section<'a>> {
    let mut number = 0;
    let mut sections = Vec::with_capacity(view.definition.pages.len());
    for page in &view.definition.pages {
        let mut fields = Vec::with_capacity(page.questions.len());
        for question in &page.questions {
            number += 1;
            fields.push(Field::new(number, question, view, words));
        }
        let (title, description) = (page.title.get(view.locale), page.description.get(view.locale));
        sections.push(Section { title, description, fields });
    }
    sections
}

fn summary<'a>(view: &SurveyView<'a>, sections: &[Section<'a>], words: &Words) -> Vec<Line<'a>> {
    let line = |field: &Field<'a>| {
        let text = field.fault.clone()?;
        Some(Line { id: Some(field.id.clone()), title: field.title, text })
    };
    let mut lines: Vec<Line<'a>> = sections.iter().flat_map(|section| &section.fields).filter_map(line).collect();
    let questions = sections.iter().flat_map(|section| &section.fields).map(|field| field.name);
    if view.faults.iter().any(|fault| !questions.clone().any(|name| is_about(&fault.pointer, name))) {
        lines.push(Line { id: None, title: "", text: words.unreadable.to_owned() });
    }
    lines
}

fn switches<'a>(view: &SurveyView<'a>) -> Vec<Switch<'a>> {
    if view.languages.len() < 2 {
        return Vec::new();
    }
    let here = [view.locale.as_str(), view.locale.language()];
    let switch = |language: &Language<'a>| {
        let Language { tag, label, href } = *language;
        Switch { tag, label, href, current: here.contains(&tag) }
    };
    view.languages.iter().map(switch).collect()
}

fn ticks<'a>(view: &SurveyView<'a>) -> Vec<Tick<'a>> {
    let tick = |consent: &'a Consent| Tick {
        purpose: &consent.purpose,
        text: consent.text.get(view.locale),
        given: view.consents_given.contains(&consent.purpose),
    };
    view.consents.iter().map(tick).collect()
}

/// The address of a mail to `contact`, where it plainly is an address.
fn mailto(contact: &str) -> Option<String> {
    let plain = |c: char| c.is_alphanumeric() || "@.-_+".contains(c);
    (contact.contains('@') && contact.chars().all(plain)).then(|| format!("mailto:{contact}"))
}
