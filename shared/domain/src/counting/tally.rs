//! Counters added up again.

use std::collections::BTreeMap;

use serde::Serialize;

use super::field::{Exclusion, Field};
use super::group::Group;
use crate::score::Distribution;

/// One field of one counter row: group, day (`YYYY-MM-DD`), the written form of a [`Field`], and its value. A counter
/// may be spread over several rows, of which one alone may be negative.
pub type Row = (Group, String, String, i64);

/// What counter rows say in all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Responses that count.
    pub n: u64,
    /// The answers by metric; a metric without an answer is not there.
    pub metrics: BTreeMap<String, Distribution>,
    /// Responses that do not count.
    pub excluded: Excluded,
}

/// Responses that do not count, by the reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Excluded {
    /// Those that look like no customer's.
    pub suspect: u64,
    /// Those of the test mode.
    pub test: u64,
}

impl Tally {
    /// The tally of one group over all days in `rows`.
    #[must_use]
    pub fn of(rows: impl IntoIterator<Item = Row>, group: &Group) -> Self {
        let tallies = Self::by(rows, |found, _| (found == group).then_some(()));
        tallies.into_values().next().unwrap_or_default()
    }

    /// A tally for each place that `place` gives a row by its group and day (for instance a group, an interval, or
    /// both); rows without a place are left out. Rows of groups that overlap belong in different places: a response is
    /// in several groups, and would be counted several times.
    ///
    /// Rows are added up before anything is judged, and their order does not matter. A sum below zero means that rows
    /// were read while a difference was being written over them; it is taken for 0. A field that is not known, from a
    /// later release, is left out.
    #[must_use]
    pub fn by<K: Ord>(
        rows: impl IntoIterator<Item = Row>,
        place: impl Fn(&Group, &str) -> Option<K>,
    ) -> BTreeMap<K, Self> {
        let mut sums: BTreeMap<K, BTreeMap<String, i64>> = BTreeMap::new();
        for (group, day, field, value) in rows {
            if let Some(key) = place(&group, &day) {
                let sum = sums.entry(key).or_default().entry(field).or_default();
                *sum = sum.saturating_add(value);
            }
        }
        sums.into_iter().map(|(key, fields)| (key, Self::from_sums(&fields))).collect()
    }

    fn from_sums(sums: &BTreeMap<String, i64>) -> Self {
        let mut tally = Self::default();
        for (field, sum) in sums {
            let count = u64::try_from(*sum).unwrap_or(0);
            match Field::parse(field) {
                Some(Field::Responses) => tally.n = count,
                Some(Field::Excluded(Exclusion::Suspect)) => tally.excluded.suspect = count,
                Some(Field::Excluded(Exclusion::Test)) => tally.excluded.test = count,
                Some(Field::Score { metric, score }) if count > 0 => {
                    tally.metrics.entry(metric).or_default().add(score, count);
                }
                Some(Field::Score { .. }) | None => {}
            }
        }
        tally
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::Faults;

    fn rows(lines: &[(&str, &str, &str, i64)]) -> Result<Vec<Row>, Faults> {
        let row = |(group, day, field, value): &(&str, &str, &str, i64)| -> Result<Row, Faults> {
            Ok((Group::parse(group)?, (*day).to_owned(), (*field).to_owned(), *value))
        };
        lines.iter().map(row).collect()
    }

    #[test]
    fn shards_of_a_counter_are_added_before_they_are_judged() -> Result<(), Faults> {
        let rows = rows(&[
            ("all", "2026-10-01", "n", -1),
            ("all", "2026-10-01", "n", 3),
            ("all", "2026-10-02", "n", 1),
            ("all", "2026-10-01", "nps:9", 2),
            ("all", "2026-10-02", "nps:10", 1),
            ("all", "2026-10-02", "nps:0", 0),
            ("all", "2026-10-02", "csat:5", -1),
            ("all", "2026-10-02", "x:suspect", 4),
            ("all", "2026-10-02", "from a later release", 4),
            ("store=a", "2026-10-02", "n", 50),
        ])?;
        let tally = Tally::of(rows, &Group::All);
        assert_eq!((tally.n, tally.excluded), (3, Excluded { suspect: 4, test: 0 }));
        let nps: Distribution = [(9, 2), (10, 1)].into_iter().collect();
        assert_eq!(tally.metrics, BTreeMap::from([("nps".to_owned(), nps)]));
        Ok(())
    }

    #[test]
    fn rows_are_placed_by_group_and_day() -> Result<(), Faults> {
        let rows = rows(&[
            ("all", "2026-10-01", "n", 3),
            ("store=a", "2026-10-01", "n", 2),
            ("store=b", "2026-10-01", "n", 1),
            ("store=a", "2026-11-01", "n", 4),
        ])?;
        let monthly = Tally::by(rows, |group, day| match group {
            Group::Store(store) => Some((store.to_string(), day.get(..7).map(str::to_owned))),
            _ => None,
        });
        let found: Vec<u64> = monthly.values().map(|tally| tally.n).collect();
        assert_eq!(found, [2, 4, 1]);
        assert_eq!(Tally::of([], &Group::All), Tally::default());
        Ok(())
    }
}
