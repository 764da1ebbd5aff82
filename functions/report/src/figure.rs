//! What a summary says, as programs read it.

use std::collections::BTreeMap;

use koe_domain::counting;
use koe_domain::score::{self, Distribution, rounded};
use koe_domain::survey::MetricName;
use serde::Serialize;
use utoipa::ToSchema;

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
    /// The figure of a score, none where nobody answered, that may be shown or not.
    pub(crate) fn of(score: Option<score::Summary>, shown: bool, excluded: counting::Excluded) -> Self {
        let excluded = Excluded { suspect: excluded.suspect, test: excluded.test };
        match (shown, score) {
            (false, _) => Self::Withheld(Withheld { withheld: true, excluded }),
            (true, None) => Self::Empty(Empty { n: 0, excluded }),
            (true, Some(score)) => Self::Shown(Score {
                n: score.n,
                score: rounded(score.score),
                low: rounded(score.low),
                high: rounded(score.high),
                confidence: score.confidence,
                formula: score.formula,
                distribution: score.distribution,
                excluded,
            }),
        }
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
