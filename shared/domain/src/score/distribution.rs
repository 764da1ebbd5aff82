//! How often each answer was given.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize, Serializer};

use crate::fault::{Faults, pointer_token};

/// How often each score was given: a score and the number of its answers, never 0.
///
/// As JSON an object such as `{"3": 1, "10": 2}`, in the order of the scores. Keys are written and read as strings
/// here, since not every format (DynamoDB's for one) takes numbers for keys.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "BTreeMap<String, u64>")]
pub struct Distribution(BTreeMap<i64, u64>);

impl Distribution {
    /// No answers yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds `count` answers of `score`.
    pub fn add(&mut self, score: i64, count: u64) {
        if count > 0 {
            let sum = self.0.entry(score).or_default();
            *sum = sum.saturating_add(count);
        }
    }

    /// Number of answers.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.0.values().fold(0_u64, |sum, count| sum.saturating_add(*count))
    }

    /// Whether there is no answer.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Each score that was given with the number of its answers, lowest score first.
    pub fn iter(&self) -> impl Iterator<Item = (i64, u64)> {
        self.0.iter().map(|(score, count)| (*score, *count))
    }

    /// Number of answers whose score lies in `scores`.
    #[must_use]
    pub fn count(&self, scores: &RangeInclusive<i64>) -> u64 {
        self.within(scores).n()
    }

    /// The answers whose score lies in `scores`.
    #[must_use]
    pub fn within(&self, scores: &RangeInclusive<i64>) -> Self {
        self.iter().filter(|(score, _)| scores.contains(score)).collect()
    }
}

impl FromIterator<(i64, u64)> for Distribution {
    /// Adds up scores with their numbers of answers; a score may occur several times.
    fn from_iter<I: IntoIterator<Item = (i64, u64)>>(counts: I) -> Self {
        let mut distribution = Self::default();
        for (score, count) in counts {
            distribution.add(score, count);
        }
        distribution
    }
}

impl Serialize for Distribution {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(score, count)| (score.to_string(), count)))
    }
}

impl TryFrom<BTreeMap<String, u64>> for Distribution {
    type Error = Faults;
    fn try_from(counts: BTreeMap<String, u64>) -> Result<Self, Faults> {
        let (mut faults, mut distribution) = (Faults::new(), Self::default());
        for (key, count) in counts {
            match key.parse::<i64>() {
                // "+3" and "03" are refused: else one score could stand there twice.
                Ok(score) if score.to_string() == key => distribution.add(score, count),
                _ => faults.push(format!("/{}", pointer_token(&key)), "a whole number is expected"),
            }
        }
        faults.into_result(|| distribution)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_written_in_the_order_of_scores_and_read_back() -> Result<(), serde_json::Error> {
        let counts: Distribution = [(10, 1), (-1, 2), (3, 1), (10, 4), (7, 0)].into_iter().collect();
        let text = serde_json::to_string(&counts)?;
        assert_eq!(text, r#"{"-1":2,"3":1,"10":5}"#);
        assert_eq!(serde_json::from_str::<Distribution>(&text)?, counts);
        Ok(())
    }

    #[test]
    fn keys_that_are_not_scores_are_refused() {
        for bad in [r#"{"x":1}"#, r#"{"03":1}"#, r#"{"+3":1}"#, r#"{"1.5":1}"#, r#"{"":1}"#, r#"{"3":-1}"#] {
            assert!(serde_json::from_str::<Distribution>(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn answers_are_counted_by_range() {
        let counts: Distribution = [(0, 1), (6, 2), (7, 4), (10, 8)].into_iter().collect();
        assert_eq!((counts.n(), counts.count(&(0..=6)), counts.count(&(9..=10))), (15, 3, 8));
        assert!(counts.within(&(1..=5)).is_empty());
    }
}
