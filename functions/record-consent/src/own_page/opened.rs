//! What a page was when it was opened: sealed into its form, so that the ledger can say when the words were served and
//! which they were. Looking at a page writes nothing.

use jiff::Timestamp;
use koe_domain::PersonId;
use koe_domain::consent::Shown;
use koe_domain::link::{LinkKeys, OpenError};
use serde::{Deserialize, Serialize};

/// The field of the form. No purpose has such a name.
pub(crate) const FIELD: &str = "opened-page";

/// Longest text that is looked at.
const LONGEST: usize = 4096;

#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Kind {
    #[serde(rename = "page")]
    Page,
}

/// A page as it was opened. Not `Debug`: it names a person.
#[derive(Serialize, Deserialize)]
pub(crate) struct Opened {
    #[serde(rename = "k")]
    kind: Kind,
    #[serde(rename = "p")]
    person: PersonId,
    /// When it was opened.
    pub(crate) at: Timestamp,
    /// What stood on it.
    pub(crate) shown: Shown,
}

impl Opened {
    pub(crate) const fn new(person: PersonId, at: Timestamp, shown: Shown) -> Self {
        Self { kind: Kind::Page, person, at, shown }
    }

    /// Seals it for the page's form.
    ///
    /// # Errors
    /// Never in practice.
    pub(crate) fn seal(&self, keys: &LinkKeys) -> Result<String, OpenError> {
        keys.seal_token(&serde_json::to_vec(self).map_err(|_| OpenError::Forged)?)
    }

    /// The page that a form came from; none where it is not this person's, or nobody's.
    pub(crate) fn open(keys: &LinkKeys, person: PersonId, now: Timestamp, text: &str) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        let opened: Self = serde_json::from_slice(&keys.open_token(text).ok()?).ok()?;
        (opened.person == person && opened.at <= now).then_some(opened)
    }
}

#[cfg(test)]
mod tests {
    use koe_domain::consent::sha256_hex;
    use koe_domain::link::LinkKey;

    use super::*;

    #[test]
    fn a_page_comes_back_to_its_own_person_only() -> Result<(), OpenError> {
        let keys = LinkKeys::new(LinkKey { id: 1, link: [1; 64], nonce: [2; 64] }, Vec::new());
        let (hanako, taro) = (PersonId::from_bytes([1; 10]), PersonId::from_bytes([2; 10]));
        let shown = Shown {
            notice: "own-page".to_owned(),
            notice_version: "0".repeat(16),
            source_sha256: sha256_hex("notice"),
            rendered_sha256: sha256_hex("notice and boxes"),
            purposes: vec!["follow_up".to_owned(), "survey_mails".to_owned()],
            control: None,
            preset: false,
        };
        let now = Timestamp::UNIX_EPOCH;
        let sealed = Opened::new(hanako, now, shown.clone()).seal(&keys)?;
        assert!(sealed.len() < 700, "{}", sealed.len());
        assert!(Opened::open(&keys, hanako, now, &sealed).is_some_and(|opened| opened.shown == shown));
        assert!(Opened::open(&keys, taro, now, &sealed).is_none());
        assert!(Opened::open(&keys, hanako, Timestamp::MIN, &sealed).is_none());
        for other in ["", "A", &sealed[1..]] {
            assert!(Opened::open(&keys, hanako, now, other).is_none());
        }
        Ok(())
    }
}
