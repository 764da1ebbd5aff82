//! The mail that tells a store's people of a bad score. It names no customer: mail is forwarded, printed and kept, and
//! the page behind the link asks who is reading.

use std::fmt;

use askama::Template;
use koe_domain::{EmailAddress, Locale};

use crate::header::one_line;
use crate::message::{Message, Sender};
use crate::words::{Language, Words};

/// All that an alert says.
#[derive(Clone)]
pub struct Alert<'a> {
    /// The organisation's language.
    pub locale: &'a Locale,
    /// Title of the survey, in that language.
    pub survey_title: &'a str,
    /// The score that was given.
    pub score: i64,
    /// The best score of that question.
    pub scale_max: i64,
    /// Name of the store, where the answer belongs to one.
    pub store: Option<&'a str>,
    /// The page of the case.
    pub link: &'a str,
    /// By when somebody sees to it, written in that language ([`crate::long_date`]).
    pub due: String,
    /// Who it is from.
    pub sender: &'a Sender,
    /// Whom it is for.
    pub to: &'a EmailAddress,
    /// Legal name of the organisation.
    pub legal_name: &'a str,
    /// Its postal address.
    pub address: &'a str,
}

/// What both parts of the mail share.
struct Letter<'a> {
    mail: &'a Alert<'a>,
    words: &'static Words,
    subject: String,
    event: String,
    due: String,
    address: String,
}

#[derive(Template)]
#[template(path = "alert.html")]
struct Html<'a> {
    letter: &'a Letter<'a>,
}

#[derive(Template)]
#[template(path = "alert.txt")]
struct Text<'a> {
    letter: &'a Letter<'a>,
}

impl Alert<'_> {
    /// The mail, marked as sent by a machine (RFC 3834).
    ///
    /// # Errors
    /// When a template cannot be written out.
    pub fn message(&self) -> Result<Message, askama::Error> {
        let language = Language::of(self.locale);
        let letter = Letter {
            mail: self,
            words: language.words(),
            subject: one_line(&language.alert_subject(self.score, self.scale_max, self.survey_title)),
            event: language.alert_event(self.score, self.scale_max, self.survey_title, self.store),
            due: language.alert_due(&self.due),
            address: one_line(self.address),
        };
        Ok(Message {
            to: self.to.clone(),
            sender: self.sender.clone(),
            text: Text { letter: &letter }.render()?,
            html: Html { letter: &letter }.render()?,
            headers: vec![("Auto-Submitted".to_owned(), "auto-generated".to_owned())],
            tags: vec![("kind".to_owned(), "alert".to_owned())],
            subject: letter.subject,
        })
    }
}

impl fmt::Debug for Alert<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Alert")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::tests::shop;

    fn alerted(language: &str, store: Option<&str>) -> Result<Message, Box<dyn std::error::Error>> {
        let locale = Locale::parse(language)?;
        let alert = Alert {
            locale: &locale,
            survey_title: if locale.is_japanese() {
                "ご注文はいかがでしたか"
            } else {
                "How was your order?"
            },
            score: 3,
            scale_max: 10,
            store,
            link: "https://koe.example.jp/dashboard",
            due: crate::long_date(jiff::civil::date(2026, 11, 24), &locale),
            sender: &shop()?,
            to: &EmailAddress::parse("store@example.jp")?,
            legal_name: "Example Ltd.",
            address: "1 Example Street\nLondon",
        };
        assert_eq!(format!("{alert:?}"), "Alert");
        Ok(alert.message()?)
    }

    #[test]
    fn an_alert_says_what_happened_and_by_when_to_act() -> Result<(), Box<dyn std::error::Error>> {
        let (ja, en) = (alerted("ja", Some("渋谷店"))?, alerted("en", None)?);
        insta::assert_snapshot!("alert_ja", format!("{}\n\n{}", ja.subject, ja.text));
        insta::assert_snapshot!("alert_en", format!("{}\n\n{}", en.subject, en.text));
        insta::assert_snapshot!("alert_en_html", en.html);
        for mail in [ja, en] {
            assert_eq!(mail.check(), Ok(()));
            assert_eq!(mail.tags, [("kind".to_owned(), "alert".to_owned())]);
        }
        Ok(())
    }
}
