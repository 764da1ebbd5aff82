//! By when a request about somebody's data is to be answered, law by law.
//!
//! A month ends on the day of the same number, or on the last day of a shorter month (Regulation 1182/71, art. 3(2)).
//! A business day is Monday to Friday. Public holidays are not known here, so a time may come a day or two before the
//! law's own: early is never late. Days are those of the organisation's time zone, and a time ends at the hour of the
//! receipt, not at midnight, for the same reason.

use std::collections::BTreeSet;

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _, Zoned};

use crate::duration::Period;
use crate::organisation::Law;

/// How long the record of a request is kept after it was closed: at least 24 months (11 CCR 7101).
pub const KEPT: Period = Period::days(731);

/// Days in which a request under the APPI is answered. The law says "without delay" (遅滞なく, art. 33 to 35) and names no
/// number; this one is Koe's own.
const WITHOUT_DELAY: i64 = 14;

/// What is asked for, as far as the clocks tell it apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// A copy, a correction or an erasure.
    Data,
    /// That something stops: sale, sharing, or another use.
    Stop,
}

/// The times of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clocks {
    /// By when its receipt is to be confirmed, where the law asks for that.
    pub confirm_by: Option<Timestamp>,
    /// By when it is to be answered.
    pub answer_by: Timestamp,
}

/// The times of a request that was received at `received`, under `law`. Without a law they are those of the GDPR, as
/// Koe's own bound.
///
/// GDPR: one month (art. 12(3)). CCPA: confirmed in 10 business days and answered in 45 calendar days (11 CCR 7021);
/// what is to stop, in 15 business days (11 CCR 7026(f)). APPI: 14 days, Koe's own bound.
#[must_use]
pub fn clocks(law: Option<Law>, asked: Asked, received: Timestamp, zone: &TimeZone) -> Clocks {
    let start = received.to_zoned(zone.clone());
    let (confirm_by, answer_by) = match (law, asked) {
        (None | Some(Law::Gdpr), _) => (None, start.saturating_add(1.month())),
        (Some(Law::Appi), _) => (None, start.saturating_add(WITHOUT_DELAY.days())),
        (Some(Law::Ccpa), Asked::Data) => (Some(business_days(&start, 10)), start.saturating_add(45.days())),
        (Some(Law::Ccpa), Asked::Stop) => (None, business_days(&start, 15)),
    };
    Clocks { confirm_by: confirm_by.map(|at| at.timestamp()), answer_by: answer_by.timestamp() }
}

/// The times of a request of which nobody said under which law it comes: the earliest of all `laws`, and the law whose
/// answer is due first.
#[must_use]
pub fn strictest(laws: &BTreeSet<Law>, asked: Asked, received: Timestamp, zone: &TimeZone) -> (Option<Law>, Clocks) {
    let each: Vec<(Law, Clocks)> = laws.iter().map(|law| (*law, clocks(Some(*law), asked, received, zone))).collect();
    let confirm_by = each.iter().filter_map(|(_, of_law)| of_law.confirm_by).min();
    match each.into_iter().min_by_key(|(_, of_law)| of_law.answer_by) {
        Some((law, of_law)) => (Some(law), Clocks { confirm_by, ..of_law }),
        None => (None, clocks(None, asked, received, zone)),
    }
}

/// By when a request is to be answered whose time was extended; none where the law knows no extension.
///
/// GDPR: two further months (art. 12(3)). CCPA: 45 further days, 90 in all (11 CCR 7021), but none for what is to stop.
#[must_use]
pub fn extended(law: Option<Law>, asked: Asked, received: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
    let start = received.to_zoned(zone.clone());
    match (law, asked) {
        (Some(Law::Gdpr), _) => Some(start.saturating_add(3.months()).timestamp()),
        (Some(Law::Ccpa), Asked::Data) => Some(start.saturating_add(90.days()).timestamp()),
        (Some(Law::Ccpa), Asked::Stop) | (Some(Law::Appi) | None, _) => None,
    }
}

/// The day that is `days` business days after `day`, which itself does not count. The last day there is, where time
/// itself ends before.
#[must_use]
pub fn business_days_after(day: Date, days: u32) -> Date {
    let mut day = day;
    for _ in 0..days {
        day = next_business_day(day);
    }
    day
}

fn next_business_day(day: Date) -> Date {
    let mut next = day.saturating_add(1.day());
    while matches!(next.weekday(), Weekday::Saturday | Weekday::Sunday) && next < Date::MAX {
        next = next.saturating_add(1.day());
    }
    next
}

fn business_days(start: &Zoned, days: u32) -> Zoned {
    let date = business_days_after(start.date(), days);
    start.with().date(date).build().unwrap_or_else(|_| start.clone())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    type Outcome = Result<(), Box<dyn std::error::Error>>;

    const LAWS: [Option<Law>; 4] = [None, Some(Law::Gdpr), Some(Law::Appi), Some(Law::Ccpa)];

    fn said(at: Timestamp) -> String {
        at.to_string()
    }

    #[test]
    fn a_month_ends_on_the_last_day_of_a_shorter_one() -> Outcome {
        for (received, answer, further) in [
            ("2026-01-31T10:00:00Z", "2026-02-28T10:00:00Z", "2026-04-30T10:00:00Z"),
            ("2028-01-31T10:00:00Z", "2028-02-29T10:00:00Z", "2028-04-30T10:00:00Z"),
            ("2026-03-15T10:00:00Z", "2026-04-15T10:00:00Z", "2026-06-15T10:00:00Z"),
            ("2026-12-31T23:59:59Z", "2027-01-31T23:59:59Z", "2027-03-31T23:59:59Z"),
        ] {
            let received: Timestamp = received.parse()?;
            for asked in [Asked::Data, Asked::Stop] {
                let clocks = clocks(Some(Law::Gdpr), asked, received, &TimeZone::UTC);
                assert_eq!((clocks.confirm_by, said(clocks.answer_by).as_str()), (None, answer));
                let later = extended(Some(Law::Gdpr), asked, received, &TimeZone::UTC);
                assert_eq!(later.map(said).as_deref(), Some(further));
            }
        }
        Ok(())
    }

    #[test]
    fn california_counts_business_days_and_calendar_days() -> Outcome {
        let friday: Timestamp = "2026-11-20T09:00:00Z".parse()?;
        let data = clocks(Some(Law::Ccpa), Asked::Data, friday, &TimeZone::UTC);
        assert_eq!(data.confirm_by.map(said).as_deref(), Some("2026-12-04T09:00:00Z"));
        assert_eq!(said(data.answer_by), "2027-01-04T09:00:00Z");
        let later = extended(Some(Law::Ccpa), Asked::Data, friday, &TimeZone::UTC);
        assert_eq!(later.map(said).as_deref(), Some("2027-02-18T09:00:00Z"));

        let stop = clocks(Some(Law::Ccpa), Asked::Stop, friday, &TimeZone::UTC);
        assert_eq!((stop.confirm_by, said(stop.answer_by).as_str()), (None, "2026-12-11T09:00:00Z"));
        assert_eq!(extended(Some(Law::Ccpa), Asked::Stop, friday, &TimeZone::UTC), None);
        Ok(())
    }

    #[test]
    fn the_day_is_that_of_the_organisation() -> Outcome {
        // Friday in London is Saturday in Tokyo: there the first business day is Monday all the same.
        let received: Timestamp = "2026-11-20T16:00:00Z".parse()?;
        let clocks = clocks(Some(Law::Ccpa), Asked::Data, received, &TimeZone::get("Asia/Tokyo")?);
        assert_eq!(clocks.confirm_by.map(said).as_deref(), Some("2026-12-03T16:00:00Z"));
        Ok(())
    }

    #[test]
    fn japan_has_no_number_of_days_and_no_extension() -> Outcome {
        let received: Timestamp = "2026-11-20T09:00:00Z".parse()?;
        let found = clocks(Some(Law::Appi), Asked::Data, received, &TimeZone::UTC);
        assert_eq!(said(found.answer_by), "2026-12-04T09:00:00Z");
        assert_eq!(extended(Some(Law::Appi), Asked::Data, received, &TimeZone::UTC), None);
        assert_eq!(said(clocks(None, Asked::Data, received, &TimeZone::UTC).answer_by), "2026-12-20T09:00:00Z");
        Ok(())
    }

    #[test]
    fn without_a_law_the_earliest_times_of_all_hold() -> Outcome {
        let received: Timestamp = "2026-11-20T09:00:00Z".parse()?;
        let of = |laws: &[Law], asked| {
            let (law, clocks) = strictest(&laws.iter().copied().collect(), asked, received, &TimeZone::UTC);
            (law, clocks.confirm_by.map(said), said(clocks.answer_by))
        };
        let month = "2026-12-20T09:00:00Z".to_owned();
        assert_eq!(of(&[], Asked::Data), (None, None, month.clone()));
        assert_eq!(
            of(&[Law::Gdpr, Law::Ccpa], Asked::Data),
            (Some(Law::Gdpr), Some("2026-12-04T09:00:00Z".to_owned()), month)
        );
        let days = "2026-12-04T09:00:00Z".to_owned();
        assert_eq!(of(&[Law::Gdpr, Law::Appi], Asked::Stop), (Some(Law::Appi), None, days));
        Ok(())
    }

    fn any_day() -> impl Strategy<Value = Date> {
        (0..20_000_i64).prop_map(|days| date(2000, 1, 1).saturating_add(days.days()))
    }

    proptest! {
        #[test]
        fn as_many_business_days_lie_between_as_were_asked_for(day in any_day(), days in 1..60_u32) {
            let end = business_days_after(day, days);
            prop_assert!(!matches!(end.weekday(), Weekday::Saturday | Weekday::Sunday));
            let mut counted = 0;
            let mut at = day;
            while at < end {
                at = at.saturating_add(1.day());
                if !matches!(at.weekday(), Weekday::Saturday | Weekday::Sunday) {
                    counted += 1;
                }
            }
            prop_assert_eq!(counted, days);
        }

        #[test]
        fn whoever_asks_later_is_answered_no_earlier(first in 0..4_000_000_000_i64, after in 0..10_000_000_i64) {
            let (one, other) = (Timestamp::from_second(first)?, Timestamp::from_second(first + after)?);
            for law in LAWS {
                for asked in [Asked::Data, Asked::Stop] {
                    let (one, other) =
                        (clocks(law, asked, one, &TimeZone::UTC), clocks(law, asked, other, &TimeZone::UTC));
                    // Two days may lead to one last day of a month, or to one Monday; then the hour may be the earlier.
                    let day = jiff::SignedDuration::from_hours(72);
                    prop_assert!(one.answer_by <= other.answer_by.saturating_add(day)?);
                }
            }
        }

        #[test]
        fn an_extension_gives_more_time(received in 0..4_000_000_000_i64) {
            let received = Timestamp::from_second(received)?;
            for law in LAWS {
                for asked in [Asked::Data, Asked::Stop] {
                    let first = clocks(law, asked, received, &TimeZone::UTC);
                    prop_assert!(first.confirm_by.is_none_or(|at| at > received && at < first.answer_by));
                    let later = extended(law, asked, received, &TimeZone::UTC);
                    prop_assert!(first.answer_by > received && later.is_none_or(|at| at > first.answer_by));
                }
            }
        }
    }
}
