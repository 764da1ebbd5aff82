//! The mail that asks one person for feedback.
//!
//! The numbers are links to the survey page, each with its score: one tap less for the person, while nothing is recorded
//! before the page is sent, since mail scanners open every link of a mail. All numbers look the same, so that no colour
//! speaks for one of them. Links carry `ses:no-track`, so that SES never sends them through its own host, which would see
//! whose they are.

use std::fmt;

use askama::Template;
use koe_domain::{EmailAddress, Locale, PersonName};

use crate::header::one_line;
use crate::message::{Message, Sender};
use crate::words::{Language, Words};

/// All that an invitation says.
#[derive(Clone)]
pub struct Invitation<'a> {
    /// The person's language.
    pub locale: &'a Locale,
    /// The person's name, as far as it is known.
    pub name: Option<&'a PersonName>,
    /// Subject, in the person's language.
    pub subject: &'a str,
    /// The organisation's own words, lines as written; a sentence of ours where empty.
    pub intro: &'a str,
    /// Title of the survey.
    pub survey_title: &'a str,
    /// The question that the numbers answer.
    pub question: Option<&'a str>,
    /// Lowest and highest number. At most 11 numbers become buttons; otherwise there is one link to the page.
    pub scale: Option<(i64, i64)>,
    /// What the lowest and the highest number mean; either may be empty.
    pub labels: (&'a str, &'a str),
    /// The person's survey page.
    pub survey_url: &'a str,
    /// Where one click unsubscribes (RFC 8058) and people find a button.
    pub unsubscribe_url: &'a str,
    /// The person's own page: what is held and agreed.
    pub privacy_url: &'a str,
    /// Legal name of the organisation.
    pub legal_name: &'a str,
    /// Its postal address.
    pub address: &'a str,
    /// Whom to ask about personal data.
    pub contact: &'a str,
    /// Where questions and complaints are taken: telephone number, address or page.
    pub complaints: &'a str,
    /// The last day for an answer, written in the person's language ([`crate::long_date`]).
    pub expires_on: String,
    /// The sealed id of the invitation, that SES's events bring back.
    pub tag: &'a str,
    /// Who it is from.
    pub sender: &'a Sender,
    /// Whom it is for.
    pub to: &'a EmailAddress,
}

/// One number of the scale.
struct Button {
    score: i64,
    url: String,
    name: String,
}

/// What both parts of the mail share.
struct Letter<'a> {
    mail: &'a Invitation<'a>,
    words: &'static Words,
    subject: String,
    /// What inboxes show beside the subject.
    preheader: &'a str,
    greeting: String,
    intro: Vec<&'a str>,
    /// Whether there is a question or a scale at all.
    asks: bool,
    pick: String,
    labels: String,
    rows: Vec<Vec<Button>>,
    until: String,
    address: String,
}

#[derive(Template)]
#[template(path = "invitation.html")]
struct Html<'a> {
    letter: &'a Letter<'a>,
}

#[derive(Template)]
#[template(path = "invitation.txt")]
struct Text<'a> {
    letter: &'a Letter<'a>,
}

impl Invitation<'_> {
    /// The mail, with one-click unsubscribe (RFC 2369, RFC 8058) and marked as sent by a machine (RFC 3834), so that
    /// nobody's absence note answers it.
    ///
    /// # Errors
    /// When a template cannot be written out.
    pub fn message(&self) -> Result<Message, askama::Error> {
        let letter = self.letter();
        let headers = [
            ("List-Unsubscribe", format!("<{}>", self.unsubscribe_url)),
            ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()),
            ("Auto-Submitted", "auto-generated".to_owned()),
            ("X-Auto-Response-Suppress", "OOF, AutoReply".to_owned()),
        ];
        let tags = [("invitation", self.tag), ("kind", "invitation")];
        Ok(Message {
            to: self.to.clone(),
            sender: self.sender.clone(),
            text: Text { letter: &letter }.render()?,
            html: Html { letter: &letter }.render()?,
            headers: headers.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
            tags: tags.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
            subject: letter.subject,
        })
    }

    fn letter(&self) -> Letter<'_> {
        let language = Language::of(self.locale);
        let words = language.words();
        let intro = if self.intro.trim().is_empty() { words.intro } else { self.intro.trim() };
        let scale = self.scale.filter(|(min, max)| max.checked_sub(*min).is_some_and(|span| (1..=10).contains(&span)));
        Letter {
            mail: self,
            words,
            subject: one_line(self.subject),
            preheader: self.question.unwrap_or(intro),
            greeting: language.greeting(self.name),
            intro: intro.lines().map(str::trim_end).collect(),
            asks: self.question.is_some() || scale.is_some(),
            pick: scale.map(|(min, max)| language.pick(min, max)).unwrap_or_default(),
            labels: scale.map(|scale| self.labels(scale)).unwrap_or_default(),
            rows: scale.map(|scale| self.rows(scale, language)).unwrap_or_default(),
            until: language.until(&self.expires_on),
            address: one_line(self.address),
        }
    }

    /// The meaning of the ends of the scale, as far as they have one.
    fn labels(&self, (min, max): (i64, i64)) -> String {
        let ends = [(min, self.labels.0), (max, self.labels.1)];
        let named = ends.iter().filter(|(_, label)| !label.is_empty());
        named.map(|(number, label)| format!("{number} = {label}")).collect::<Vec<_>>().join(" / ")
    }

    /// The numbers in one row, or in two halves that stand beside each other where there is room, and below each other
    /// on a telephone: six buttons of 44 pixels fit the narrowest one.
    fn rows(&self, (min, max): (i64, i64), language: Language) -> Vec<Vec<Button>> {
        let scores: Vec<i64> = (min..=max).collect();
        let per_row = if scores.len() > 6 { scores.len().div_ceil(2) } else { scores.len() };
        let button = |score: &i64| Button {
            score: *score,
            url: format!("{}?score={score}", self.survey_url),
            name: language.score(*score, max),
        };
        scores.chunks(per_row).map(|row| row.iter().map(button).collect()).collect()
    }
}

impl fmt::Debug for Invitation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Invitation")
    }
}

#[cfg(test)]
mod tests;
