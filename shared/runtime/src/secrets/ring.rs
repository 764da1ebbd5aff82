//! Rotation of keys in a secret: a new one comes into use, older ones still open what they made, and go when nothing of
//! theirs is left.

use koe_domain::{Random, clock};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::serde_with_base64::encode;
use super::{LinkPair, Ring, SecretError, Seed};

/// Which kind of keys a secret holds, where they can be rotated. The pepper cannot: every name in the tables rests on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RingKind {
    /// Link and nonce keys.
    Links,
    /// Master keys.
    Master,
    /// Signing keys.
    Signing,
}

/// Why a ring of keys was not changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RingError {
    /// Not of the documented form.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// All 255 numbers are taken.
    #[error("there is no number left for another key: retire one first")]
    Full,
    /// No key of that number.
    #[error("there is no key {0}")]
    Missing(u8),
    /// The key in use.
    #[error("key {0} is in use: rotate first")]
    InUse(u8),
}

/// The secret with a new key in use, its number, and that of the key that was in use; older keys still open what they made.
///
/// # Errors
/// When it is not of the documented form, or full.
pub fn rotated(kind: RingKind, json: &str, random: &dyn Random) -> Result<(String, u8, u8), RingError> {
    match kind {
        RingKind::Links => turn(json, || LinkPair {
            link: encode(&clock::random::<64>(random)),
            nonce: encode(&clock::random::<64>(random)),
        }),
        RingKind::Master => turn(json, || encode(&clock::random::<32>(random))),
        RingKind::Signing => turn(json, || Seed { ed25519: encode(&clock::random::<32>(random)) }),
    }
}

/// The secret without the key of this number.
///
/// # Errors
/// When it is not of the documented form, or there is no such key, or it is the one in use.
pub fn retired(kind: RingKind, json: &str, id: u8) -> Result<String, RingError> {
    match kind {
        RingKind::Links => without::<LinkPair>(json, id),
        RingKind::Master => without::<String>(json, id),
        RingKind::Signing => without::<Seed>(json, id),
    }
}

/// The numbers of the keys in a secret, that of the key in use first.
///
/// # Errors
/// When it is not of the documented form.
pub fn numbers(json: &str) -> Result<Vec<u8>, RingError> {
    let ring: Ring<serde_json::Value> = ring(json)?;
    let older = ring.keys.keys().copied().filter(|id| *id != ring.current);
    Ok(std::iter::once(ring.current).chain(older).collect())
}

fn turn<K: Serialize + DeserializeOwned>(json: &str, fresh: impl Fn() -> K) -> Result<(String, u8, u8), RingError> {
    let mut ring: Ring<K> = ring(json)?;
    let before = ring.current;
    let last = ring.keys.keys().next_back().copied().unwrap_or_default();
    let next = last.checked_add(1).or_else(|| (1..=u8::MAX).find(|id| !ring.keys.contains_key(id)));
    ring.current = next.ok_or(RingError::Full)?;
    ring.keys.insert(ring.current, fresh());
    Ok((written(&ring)?, ring.current, before))
}

fn without<K: Serialize + DeserializeOwned>(json: &str, id: u8) -> Result<String, RingError> {
    let mut ring: Ring<K> = ring(json)?;
    if ring.current == id {
        return Err(RingError::InUse(id));
    }
    ring.keys.remove(&id).ok_or(RingError::Missing(id))?;
    written(&ring)
}

fn ring<K: DeserializeOwned>(json: &str) -> Result<Ring<K>, RingError> {
    serde_json::from_str(json).map_err(|_| SecretError::Form("of keys").into())
}

fn written<K: Serialize>(ring: &Ring<K>) -> Result<String, RingError> {
    serde_json::to_string(ring).map_err(|_| SecretError::Form("of keys").into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{GeneratedSecrets, OsRandom, link_keys, master_keys, signing_keys};

    #[test]
    fn each_ring_turns_keeps_the_old_key_and_lets_it_go() -> Result<(), RingError> {
        let made = GeneratedSecrets::generate(&OsRandom);
        let secrets =
            [(RingKind::Links, &made.link), (RingKind::Master, &made.master), (RingKind::Signing, &made.signing)];
        for (kind, json) in secrets {
            let (turned, now, before) = rotated(kind, json, &OsRandom)?;
            assert_eq!((now, before, numbers(&turned)?), (2, 1, vec![2, 1]));
            match kind {
                RingKind::Links => drop(link_keys(&turned)?),
                RingKind::Master => drop(master_keys(&turned)?),
                RingKind::Signing => drop(signing_keys(&turned)?),
            }
            assert_eq!(retired(kind, &turned, 2), Err(RingError::InUse(2)));
            assert_eq!(retired(kind, &turned, 7), Err(RingError::Missing(7)));
            assert_eq!(numbers(&retired(kind, &turned, 1)?)?, [2]);
        }
        Ok(())
    }

    #[test]
    fn numbers_come_round_and_a_full_ring_says_so() -> Result<(), RingError> {
        let mut json = GeneratedSecrets::generate(&OsRandom).master;
        for _ in 1..u8::MAX {
            json = rotated(RingKind::Master, &json, &OsRandom)?.0;
        }
        assert_eq!(rotated(RingKind::Master, &json, &OsRandom), Err(RingError::Full));
        let (_, now, _) = rotated(RingKind::Master, &retired(RingKind::Master, &json, 9)?, &OsRandom)?;
        assert_eq!(now, 9);
        Ok(())
    }
}
