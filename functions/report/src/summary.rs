//! From counters to a summary: one piece for programs and for the dashboard, without any input or output.
//!
//! Whatever is shown is a [`group::Figure`](koe_privacy::group::Figure): the counts go into `koe_privacy::group`, and
//! only what may be shown comes out. Each metric goes there by itself, with the answers to its own question: not
//! everybody answers every question.

mod by;
mod counters;

use jiff::Timestamp;
use jiff::civil::Date;
use koe_domain::counting::{Excluded, Group, Tally};
use koe_domain::organisation::Store;
use koe_domain::score::{self, Distribution};
use koe_domain::survey::{CesVariant, Definition, Metric, MetricName};
use koe_privacy::group::{Counts, MinimumGroup, MinimumTooLow, Part, Rule, Statistics};
use koe_store::whole_seconds;
use koe_web::surveys::{Setting, Version};

pub(crate) use self::by::By;
pub(crate) use self::counters::{Counters, rows};
use crate::figure::{Figure, Figures, Grouped, Interval, Summary};
use crate::period::{Days, Step, open};

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) days: Days,
    pub(crate) step: Option<Step>,
    pub(crate) by: Option<By>,
}

/// When it is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Moment {
    /// When the counters are read.
    pub(crate) as_of: Timestamp,
    /// The first day that is not over.
    pub(crate) open: Date,
}

impl Moment {
    /// The moment `now` of a survey.
    pub(crate) fn of(setting: &Setting, now: Timestamp) -> Self {
        Self { as_of: now, open: open(setting, now) }
    }
}

/// The summary of a survey whose live version and whose stores these are.
pub(crate) fn summarise(
    version: &Version,
    stores: &[Store],
    counters: &Counters,
    wanted: &Wanted,
    moment: Moment,
) -> Result<Summary, MinimumTooLow> {
    let settings = &version.settings;
    let minimum = MinimumGroup::new(settings.minimum_group)?;
    let rule = Rule { minimum, refresh: settings.refresh, open: moment.open };
    let groups = wanted.by.as_ref().map(|by| by.groups(counters, settings, stores)).unwrap_or_default();
    let keys = wanted.by.as_ref().map(|by| by.keys(&groups)).unwrap_or_default();
    let pieces = wanted.step.map(|step| wanted.days.cut(step)).unwrap_or_default();

    let reading = Reading { definition: &version.definition, counters, groups: &groups };
    let mut metrics = Figures::new();
    let mut intervals = vec![Figures::new(); pieces.len()];
    let mut grouped = vec![Figures::new(); keys.len()];
    for (name, metric) in &settings.metrics {
        let of_metric = |answers: &Distribution| reading.score(*name, metric, answers);
        let statistics = Statistics::of(&reading.counts(*name, metric), rule);
        let figure = |part: Part, days: Days| {
            let excluded = reading.excluded(part, days);
            Figure::of(&statistics.figure(part, days.into()), days, excluded, of_metric)
        };
        metrics.insert(*name, figure(Part::All, wanted.days));
        for (figures, days) in intervals.iter_mut().zip(&pieces) {
            figures.insert(*name, figure(Part::All, *days));
        }
        let parts = (0..groups.len()).map(Part::Group).chain([Part::Rest]);
        for (figures, part) in grouped.iter_mut().zip(parts) {
            figures.insert(*name, figure(part, wanted.days));
        }
    }
    let interval =
        |(days, metrics): (Days, Figures)| Interval { from: days.from.to_string(), to: days.to.to_string(), metrics };
    Ok(Summary {
        survey: version.survey.to_string(),
        as_of: whole_seconds(moment.as_of).to_string(),
        metrics,
        intervals: pieces.into_iter().zip(intervals).map(interval).collect(),
        groups: keys.into_iter().zip(grouped).map(|(key, metrics)| Grouped { key, metrics }).collect(),
    })
}

/// How the counters of a survey are read.
struct Reading<'a> {
    definition: &'a Definition,
    counters: &'a Counters,
    groups: &'a [Group],
}

impl Reading<'_> {
    /// The answers to one metric's question, of all days.
    fn counts(&self, name: MetricName, metric: &Metric) -> Counts {
        // Answers off the scale of the live version are in no score, and so they make no group larger either.
        let scored = |(day, tally): (Date, &Tally)| {
            let score = self.score(name, metric, tally.metrics.get(name.as_str())?)?;
            Some((day, score.distribution))
        };
        let mut counts = Counts::of_groups(self.groups.len());
        for (day, answers) in self.counters.days(&Group::All).filter_map(scored) {
            counts.add(day, &answers);
        }
        for (number, group) in self.groups.iter().enumerate() {
            for (day, answers) in self.counters.days(group).filter_map(scored) {
                counts.add_to(number, day, &answers);
            }
        }
        counts
    }

    /// Responses that do not count.
    fn excluded(&self, part: Part, days: Days) -> Excluded {
        let all = || self.counters.excluded(&Group::All, days);
        match part {
            Part::All => all(),
            Part::Group(number) => {
                let group = self.groups.get(number);
                group.map(|group| self.counters.excluded(group, days)).unwrap_or_default()
            }
            Part::Rest => self.groups.iter().fold(all(), |left, group| {
                let theirs = self.counters.excluded(group, days);
                Excluded {
                    suspect: left.suspect.saturating_sub(theirs.suspect),
                    test: left.test.saturating_sub(theirs.test),
                }
            }),
        }
    }

    /// The score of answers to one metric's question; none where there are none.
    fn score(&self, name: MetricName, metric: &Metric, answers: &Distribution) -> Option<score::Summary> {
        match (name, metric.variant) {
            (MetricName::Nps, _) => score::nps(answers),
            (MetricName::Csat, _) => score::csat(answers, self.definition.scale(&metric.question)?.max()),
            (MetricName::Ces, Some(CesVariant::Positive)) => score::ces_positive(answers),
            (MetricName::Ces, Some(CesVariant::Agree5)) => score::ces_agree5(answers),
            (MetricName::Ces, Some(CesVariant::Mean) | None) => score::ces_mean(answers),
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
