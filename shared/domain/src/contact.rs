//! How a person is reached and named. Nothing here prints itself: `Debug` shows the kind alone.

use std::fmt;
use std::str::FromStr as _;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;

use crate::fault::Faults;
use crate::id::SourceId;

/// An e-mail address, as it is written to and in the one form under which a person is known.
///
/// Syntax: RFC 5321 with an ASCII local part (SES accepts no other) and an international domain (UTS 46). Dots may
/// repeat or end the local part: Japanese carriers gave such addresses out, and people still have them.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EmailAddress {
    local: String,
    domain: String,
}

impl EmailAddress {
    /// Reads an address. Surrounding space and full-width forms (`＠`) are folded.
    ///
    /// # Errors
    /// When it is not an address that SES would accept.
    pub fn parse(text: &str) -> Result<Self, Faults> {
        let bad = || Faults::one("", "an e-mail address such as \"name@example.com\" is expected");
        let folded: String = text.trim().nfkc().collect();
        let (local, domain) = folded.rsplit_once('@').ok_or_else(bad)?;
        let domain = idna::domain_to_ascii_strict(domain).map_err(|_| bad())?;
        if !local.is_ascii() || local.contains('"') || !domain.contains('.') || folded.len() > 254 {
            return Err(bad());
        }
        let atoms: Vec<&str> = local.split('.').filter(|atom| !atom.is_empty()).collect();
        email_address::EmailAddress::from_str(&format!("{}@{domain}", atoms.join("."))).map_err(|_| bad())?;
        if local.len() > 64 {
            return Err(bad());
        }
        Ok(Self { local: local.to_owned(), domain })
    }

    /// The address to write to: the local part as given, the domain in ASCII.
    #[must_use]
    pub fn deliverable(&self) -> String {
        format!("{}@{}", self.local, self.domain)
    }

    /// The one form under which a person is known, version 1: lower case throughout, nothing else changed.
    #[must_use]
    pub fn normalised(&self) -> String {
        self.deliverable().to_ascii_lowercase()
    }

    /// The address with most of it hidden, for the person's own eyes: `h…@example.com`.
    #[must_use]
    pub fn masked(&self) -> String {
        let first = self.local.chars().next().map(String::from).unwrap_or_default();
        format!("{first}…@{}", self.domain)
    }
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EmailAddress")
    }
}

impl TryFrom<String> for EmailAddress {
    type Error = Faults;
    fn try_from(text: String) -> Result<Self, Faults> {
        Self::parse(&text)
    }
}

impl From<EmailAddress> for String {
    fn from(address: EmailAddress) -> Self {
        address.deliverable()
    }
}

/// By what a person is known: an address, or the shop's own number for a customer.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Identity {
    /// An e-mail address.
    Email(EmailAddress),
    /// A customer number of one source (or `api`, for callers who send their own).
    ShopCustomer {
        /// The source that knows this number.
        source: SourceId,
        /// The number, at most 128 characters.
        id: String,
    },
}

impl Identity {
    /// The bytes whose keyed hash is the person's pseudonym: the kind, a separator and the normalised contact.
    /// Version 1; fixed for the life of a stack.
    #[must_use]
    pub fn hashed_form(&self) -> Vec<u8> {
        match self {
            Self::Email(address) => format!("email\0{}", address.normalised()).into_bytes(),
            Self::ShopCustomer { source, id } => format!("customer\0{source}\0{id}").into_bytes(),
        }
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Identity")
    }
}

/// A person's name as far as it is known.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonName {
    /// Family name; for a name in one piece, the whole of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub family: Option<String>,
    /// Given name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given: Option<String>,
}

impl PersonName {
    /// Longest part of a name, in characters.
    pub const LONGEST: usize = 100;

    /// A name from its parts; empty parts are left out, control characters and angle brackets removed, length bounded.
    #[must_use]
    pub fn new(family: Option<&str>, given: Option<&str>) -> Option<Self> {
        let clean = |part: &str| {
            let kept: String =
                part.chars().filter(|c| !c.is_control() && *c != '<' && *c != '>').take(Self::LONGEST).collect();
            Some(kept.trim().to_owned()).filter(|kept| !kept.is_empty())
        };
        let name = Self { family: family.and_then(clean), given: given.and_then(clean) };
        (name.family.is_some() || name.given.is_some()).then_some(name)
    }
}

impl fmt::Debug for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonName")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_differ_in_case_or_width_are_one_person() -> Result<(), Faults> {
        let one = EmailAddress::parse("Hanako@Example.JP")?;
        let other = EmailAddress::parse(" hanako＠example.jp ")?;
        assert_eq!(one.normalised(), other.normalised());
        assert_eq!(one.deliverable(), "Hanako@example.jp");
        Ok(())
    }

    #[test]
    fn addresses_that_old_carriers_gave_out_are_taken() {
        for fine in ["a..b@docomo.ne.jp", "a.@ezweb.ne.jp", "x+tag@example.com", "o'hara@例え.jp"] {
            assert!(EmailAddress::parse(fine).is_ok(), "{fine}");
        }
        for bad in [
            "",
            "@",
            "a@b",
            "a b@example.com",
            "a@@example.com",
            "\"a\"@example.com",
            "花@example.jp",
            "a\r\nb@example.com",
            ".@example.com",
        ] {
            assert!(EmailAddress::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn nothing_personal_is_printed() -> Result<(), Faults> {
        let address = EmailAddress::parse("hanako@example.jp")?;
        let name = PersonName::new(Some("髙橋"), None);
        let printed = format!("{address:?} {name:?} {:?}", Identity::Email(address.clone()));
        assert_eq!(printed, "EmailAddress Some(PersonName) Identity");
        assert_eq!(address.masked(), "h…@example.jp");
        Ok(())
    }
}
