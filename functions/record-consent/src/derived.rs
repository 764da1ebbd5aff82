//! Ids of letters from their cause and a slice of time, so that pressing twice sends one.
//!
//! Nothing secret goes in but the pseudonym, which is one: whoever does not know it cannot make the id, and the id leads
//! nowhere.

use jiff::{SignedDuration, Timestamp};
use koe_domain::{PersonId, RequestId};
use sha2::{Digest as _, Sha256};

/// The number of the slice of time, each `length` long, that holds `at`.
pub(crate) fn slot(at: Timestamp, length: SignedDuration) -> i64 {
    at.as_second().div_euclid(length.as_secs())
}

/// The first 16 bytes of `SHA-256(kind ‖ 0 ‖ person ‖ slot)`.
pub(crate) fn request_id(kind: &str, person: PersonId, slot: i64) -> RequestId {
    let mut hash = Sha256::new();
    hash.update(kind.as_bytes());
    hash.update([0]);
    hash.update(person.as_bytes());
    hash.update(slot.to_be_bytes());
    let mut bytes = [0; RequestId::LENGTH];
    bytes.copy_from_slice(&hash.finalize()[..RequestId::LENGTH]);
    RequestId::from_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_cause_in_one_slice_of_time_is_one_letter() -> Result<(), jiff::Error> {
        let quarter = SignedDuration::from_mins(15);
        let at = |text: &str| text.parse().map(|at: Timestamp| slot(at, quarter));
        let (first, last, next) =
            (at("2026-11-22T09:30:00Z")?, at("2026-11-22T09:44:59Z")?, at("2026-11-22T09:45:00Z")?);
        assert_eq!((first, next), (last, last + 1));
        let (hanako, taro) = (PersonId::from_bytes([1; 10]), PersonId::from_bytes([2; 10]));
        let id = request_id("export", hanako, first);
        assert!(id == request_id("export", hanako, last));
        for other in
            [request_id("export", hanako, next), request_id("export", taro, first), request_id("erase", hanako, first)]
        {
            assert!(id != other);
        }
        Ok(())
    }
}
