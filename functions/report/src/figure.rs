//! What a summary says, as programs read it.

use std::collections::BTreeMap;

use koe_domain::counting;
use koe_domain::score::{self, Distribution, rounded};
use koe_domain::survey::MetricName;
use koe_privacy::group;
use serde::Serialize;
use utoipa::ToSchema;

use crate::period::Days;

/// The answers of some days.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub(crate) struct Summary {
    /// The survey.
    pub(crate) survey: String,
    /// When the counters were read (RFC 3339).
    pub(crate) as_of: String,
    /// Each metric of the live version, over all the days.
    #[schema(value_type = BTreeMap<String, Figure>)]
    pub(crate) metrics: Figures,
    /// The same by interval, the empty ones too; none unless `interval` was given.
    pub(crate) intervals: Vec<Interval>,
    /// The same by group, the empty ones too; none unless `by` was given.
    pub(crate) groups: Vec<Grouped>,
}

/// A figure for each metric.
pub(crate) type Figures = BTreeMap<MetricName, Figure>;

/// The answers of one interval.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub(crate) struct Interval {
    /// Its first day, `YYYY-MM-DD`.
    pub(crate) from: String,
    /// Its last day.
    pub(crate) to: String,
    /// Each metric.
    #[schema(value_type = BTreeMap<String, Figure>)]
    pub(crate) metrics: Figures,
}

/// The answers of one group.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub(crate) struct Grouped {
    /// The store, or the label's value. The last group holds the answers without one: its key is `none`, or empty where
    /// a group is called so.
    pub(crate) key: String,
    /// Each metric.
    #[schema(value_type = BTreeMap<String, Figure>)]
    pub(crate) metrics: Figures,
}

/// One metric of some answers.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum Figure {
    /// A score.
    Shown(Score),
    /// Not shown, for the sake of those few who answered.
    Withheld(Withheld),
    /// Nobody answered.
    Empty(Empty),
}

/// A score, how sure it is, and the answers it was computed from.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub(crate) struct Score {
    /// Answers to this metric's question.
    pub(crate) n: u64,
    /// The score, with one decimal: points for NPS, percent for shares, a point of the scale for a mean.
    pub(crate) score: f64,
    /// Lower end of the confidence interval.
    pub(crate) low: f64,
    /// Upper end of the confidence interval.
    pub(crate) high: f64,
    /// Two-sided confidence of the interval.
    pub(crate) confidence: f64,
    /// Name and version of the formulas.
    pub(crate) formula: &'static str,
    /// How often each answer was given.
    #[schema(value_type = BTreeMap<String, u64>)]
    pub(crate) distribution: Distribution,
    /// The first day that this is of, where those are fewer than the days asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) from: Option<String>,
    /// The last day that this is of, where those are fewer than the days asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) to: Option<String>,
    /// Responses that do not count.
    pub(crate) excluded: Excluded,
}

/// A score that is not shown.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub(crate) struct Withheld {
    /// Always true.
    pub(crate) withheld: bool,
    /// Responses that do not count.
    pub(crate) excluded: Excluded,
}

/// No answer.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub(crate) struct Empty {
    /// Always 0.
    pub(crate) n: u64,
    /// The first day that this is of, where those are fewer than the days asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) from: Option<String>,
    /// The last day that this is of, where those are fewer than the days asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) to: Option<String>,
    /// Responses that do not count.
    pub(crate) excluded: Excluded,
}

/// Responses that do not count, by the reason.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, ToSchema)]
pub(crate) struct Excluded {
    /// Those that look like no customer's.
    pub(crate) suspect: u64,
    /// Those of the test mode.
    pub(crate) test: u64,
}

impl Figure {
    /// The score, by `formula`, of what may be known of the days asked for. There is no other way to make one.
    pub(crate) fn of(
        known: &group::Figure,
        asked: Days,
        excluded: counting::Excluded,
        formula: impl FnOnce(&Distribution) -> Option<score::Summary>,
    ) -> Self {
        let excluded = Excluded { suspect: excluded.suspect, test: excluded.test };
        let group::Figure::Shown(released) = known else {
            return Self::Withheld(Withheld { withheld: true, excluded });
        };
        let days = released.days();
        let other = days != group::Days::from(asked);
        let (from, to) = (other.then(|| days.first.to_string()), other.then(|| days.last.to_string()));
        match formula(released.answers()) {
            None => Self::Empty(Empty { n: 0, from, to, excluded }),
            Some(score) => Self::Shown(Score {
                n: score.n,
                score: rounded(score.score),
                low: rounded(score.low),
                high: rounded(score.high),
                confidence: score.confidence,
                formula: score.formula,
                distribution: score.distribution,
                from,
                to,
                excluded,
            }),
        }
    }

    /// The first and the last day, where they are not those asked for.
    pub(crate) fn ends(&self) -> Option<(&str, &str)> {
        let (from, to) = match self {
            Self::Shown(score) => (&score.from, &score.to),
            Self::Withheld(_) => return None,
            Self::Empty(empty) => (&empty.from, &empty.to),
        };
        from.as_deref().zip(to.as_deref())
    }

    /// Responses that do not count.
    pub(crate) fn excluded(&self) -> Excluded {
        match self {
            Self::Shown(score) => score.excluded,
            Self::Withheld(withheld) => withheld.excluded,
            Self::Empty(empty) => empty.excluded,
        }
    }
}
