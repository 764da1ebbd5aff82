//! Days, and how they are cut into intervals.

use jiff::civil::Date;
use jiff::tz::{TimeZone, offset};
use jiff::{SignedDuration, Span, Timestamp};
use koe_domain::counting::Refresh;
use koe_domain::{Faults, Period};
use koe_privacy::group;
use koe_web::surveys::{Setting, timezone};

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
    /// Reads the two ends, at most `most` days apart. Without the last day it is today; without the first one `usual`
    /// days end with the last.
    pub(crate) fn read(
        (from, to): (Option<&str>, Option<&str>),
        today: Date,
        usual: i64,
        most: i64,
    ) -> Result<Self, Faults> {
        let mut faults = Faults::new();
        let from = faults.take("/from", from.map(date).transpose());
        let to = faults.take("/to", to.map_or(Ok(today), date));
        let (Some(from), Some(to)) = (from, to) else { return Err(faults) };
        let days = from.map_or_else(|| Self::ending(to, usual), |from| Self { from, to });
        if days.from > to {
            faults.push("/to", "is before the first day");
        } else if days.count() > most {
            faults.push("/from", format!("at most {most} days are expected"));
        }
        faults.into_result(|| days)
    }

    /// So many days of which `to` is the last one.
    pub(crate) fn ending(to: Date, days: i64) -> Self {
        Self { from: to.saturating_sub(Span::new().days(days - 1)), to }
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

impl From<Days> for group::Days {
    fn from(days: Days) -> Self {
        Self { first: days.from, last: days.to }
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

/// The first day that is not over: before it, cells of answers may end.
///
/// In batches, a day is over when its answers can no longer be changed (the survey's edit window) and it has ended in
/// every time zone, since a store may have one of its own: the last zone is that of UTC-12.
pub(crate) fn open(setting: &Setting, now: Timestamp) -> Date {
    let settings = &setting.version.settings;
    match settings.refresh {
        Refresh::Live => today(setting, now),
        Refresh::Batches => unsettled(settings.edit_window, now),
    }
}

fn unsettled(edit_window: Period, now: Timestamp) -> Date {
    let before = now.saturating_sub(SignedDuration::from_secs(edit_window.seconds())).unwrap_or(Timestamp::MIN);
    offset(-12).to_datetime(before).date()
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
        Days::read((Some(from), Some(to)), date("2026-11-22")?, 90, 1096)
    }

    fn cut(from: &str, to: &str, step: Step) -> Result<Vec<String>, Faults> {
        Ok(days(from, to)?.cut(step).iter().map(|piece| format!("{}/{}", piece.from, piece.to)).collect())
    }

    #[test]
    fn without_a_first_day_the_usual_number_ends_with_the_last() -> Result<(), Faults> {
        let found = Days::read((None, None), date("2026-11-22")?, 90, 366)?;
        assert_eq!((found.from, found.to, found.count()), (date("2026-08-25")?, date("2026-11-22")?, 90));
        let found = Days::read((None, Some("2026-11-01")), date("2026-11-22")?, 2, 366)?;
        assert_eq!((found.from, found.to), (date("2026-10-31")?, date("2026-11-01")?));
        Ok(())
    }

    #[test]
    fn a_day_is_settled_when_it_is_over_everywhere_and_can_not_be_changed() -> Result<(), Box<dyn std::error::Error>> {
        for (now, window, open) in [
            ("2026-11-22T11:59:59Z", "PT0S", "2026-11-21"),
            ("2026-11-22T12:00:00Z", "PT0S", "2026-11-22"),
            ("2026-11-22T12:00:00Z", "P1D", "2026-11-21"),
            ("2026-11-22T12:00:00Z", "PT1H", "2026-11-21"),
        ] {
            assert_eq!(unsettled(Period::parse(window)?, now.parse()?), date(open)?, "{now} {window}");
        }
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
