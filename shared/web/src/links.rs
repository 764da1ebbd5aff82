//! Opening links, with one more try after a rotation of their keys.

use jiff::Timestamp;
use koe_domain::link::{LinkKeys, OpenError, Purpose, Target};
use koe_domain::nonce::Nonce;
use koe_privacy::Keyring;

/// What `text` leads to, if it is a link of ours for `purpose`. No round trip, but for a key id never seen before.
pub async fn open_link(keys: &Keyring<LinkKeys>, now: Timestamp, purpose: Purpose, text: &str) -> Option<Target> {
    match keys.current().open(purpose, text) {
        Ok(target) => Some(target),
        Err(OpenError::UnknownKey) if keys.reload(now).await => keys.current().open(purpose, text).ok(),
        Err(OpenError::UnknownKey | OpenError::Forged) => None,
    }
}

/// The nonce that came back with the page of `link`.
pub async fn open_nonce(keys: &Keyring<LinkKeys>, now: Timestamp, link: &str, text: &str) -> Option<Nonce> {
    match Nonce::open(&keys.current(), link, text) {
        Ok(nonce) => Some(nonce),
        Err(OpenError::UnknownKey) if keys.reload(now).await => Nonce::open(&keys.current(), link, text).ok(),
        Err(OpenError::UnknownKey | OpenError::Forged) => None,
    }
}
