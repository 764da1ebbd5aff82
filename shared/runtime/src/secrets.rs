//! The four secrets: link and nonce keys, pepper, master key, signing key. Each is JSON; keys are base64.
//!
//! `{"current":1,"keys":{"1":{"link":"…","nonce":"…"}}}`, `{"pepper":"…","suppression":"…"}`,
//! `{"current":1,"keys":{"1":"…"}}`, `{"current":1,"keys":{"1":{"ed25519":"…"}}}`. Rotation adds a key under a new number and moves `current`.

use std::collections::BTreeMap;

use koe_domain::link::{LinkKey, LinkKeys};
use koe_domain::{Random, clock};
use koe_privacy::sign::{SigningKey, SigningKeys};
use koe_privacy::{MasterKey, MasterKeys, Pepper};
use serde::{Deserialize, Serialize};
use serde_with_base64::{decode, encode};

mod ring;

mod serde_with_base64 {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;

    pub(super) fn encode(bytes: &[u8]) -> String {
        STANDARD.encode(bytes)
    }

    pub(super) fn decode<const N: usize>(text: &str) -> Option<[u8; N]> {
        STANDARD.decode(text).ok()?.try_into().ok()
    }
}

pub use ring::{RingError, RingKind, numbers, retired, rotated};

/// A secret that cannot be read. Says which, never what stands in it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    /// Not of the documented form.
    #[error("the secret {0} is not of the documented form; has it been filled?")]
    Form(&'static str),
    /// The secret store did not give it.
    #[error("the secret {0} cannot be read")]
    Unreadable(&'static str),
}

#[derive(Serialize, Deserialize)]
struct Ring<K> {
    current: u8,
    keys: BTreeMap<u8, K>,
}

#[derive(Serialize, Deserialize)]
struct LinkPair {
    link: String,
    nonce: String,
}

#[derive(Serialize, Deserialize)]
struct Seed {
    ed25519: String,
}

#[derive(Serialize, Deserialize)]
struct PepperPair {
    pepper: String,
    suppression: String,
}

/// Reads the secret of link and nonce keys.
///
/// # Errors
/// When it is not of the documented form.
pub fn link_keys(json: &str) -> Result<LinkKeys, SecretError> {
    let bad = || SecretError::Form("of link keys");
    let ring: Ring<LinkPair> = serde_json::from_str(json).map_err(|_| bad())?;
    let mut current = None;
    let mut older = Vec::new();
    for (id, pair) in &ring.keys {
        let key =
            LinkKey { id: *id, link: decode(&pair.link).ok_or_else(bad)?, nonce: decode(&pair.nonce).ok_or_else(bad)? };
        if *id == ring.current { current = Some(key) } else { older.push(key) }
    }
    Ok(LinkKeys::new(current.ok_or_else(bad)?, older))
}

/// Reads the secret of the pepper.
///
/// # Errors
/// When it is not of the documented form.
pub fn pepper(json: &str) -> Result<Pepper, SecretError> {
    let bad = || SecretError::Form("of the pepper");
    let pair: PepperPair = serde_json::from_str(json).map_err(|_| bad())?;
    Ok(Pepper {
        pepper: decode(&pair.pepper).ok_or_else(bad)?,
        suppression: decode(&pair.suppression).ok_or_else(bad)?,
    })
}

/// Reads the secret of master keys.
///
/// # Errors
/// When it is not of the documented form.
pub fn master_keys(json: &str) -> Result<MasterKeys, SecretError> {
    let bad = || SecretError::Form("of master keys");
    let ring: Ring<String> = serde_json::from_str(json).map_err(|_| bad())?;
    let mut current = None;
    let mut older = Vec::new();
    for (id, key) in &ring.keys {
        let key = MasterKey { id: *id, key: decode(key).ok_or_else(bad)? };
        if *id == ring.current { current = Some(key) } else { older.push(key) }
    }
    Ok(MasterKeys::new(current.ok_or_else(bad)?, older))
}

/// Reads the secret of signing keys.
///
/// # Errors
/// When it is not of the documented form.
pub fn signing_keys(json: &str) -> Result<SigningKeys, SecretError> {
    let bad = || SecretError::Form("of signing keys");
    let ring: Ring<Seed> = serde_json::from_str(json).map_err(|_| bad())?;
    let mut current = None;
    let mut older = Vec::new();
    for (id, seed) in &ring.keys {
        let key = SigningKey { id: *id, seed: decode(&seed.ed25519).ok_or_else(bad)? };
        if *id == ring.current { current = Some(key) } else { older.push(key) }
    }
    Ok(SigningKeys::new(current.ok_or_else(bad)?, older))
}

/// Fresh secrets for a new stack, as JSON.
#[derive(Clone)]
pub struct GeneratedSecrets {
    /// Link and nonce keys.
    pub link: String,
    /// Pepper.
    pub pepper: String,
    /// Master key.
    pub master: String,
    /// Signing key.
    pub signing: String,
}

impl std::fmt::Debug for GeneratedSecrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("GeneratedSecrets")
    }
}

impl GeneratedSecrets {
    /// Draws new secrets.
    #[must_use]
    pub fn generate(random: &dyn Random) -> Self {
        let pair = LinkPair { link: encode(&clock::random::<64>(random)), nonce: encode(&clock::random::<64>(random)) };
        let pepper = PepperPair {
            pepper: encode(&clock::random::<32>(random)),
            suppression: encode(&clock::random::<32>(random)),
        };
        let master = encode(&clock::random::<32>(random));
        let signing = Seed { ed25519: encode(&clock::random::<32>(random)) };
        let json = |value: Result<String, serde_json::Error>| value.unwrap_or_default();
        Self {
            link: json(serde_json::to_string(&Ring { current: 1, keys: BTreeMap::from([(1, pair)]) })),
            pepper: json(serde_json::to_string(&pepper)),
            master: json(serde_json::to_string(&Ring { current: 1, keys: BTreeMap::from([(1, master)]) })),
            signing: json(serde_json::to_string(&Ring { current: 1, keys: BTreeMap::from([(1, signing)]) })),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::OsRandom;

    #[test]
    fn what_is_generated_can_be_read() -> Result<(), SecretError> {
        let made = GeneratedSecrets::generate(&OsRandom);
        link_keys(&made.link)?;
        pepper(&made.pepper)?;
        master_keys(&made.master)?;
        Ok(())
    }

    #[test]
    fn an_empty_secret_says_which_one_it_is() {
        let error = master_keys("{}").err().map(|error| error.to_string());
        assert_eq!(
            error.as_deref(),
            Some("the secret of master keys is not of the documented form; has it been filled?")
        );
    }
}
