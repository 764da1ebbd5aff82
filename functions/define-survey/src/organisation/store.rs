//! A store of the organisation as a caller writes it.

use std::collections::BTreeSet;

use koe_domain::organisation::Store;
use koe_domain::{EmailAddress, Faults, Localized, StoreId};
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;
use validator::Validate;

use super::body::read_zone;
use crate::text::check_name;

const MOST_STORES: usize = 500;
const MOST_ALERTS: usize = 10;
/// Longest name of a store, in characters.
const LONGEST_NAME: usize = 100;

/// A store.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct StoreBody {
    /// Its code, unique: 1 to 64 lower-case letters, digits and hyphens.
    id: String,
    /// Its name: a text, or an object of texts by language, each up to 100 characters.
    name: Value,
    /// Region, for grouping; 1 to 100 characters.
    #[validate(custom(function = "check_name"))]
    region: Option<String>,
    /// Area, for grouping; 1 to 100 characters.
    #[validate(custom(function = "check_name"))]
    area: Option<String>,
    /// IANA time zone, where it is not the organisation's.
    timezone: Option<String>,
    /// E-mail addresses that are told of an alert, at most 10.
    #[serde(default)]
    alerts: Vec<String>,
}

pub(super) fn read_stores(bodies: &[StoreBody]) -> Result<Vec<Store>, Faults> {
    let mut faults = Faults::new();
    if bodies.len() > MOST_STORES {
        faults.push("", format!("at most {MOST_STORES} stores are expected"));
    }
    let mut seen = BTreeSet::new();
    let mut stores = Vec::new();
    for (i, body) in bodies.iter().take(MOST_STORES).enumerate() {
        if !seen.insert(body.id.as_str()) {
            faults.push(format!("/{i}/id"), "an earlier store has the same id");
        }
        stores.extend(faults.take(&format!("/{i}"), read_store(body)));
    }
    faults.into_result(|| stores)
}

fn read_store(body: &StoreBody) -> Result<Store, Faults> {
    let mut faults = Faults::new();
    let id = faults.take("/id", StoreId::parse(&body.id));
    let name = faults.take("/name", read_name(&body.name));
    let timezone = body.timezone.as_deref().and_then(|zone| faults.take("/timezone", read_zone(zone)));
    if body.alerts.len() > MOST_ALERTS {
        faults.push("/alerts", format!("at most {MOST_ALERTS} addresses are expected"));
    }
    let mut alerts = Vec::new();
    for (i, address) in body.alerts.iter().take(MOST_ALERTS).enumerate() {
        alerts.extend(faults.take(&format!("/alerts/{i}"), EmailAddress::parse(address)));
    }
    match (id, name) {
        (Some(id), Some(name)) if faults.is_empty() => {
            let (region, area) = (trimmed(body.region.as_deref()), trimmed(body.area.as_deref()));
            Ok(Store { id, name, region, area, timezone, alerts })
        }
        _ => Err(faults),
    }
}

fn read_name(value: &Value) -> Result<Localized, Faults> {
    let name = Localized::parse(value, LONGEST_NAME)?;
    if name.iter().any(|(_, text)| text.trim().is_empty()) {
        return Err(Faults::one("", "a name that is not empty is expected"));
    }
    Ok(name)
}

fn trimmed(text: Option<&str>) -> Option<String> {
    text.map(|text| text.trim().to_owned())
}
