//! Exact counting: what of a response is in the counters, and by how much they move when that changes.
//!
//! Events come at least once, in any order and in batches of any shape, and a person may change an answer. So a counter
//! is never told "one more"; it is told the difference between what of this response was counted before and what is to
//! be counted now, in the same transaction that writes down the latter. A revision is counted once, whatever happens.
//!
//! Rejected: adding up the responses at each look (costs a read of every response, and rows that retention has removed
//! would drop out), and counting events (a repeated one counts twice).

mod field;
mod group;
mod refresh;
mod tally;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

pub use field::{Exclusion, Field};
pub use group::Group;
pub use refresh::Refresh;
pub use tally::{Excluded, Row, Tally};

/// What of one response is, or is to be, in the counters. Stored beside the response; names nobody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// The response's revision. Whatever changes what is counted, an exclusion too, comes with a higher one.
    pub revision: u64,
    /// The day it is counted on, `YYYY-MM-DD` in the survey's time zone. Revisions keep the first one's.
    pub day: String,
    /// The groups it is counted in ([`Group::of`] makes them).
    pub groups: BTreeSet<Group>,
    /// The score of each metric that was answered, by the metric's name, for instance `nps`.
    pub scores: BTreeMap<String, i64>,
    /// Why it does not count; then it is counted among the excluded and nowhere else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub excluded: Option<Exclusion>,
}

impl Counted {
    /// Whether this is to replace `before`: it is a later revision.
    ///
    /// Then it is written down even where [`difference`] is empty. Otherwise a revision between the two, come late,
    /// would be taken for news.
    #[must_use]
    pub fn supersedes(&self, before: Option<&Self>) -> bool {
        before.is_none_or(|before| before.revision < self.revision)
    }

    /// The fields in which this response is one.
    fn fields(&self) -> Vec<Field> {
        let scores = self.scores.iter().map(|(metric, score)| Field::Score { metric: metric.clone(), score: *score });
        match self.excluded {
            Some(exclusion) => vec![Field::Excluded(exclusion)],
            None => std::iter::once(Field::Responses).chain(scores).collect(),
        }
    }
}

/// By how much one field of one counter moves.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Delta {
    /// The counter's day, `YYYY-MM-DD`.
    pub day: String,
    /// The counter's group.
    pub group: Group,
    /// The written form of a [`Field`].
    pub field: String,
    /// What is added, in responses; never 0.
    pub by: i64,
}

/// By how much the counters move when `after` takes the place of `before`: exactly once per day, group and field, and
/// nothing where `after` is no later revision.
#[must_use]
pub fn difference(before: Option<&Counted>, after: &Counted) -> Vec<Delta> {
    if !after.supersedes(before) {
        return Vec::new();
    }
    let mut sums: BTreeMap<(&str, &Group, Field), i64> = BTreeMap::new();
    for (counted, by) in before.map(|before| (before, -1_i64)).into_iter().chain([(after, 1_i64)]) {
        for group in &counted.groups {
            for field in counted.fields() {
                *sums.entry((counted.day.as_str(), group, field)).or_default() += by;
            }
        }
    }
    sums.into_iter()
        .filter(|(_, by)| *by != 0)
        .map(|((day, group, field), by)| Delta {
            day: day.to_owned(),
            group: group.clone(),
            field: field.to_string(),
            by,
        })
        .collect()
}

#[cfg(test)]
mod tests;
