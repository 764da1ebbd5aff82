//! The mail that somebody asked for just now about their own data: to confirm a copy or an erasure, or with the way to
//! their own page. It goes to the address held and to no other, so it says who may read that mailbox, and nothing else.
//!
//! There is no way to unsubscribe in it: it answers a question, and withholding it would withhold a right.

use std::fmt;

use askama::Template;
use koe_domain::{EmailAddress, Locale};

use crate::header::one_line;
use crate::letter_words::LetterWords;
use crate::message::{Message, Sender};
use crate::words::{Language, Words};

/// What a letter is about, with its link.
#[derive(Clone, Copy)]
pub enum Matter<'a> {
    /// Confirm that you want a copy of your data.
    ConfirmExport {
        /// Works once, for 15 minutes.
        url: &'a str,
    },
    /// Confirm that you want to be erased.
    ConfirmErase {
        /// Works once, for 15 minutes.
        url: &'a str,
        /// And never to be asked again.
        never_ask: bool,
    },
    /// The way to your own page.
    OwnPage {
        /// Works as long as the person is held.
        url: &'a str,
    },
}

impl<'a> Matter<'a> {
    const fn url(self) -> &'a str {
        match self {
            Self::ConfirmExport { url } | Self::ConfirmErase { url, .. } | Self::OwnPage { url } => url,
        }
    }
}

impl fmt::Debug for Matter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Matter")
    }
}

/// All that a letter says.
#[derive(Clone)]
pub struct Letter<'a> {
    /// The language to write in.
    pub locale: &'a Locale,
    /// What it is about.
    pub matter: Matter<'a>,
    /// Who it is from.
    pub sender: &'a Sender,
    /// Whom it is for.
    pub to: &'a EmailAddress,
    /// Legal name of the organisation.
    pub legal_name: &'a str,
    /// Its postal address.
    pub address: &'a str,
    /// Whom to ask about personal data.
    pub contact: &'a str,
}

/// What both parts of the mail share.
struct Sheet<'a> {
    mail: &'a Letter<'a>,
    words: &'static Words,
    says: LetterWords,
    subject: String,
    greeting: String,
    asked: String,
    url: &'a str,
    questions: String,
    address: String,
}

#[derive(Template)]
#[template(path = "letter.html")]
struct Html<'a> {
    letter: &'a Sheet<'a>,
}

#[derive(Template)]
#[template(path = "letter.txt")]
struct Text<'a> {
    letter: &'a Sheet<'a>,
}

impl Letter<'_> {
    /// The mail, marked as sent by a machine (RFC 3834), so that nobody's absence note answers it.
    ///
    /// # Errors
    /// When a template cannot be written out.
    pub fn message(&self) -> Result<Message, askama::Error> {
        let language = Language::of(self.locale);
        let says = LetterWords::of(language, self.matter);
        let letter = Sheet {
            mail: self,
            words: language.words(),
            says,
            subject: says.subject.to_owned(),
            greeting: language.greeting(None),
            asked: (says.asked)(&one_line(self.legal_name)),
            url: self.matter.url(),
            questions: (says.questions)(self.contact),
            address: one_line(self.address),
        };
        let headers = [("Auto-Submitted", "auto-generated"), ("X-Auto-Response-Suppress", "OOF, AutoReply")];
        Ok(Message {
            to: self.to.clone(),
            sender: self.sender.clone(),
            text: Text { letter: &letter }.render()?,
            html: Html { letter: &letter }.render()?,
            headers: headers.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
            tags: vec![("kind".to_owned(), "letter".to_owned())],
            subject: letter.subject,
        })
    }
}

impl fmt::Debug for Letter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Letter")
    }
}

#[cfg(test)]
mod tests;
