//! From counters to a summary: one piece for programs and for the dashboard, without any input or output.
//!
//! Whatever is shown passes the rule for small groups. A group and an interval are judged by the answers to the very
//! question that is shown: not everybody answers every question.

use jiff::Timestamp;
use koe_domain::Faults;
use koe_domain::counting::{Group, Row, Tally};
use koe_domain::organisation::Store;
use koe_domain::score;
use koe_domain::survey::{CesVariant, Definition, Metric, MetricName, Settings};
use koe_privacy::group::{Cell, MinimumGroup, MinimumTooLow, release, total_may_show};
use koe_store::rows::StatRow;
use koe_store::whole_seconds;
use koe_web::surveys::Version;

use crate::figure::{Figure, Figures, Grouped, Interval, Summary};
use crate::period::{Days, Step};

/// Key of the group of answers that have no store, or not the label asked for.
const WITHOUT: &str = "none";

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) days: Days,
    pub(crate) step: Option<Step>,
    pub(crate) by: Option<By>,
}

/// What groups are made by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum By {
    Store,
    /// The label of this name.
    Label(String),
}

impl By {
    /// Reads `store`, or the name of one of the survey's labels.
    pub(crate) fn read(text: &str, settings: &Settings) -> Result<Self, Faults> {
        match text {
            "store" => Ok(Self::Store),
            _ if settings.labels.contains_key(text) => Ok(Self::Label(text.to_owned())),
            _ => Err(Faults::one("", "\"store\" or a label of the survey is expected")),
        }
    }

    /// The key of `group`, where it is one of those asked for.
    fn key<'g>(&self, group: &'g Group) -> Option<&'g str> {
        match (self, group) {
            (Self::Store, Group::Store(id)) => Some(id.as_str()),
            (Self::Label(wanted), Group::Label { name, value }) if name == wanted => Some(value.as_str()),
            _ => None,
        }
    }

    /// The groups there are, whether anybody answered in them or not.
    fn keys(&self, settings: &Settings, stores: &[Store]) -> Vec<String> {
        match self {
            Self::Store => stores.iter().map(|store| store.id.to_string()).collect(),
            Self::Label(name) => settings.labels.get(name).cloned().unwrap_or_default(),
        }
    }

    /// A tally for each group. Those that only an older setting knows follow, and last the answers without a group: what
    /// is left of all answers. Together they are a partition, as the rule for small groups wants.
    fn tallies(&self, rows: &[Row], settings: &Settings, stores: &[Store]) -> (Vec<String>, Vec<Tally>) {
        let mine = rows.iter().filter(|(group, ..)| self.key(group).is_some());
        let mut found = Tally::by(mine.cloned(), |group, _| self.key(group).map(str::to_owned));
        let mut keys = self.keys(settings, stores);
        let mut tallies: Vec<Tally> = keys.iter().map(|key| found.remove(key).unwrap_or_default()).collect();
        for (key, tally) in found {
            keys.push(key);
            tallies.push(tally);
        }
        let without = if keys.iter().any(|key| key == WITHOUT) { "" } else { WITHOUT };
        keys.push(without.to_owned());
        let rest = rows.iter().filter_map(|(group, day, field, value)| {
            let value = match group {
                Group::All => *value,
                _ if self.key(group).is_some() => value.checked_neg()?,
                _ => return None,
            };
            Some((Group::All, day.clone(), field.clone(), value))
        });
        tallies.push(Tally::of(rest, &Group::All));
        (keys, tallies)
    }
}

/// Counter rows as they are added up. A group that is not known, from a later release, is left out.
pub(crate) fn rows(stats: Vec<StatRow>) -> Vec<Row> {
    let known = stats.into_iter().filter_map(|row| Some((Group::parse(&row.group).ok()?, row.day, row.counts)));
    known
        .flat_map(|(group, day, counts)| {
            counts.into_iter().map(move |(field, value)| (group.clone(), day.clone(), field, value))
        })
        .collect()
}

/// The summary of a survey whose live version and whose stores these are. `rows` hold the counters of the days wanted,
/// and of no others.
pub(crate) fn summarise(
    version: &Version,
    stores: &[Store],
    rows: &[Row],
    wanted: &Wanted,
    as_of: Timestamp,
) -> Result<Summary, MinimumTooLow> {
    let reading = Reading::of(version)?;
    let all = rows.iter().filter(|(group, ..)| *group == Group::All).cloned();
    let total = Tally::of(all, &Group::All);
    let groups = wanted.by.as_ref().map(|by| {
        let (keys, tallies) = by.tallies(rows, &version.settings, stores);
        let parts = reading.parts(&total, &tallies);
        keys.into_iter().zip(parts).map(|(key, metrics)| Grouped { key, metrics }).collect()
    });
    let intervals = wanted.step.map(|step| reading.intervals(&total, rows, &wanted.days.cut(step)));
    Ok(Summary {
        survey: version.survey.to_string(),
        as_of: whole_seconds(as_of).to_string(),
        metrics: reading.total(&total),
        intervals: intervals.unwrap_or_default(),
        groups: groups.unwrap_or_default(),
    })
}

/// How the counters of a survey are read.
struct Reading<'a> {
    definition: &'a Definition,
    settings: &'a Settings,
    minimum: MinimumGroup,
}

impl<'a> Reading<'a> {
    fn of(version: &'a Version) -> Result<Self, MinimumTooLow> {
        let (definition, settings) = (&version.definition, &version.settings);
        Ok(Self { definition, settings, minimum: MinimumGroup::new(settings.minimum_group)? })
    }

    /// Every metric of all answers.
    fn total(&self, tally: &Tally) -> Figures {
        let figure = |(name, metric): (&MetricName, &Metric)| {
            let score = self.score(*name, metric, tally);
            let shown = total_may_show(n(score.as_ref()), self.minimum);
            (*name, Figure::of(score, shown, tally.excluded))
        };
        self.settings.metrics.iter().map(figure).collect()
    }

    /// Every metric of each part of a partition. Where the total is not shown, no part of it is.
    fn parts(&self, total: &Tally, parts: &[Tally]) -> Vec<Figures> {
        let mut figures = vec![Figures::new(); parts.len()];
        for (name, metric) in &self.settings.metrics {
            let scores: Vec<_> = parts.iter().map(|tally| self.score(*name, metric, tally)).collect();
            let total = self.score(*name, metric, total);
            let shown = if total_may_show(n(total.as_ref()), self.minimum) {
                let cells = scores.iter().map(|score| Cell { key: String::new(), n: n(score.as_ref()) });
                release(&cells.collect::<Vec<_>>(), self.minimum)
            } else {
                vec![false; parts.len()]
            };
            for (((figures, tally), score), shown) in figures.iter_mut().zip(parts).zip(scores).zip(shown) {
                figures.insert(*name, Figure::of(score, shown, tally.excluded));
            }
        }
        figures
    }

    fn intervals(&self, total: &Tally, rows: &[Row], pieces: &[Days]) -> Vec<Interval> {
        let ends: Vec<_> = pieces.iter().map(|piece| (piece.from.to_string(), piece.to.to_string())).collect();
        let all = rows.iter().filter(|(group, ..)| *group == Group::All).cloned();
        // Days in this form have the order of their text.
        let mut found = Tally::by(all, |_, day| {
            let place = ends.partition_point(|(_, to)| to.as_str() < day);
            ends.get(place).filter(|(from, _)| from.as_str() <= day).map(|_| place)
        });
        let tallies: Vec<Tally> = (0..ends.len()).map(|place| found.remove(&place).unwrap_or_default()).collect();
        let parts = self.parts(total, &tallies);
        ends.into_iter().zip(parts).map(|((from, to), metrics)| Interval { from, to, metrics }).collect()
    }

    /// The score of one metric; none where nobody answered its question.
    fn score(&self, name: MetricName, metric: &Metric, tally: &Tally) -> Option<score::Summary> {
        let answers = tally.metrics.get(name.as_str())?;
        match (name, metric.variant) {
            (MetricName::Nps, _) => score::nps(answers),
            (MetricName::Csat, _) => score::csat(answers, self.definition.scale(&metric.question)?.max()),
            (MetricName::Ces, Some(CesVariant::Positive)) => score::ces_positive(answers),
            (MetricName::Ces, Some(CesVariant::Agree5)) => score::ces_agree5(answers),
            (MetricName::Ces, Some(CesVariant::Mean) | None) => score::ces_mean(answers),
        }
    }
}

/// Answers behind a score.
fn n(score: Option<&score::Summary>) -> u64 {
    score.map_or(0, |score| score.n)
}

#[cfg(test)]
pub(crate) mod tests;
