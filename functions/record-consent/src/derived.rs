//! Slices of time: what is asked for twice in one has one id, so that pressing twice sends one letter.

use jiff::{SignedDuration, Timestamp};

/// The number of the slice of time, each `length` long, that holds `at`.
pub(crate) fn slot(at: Timestamp, length: SignedDuration) -> i64 {
    at.as_second().div_euclid(length.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slice_ends_where_the_next_begins() -> Result<(), jiff::Error> {
        let quarter = SignedDuration::from_mins(15);
        let at = |text: &str| text.parse().map(|at: Timestamp| slot(at, quarter));
        let (first, last, next) =
            (at("2026-11-22T09:30:00Z")?, at("2026-11-22T09:44:59Z")?, at("2026-11-22T09:45:00Z")?);
        assert_eq!((first, next), (last, last + 1));
        Ok(())
    }
}
