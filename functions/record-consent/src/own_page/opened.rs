//! What a page was when it was opened: sealed into its form, so that the ledger can say when the words were served and
//! which they were. Looking at a page writes nothing.

use jiff::Timestamp;
use koe_domain::PersonId;
use koe_domain::consent::Shown;
use koe_domain::link::{LinkKeys, OpenError};
use koe_domain::notice::Notice;
use koe_privacy::Keyring;
use koe_web::links::{KeysUnavailable, open_token};
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

    /// The page that a form came from; none where it is not this person's, or nobody's. No round trip, but for a key id
    /// never seen before.
    ///
    /// # Errors
    /// [`KeysUnavailable`]; then nobody knows.
    pub(crate) async fn open(
        keys: &Keyring<LinkKeys>,
        person: PersonId,
        now: Timestamp,
        text: &str,
    ) -> Result<Option<Self>, KeysUnavailable> {
        if text.len() > LONGEST {
            return Ok(None);
        }
        let Some(plain) = open_token(keys, now, text).await? else { return Ok(None) };
        let opened: Option<Self> = serde_json::from_slice(&plain).ok();
        Ok(opened.filter(|opened| opened.person == person && opened.at <= now))
    }

    /// Whether this very notice stood on it.
    pub(crate) fn has(&self, notice: &Notice) -> bool {
        self.shown.source_sha256 == notice.sha256()
    }
}

#[cfg(test)]
mod tests {
    use koe_domain::Locale;
    use koe_domain::link::LinkKey;
    use koe_privacy::ReloadError;

    use super::*;
    use crate::testing;

    type Outcome = Result<(), Box<dyn std::error::Error>>;

    const HANAKO: PersonId = PersonId::from_bytes([1; 10]);
    const TARO: PersonId = PersonId::from_bytes([2; 10]);

    fn keys(id: u8) -> LinkKeys {
        LinkKeys::new(LinkKey { id, link: [id; 64], nonce: [id; 64] }, Vec::new())
    }

    fn shown(notice: &Notice) -> Shown {
        notice.shown(&["a box", "a button"], vec!["follow_up".to_owned(), "survey_mails".to_owned()], None)
    }

    #[tokio::test]
    async fn a_page_comes_back_to_its_own_person_only() -> Outcome {
        let ring = Keyring::fixed(keys(1));
        let shown = shown(&Notice::own_page(&testing::organisation()?, &Locale::english()));
        let now = Timestamp::UNIX_EPOCH;
        let sealed = Opened::new(HANAKO, now, shown.clone()).seal(&ring.current())?;
        assert!(sealed.len() < 700, "{}", sealed.len());
        let open = async |person, now, text: &str| Opened::open(&ring, person, now, text).await;
        assert!(open(HANAKO, now, &sealed).await?.is_some_and(|opened| opened.shown == shown));
        assert!(open(TARO, now, &sealed).await?.is_none());
        assert!(open(HANAKO, Timestamp::MIN, &sealed).await?.is_none());
        for other in ["", "A", &sealed[1..], &"A".repeat(LONGEST + 1)] {
            assert!(open(HANAKO, now, other).await?.is_none());
        }
        Ok(())
    }

    #[tokio::test]
    async fn a_page_that_another_process_made_after_a_rotation_is_ours() -> Outcome {
        let notice = Notice::own_page(&testing::organisation()?, &Locale::english());
        let now = Timestamp::UNIX_EPOCH;
        let sealed = Opened::new(HANAKO, now, shown(&notice)).seal(&keys(2))?;
        let rotated = Keyring::new(keys(1), || async { Ok(keys(2)) });
        assert!(Opened::open(&rotated, HANAKO, now, &sealed).await?.is_some());
        let broken = Keyring::new(keys(1), || async { Err(ReloadError) });
        assert!(Opened::open(&broken, HANAKO, now, &sealed).await.is_err(), "it may be ours");
        Ok(())
    }

    #[test]
    fn another_organisation_or_language_is_another_notice() -> Outcome {
        let (english, japanese) = (Locale::english(), Locale::parse("ja")?);
        let mut organisation = testing::organisation()?;
        let notice = Notice::own_page(&organisation, &english);
        let opened = Opened::new(HANAKO, Timestamp::UNIX_EPOCH, shown(&notice));
        assert!(opened.has(&notice) && !opened.has(&Notice::own_page(&organisation, &japanese)));
        organisation.address.push_str(", 3F");
        assert!(!opened.has(&Notice::own_page(&organisation, &english)));
        Ok(())
    }
}
