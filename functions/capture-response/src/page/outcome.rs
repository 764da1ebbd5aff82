//! The page after an answer, and the one in place of a survey that cannot be shown.

use askama::Template;
use koe_domain::Locale;

use super::mailto;
use crate::words::Words;

/// What the page after an answer shows. Not `Debug`: it holds the link.
#[derive(Clone, Copy)]
pub struct ThanksView<'a> {
    /// The language of the page.
    pub locale: &'a Locale,
    /// Who asked, by its name in law.
    pub legal_name: &'a str,
    /// As in [`SurveyView::contact`](super::SurveyView::contact).
    pub contact: &'a str,
    /// Until when the answer can be changed, written for the reader; `None` shows no link.
    pub edit_until: Option<&'a str>,
    /// The page to change it on.
    pub edit_href: &'a str,
}

/// Why there is neither a survey nor thanks to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice<'a> {
    /// The invitation's time is over.
    Expired,
    /// The invitation was called off.
    Revoked,
    /// Not a link of ours.
    NotOurs,
    /// The survey takes no more answers.
    Stopped,
    /// The edit window is over.
    Closed {
        /// When it ended, written for the reader.
        at: &'a str,
    },
    /// What the link led to was erased.
    Gone,
    /// More was sent than is taken.
    TooLarge,
    /// What was sent is not what the page sends.
    Unsupported,
    /// The tables did not serve just now.
    TryAgain,
    /// A fault of ours.
    Ours,
}

#[derive(Template)]
#[template(path = "thanks.html")]
struct ThanksTemplate<'a> {
    w: &'static Words,
    ui: &'static str,
    until: Option<String>,
    edit_href: &'a str,
    legal_name: &'a str,
    contact: &'a str,
    mailto: Option<String>,
}

#[derive(Template)]
#[template(path = "notice.html")]
struct NoticeTemplate<'a> {
    ui: &'static str,
    title: &'a str,
    text: &'a str,
    legal_name: Option<&'a str>,
}

/// The thanks, as the body of a page.
///
/// # Errors
/// When the template cannot be written.
pub fn thanks(view: ThanksView<'_>) -> Result<String, askama::Error> {
    let words = Words::of(view.locale);
    ThanksTemplate {
        w: words,
        ui: words.mark(view.locale),
        until: view.edit_until.map(words.until),
        edit_href: view.edit_href,
        legal_name: view.legal_name,
        contact: view.contact,
        mailto: mailto(view.contact),
    }
    .render()
}

/// The title of the page of thanks.
#[must_use]
pub fn thanks_title(locale: &Locale) -> &'static str {
    Words::of(locale).thanks_title
}

/// The page in place of a survey, as a body. Without an organisation it names nobody, and costs no read.
///
/// # Errors
/// When the template cannot be written.
pub fn notice(notice: Notice<'_>, locale: &Locale, legal_name: Option<&str>) -> Result<String, askama::Error> {
    let words = Words::of(locale);
    let (title, text) = words.notice(notice);
    NoticeTemplate { ui: words.mark(locale), title, text: &text, legal_name }.render()
}

/// The title of that page.
#[must_use]
pub fn notice_title(notice: Notice<'_>, locale: &Locale) -> &'static str {
    Words::of(locale).notice(notice).0
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    type Outcome = Result<(), Box<dyn std::error::Error>>;

    const NOTICES: [Notice<'static>; 10] = [
        Notice::Expired,
        Notice::Revoked,
        Notice::NotOurs,
        Notice::Stopped,
        Notice::Closed { at: "2026-11-22 09:00" },
        Notice::Gone,
        Notice::TooLarge,
        Notice::Unsupported,
        Notice::TryAgain,
        Notice::Ours,
    ];

    #[test]
    fn the_thanks_offer_a_change_only_inside_the_edit_window() -> Outcome {
        for tag in ["en", "ja"] {
            let locale = Locale::parse(tag)?;
            let (legal_name, contact) = ("Example K.K.", "privacy@example.jp");
            let view = ThanksView { locale: &locale, legal_name, contact, edit_until: None, edit_href: "/s/a-link" };
            assert!(!thanks(view)?.contains("/s/a-link"));
            let html = thanks(ThanksView { edit_until: Some("2026-11-22 09:00"), ..view })?;
            assert!(html.contains("href=\"/s/a-link\""), "{html}");
            insta::assert_snapshot!(format!("thanks_{tag}"), html);
        }
        Ok(())
    }

    #[test]
    fn every_notice_has_a_title_of_its_own() -> Outcome {
        for tag in ["en", "ja", "de"] {
            let locale = Locale::parse(tag)?;
            let titles: BTreeSet<_> = NOTICES.iter().map(|kind| notice_title(*kind, &locale)).collect();
            assert_eq!(titles.len(), NOTICES.len(), "{tag}");
            for kind in NOTICES {
                let html = notice(kind, &locale, Some("Example K.K."))?;
                assert!(html.contains(notice_title(kind, &locale)) && html.contains("Example K.K."), "{html}");
                assert!(!html.contains("<form") && !html.contains("<a "), "{html}");
            }
        }
        Ok(())
    }

    #[test]
    fn what_stands_in_place_of_a_survey_reads_as_it_should() -> Outcome {
        for tag in ["en", "ja"] {
            let locale = Locale::parse(tag)?;
            let bodies: Result<Vec<_>, _> = NOTICES.iter().map(|kind| notice(*kind, &locale, None)).collect();
            insta::assert_snapshot!(format!("notices_{tag}"), bodies?.join("\n\n"));
        }
        Ok(())
    }
}
