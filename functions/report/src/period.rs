//! Days, and how they are cut into intervals.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use koe_domain::Faults;
use koe_web::surveys::{Setting, timezone};

/// Days of a summary where its first one is not given.
const USUAL: i64 = 90;

/// From one day to another, both included, in the survey's time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Days {
    pub(crate) from: Date,
    pub(crate) to: Date,
}

/// The length of an interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Day,
    /// From Monday to Sunday (ISO 8601).
    Week,
    Month,
}

impl Days {
    /// Reads the two ends. Without the last day it is today, without the first one 90 days end with the last.
    pub(crate) fn read(from: Option<&str>, to: Option<&str>, today: Date, most: i64) -> Result<Self, Faults> {
        let mut faults = Faults::new();
        let from = faults.take("/from", from.map(date).transpose());
        let to = faults.take("/to", to.map_or(Ok(today), date));
        let (Some(from), Some(to)) = (from, to) else { return Err(faults) };
        let from = from.unwrap_or_else(|| to.saturating_sub(Span::new().days(USUAL - 1)));
        let days = Self { from, to };
        if from > to {
            faults.push("/to", "is before the first day");
        } else if days.count() > most {
            faults.push("/from", format!("at most {most} days are expected"));
        }
        faults.into_result(|| days)
    }

    /// This week and those before it, `weeks` in all, up to `today`.
    pub(crate) fn weeks(today: Date, weeks: i64) -> Self {
        let last_day = Step::Week.last_day(today);
        Self { from: last_day.saturating_sub(Span::new().days(7 * weeks - 1)), to: today }
    }

    fn count(self) -> i64 {
        self.from.duration_until(self.to).as_hours() / 24 + 1
    }

    /// The days cut where each step ends; the first and the last piece may be shorter than a step.
    pub(crate) fn cut(self, step: Step) -> Vec<Self> {
        let mut pieces = Vec::new();
        let mut from = self.from;
        while from <= self.to {
            let to = step.last_day(from).min(self.to);
            pieces.push(Self { from, to });
            match to.tomorrow() {
                Ok(next) => from = next,
                Err(_) => break,
            }
        }
        pieces
    }
}

impl Step {
    /// Reads `day`, `week` or `month`.
    pub(crate) fn read(text: &str) -> Result<Self, Faults> {
        match text {
            "day" => Ok(Self::Day),
            "week" => Ok(Self::Week),
            "month" => Ok(Self::Month),
            _ => Err(Faults::one("", "\"day\", \"week\" or \"month\" is expected")),
        }
    }

    /// The last day of the step in which `day` lies.
    fn last_day(self, day: Date) -> Date {
        match self {
            Self::Day => day,
            Self::Week => {
                let left = 6 - i64::from(day.weekday().to_monday_zero_offset());
                day.saturating_add(Span::new().days(left))
            }
            Self::Month => day.last_of_month(),
        }
    }
}

/// The time zone in which a survey's days are counted; UTC where the machine does not know it.
pub(crate) fn zone(setting: &Setting) -> TimeZone {
    TimeZone::get(timezone(&setting.version.settings, &setting.organisation, None)).unwrap_or(TimeZone::UTC)
}

/// The day in the survey's time zone.
pub(crate) fn today(setting: &Setting, now: Timestamp) -> Date {
    now.to_zoned(zone(setting)).date()
}

/// `YYYY-MM-DD` and nothing else: keys are compared as text.
fn date(text: &str) -> Result<Date, Faults> {
    let read = text.parse::<Date>().ok().filter(|date| text.len() == 10 && date.to_string() == text);
    read.ok_or_else(|| Faults::one("", "a day such as \"2026-11-22\" is expected"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(from: &str, to: &str) -> Result<Days, Faults> {
        Days::read(Some(from), Some(to), date("2026-11-22")?, 1096)
    }

    fn cut(from: &str, to: &str, step: Step) -> Result<Vec<String>, Faults> {
        Ok(days(from, to)?.cut(step).iter().map(|piece| format!("{}/{}", piece.from, piece.to)).collect())
    }

    #[test]
    fn ninety_days_end_today() -> Result<(), Faults> {
        let found = Days::read(None, None, date("2026-11-22")?, 366)?;
        assert_eq!((found.from, found.to, found.count()), (date("2026-08-25")?, date("2026-11-22")?, 90));
        Ok(())
    }

    #[test]
    fn every_fault_is_named() {
        let at = |found: Result<Days, Faults>| {
            found.err().map(|faults| faults.iter().map(|f| f.pointer.clone()).collect::<Vec<_>>())
        };
        for bad in ["", "today", "20261122", "2026-11-31", "2026-11-22T00:00", "-000001-01-01", "2026-1-1"] {
            assert_eq!(at(days(bad, bad)), Some(vec!["/from".to_owned(), "/to".to_owned()]), "{bad}");
        }
        assert_eq!(at(days("2026-11-22", "2026-11-21")), Some(vec!["/to".to_owned()]));
        assert_eq!(at(days("2023-11-22", "2026-11-22")), Some(vec!["/from".to_owned()]));
        assert_eq!(at(days("2023-11-23", "2026-11-22")), None);
    }

    #[test]
    fn weeks_run_from_monday_across_the_end_of_a_year() -> Result<(), Faults> {
        let found = cut("2026-12-24", "2027-01-04", Step::Week)?;
        assert_eq!(found, ["2026-12-24/2026-12-27", "2026-12-28/2027-01-03", "2027-01-04/2027-01-04"]);
        Ok(())
    }

    #[test]
    fn months_and_days_are_cut_where_they_end() -> Result<(), Faults> {
        let found = cut("2028-01-31", "2028-03-01", Step::Month)?;
        assert_eq!(found, ["2028-01-31/2028-01-31", "2028-02-01/2028-02-29", "2028-03-01/2028-03-01"]);
        assert_eq!(cut("2026-12-31", "2027-01-01", Step::Day)?, ["2026-12-31/2026-12-31", "2027-01-01/2027-01-01"]);
        Ok(())
    }

    #[test]
    fn twelve_weeks_are_this_one_and_eleven_before() -> Result<(), Faults> {
        let found = Days::weeks(date("2026-11-18")?, 12);
        assert_eq!((found.from, found.to), (date("2026-08-31")?, date("2026-11-18")?));
        assert_eq!(found.cut(Step::Week).len(), 12);
        Ok(())
    }
}
