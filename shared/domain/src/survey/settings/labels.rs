//! Fields to count by, and the values they may have.
//!
//! Both are bounded, since each value of each label is a counter of its own, and a group small enough to name someone.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::fault::{Faults, pointer_token};
use crate::survey::object::{category, list, once, short_name};

const MOST_LABELS: usize = 5;
const MOST_VALUES: usize = 50;

pub(super) fn read(value: &Value) -> Result<BTreeMap<String, Vec<String>>, Faults> {
    let Value::Object(map) = value else { return Err(Faults::one("", "an object of lists by label is expected")) };
    let mut faults = Faults::new();
    let mut labels = BTreeMap::new();
    if map.len() > MOST_LABELS {
        faults.push("", format!("at most {MOST_LABELS} labels are expected"));
    }
    for (name, values) in map.iter().take(MOST_LABELS) {
        let pointer = format!("/{}", pointer_token(name));
        let mut seen = BTreeSet::new();
        let name = faults.take(&pointer, label(name));
        let values = list(values, 1..=MOST_VALUES, |value| once(category(value)?, &mut seen));
        labels.extend(name.zip(faults.take(&pointer, values)));
    }
    faults.into_result(|| labels)
}

fn label(name: &str) -> Result<String, Faults> {
    if name == "store" {
        return Err(Faults::one("", "every survey is counted by store already; choose another name"));
    }
    short_name(name)
}
