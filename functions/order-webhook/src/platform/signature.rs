//! Signatures and fingerprints over the bytes as received.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};
use subtle::{Choice, ConstantTimeEq as _};

/// Whether one of `tags` is HMAC-SHA256 (RFC 2104) of `parts`, one after the other, under one of `keys`.
///
/// Every key is tried with every tag, and the comparison looks at every byte: the time taken says neither which key
/// fits nor how much of a tag was guessed.
pub(super) fn fits<'k>(keys: impl IntoIterator<Item = &'k [u8]>, parts: &[&[u8]], tags: &[Vec<u8>]) -> bool {
    let mut fits = Choice::from(0);
    for key in keys {
        let Some(right) = tag(key, parts) else { continue };
        for tag in tags {
            fits |= right.as_slice().ct_eq(tag.as_slice());
        }
    }
    bool::from(fits)
}

/// HMAC-SHA256 of `parts`, one after the other. HMAC takes keys of any length, so there always is one.
pub(super) fn tag(key: &[u8], parts: &[&[u8]]) -> Option<Vec<u8>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
    for part in parts {
        mac.update(part);
    }
    Some(mac.finalize().into_bytes().to_vec())
}

/// An idempotency key for a delivery without an id: `sha256-` and 64 hex digits over topic and body.
pub(super) fn fingerprint(topic: &str, body: &[u8]) -> String {
    // The zero byte keeps a topic's end and a body's beginning apart.
    let hash = Sha256::new().chain_update(topic).chain_update([0_u8]).chain_update(body).finalize();
    let digits: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256-{digits}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_key_and_any_tag_may_fit_and_a_part_of_a_tag_does_not() -> Result<(), &'static str> {
        let right = tag(b"new", &[b"one", b"two"]).ok_or("no tag")?;
        assert_eq!(right.len(), 32);
        let keys: [&[u8]; 2] = [b"old", b"new"];
        let tags = [vec![0; 32], right.clone()];
        assert!(fits(keys, &[b"onetwo"], &tags));
        assert!(fits(keys.into_iter().rev(), &[b"one", b"two"], &tags));
        assert!(!fits(keys, &[b"onetwp"], &tags));
        assert!(!fits([b"old".as_slice()], &[b"onetwo"], &tags));
        assert!(!fits(keys, &[b"onetwo"], &[right[..8].to_vec(), Vec::new()]));
        assert!(!fits(keys, &[b"onetwo"], &[]));
        assert!(!fits([], &[b"onetwo"], &tags));
        Ok(())
    }

    #[test]
    fn a_fingerprint_is_a_hash_of_topic_and_body() {
        let empty = "sha256-6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d";
        assert_eq!(fingerprint("", b""), empty);
        assert_ne!(fingerprint("a", b"b"), fingerprint("", b"ab"));
        assert_eq!(fingerprint("orders/create", b"{}").len(), 71);
    }
}
