//! A mail as a value, before anybody sends it.

use std::fmt;

use koe_domain::EmailAddress;

use crate::error::SendError;
use crate::header::mailbox;

/// Who a mail is from.
#[derive(Clone)]
pub struct Sender {
    /// The name that people see, in any script.
    pub name: String,
    /// An address of a domain that is verified at SES.
    pub email: EmailAddress,
    /// Where answers go; to `email` where absent.
    pub reply_to: Option<EmailAddress>,
}

impl Sender {
    /// Name and address as `From` holds them, in ASCII.
    pub(crate) fn mailbox(&self) -> String {
        mailbox(&self.name, &self.email)
    }
}

impl fmt::Debug for Sender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sender")
    }
}

/// A mail to one person. One recipient each: a complaint that SES passes on names everyone of the mail at that domain.
#[derive(Clone)]
pub struct Message {
    /// The one recipient.
    pub to: EmailAddress,
    /// Who it is from.
    pub sender: Sender,
    /// Subject, on one line.
    pub subject: String,
    /// The whole mail as plain text.
    pub text: String,
    /// The whole mail as HTML.
    pub html: String,
    /// Further headers, name and value, in this order.
    pub headers: Vec<(String, String)>,
    /// Tags, name and value, that SES repeats in its events. Nothing personal.
    pub tags: Vec<(String, String)>,
}

impl Message {
    /// Whether SES would take subject, headers and tags: at most 15 headers; a name of 1 to 126 printable characters but
    /// no colon; a value of 1 to 995 printable ASCII characters, 996 with its name; tags of 1 to 256 letters, digits, `_`
    /// and `-` (shapes `MessageHeader` and `MessageTag` of the API of 2019-09-27).
    ///
    /// # Errors
    /// [`SendError::Refused`] with what is wrong, before anything is sent.
    pub fn check(&self) -> Result<(), SendError> {
        let wrong = |code: &str| Err(SendError::Refused { code: code.to_owned() });
        if self.subject.is_empty() || self.subject.chars().count() > 998 || self.subject.chars().any(char::is_control) {
            return wrong("Subject");
        }
        if self.headers.len() > 15 || !self.headers.iter().all(|(name, value)| header_fits(name, value)) {
            return wrong("Header");
        }
        if !self.tags.iter().all(|(name, value)| tag_fits(name) && tag_fits(value)) {
            return wrong("Tag");
        }
        Ok(())
    }
}

fn header_fits(name: &str, value: &str) -> bool {
    (1..=126).contains(&name.len())
        && name.bytes().all(|b| b.is_ascii_graphic() && b != b':')
        && (1..=995).contains(&value.len())
        && value.bytes().all(|b| b.is_ascii_graphic() || b == b' ')
        && name.len() + value.len() <= 996
}

fn tag_fits(text: &str) -> bool {
    (1..=256).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Message")
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use koe_domain::Faults;

    /// The shop that sends in every test of this crate.
    pub(crate) fn shop() -> Result<Sender, Faults> {
        Ok(Sender {
            name: "見本の店".to_owned(),
            email: EmailAddress::parse("feedback@mail.example.jp")?,
            reply_to: Some(EmailAddress::parse("support@example.jp")?),
        })
    }

    /// A mail that SES would take.
    pub(crate) fn sample() -> Result<Message, Faults> {
        Ok(Message {
            to: EmailAddress::parse("hanako@example.jp")?,
            sender: shop()?,
            subject: "ご注文はいかがでしたか".to_owned(),
            text: "text".to_owned(),
            html: "<p>html</p>".to_owned(),
            headers: vec![("List-Unsubscribe-Post".to_owned(), "List-Unsubscribe=One-Click".to_owned())],
            tags: vec![("kind".to_owned(), "invitation".to_owned())],
        })
    }

    fn code(message: &Message) -> Option<String> {
        message.check().err().map(|error| error.code().to_owned())
    }

    #[test]
    fn what_ses_would_not_take_is_refused_before_it_is_sent() -> Result<(), Faults> {
        assert_eq!(code(&sample()?), None);
        let headers =
            [("X-A", "声"), ("X-A", "a\r\nBcc: b@example.com"), ("X-A", ""), ("X A", "a"), ("X:", "a"), ("", "a")];
        for (name, value) in headers {
            let mut message = sample()?;
            message.headers.push((name.to_owned(), value.to_owned()));
            assert_eq!(code(&message).as_deref(), Some("Header"), "{name:?} {value:?}");
        }
        let mut message = sample()?;
        message.headers.push(("X-A".to_owned(), "a".repeat(994)));
        assert_eq!(code(&message).as_deref(), Some("Header"));
        for (name, value) in [("kind", "a b"), ("", "a"), ("kind", "hanako@example.jp")] {
            let mut message = sample()?;
            message.tags.push((name.to_owned(), value.to_owned()));
            assert_eq!(code(&message).as_deref(), Some("Tag"), "{name:?} {value:?}");
        }
        for subject in ["", "a\r\nBcc: b@example.com"] {
            let message = Message { subject: subject.to_owned(), ..sample()? };
            assert_eq!(code(&message).as_deref(), Some("Subject"));
        }
        Ok(())
    }

    #[test]
    fn a_mail_prints_its_kind_only() -> Result<(), Faults> {
        assert_eq!(format!("{:?} {:?}", sample()?, shop()?), "Message Sender");
        Ok(())
    }
}
