//! The page's nonce: what the server knew when it showed the page, sealed, so that the answer costs one round trip.
//!
//! The form carries it back. It is bound to its link, so that one person's nonce is nothing on another's page, and it
//! holds what the writing transaction needs to know and to check: the invitation's revision, the response's key, the
//! ledger's head. Rejected: reading the rows again on `POST` (a second round trip, and a race between the two).

use std::collections::BTreeMap;
use std::fmt;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::consent::LedgerHead;
use crate::id::{ResponseId, StoreId, SurveyId};
use crate::link::{LinkKeys, OpenError};
use crate::text::Locale;

/// Where a response lives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResponseKey {
    /// The response.
    pub id: ResponseId,
    /// The day of the first answer in the survey's time zone, `YYYY-MM-DD`; it never changes.
    pub day: String,
    /// Which of the survey's partitions of that day.
    pub shard: u8,
}

/// What the server knew when it showed the page.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Nonce {
    /// Eight random bytes; they tell a repeated press from another answer.
    pub id: [u8; 8],
    /// When the page was shown.
    pub issued_at: Timestamp,
    /// The survey shown.
    pub survey: SurveyId,
    /// Its version.
    pub version: u32,
    /// The language in which the page was shown; the answer, and what is agreed to with it, is recorded in it.
    pub locale: Locale,
    /// Whether the survey was in test mode, so that the answer is never counted.
    pub test: bool,
    /// The invitation's revision; the answer is written only where it is still this.
    pub revision: u64,
    /// Until when the answer is taken.
    pub closes_at: Timestamp,
    /// The response to change, or `None` for the first answer.
    pub response: Option<ResponseKey>,
    /// The id that a first response will have.
    pub fresh: ResponseId,
    /// The ledger's head; consent is written only where it is still this.
    pub head: LedgerHead,
    /// What of the survey's consents is given now.
    pub given: BTreeMap<String, bool>,
    /// Whether the person said within the last 12 months that they want no sale or sharing of their data.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub opted_out: bool,
    /// Version of the notice that stood on the page.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub notice: String,
    /// Until when the person's ledger is proof already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof_until: Option<Timestamp>,
    /// Whether a case is open for this invitation.
    pub case: bool,
    /// The invitation's store.
    pub store: Option<StoreId>,
    /// The invitation's labels.
    pub labels: BTreeMap<String, String>,
}

/// Hours that a page may lie open before its nonce is exchanged for a new one.
const LIFE: SignedDuration = SignedDuration::from_hours(2);

impl Nonce {
    /// Seals the nonce for the page of `link`.
    ///
    /// # Errors
    /// Never in practice.
    pub fn seal(&self, keys: &LinkKeys, link: &str) -> Result<String, OpenError> {
        let plain = serde_json::to_vec(self).map_err(|_| OpenError::Forged)?;
        keys.seal_bytes(&[b"koe/nonce/1", link.as_bytes()], &plain)
    }

    /// Opens a nonce that came back with the page of `link`.
    ///
    /// # Errors
    /// When it is not ours, was altered, or belongs to another link.
    pub fn open(keys: &LinkKeys, link: &str, text: &str) -> Result<Self, OpenError> {
        if text.len() > 4096 {
            return Err(OpenError::Forged);
        }
        let plain = keys.open_bytes(&[b"koe/nonce/1", link.as_bytes()], text)?;
        serde_json::from_slice(&plain).map_err(|_| OpenError::Forged)
    }

    /// Whether the page has lain open too long.
    #[must_use]
    pub fn is_stale(&self, now: Timestamp) -> bool {
        now.duration_since(self.issued_at) > LIFE
    }
}

impl fmt::Debug for Nonce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Nonce")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::link::LinkKey;

    fn nonce() -> Result<Nonce, crate::Faults> {
        Ok(Nonce {
            id: [9; 8],
            issued_at: Timestamp::UNIX_EPOCH,
            survey: SurveyId::parse("after-purchase")?,
            version: 3,
            locale: Locale::parse("ja-JP")?,
            test: false,
            revision: 1,
            closes_at: Timestamp::UNIX_EPOCH,
            response: Some(ResponseKey { id: ResponseId::from_bytes([1; 16]), day: "2026-11-22".to_owned(), shard: 2 }),
            fresh: ResponseId::from_bytes([2; 16]),
            head: LedgerHead::default(),
            given: BTreeMap::from([("follow_up".to_owned(), true)]),
            opted_out: false,
            proof_until: None,
            notice: String::new(),
            case: false,
            store: None,
            labels: BTreeMap::new(),
        })
    }

    #[test]
    fn a_nonce_opens_with_its_own_link_only() -> Result<(), Box<dyn std::error::Error>> {
        let keys = LinkKeys::new(LinkKey { id: 1, link: [1; 64], nonce: [2; 64] }, Vec::new());
        let nonce = nonce()?;
        let sealed = nonce.seal(&keys, "a")?;
        assert_eq!(Nonce::open(&keys, "a", &sealed), Ok(nonce.clone()));
        assert_eq!(Nonce::open(&keys, "b", &sealed), Err(OpenError::Forged));
        assert!(sealed.len() < 900, "{}", sealed.len());
        let two_hours = Timestamp::UNIX_EPOCH + SignedDuration::from_secs(7200);
        assert!(!nonce.is_stale(two_hours) && nonce.is_stale(two_hours + SignedDuration::from_secs(1)));
        assert_eq!(format!("{nonce:?}"), "Nonce");
        Ok(())
    }

    proptest! {
        #[test]
        fn a_nonce_opens_whole_with_its_link_or_not_at_all(
            link in "[A-Za-z0-9_-]{47}", other in "[A-Za-z0-9_-]{47}", revision in any::<u64>(),
            place in any::<prop::sample::Index>(), letter in "[A-Za-z0-9_-]",
        ) {
            let keys = LinkKeys::new(LinkKey { id: 1, link: [1; 64], nonce: [2; 64] }, Vec::new());
            let nonce = Nonce { revision, ..nonce()? };
            let sealed = nonce.seal(&keys, &link)?;
            prop_assert_eq!(Nonce::open(&keys, &link, &sealed), Ok(nonce));
            prop_assert!(link == other || Nonce::open(&keys, &other, &sealed).is_err());
            let place = place.index(sealed.len());
            let mut changed = sealed.clone();
            changed.replace_range(place..=place, &letter);
            prop_assert!(changed == sealed || Nonce::open(&keys, &link, &changed).is_err());
        }

        #[test]
        fn nothing_that_a_stranger_sends_is_a_nonce(text in ".{0,200}") {
            let keys = LinkKeys::new(LinkKey { id: 1, link: [1; 64], nonce: [2; 64] }, Vec::new());
            prop_assert!(Nonce::open(&keys, "a", &text).is_err());
        }
    }
}
