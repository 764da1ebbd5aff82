//! Which scores open a case, who hears of it, and by when someone should have acted.

use std::collections::BTreeMap;

use serde_json::Value;

use super::metrics::{Metric, MetricName, rating};
use crate::contact::EmailAddress;
use crate::duration::Period;
use crate::fault::Faults;
use crate::survey::object::{Object, addresses, integer, period};
use crate::survey::{Definition, Scale};

/// The scores that open a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alert {
    /// The name of the rating that is watched. Default: that of `nps`, else `csat`, else `ces`.
    pub question: String,
    /// The highest score that opens a case. Default: 6 of 0-10 (a detractor), 2 of 1-5, 3 of 1-7.
    pub at_most: i64,
    /// Who gets a mail, at most 10. Empty, the default: the store's people, else the organisation's.
    pub to: Vec<EmailAddress>,
    /// How long after the answer the case is overdue. Default: `P1D`.
    pub due: Period,
}

impl Alert {
    /// `metrics` are those of the same settings, unless they had a fault.
    pub(super) fn read(
        value: &Value,
        metrics: Option<&BTreeMap<MetricName, Metric>>,
        definition: &Definition,
    ) -> Result<Self, Faults> {
        let mut object = Object::of(value)?;
        let named = object.try_read("question", |value| rating(value, definition));
        let watched = match (named, metrics) {
            (Ok(None), Some(metrics)) => {
                let first = first_of(metrics, definition);
                if first.is_none() {
                    object.fault("question", "is missing, and there is no metric whose question could stand in");
                }
                first
            }
            (named, _) => named.ok().flatten(),
        };
        let scale = watched.as_ref().map_or(Scale::ZeroToTen, |(_, scale)| *scale);
        let at_most = object.read("at_most", |value| integer(value, scale.min()..=scale.max()));
        let to = object.read("to", |value| addresses(value, 10)).unwrap_or_default();
        let due = object.read("due", period).unwrap_or(Period::days(1));
        let faults = object.finish();
        let (true, Some((question, scale))) = (faults.is_empty(), watched) else { return Err(faults) };
        Ok(Self { question, at_most: at_most.unwrap_or(unhappy(scale)), to, due })
    }
}

fn first_of(metrics: &BTreeMap<MetricName, Metric>, definition: &Definition) -> Option<(String, Scale)> {
    let question = &metrics.values().next()?.question;
    Some((question.clone(), definition.scale(question)?))
}

const fn unhappy(scale: Scale) -> i64 {
    match scale {
        Scale::ZeroToTen => 6,
        Scale::OneToFive => 2,
        Scale::OneToSeven => 3,
    }
}
