//! Which rating serves which score.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::fault::Faults;
use crate::survey::object::{Object, string};
use crate::survey::{Definition, Scale};

/// A score that is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MetricName {
    /// Net Promoter Score, of a 0-10 rating (Reichheld 2003).
    Nps,
    /// Customer satisfaction, the top two of a 1-5 or 1-7 rating.
    Csat,
    /// Customer Effort Score 2.0, of a 1-7 or 1-5 rating.
    Ces,
}

/// One score: the rating it is computed of, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Metric {
    /// The name of the rating; it serves no other metric.
    pub question: String,
    /// Which reading of CES; always given for `ces`, never for others. Default: `mean` of 1-7, `agree5` of 1-5.
    pub variant: Option<CesVariant>,
}

/// The readings of CES in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CesVariant {
    /// The mean of a 1-7 rating.
    Mean,
    /// The share of 5, 6 and 7 on a 1-7 rating.
    Positive,
    /// The share of 4 and 5 on a 1-5 rating.
    Agree5,
}

impl MetricName {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 3] = [Self::Nps, Self::Csat, Self::Ces];

    /// The name in settings and summaries.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Nps => "nps",
            Self::Csat => "csat",
            Self::Ces => "ces",
        }
    }

    fn check(self, scale: Scale) -> Result<(), Faults> {
        match (self, scale) {
            (Self::Nps, Scale::ZeroToTen) | (Self::Csat | Self::Ces, Scale::OneToFive | Scale::OneToSeven) => Ok(()),
            (Self::Nps, _) => Err(Faults::one("", "nps wants a rating from 0 to 10")),
            (Self::Csat | Self::Ces, _) => {
                Err(Faults::one("", format!("{} wants a rating from 1 to 5 or 1 to 7", self.as_str())))
            }
        }
    }
}

impl CesVariant {
    const fn default_on(scale: Scale) -> Self {
        match scale {
            Scale::OneToFive => Self::Agree5,
            Scale::OneToSeven | Scale::ZeroToTen => Self::Mean,
        }
    }

    fn read(value: &Value, scale: Option<Scale>) -> Result<Self, Faults> {
        let (variant, wanted) = match string(value)? {
            "mean" => (Self::Mean, Scale::OneToSeven),
            "positive" => (Self::Positive, Scale::OneToSeven),
            "agree5" => (Self::Agree5, Scale::OneToFive),
            _ => return Err(Faults::one("", "\"mean\", \"positive\" or \"agree5\" is expected")),
        };
        if scale.is_some_and(|scale| scale != wanted) {
            return Err(Faults::one("", "mean and positive want a rating from 1 to 7, agree5 one from 1 to 5"));
        }
        Ok(variant)
    }
}

impl Metric {
    fn read(value: &Value, name: MetricName, definition: &Definition) -> Result<Self, Faults> {
        let mut object = Object::of(value)?;
        let found = object.require("question", |value| {
            let (question, scale) = rating(value, definition)?;
            name.check(scale)?;
            Ok((question, scale))
        });
        let scale = found.as_ref().map(|(_, scale)| *scale);
        let variant = match name {
            MetricName::Ces => object
                .read("variant", |value| CesVariant::read(value, scale))
                .or_else(|| scale.map(CesVariant::default_on)),
            MetricName::Nps | MetricName::Csat => {
                object.refuse("variant", "only ces has variants");
                None
            }
        };
        let faults = object.finish();
        let (true, Some((question, _))) = (faults.is_empty(), found) else { return Err(faults) };
        Ok(Self { question, variant })
    }
}

/// The rating that `value` names, with its scale.
pub(super) fn rating(value: &Value, definition: &Definition) -> Result<(String, Scale), Faults> {
    let name = string(value)?;
    match definition.scale(name) {
        Some(scale) => Ok((name.to_owned(), scale)),
        None => Err(Faults::one("", "the name of a rating of this survey is expected")),
    }
}

pub(super) fn read(value: &Value, definition: &Definition) -> Result<BTreeMap<MetricName, Metric>, Faults> {
    let mut object = Object::of(value)?;
    let mut metrics: BTreeMap<MetricName, Metric> = BTreeMap::new();
    for name in MetricName::ALL {
        let Some(metric) = object.read(name.as_str(), |value| Metric::read(value, name, definition)) else { continue };
        if metrics.values().any(|other| other.question == metric.question) {
            object.fault(&format!("{}/question", name.as_str()), "serves another metric already");
        }
        metrics.insert(name, metric);
    }
    object.finish().into_result(|| metrics)
}
