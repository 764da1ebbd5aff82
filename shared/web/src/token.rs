//! Tokens of the links that are mailed so that somebody confirms what they asked for.
//!
//! A mail gets forwarded, and the link to one's own page with it. Whoever reads the mailbox just now is the person, as far
//! as anybody can tell; so what cannot be taken back waits for a link that was mailed just then. The token says all that
//! confirming needs and is sealed, so that nobody reads or makes one; that it is used once is kept with its request.

use std::fmt;

use jiff::{SignedDuration, Timestamp};
use koe_domain::link::{LinkKeys, OpenError};
use koe_domain::{PersonId, RequestId};
use koe_privacy::Keyring;
use serde::{Deserialize, Serialize};

use crate::links::{KeysUnavailable, open_token};

/// How long a mailed link confirms, from when it is mailed.
pub const LIFE: SignedDuration = SignedDuration::from_mins(15);

/// Longest token that is looked at.
const LONGEST: usize = 512;

/// What is confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenKind {
    /// A copy of everything.
    Export,
    /// Erasure.
    Erase,
    /// That one may be asked again after all.
    Unsuppress,
}

/// What a token says. `Debug` prints its kind alone.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    /// What is confirmed.
    #[serde(rename = "k")]
    pub kind: TokenKind,
    /// Who confirms.
    #[serde(rename = "p")]
    pub person: PersonId,
    /// The request that waits for it; the erasure, where it is taken back.
    #[serde(rename = "r")]
    pub request: RequestId,
    /// With an erasure: never to be asked again.
    #[serde(rename = "n")]
    pub never_ask: bool,
    /// Until when it confirms.
    #[serde(rename = "t")]
    pub until: Timestamp,
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Token {:?}", self.kind)
    }
}

impl Token {
    /// The token as it stands in an address.
    ///
    /// # Errors
    /// Never in practice.
    pub fn seal(&self, keys: &LinkKeys) -> Result<String, OpenError> {
        let plain = serde_json::to_vec(self).map_err(|_| OpenError::Forged)?;
        keys.seal_token(&plain)
    }

    /// What `text` says, if it is a token of ours, over or not. No round trip, but for a key id never seen before.
    ///
    /// # Errors
    /// [`KeysUnavailable`]; then nobody knows.
    pub async fn open(keys: &Keyring<LinkKeys>, now: Timestamp, text: &str) -> Result<Option<Self>, KeysUnavailable> {
        if text.len() > LONGEST {
            return Ok(None);
        }
        let plain = open_token(keys, now, text).await?;
        Ok(plain.and_then(|plain| serde_json::from_slice(&plain).ok()))
    }

    /// Whether its time is over.
    #[must_use]
    pub fn is_over(&self, now: Timestamp) -> bool {
        self.until <= now
    }
}

#[cfg(test)]
mod tests {
    use koe_domain::link::LinkKey;

    use super::*;

    fn ring(id: u8) -> Keyring<LinkKeys> {
        Keyring::fixed(LinkKeys::new(LinkKey { id, link: [id; 64], nonce: [id; 64] }, Vec::new()))
    }

    fn token() -> Token {
        Token {
            kind: TokenKind::Erase,
            person: PersonId::from_bytes([1; 10]),
            request: RequestId::from_bytes([2; 16]),
            never_ask: true,
            until: Timestamp::UNIX_EPOCH + LIFE,
        }
    }

    #[tokio::test]
    async fn a_token_opens_as_it_was_sealed_and_with_no_other_key() -> Result<(), OpenError> {
        let sealed = token().seal(&ring(1).current())?;
        assert!(sealed.len() < 250, "{}", sealed.len());
        let now = Timestamp::UNIX_EPOCH;
        assert_eq!(Token::open(&ring(1), now, &sealed).await, Ok(Some(token())));
        assert_eq!(Token::open(&ring(2), now, &sealed).await, Ok(None));
        for other in ["", "A", &sealed[1..], &"A".repeat(600)] {
            assert_eq!(Token::open(&ring(1), now, other).await, Ok(None));
        }
        Ok(())
    }

    #[tokio::test]
    async fn what_was_sealed_for_another_use_is_no_token() -> Result<(), OpenError> {
        let plain = serde_json::to_vec(&token()).unwrap_or_default();
        let session = ring(1).current().seal_session(&plain)?;
        assert_eq!(Token::open(&ring(1), Timestamp::UNIX_EPOCH, &session).await, Ok(None));
        let page = ring(1).current().seal_token(br#"{"k":"page","p":"AQEBAQEBAQEBAQ"}"#)?;
        assert_eq!(Token::open(&ring(1), Timestamp::UNIX_EPOCH, &page).await, Ok(None));
        Ok(())
    }

    #[test]
    fn a_token_is_over_after_a_quarter_of_an_hour_and_prints_nothing() {
        let before = Timestamp::UNIX_EPOCH + SignedDuration::from_secs(899);
        assert!(!token().is_over(before) && token().is_over(Timestamp::UNIX_EPOCH + LIFE));
        assert_eq!(format!("{:?}", token()), "Token Erase");
    }

    #[test]
    fn the_stored_shape_stays() -> Result<(), serde_json::Error> {
        let text = concat!(
            r#"{"k":"erase","p":"AQEBAQEBAQEBAQ","r":"AgICAgICAgICAgICAgICAg","n":true,"#,
            r#""t":"1970-01-01T00:15:00Z"}"#
        );
        assert_eq!(serde_json::to_string(&token())?, text);
        Ok(())
    }
}
