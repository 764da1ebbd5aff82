//! The counters of a survey, added up by group and day.

use std::collections::BTreeMap;

use jiff::civil::Date;
use koe_domain::SurveyId;
use koe_domain::counting::{Excluded, Group, Row, Tally};
use koe_store::rows::StatRow;
use koe_store::{Store, StoreError};

use crate::period::Days;

/// The first day that is looked for: before any that there is.
const FIRST: &str = "0000-01-01";

/// What was counted, by group and day.
#[derive(Clone, Debug, Default)]
pub(crate) struct Counters(BTreeMap<Group, BTreeMap<Date, Tally>>);

impl Counters {
    /// Reads every day of a survey up to `today`, since cells are cut over all of them, whatever days are asked for.
    ///
    /// One query for each megabyte, at half a read unit for each 4 KiB. A row is of a day, a group and one of four
    /// shards, and has about 200 bytes: ten groups, each with many answers every day, make three queries a year.
    pub(crate) async fn read(store: &Store, survey: &SurveyId, today: Date) -> Result<Self, StoreError> {
        Ok(Self::of(store.stats(survey, FIRST, &today.to_string()).await?))
    }

    /// Adds up what was read; shards come together here, and a sum below zero is taken for nothing.
    pub(crate) fn of(stats: Vec<StatRow>) -> Self {
        let mut found: BTreeMap<Group, BTreeMap<Date, Tally>> = BTreeMap::new();
        for ((group, day), tally) in Tally::by(rows(stats), |group, day| Some((group.clone(), day.to_owned()))) {
            if let Ok(day) = day.parse() {
                found.entry(group).or_default().insert(day, tally);
            }
        }
        Self(found)
    }

    /// The groups that were ever counted.
    pub(super) fn groups(&self) -> impl Iterator<Item = &Group> {
        self.0.keys()
    }

    /// What was counted of a group on each day.
    pub(super) fn days(&self, group: &Group) -> impl Iterator<Item = (Date, &Tally)> {
        self.0.get(group).into_iter().flatten().map(|(day, tally)| (*day, tally))
    }

    /// The responses of a group that do not count. They are under no rule for small groups: nothing is known of them
    /// but that they are not answers of customers.
    pub(super) fn excluded(&self, group: &Group, days: Days) -> Excluded {
        let tallies = self.0.get(group).into_iter().flat_map(|tallies| tallies.range(days.from..=days.to));
        tallies.fold(Excluded::default(), |sum, (_, tally)| Excluded {
            suspect: sum.suspect.saturating_add(tally.excluded.suspect),
            test: sum.test.saturating_add(tally.excluded.test),
        })
    }
}

/// Counter rows as they are added up. A group that is not known, from a later release, is left out.
pub(crate) fn rows(stats: Vec<StatRow>) -> impl Iterator<Item = Row> {
    let known = stats.into_iter().filter_map(|row| {
        let group = Group::parse(&row.group).ok()?;
        Some((group, row.day, row.counts))
    });
    known.flat_map(|(group, day, counts)| {
        counts.into_iter().map(move |(field, value)| (group.clone(), day.clone(), field, value))
    })
}
