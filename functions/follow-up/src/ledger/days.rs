//! The days of roots: in UTC, whatever the survey's zone, so that a stack has one chain.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// How long after midnight a day's root is made: whatever was written before midnight is there by then.
const AFTER_MIDNIGHT: SignedDuration = SignedDuration::from_mins(10);

/// The last day whose root may be made at `now`.
pub(super) fn last_day(now: Timestamp) -> Option<Date> {
    let started = now.checked_sub(AFTER_MIDNIGHT).ok()?;
    started.to_zoned(TimeZone::UTC).date().yesterday().ok()
}

/// The next day to make a root for: the one after `previous`; none where all are made.
pub(super) fn next_day(previous: &str, last: Date) -> Option<Date> {
    let next = previous.parse::<Date>().ok()?.tomorrow().ok()?;
    (next <= last).then_some(next)
}

/// The first moment after `now` at which the root of another day may be made: ten minutes after midnight, UTC.
#[must_use]
pub fn root_due_after(now: Timestamp) -> Option<Timestamp> {
    let started = now.checked_sub(AFTER_MIDNIGHT).ok()?;
    let tomorrow = started.to_zoned(TimeZone::UTC).date().tomorrow().ok()?;
    tomorrow.to_zoned(TimeZone::UTC).ok()?.timestamp().checked_add(AFTER_MIDNIGHT).ok()
}

/// Whether `text` is a day as rows write it, `YYYY-MM-DD`.
pub(crate) fn is_day(text: &str) -> bool {
    text.len() == 10 && text.parse::<Date>().is_ok_and(|date| date.to_string() == text)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn at(text: &str) -> Result<Timestamp, jiff::Error> {
        text.parse()
    }

    #[test]
    fn a_day_is_closed_ten_minutes_after_midnight() -> Result<(), jiff::Error> {
        assert_eq!(last_day(at("2026-11-23T00:10:00Z")?), Some(date(2026, 11, 22)));
        assert_eq!(last_day(at("2026-11-23T00:09:59Z")?), Some(date(2026, 11, 21)));
        assert_eq!(last_day(at("2026-11-23T23:59:59Z")?), Some(date(2026, 11, 22)));
        for (now, next) in [
            ("2026-11-23T00:09:59Z", "2026-11-23T00:10:00Z"),
            ("2026-11-23T00:10:00Z", "2026-11-24T00:10:00Z"),
            ("2026-12-31T12:00:00Z", "2027-01-01T00:10:00Z"),
        ] {
            assert_eq!(root_due_after(at(now)?), Some(at(next)?), "{now}");
        }
        Ok(())
    }

    #[test]
    fn no_day_is_left_out_and_none_is_made_twice() {
        let last = date(2026, 11, 22);
        assert_eq!(next_day("2026-11-19", last), Some(date(2026, 11, 20)));
        assert_eq!(next_day("2026-11-21", last), Some(last));
        assert_eq!(next_day("2026-11-22", last), None);
        assert_eq!(next_day("nonsense", last), None);
    }

    #[test]
    fn a_day_is_written_in_one_way() {
        assert!(is_day("2026-11-22"));
        for bad in ["", "2026-11-31", "20261122", "2026-1-2", "2026-11-22T00", "2026-11-22 "] {
            assert!(!is_day(bad), "{bad}");
        }
    }
}
