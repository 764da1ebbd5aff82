//! A short page: a title, a few sentences, and at most one thing to press and one to follow.

use askama::Template;
use koe_domain::{Locale, Organisation};

use crate::words::foreign;
use crate::words::notes::Notes;

/// A button that sends an empty form.
pub(crate) struct Button<'a> {
    pub(crate) action: &'a str,
    pub(crate) text: &'a str,
}

/// A link.
pub(crate) struct Way<'a> {
    pub(crate) href: &'a str,
    pub(crate) text: &'a str,
}

/// Whose page it is.
pub(crate) struct House<'a> {
    pub(crate) legal_name: &'a str,
    pub(crate) questions: &'a str,
    pub(crate) contact: String,
    pub(crate) mailto: Option<String>,
}

impl<'a> House<'a> {
    pub(crate) fn of(organisation: &'a Organisation, locale: &Locale) -> Self {
        let contact = organisation.privacy_contact.deliverable();
        let mailto = mailto(&contact);
        Self { legal_name: &organisation.legal_name, questions: Notes::of(locale).questions, contact, mailto }
    }
}

/// A short page. Not `Debug`: it may hold a link.
pub(crate) struct Note<'a> {
    pub(crate) locale: &'a Locale,
    pub(crate) title: &'a str,
    pub(crate) lines: Vec<&'a str>,
    pub(crate) button: Option<Button<'a>>,
    pub(crate) way: Option<Way<'a>>,
    pub(crate) organisation: Option<&'a Organisation>,
}

#[derive(Template)]
#[template(path = "note.html")]
struct NoteTemplate<'a> {
    foreign: bool,
    title: &'a str,
    lines: Vec<&'a str>,
    button: Option<&'a Button<'a>>,
    way: Option<&'a Way<'a>>,
    house: Option<House<'a>>,
}

impl<'a> Note<'a> {
    /// A page with nothing to press.
    pub(crate) fn new(locale: &'a Locale, title: &'a str, text: &'a str) -> Self {
        Self { locale, title, lines: vec![text], button: None, way: None, organisation: None }
    }

    /// The page's body.
    ///
    /// # Errors
    /// When the template cannot be written.
    pub(crate) fn body(&self) -> Result<String, askama::Error> {
        NoteTemplate {
            foreign: foreign(self.locale),
            title: self.title,
            lines: self.lines.clone(),
            button: self.button.as_ref(),
            way: self.way.as_ref(),
            house: self.organisation.map(|organisation| House::of(organisation, self.locale)),
        }
        .render()
    }
}

/// The address of a mail to `contact`, where it holds nothing that means something in an address of a page.
fn mailto(contact: &str) -> Option<String> {
    let plain = |c: char| c.is_alphanumeric() || "@.-_+".contains(c);
    (contact.contains('@') && contact.chars().all(plain)).then(|| format!("mailto:{contact}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    type Outcome = Result<(), Box<dyn std::error::Error>>;

    #[test]
    fn what_is_said_is_escaped_and_marked_where_it_is_not_the_readers_language() -> Outcome {
        let german = Locale::parse("de")?;
        let body = Note::new(&german, "<Title>", "Text").body()?;
        assert!(body.contains("<div lang=\"en\">") && body.contains("&#60;Title&#62;"), "{body}");
        assert!(!Note::new(&Locale::english(), "Title", "Text").body()?.contains("<div"));
        Ok(())
    }

    #[test]
    fn only_a_plain_address_becomes_a_link() {
        assert_eq!(mailto("privacy@example.com").as_deref(), Some("mailto:privacy@example.com"));
        assert_eq!(mailto("a?subject=x@example.com"), None);
    }
}
