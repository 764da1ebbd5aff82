//! Days in UTC: what outlives a visit is kept, and goes, to the day. The moment at which a row goes would else tell the
//! moment at which it was written.

use jiff::Timestamp;

const DAY: i64 = 86_400;

/// The beginning of the day.
pub(crate) fn midnight(at: Timestamp) -> Timestamp {
    let second = at.as_second();
    Timestamp::from_second(second - second.rem_euclid(DAY)).unwrap_or(at)
}

/// The first midnight that is not before `at`.
pub(crate) fn day_end(at: Timestamp) -> Timestamp {
    let start = midnight(at);
    if start == at { at } else { later(start, 1) }
}

/// The first midnight that is not before the same moment `days` days later.
pub(crate) fn days_after(at: Timestamp, days: i64) -> Timestamp {
    day_end(later(at, days))
}

/// The day, `YYYY-MM-DD`.
pub(crate) fn named(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d").to_string()
}

fn later(at: Timestamp, days: i64) -> Timestamp {
    Timestamp::from_second(at.as_second().saturating_add(days.saturating_mul(DAY))).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_goes_up_to_the_next_midnight_and_a_midnight_stays() -> Result<(), jiff::Error> {
        let noon: Timestamp = "2026-11-22T12:00:01.5Z".parse()?;
        let next: Timestamp = "2026-11-23T00:00:00Z".parse()?;
        assert_eq!((day_end(noon), day_end(next)), (next, next));
        assert_eq!(midnight(noon), "2026-11-22T00:00:00Z".parse::<Timestamp>()?);
        assert_eq!(days_after(noon, 2), "2026-11-25T00:00:00Z".parse::<Timestamp>()?);
        assert_eq!(named(noon), "2026-11-22");
        assert_eq!(days_after(Timestamp::MAX, 400), Timestamp::MAX);
        Ok(())
    }
}
