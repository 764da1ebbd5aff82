//! Opening links, with one more try after a rotation of their keys.

use jiff::Timestamp;
use koe_domain::link::{LinkKeys, OpenError, Purpose, Target};
use koe_domain::nonce::Nonce;
use koe_privacy::Keyring;

use crate::problem::Problem;

/// A link was made with a key that is not known here, and the keys cannot be read just now: it may be ours. To call it
/// forged would tell a mail program that somebody is unsubscribed who is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the keys of links cannot be read")]
pub struct KeysUnavailable;

impl From<KeysUnavailable> for Problem {
    fn from(error: KeysUnavailable) -> Self {
        tracing::error!(%error, "a link waits for its key");
        Self::try_again()
    }
}

/// What `text` leads to, if it is a link of ours for `purpose`. No round trip, but for a key id never seen before.
///
/// # Errors
/// [`KeysUnavailable`]; then nobody knows.
pub async fn open_link(
    keys: &Keyring<LinkKeys>,
    now: Timestamp,
    purpose: Purpose,
    text: &str,
) -> Result<Option<Target>, KeysUnavailable> {
    open(keys, now, |keys| keys.open(purpose, text)).await
}

/// The nonce that came back with the page of `link`.
///
/// # Errors
/// [`KeysUnavailable`]; then nobody knows.
pub async fn open_nonce(
    keys: &Keyring<LinkKeys>,
    now: Timestamp,
    link: &str,
    text: &str,
) -> Result<Option<Nonce>, KeysUnavailable> {
    open(keys, now, |keys| Nonce::open(keys, link, text)).await
}

/// What a token that was sealed here stands for. No round trip, but for a key id never seen before.
///
/// # Errors
/// [`KeysUnavailable`]; then nobody knows.
pub async fn open_token(
    keys: &Keyring<LinkKeys>,
    now: Timestamp,
    text: &str,
) -> Result<Option<Vec<u8>>, KeysUnavailable> {
    open(keys, now, |keys| keys.open_token(text)).await
}

async fn open<T>(
    keys: &Keyring<LinkKeys>,
    now: Timestamp,
    try_with: impl Fn(&LinkKeys) -> Result<T, OpenError>,
) -> Result<Option<T>, KeysUnavailable> {
    match try_with(&*keys.fresh(now).await) {
        Ok(opened) => Ok(Some(opened)),
        Err(OpenError::Forged) => Ok(None),
        Err(OpenError::UnknownKey) if keys.reload(now).await => Ok(try_with(&keys.current()).ok()),
        Err(OpenError::UnknownKey) if keys.is_behind() => Err(KeysUnavailable),
        Err(OpenError::UnknownKey) => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use koe_domain::link::LinkKey;
    use koe_domain::{InvitationId, PersonId};
    use koe_privacy::ReloadError;

    use super::*;

    const TARGET: Target =
        Target { person: PersonId::from_bytes([1; 10]), invitation: InvitationId::from_bytes([2; 8]) };

    fn keys(id: u8) -> LinkKeys {
        LinkKeys::new(LinkKey { id, link: [id; 64], nonce: [id; 64] }, Vec::new())
    }

    #[tokio::test]
    async fn a_link_of_a_key_that_cannot_be_read_is_not_called_forged() -> Result<(), OpenError> {
        let link = keys(2).seal(Purpose::Unsubscribe, TARGET)?;
        let now = Timestamp::UNIX_EPOCH;
        let open = async |ring: &Keyring<LinkKeys>| open_link(ring, now, Purpose::Unsubscribe, link.as_str()).await;
        assert_eq!(open(&Keyring::new(keys(1), || async { Ok(keys(2)) })).await, Ok(Some(TARGET)));
        let broken = Keyring::new(keys(1), || async { Err(ReloadError) });
        assert_eq!(open(&broken).await, Err(KeysUnavailable));
        assert_eq!(open(&broken).await, Err(KeysUnavailable), "nor within the minute in which it is not tried again");
        assert_eq!(open(&Keyring::new(keys(1), || async { Ok(keys(1)) })).await, Ok(None));
        assert_eq!(open(&Keyring::fixed(keys(1))).await, Ok(None));
        Ok(())
    }

    #[tokio::test]
    async fn a_token_opens_after_a_rotation_that_this_process_has_not_seen() -> Result<(), OpenError> {
        let token = keys(2).seal_token(b"what it says")?;
        let now = Timestamp::UNIX_EPOCH;
        let rotated = Keyring::new(keys(1), || async { Ok(keys(2)) });
        assert_eq!(open_token(&rotated, now, &token).await, Ok(Some(b"what it says".to_vec())));
        assert_eq!(open_token(&rotated, now, &token[1..]).await, Ok(None));
        let broken = Keyring::new(keys(1), || async { Err(ReloadError) });
        assert_eq!(open_token(&broken, now, &token).await, Err(KeysUnavailable));
        Ok(())
    }
}
