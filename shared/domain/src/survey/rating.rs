//! Ratings: a score on one of three scales.
//!
//! Other scales are refused, because no score that Koe computes is defined on them.

use serde_json::Value;

use super::object::{Object, whole};
use crate::fault::Faults;
use crate::text::Localized;

/// A score from `min` to `max`, in steps of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rating {
    /// The lowest score: 0 or 1.
    pub min: i64,
    /// The highest score: 5, 7 or 10.
    pub max: i64,
    /// What stands at the low end (`minRateDescription`), for instance "not at all likely".
    pub min_label: Localized,
    /// What stands at the high end (`maxRateDescription`).
    pub max_label: Localized,
}

/// The scales that scores are defined on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scale {
    /// 0 to 10, as NPS asks.
    ZeroToTen,
    /// 1 to 5, as CSAT asks; SurveyJS's default.
    OneToFive,
    /// 1 to 7, as CES 2.0 asks.
    OneToSeven,
}

impl Scale {
    /// The scale from `min` to `max`, if it is one.
    #[must_use]
    pub const fn of(min: i64, max: i64) -> Option<Self> {
        match (min, max) {
            (0, 10) => Some(Self::ZeroToTen),
            (1, 5) => Some(Self::OneToFive),
            (1, 7) => Some(Self::OneToSeven),
            _ => None,
        }
    }

    /// The lowest score.
    #[must_use]
    pub const fn min(self) -> i64 {
        match self {
            Self::ZeroToTen => 0,
            Self::OneToFive | Self::OneToSeven => 1,
        }
    }

    /// The highest score.
    #[must_use]
    pub const fn max(self) -> i64 {
        match self {
            Self::ZeroToTen => 10,
            Self::OneToFive => 5,
            Self::OneToSeven => 7,
        }
    }

    /// Whether `score` is on the scale.
    #[must_use]
    pub fn contains(self, score: i64) -> bool {
        (self.min()..=self.max()).contains(&score)
    }
}

impl Rating {
    /// Properties of a rating beyond those of every question.
    pub(super) const PROPERTIES: &'static [&'static str] = &[
        "rateMin",
        "rateMax",
        "rateCount",
        "rateStep",
        "rateType",
        "rateDisplayMode",
        "displayMode",
        "minRateDescription",
        "maxRateDescription",
    ];

    /// The scale of this rating.
    #[must_use]
    pub const fn scale(&self) -> Option<Scale> {
        Scale::of(self.min, self.max)
    }

    /// Reads the properties of a `rating`. SurveyJS calls buttons with numbers `labels`, older versions `numbers`.
    pub(super) fn parse(object: &mut Object<'_>) -> Option<Self> {
        let number = |value: &Value| whole(value).ok_or_else(|| Faults::one("", "a whole number is expected"));
        let min = object.try_read("rateMin", number);
        let max = object.try_read("rateMax", number);
        let count = object.try_read("rateCount", number);
        object.read("rateStep", |value| {
            whole(value).filter(|step| *step == 1).ok_or_else(|| Faults::one("", "only steps of 1 are supported yet"))
        });
        for name in ["rateType", "rateDisplayMode"] {
            object.read(name, |value| one_of(value, &["labels", "numbers"]));
        }
        object.read("displayMode", |value| one_of(value, &["auto", "buttons"]));
        let min_label = object.text("minRateDescription");
        let max_label = object.text("maxRateDescription");
        let (Ok(min), Ok(max), Ok(count)) = (min, max, count) else { return None };
        let (low, high) = ends(min, max, count);
        if Scale::of(low, high).is_none() {
            object.fault("rateMax", "rateMin and rateMax must be 0 and 10, 1 and 5, or 1 and 7");
            return None;
        }
        if count.is_some_and(|count| count != high - low + 1) {
            object.fault("rateCount", "does not agree with rateMin and rateMax");
            return None;
        }
        Some(Self { min: low, max: high, min_label, max_label })
    }
}

/// The ends of the scale as SurveyJS finds them: a count replaces the end that is not given; without any it is 1 to 5.
fn ends(min: Option<i64>, max: Option<i64>, count: Option<i64>) -> (i64, i64) {
    match (min, max, count) {
        (None, Some(max), Some(count)) => (max.saturating_sub(count).saturating_add(1), max),
        (min, None, Some(count)) => {
            let min = min.unwrap_or(1);
            (min, min.saturating_add(count).saturating_sub(1))
        }
        (min, max, _) => (min.unwrap_or(1), max.unwrap_or(5)),
    }
}

fn one_of(value: &Value, supported: &[&str]) -> Result<(), Faults> {
    if value.as_str().is_some_and(|text| supported.contains(&text)) {
        Ok(())
    } else {
        Err(Faults::one("", format!("only \"{}\" are supported yet", supported.join("\" and \""))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(value: &Value) -> Result<Option<Scale>, Faults> {
        let mut object = Object::of(value)?;
        let rating = Rating::parse(&mut object);
        object.finish().into_result(|| rating.and_then(|rating| rating.scale()))
    }

    #[test]
    fn the_scale_is_found_as_surveyjs_finds_it() {
        for (value, scale) in [
            (json!({}), Scale::OneToFive),
            (json!({"rateMax": 7}), Scale::OneToSeven),
            (json!({"rateMax": 7.0}), Scale::OneToSeven),
            (json!({"rateCount": 7}), Scale::OneToSeven),
            (json!({"rateCount": 11, "rateMax": 10}), Scale::ZeroToTen),
            (json!({"rateMin": 0, "rateMax": 10, "rateCount": 11, "rateStep": 1}), Scale::ZeroToTen),
            (json!({"rateType": "labels", "displayMode": "buttons"}), Scale::OneToFive),
        ] {
            assert_eq!(read(&value), Ok(Some(scale)), "{value}");
        }
    }

    #[test]
    fn other_scales_and_shapes_are_refused_where_they_stand() {
        for (value, pointer) in [
            (json!({"rateMin": 0}), "/rateMax"),
            (json!({"rateMax": 10}), "/rateMax"),
            (json!({"rateMin": i64::MIN, "rateCount": i64::MIN}), "/rateMax"),
            (json!({"rateMin": "0", "rateMax": 10}), "/rateMin"),
            (json!({"rateMax": 7, "rateMin": 1, "rateCount": 5}), "/rateCount"),
            (json!({"rateStep": 2}), "/rateStep"),
            (json!({"rateType": "stars"}), "/rateType"),
            (json!({"displayMode": "dropdown"}), "/displayMode"),
            (json!({"rateValues": [1, 2]}), "/rateValues"),
        ] {
            let found = read(&value).err().map(|faults| faults.iter().map(|f| f.pointer.clone()).collect::<Vec<_>>());
            assert_eq!(found, Some(vec![pointer.to_owned()]), "{value}");
        }
    }
}
