//! The fields of a counter, in the one written form that writer and reader share.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Why a response is kept but does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Exclusion {
    /// It was given while the survey was in test mode.
    Test,
    /// It looks like no customer's, for instance one of many presses within a second.
    Suspect,
}

impl Exclusion {
    /// The word for it in counters and answers.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Test => "test",
            Self::Suspect => "suspect",
        }
    }
}

/// What a counter counts. Written `n`, `nps:9` or `x:test`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// Responses that count.
    Responses,
    /// Responses that gave this score.
    Score {
        /// The metric's name, for instance `nps`.
        metric: String,
        /// The score.
        score: i64,
    },
    /// Responses that do not count.
    Excluded(Exclusion),
}

impl Field {
    /// Reads the written form; `None` when it is not one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let field = match text {
            "n" => Self::Responses,
            "x:test" => Self::Excluded(Exclusion::Test),
            "x:suspect" => Self::Excluded(Exclusion::Suspect),
            _ => {
                let (metric, score) = text.rsplit_once(':')?;
                Self::Score { metric: metric.to_owned(), score: score.parse().ok()? }
            }
        };
        // "nps:09" would be a second counter of one score.
        (field.to_string() == text).then_some(field)
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Responses => f.write_str("n"),
            Self::Score { metric, score } => write!(f, "{metric}:{score}"),
            Self::Excluded(exclusion) => write!(f, "x:{}", exclusion.as_str()),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_no_field_is_not_read() {
        for bad in ["", "m", "nps", "nps:", "nps:+9", "nps:09", "nps:x", "x:other", "nps:1.5"] {
            assert_eq!(Field::parse(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn a_field_is_read_as_it_was_written(metric in ".{0,8}", score in any::<i64>(), kind in 0..4) {
            let field = match kind {
                0 => Field::Responses,
                1 => Field::Excluded(Exclusion::Test),
                2 => Field::Excluded(Exclusion::Suspect),
                _ => Field::Score { metric, score },
            };
            prop_assert_eq!(Field::parse(&field.to_string()), Some(field));
        }
    }
}
