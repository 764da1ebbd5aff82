//! Scores, each with its interval, computed from how often each answer was given.
//!
//! A score without its interval reads as more than it is: five answers that give an NPS of 40 also fit -29 and 79. So
//! nothing here returns a score alone. The input is a distribution and never a running mean: the raw answers stay true
//! when a formula changes, and a formula that changes gets a new name (`nps/adjusted-wald/2`).
//!
//! The bootstrap was rejected: it needs random draws, so two looks at the same answers would differ.

mod ces;
mod csat;
mod distribution;
mod interval;
mod nps;

use std::ops::RangeInclusive;

use serde::{Serialize, Serializer};

pub use ces::{ces_agree5, ces_mean, ces_positive};
pub use csat::csat;
pub use distribution::Distribution;
pub use nps::nps;

use interval::Interval;

/// A score, how sure it is, and what it was computed from.
///
/// The fields hold exact values; serialised, `score`, `low` and `high` have one decimal ([`rounded`]).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Summary {
    /// Number of answers on the scale; never 0.
    pub n: u64,
    /// The score: points from -100 to 100 for NPS, percent for shares, a point of the scale for a mean.
    #[serde(serialize_with = "one_decimal")]
    pub score: f64,
    /// Lower end of the interval, in the unit of `score`; never above it.
    #[serde(serialize_with = "one_decimal")]
    pub low: f64,
    /// Upper end of the interval, in the unit of `score`; never below it.
    #[serde(serialize_with = "one_decimal")]
    pub high: f64,
    /// Two-sided confidence of the interval: 0.95.
    pub confidence: f64,
    /// Name and version of the formulas of score and interval, for instance `nps/adjusted-wald/1`.
    pub formula: &'static str,
    /// The answers that were counted.
    pub distribution: Distribution,
}

impl Summary {
    fn new(formula: &'static str, distribution: Distribution, score: f64, interval: Interval) -> Self {
        let Interval { low, high } = interval;
        Self { n: distribution.n(), score, low, high, confidence: interval::CONFIDENCE, formula, distribution }
    }

    /// The percentage of answers within `wanted`, with Wilson's interval; `None` without an answer.
    fn of_share(formula: &'static str, distribution: Distribution, wanted: RangeInclusive<i64>) -> Option<Self> {
        let n = distribution.n();
        if n == 0 {
            return None;
        }
        let share = distribution.count(&wanted);
        let score = 100.0 * share as f64 / n as f64;
        let interval = interval::wilson(share, n).around(score, 0.0, 100.0);
        Some(Self::new(formula, distribution, score, interval))
    }
}

/// `value` as people are shown it: one decimal, halves away from zero, and no negative zero.
#[must_use]
pub fn rounded(value: f64) -> f64 {
    (value * 10.0).round() / 10.0 + 0.0
}

fn one_decimal<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(rounded(*value))
}

/// Score and bounds as shown, for tables of expected values.
#[cfg(test)]
fn shown(summary: Option<Summary>) -> Option<(f64, f64, f64)> {
    summary.map(|it| (rounded(it.score), rounded(it.low), rounded(it.high)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A metric, its answers, the range of its score, and whether more of the same always narrows its interval.
    struct Case {
        summary: fn(&Distribution) -> Option<Summary>,
        worst: i64,
        best: i64,
        range: (f64, f64),
        strictly: bool,
    }

    fn cases() -> [Case; 7] {
        let share = (0.0, 100.0);
        [
            Case { summary: nps, worst: 0, best: 10, range: (-100.0, 100.0), strictly: true },
            Case { summary: |d| csat(d, 3), worst: 1, best: 3, range: share, strictly: true },
            Case { summary: |d| csat(d, 5), worst: 1, best: 5, range: share, strictly: true },
            Case { summary: |d| csat(d, 7), worst: 1, best: 7, range: share, strictly: true },
            Case { summary: ces_positive, worst: 1, best: 7, range: share, strictly: true },
            Case { summary: ces_agree5, worst: 1, best: 5, range: share, strictly: true },
            // Clamped on both sides, or without spread, a mean's interval may stay as wide as it was.
            Case { summary: ces_mean, worst: 1, best: 7, range: (1.0, 7.0), strictly: false },
        ]
    }

    impl Case {
        /// Any numbers, taken as answers on this scale.
        fn answers(&self, raw: &[i64]) -> Distribution {
            raw.iter().map(|n| (self.worst + n.rem_euclid(self.best - self.worst + 1), 1)).collect()
        }
    }

    fn of(case: &Case, answers: &Distribution) -> Result<Summary, TestCaseError> {
        (case.summary)(answers).ok_or_else(|| TestCaseError::fail("no summary"))
    }

    #[test]
    fn nobody_gives_no_score() {
        for case in cases() {
            assert_eq!((case.summary)(&Distribution::default()), None);
            assert_eq!((case.summary)(&[(case.best + 1, 9), (-1, 9)].into_iter().collect()), None, "off the scale");
        }
    }

    #[test]
    fn a_summary_is_written_as_the_interface_promises() -> Result<(), serde_json::Error> {
        let five: Distribution = [(10, 1), (3, 1), (8, 1), (9, 2)].into_iter().collect();
        let expected = concat!(
            r#"{"n":5,"score":40.0,"low":-29.8,"high":79.8,"confidence":0.95,"formula":"nps/adjusted-wald/1","#,
            r#""distribution":{"3":1,"8":1,"9":2,"10":1}}"#
        );
        assert_eq!(serde_json::to_string(&nps(&five))?, expected);
        Ok(())
    }

    #[test]
    fn rounding_makes_no_negative_zero() {
        assert_eq!(rounded(-0.04).to_string(), "0");
        assert_eq!((rounded(-29.75), rounded(69.158)), (-29.8, 69.2));
    }

    proptest! {
        #[test]
        fn a_score_lies_in_its_interval_and_that_on_the_scale(raw in prop::collection::vec(0_i64..1000, 1..60)) {
            for case in cases() {
                let found = of(&case, &case.answers(&raw))?;
                prop_assert_eq!(found.n, raw.len() as u64);
                prop_assert_eq!(found.n, found.distribution.n());
                prop_assert!(case.range.0 <= found.low && found.low <= found.score, "{found:?}");
                prop_assert!(found.score <= found.high && found.high <= case.range.1, "{found:?}");
            }
        }

        #[test]
        fn the_best_answer_never_lowers_a_score(raw in prop::collection::vec(0_i64..1000, 1..60)) {
            for case in cases() {
                let mut answers = case.answers(&raw);
                let before = of(&case, &answers)?;
                answers.add(case.best, 1);
                prop_assert!(of(&case, &answers)?.score >= before.score - 1e-9, "{before:?}");
            }
        }

        #[test]
        fn the_order_of_answers_does_not_matter(
            (raw, shuffled) in prop::collection::vec(0_i64..1000, 1..60)
                .prop_flat_map(|raw| (Just(raw.clone()), Just(raw).prop_shuffle())),
        ) {
            for case in cases() {
                prop_assert_eq!(of(&case, &case.answers(&raw))?, of(&case, &case.answers(&shuffled))?);
            }
        }

        #[test]
        fn more_of_the_same_answers_makes_surer(raw in prop::collection::vec(0_i64..1000, 1..20), times in 2_u64..50) {
            for case in cases() {
                let once = case.answers(&raw);
                let often: Distribution = once.iter().map(|(score, n)| (score, n * times)).collect();
                let (wide, narrow) = (of(&case, &once)?, of(&case, &often)?);
                let (was, is) = (wide.high - wide.low, narrow.high - narrow.low);
                prop_assert!(if case.strictly { is < was } else { is <= was + 1e-9 }, "{wide:?} {narrow:?}");
            }
        }
    }
}
