//! Lengths of time that a person writes down: `P1D`, `PT2H`.
//!
//! ISO 8601 durations without months and years, since those have no fixed length; a day is 24 hours. jiff's own spans
//! were rejected as the type, since they compare and add only next to a calendar.

use std::fmt;

use jiff::fmt::temporal::SpanParser;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::fault::Faults;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// A length of time from nothing to 3650 days, in whole seconds. Written and stored in its canonical form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Period {
    seconds: i64,
}

impl Period {
    /// No time at all: `PT0S`.
    pub const ZERO: Self = Self { seconds: 0 };

    /// The longest period: ten years of 365 days.
    pub const LONGEST: Self = Self { seconds: 3650 * DAY };

    /// `n` days of 24 hours, bounded by [`Period::LONGEST`].
    #[must_use]
    pub const fn days(n: u32) -> Self {
        Self::bounded(n as i64 * DAY)
    }

    /// `n` hours, bounded by [`Period::LONGEST`].
    #[must_use]
    pub const fn hours(n: u32) -> Self {
        Self::bounded(n as i64 * HOUR)
    }

    const fn bounded(seconds: i64) -> Self {
        if seconds > Self::LONGEST.seconds { Self::LONGEST } else { Self { seconds } }
    }

    /// Reads an ISO 8601 duration in weeks, days, hours, minutes and seconds.
    ///
    /// # Errors
    /// When it is something else, is negative, names months or years, ends in a fraction of a second, or is longer than
    /// [`Period::LONGEST`].
    pub fn parse(text: &str) -> Result<Self, Faults> {
        let bad =
            "an ISO 8601 duration in weeks, days, hours, minutes or seconds, such as \"P1D\" or \"PT2H\", is expected";
        let span = SpanParser::new().parse_span(text).map_err(|_| Faults::one("", bad))?;
        let calendar = span.get_years() != 0 || span.get_months() != 0;
        let fraction = span.get_milliseconds() != 0 || span.get_microseconds() != 0 || span.get_nanoseconds() != 0;
        if calendar || fraction || span.is_negative() {
            return Err(Faults::one("", bad));
        }
        let days = i64::from(span.get_weeks()) * 7 + i64::from(span.get_days());
        let seconds =
            days * DAY + i64::from(span.get_hours()) * HOUR + span.get_minutes() * MINUTE + span.get_seconds();
        if seconds > Self::LONGEST.seconds {
            return Err(Faults::one("", format!("at most {} is expected", Self::LONGEST)));
        }
        Ok(Self { seconds })
    }

    /// The length in seconds.
    #[must_use]
    pub const fn seconds(&self) -> i64 {
        self.seconds
    }

    /// The moment this long after `start`; the last moment there is, where time itself ends before.
    #[must_use]
    pub fn after(&self, start: Timestamp) -> Timestamp {
        start.saturating_add(SignedDuration::from_secs(self.seconds)).unwrap_or(Timestamp::MAX)
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (days, rest) = (self.seconds / DAY, self.seconds % DAY);
        f.write_str("P")?;
        if days > 0 {
            write!(f, "{days}D")?;
        }
        if rest == 0 {
            return f.write_str(if days > 0 { "" } else { "T0S" });
        }
        f.write_str("T")?;
        for (amount, unit) in [(rest / HOUR, 'H'), (rest % HOUR / MINUTE, 'M'), (rest % MINUTE, 'S')] {
            if amount > 0 {
                write!(f, "{amount}{unit}")?;
            }
        }
        Ok(())
    }
}

impl TryFrom<String> for Period {
    type Error = Faults;
    fn try_from(text: String) -> Result<Self, Faults> {
        Self::parse(&text)
    }
}

impl From<Period> for String {
    fn from(period: Period) -> Self {
        period.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_period_is_read_and_written_in_one_form() {
        for (text, seconds, canonical) in [
            ("P1D", 86_400, "P1D"),
            ("PT2H", 7_200, "PT2H"),
            ("P1DT12H", 129_600, "P1DT12H"),
            ("PT36H", 129_600, "P1DT12H"),
            ("P2W", 1_209_600, "P14D"),
            ("PT90M", 5_400, "PT1H30M"),
            ("PT1S", 1, "PT1S"),
            ("PT0S", 0, "PT0S"),
            ("P0D", 0, "PT0S"),
            ("P3650D", 315_360_000, "P3650D"),
        ] {
            let period = Period::parse(text);
            assert_eq!(period.as_ref().map(Period::seconds), Ok(seconds), "{text}");
            assert_eq!(period.map(|period| period.to_string()), Ok(canonical.to_owned()), "{text}");
        }
    }

    #[test]
    fn what_has_no_fixed_length_is_refused() {
        for bad in [
            "",
            "P",
            "PT",
            "P1DT",
            "1D",
            "P1M",
            "P1Y",
            "-P1D",
            "P-1D",
            "PT0.5S",
            "P1H",
            "PT1D",
            "P3651D",
            "PT1H ",
            "1 day",
            "P99999999999999999999D",
        ] {
            assert!(Period::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn adding_a_period_never_leaves_time() -> Result<(), jiff::Error> {
        let start: Timestamp = "2026-10-01T00:00:00Z".parse()?;
        assert_eq!(Period::days(1).after(start), "2026-10-02T00:00:00Z".parse::<Timestamp>()?);
        assert_eq!(Period::hours(2).after(start), "2026-10-01T02:00:00Z".parse::<Timestamp>()?);
        assert_eq!(Period::LONGEST.after(Timestamp::MAX), Timestamp::MAX);
        assert_eq!(Period::days(u32::MAX), Period::LONGEST);
        Ok(())
    }

    #[test]
    fn a_period_is_a_text_in_json() -> Result<(), serde_json::Error> {
        assert_eq!(serde_json::to_string(&Period::days(14))?, "\"P14D\"");
        assert_eq!(serde_json::from_str::<Period>("\"P2W\"")?, Period::days(14));
        assert!(serde_json::from_str::<Period>("\"P1M\"").is_err());
        Ok(())
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(seconds in 0..=Period::LONGEST.seconds) {
            let period = Period { seconds };
            prop_assert_eq!(Period::parse(&period.to_string()), Ok(period));
        }

        #[test]
        fn whatever_is_read_is_in_bounds(
            text in "[-+]?P([0-9]{1,9}[YMWD]){0,3}(T([0-9]{1,12}[HMS]){0,3})?|\\PC{0,20}",
        ) {
            if let Ok(period) = Period::parse(&text) {
                prop_assert!((Period::ZERO..=Period::LONGEST).contains(&period));
                prop_assert_eq!(Period::parse(&period.to_string()), Ok(period));
            }
        }
    }
}
