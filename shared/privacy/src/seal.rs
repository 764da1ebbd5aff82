//! Sealing: whatever identifies a person is stored under that person's own key, and free text under the text's.
//!
//! AES-256-GCM-SIV (RFC 8452): a repeated nonce reveals at most that two texts are equal. Associated data bind each
//! sealed field to its table, row and field, so that a field copied elsewhere does not open. Destroying the one small
//! key row destroys every copy of what it sealed, in backups too.

use std::fmt;

use aes_gcm_siv::aead::{Aead as _, KeyInit as _, Payload};
use aes_gcm_siv::{Aes256GcmSiv, Nonce};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use koe_domain::{Random, clock};
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// Where a sealed field stands. A field that was moved does not open.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The table's role, for instance `people`.
    pub table: &'a str,
    /// The row's partition key.
    pub row: &'a str,
    /// The field.
    pub field: &'a str,
}

impl Place<'_> {
    fn bytes(&self) -> Vec<u8> {
        format!("koe/seal/1\0{}\0{}\0{}", self.table, self.row, self.field).into_bytes()
    }
}

/// Why something sealed did not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// Altered, moved, or sealed under another key.
    #[error("a sealed field does not open")]
    DoesNotOpen,
    /// Wrapped under a master key that is not known here.
    #[error("a key is wrapped under a master key that is not known here")]
    UnknownMasterKey,
    /// The cipher refused to seal.
    #[error("a field could not be sealed")]
    DoesNotSeal,
}

/// A field as it is stored: base64url of nonce and ciphertext.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sealed(String);

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealed")
    }
}

/// A key for one person's fields, or for one text. Wiped when dropped.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct DataKey([u8; 32]);

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DataKey")
    }
}

impl DataKey {
    /// A new key.
    #[must_use]
    pub fn generate(random: &dyn Random) -> Self {
        Self(clock::random(random))
    }

    /// Seals `plain` for its place.
    ///
    /// # Errors
    /// Never in practice.
    pub fn seal(&self, random: &dyn Random, place: &Place<'_>, plain: &[u8]) -> Result<Sealed, SealError> {
        Ok(Sealed(URL_SAFE_NO_PAD.encode(encrypt(&self.0, random, &place.bytes(), plain)?)))
    }

    /// Opens what was sealed for this place.
    ///
    /// # Errors
    /// When it was altered, moved, or sealed under another key.
    pub fn open(&self, place: &Place<'_>, sealed: &Sealed) -> Result<Vec<u8>, SealError> {
        let bytes = URL_SAFE_NO_PAD.decode(&sealed.0).map_err(|_| SealError::DoesNotOpen)?;
        decrypt(&self.0, &place.bytes(), &bytes)
    }

    /// Seals a value as JSON.
    ///
    /// # Errors
    /// When the value has no JSON form.
    pub fn seal_json<T: Serialize>(
        &self,
        random: &dyn Random,
        place: &Place<'_>,
        value: &T,
    ) -> Result<Sealed, SealError> {
        let plain = serde_json::to_vec(value).map_err(|_| SealError::DoesNotSeal)?;
        self.seal(random, place, &plain)
    }

    /// Opens a value sealed as JSON.
    ///
    /// # Errors
    /// When it does not open, or is not such a value.
    pub fn open_json<T: for<'a> Deserialize<'a>>(&self, place: &Place<'_>, sealed: &Sealed) -> Result<T, SealError> {
        serde_json::from_slice(&self.open(place, sealed)?).map_err(|_| SealError::DoesNotOpen)
    }
}

/// A data key as it is stored: wrapped by a master key.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrappedKey {
    /// Which master key wrapped it.
    pub master: u8,
    /// Nonce and ciphertext, base64url.
    pub wrapped: String,
}

impl fmt::Debug for WrappedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WrappedKey")
    }
}

/// One master key. Wiped when dropped.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct MasterKey {
    /// Its number.
    pub id: u8,
    /// The key.
    pub key: [u8; 32],
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MasterKey {}", self.id)
    }
}

/// The master keys: the one that wraps, and older ones that still unwrap.
#[derive(Clone, Debug)]
pub struct MasterKeys {
    current: MasterKey,
    older: Vec<MasterKey>,
}

impl MasterKeys {
    /// Keys of which `current` wraps and all unwrap.
    #[must_use]
    pub const fn new(current: MasterKey, older: Vec<MasterKey>) -> Self {
        Self { current, older }
    }

    /// Whether the master key that wrapped this one is among these.
    #[must_use]
    pub fn hold(&self, wrapped: &WrappedKey) -> bool {
        std::iter::once(&self.current).chain(&self.older).any(|key| key.id == wrapped.master)
    }

    /// Wraps a data key for the row that will hold it.
    ///
    /// # Errors
    /// Never in practice.
    pub fn wrap(&self, random: &dyn Random, row: &str, key: &DataKey) -> Result<WrappedKey, SealError> {
        let bytes = encrypt(&self.current.key, random, &wrap_place(row), &key.0)?;
        Ok(WrappedKey { master: self.current.id, wrapped: URL_SAFE_NO_PAD.encode(bytes) })
    }

    /// Unwraps a data key from its row.
    ///
    /// # Errors
    /// When its master key is not known, or the row was altered or moved.
    pub fn unwrap(&self, row: &str, wrapped: &WrappedKey) -> Result<DataKey, SealError> {
        let master = std::iter::once(&self.current)
            .chain(&self.older)
            .find(|key| key.id == wrapped.master)
            .ok_or(SealError::UnknownMasterKey)?;
        let bytes = URL_SAFE_NO_PAD.decode(&wrapped.wrapped).map_err(|_| SealError::DoesNotOpen)?;
        let plain = decrypt(&master.key, &wrap_place(row), &bytes)?;
        plain.try_into().map(DataKey).map_err(|_| SealError::DoesNotOpen)
    }
}

fn wrap_place(row: &str) -> Vec<u8> {
    format!("koe/wrap/1\0{row}").into_bytes()
}

fn encrypt(key: &[u8; 32], random: &dyn Random, aad: &[u8], msg: &[u8]) -> Result<Vec<u8>, SealError> {
    let nonce: [u8; 12] = clock::random(random);
    let sealed = Aes256GcmSiv::new(key.into())
        .encrypt(&Nonce::from(nonce), Payload { msg, aad })
        .map_err(|_| SealError::DoesNotSeal)?;
    Ok([nonce.as_slice(), &sealed].concat())
}

fn decrypt(key: &[u8; 32], aad: &[u8], bytes: &[u8]) -> Result<Vec<u8>, SealError> {
    let (nonce, msg) = bytes.split_at_checked(12).ok_or(SealError::DoesNotOpen)?;
    let nonce: [u8; 12] = nonce.try_into().map_err(|_| SealError::DoesNotOpen)?;
    Aes256GcmSiv::new(key.into()).decrypt(&Nonce::from(nonce), Payload { msg, aad }).map_err(|_| SealError::DoesNotOpen)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU8, Ordering};

    use proptest::prelude::*;

    use super::*;

    #[derive(Debug, Default)]
    struct Counting(AtomicU8);

    impl Random for Counting {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill_with(|| self.0.fetch_add(1, Ordering::Relaxed));
        }
    }

    const HERE: Place<'_> = Place { table: "people", row: "PERSON#a", field: "contact" };

    proptest! {
        #[test]
        fn a_sealed_field_opens_in_its_place_only(text in ".{0,200}") {
            let random = Counting::default();
            let key = DataKey::generate(&random);
            let sealed = key.seal(&random, &HERE, text.as_bytes())?;
            prop_assert_eq!(key.open(&HERE, &sealed)?, text.as_bytes());
            for other in [
                Place { table: "keys", ..HERE },
                Place { row: "PERSON#b", ..HERE },
                Place { field: "name", ..HERE },
            ] {
                prop_assert_eq!(key.open(&other, &sealed), Err(SealError::DoesNotOpen));
            }
        }
    }

    #[test]
    fn a_key_unwraps_in_its_row_and_with_its_master_only() -> Result<(), SealError> {
        let random = Counting::default();
        let old = MasterKey { id: 1, key: [1; 32] };
        let new = MasterKey { id: 2, key: [2; 32] };
        let key = DataKey::generate(&random);
        let wrapped = MasterKeys::new(old.clone(), Vec::new()).wrap(&random, "PERSON#a", &key)?;
        let both = MasterKeys::new(new.clone(), vec![old]);
        assert_eq!(both.unwrap("PERSON#a", &wrapped)?.0, key.0);
        assert_eq!(both.unwrap("PERSON#b", &wrapped).err(), Some(SealError::DoesNotOpen));
        let only_new = MasterKeys::new(new, Vec::new());
        assert_eq!(only_new.unwrap("PERSON#a", &wrapped).err(), Some(SealError::UnknownMasterKey));
        Ok(())
    }
}
