//! Whether a receipt is complete: every mandatory field of ISO/IEC TS 27560, terms that exist, times in UTC.

use std::vec::IntoIter;

use jiff::Timestamp;
use koe_domain::fault::{Faults, pointer_token};
use serde_json::{Map, Value};

use super::{context, terms};

type Object = Map<String, Value>;

/// TS 27560, header of a receipt.
const RECEIPT: [&str; 6] =
    ["@id", "dct:identifier", "dpv:hasIdentifier", "dct:conformsTo", "dct:created", "dpv:hasRecordOfActivity"];
/// TS 27560, header of a record and what it says of all processing.
const RECORD: [&str; 12] = [
    "@id",
    "dct:identifier",
    "dpv:hasIdentifier",
    "dct:conformsTo",
    "dpv:hasDataSubject",
    "dpv:hasNotice",
    "dpv:hasJurisdiction",
    "dpv:hasDataController",
    "dpv:hasEntity",
    "dpv:hasProcess",
    "dpv:hasRight",
    "dpv:hasConsentStatus",
];
const PROCESS: [&str; 6] = [
    "dpv:hasPurpose",
    "dpv:hasLegalBasis",
    "dpv:hasPersonalData",
    "dpv:hasRecipient",
    "dpv:hasStorageCondition",
    "dpv:hasConsentControl",
];
const PARTY: [&str; 5] = ["@id", "@type", "dpv:hasIdentifier", "dpv:hasName", "schema:contactPoint"];
const EVENT: [&str; 8] = [
    "dpv:isIndicatedAtTime",
    "dpv:isIndicatedBy",
    "dpv:hasDuration",
    "dpv:hasIndicationMethod",
    "dpv:hasNotice",
    "koe:seq",
    "koe:eventHash",
    "koe:textSha256",
];

/// Where a record ends: the last event of a purpose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The purpose.
    pub purpose: String,
    /// What it was decided to be, in plain words: `given`, `withdrawn`.
    pub state: &'static str,
    /// Since when, RFC 3339 in UTC.
    pub since: String,
    /// How many events the record has.
    pub events: usize,
}

/// Where each record of a receipt ends; what cannot be read is left out.
#[must_use]
pub fn standings(receipt: &Map<String, Value>) -> Vec<Standing> {
    each(receipt, "", "dpv:hasRecordOfActivity").filter_map(|(_, record)| standing(record)).collect()
}

fn standing(record: &Object) -> Option<Standing> {
    let (_, process) = each(record, "", "dpv:hasProcess").next()?;
    let (_, purpose) = each(process, "", "dpv:hasPurpose").next()?;
    let (_, last) = each(record, "", "dpv:hasConsentStatus").next_back()?;
    Some(Standing {
        purpose: purpose.get("dct:identifier")?.as_str()?.to_owned(),
        state: types(last).find_map(terms::state_in_words)?,
        since: last.get("dpv:isIndicatedAtTime")?.as_str()?.to_owned(),
        events: each(record, "", "dpv:hasConsentStatus").count(),
    })
}

/// What a receipt lacks, each at its JSON pointer; nothing where it is complete. Its signature is another matter:
/// [`crate::sign::verify`].
#[must_use]
pub fn check(receipt: &Map<String, Value>) -> Faults {
    let mut faults = Faults::new();
    if !context::is_ours(receipt.get("@context")) {
        faults.push("/@context", "does not say what the names in the receipt mean in DPV 2.3");
    }
    need(receipt, "", &RECEIPT, &mut faults);
    be(receipt, "", "dpv:ConsentReceipt", &mut faults);
    utc(receipt, "", "dct:created", &mut faults);
    for (at, record) in each(receipt, "", "dpv:hasRecordOfActivity") {
        check_record(record, &at, &mut faults);
    }
    for (name, value) in receipt.iter().filter(|(name, _)| *name != "proof") {
        known(name, value, "", &mut faults);
    }
    faults
}

fn check_record(record: &Object, at: &str, faults: &mut Faults) {
    need(record, at, &RECORD, faults);
    be(record, at, "dpv:ConsentRecord", faults);
    for (at, notice) in each(record, at, "dpv:hasNotice") {
        need(notice, &at, &["@id", "dct:language", "koe:sourceSha256"], faults);
    }
    for (at, party) in each(record, at, "dpv:hasEntity") {
        need(party, &at, &PARTY, faults);
        if types(party).any(|kind| kind == "dpv:DataController") {
            need(party, &at, &["schema:address"], faults);
        }
    }
    if !each(record, at, "dpv:hasEntity").any(|(_, party)| party.get("@id") == record.get("dpv:hasDataController")) {
        faults.push(format!("{at}/dpv:hasDataController"), "is not described in dpv:hasEntity");
    }
    for (at, process) in each(record, at, "dpv:hasProcess") {
        need(process, &at, &PROCESS, faults);
        for term in ["dpv:StorageLocation", "dpv:StorageDuration"] {
            if !each(process, "", "dpv:hasStorageCondition").any(|(_, it)| types(it).any(|kind| kind == term)) {
                faults.push(format!("{at}/dpv:hasStorageCondition"), format!("has no {term}"));
            }
        }
        for (at, control) in each(process, &at, "dpv:hasConsentControl") {
            need(control, &at, &["dpv:isExercisedAt"], faults);
        }
    }
    for (at, right) in each(record, at, "dpv:hasRight") {
        need(right, &at, &["dpv:isExercisedAt"], faults);
    }
    check_events(record, at, faults);
}

/// Events stand in their order, and where one follows on another in the chain, it carries that one's hash.
fn check_events(record: &Object, at: &str, faults: &mut Faults) {
    let mut before: Option<(u64, &Value)> = None;
    for (at, event) in each(record, at, "dpv:hasConsentStatus") {
        need(event, &at, &EVENT, faults);
        utc(event, &at, "dpv:isIndicatedAtTime", faults);
        if types(event).find_map(terms::state_in_words).is_none() {
            faults.push(format!("{at}/@type"), "is no state of consent");
        }
        let (Some(seq), Some(hash)) = (event.get("koe:seq").and_then(Value::as_u64), event.get("koe:eventHash")) else {
            continue;
        };
        if let Some((earlier, earlier_hash)) = before {
            if seq <= earlier {
                faults.push(format!("{at}/koe:seq"), "does not come after the event before it");
            } else if seq == earlier + 1 && event.get("koe:prevHash") != Some(earlier_hash) {
                faults.push(format!("{at}/koe:prevHash"), "is not the hash of the event before it");
            }
        }
        before = Some((seq, hash));
    }
}

/// The objects that a field holds, one or a list, each with its pointer.
fn each<'a>(node: &'a Object, at: &str, field: &str) -> IntoIter<(String, &'a Object)> {
    let at = format!("{at}/{}", pointer_token(field));
    let found: Vec<(String, &'a Object)> = match node.get(field) {
        Some(Value::Array(items)) => {
            let items = items.iter().enumerate();
            items.filter_map(|(i, item)| Some((format!("{at}/{i}"), item.as_object()?))).collect()
        }
        Some(Value::Object(one)) => vec![(at, one)],
        _ => Vec::new(),
    };
    found.into_iter()
}

fn types(node: &Object) -> impl Iterator<Item = &str> {
    let (one, many) = match node.get("@type") {
        Some(Value::String(one)) => (Some(one.as_str()), None),
        Some(Value::Array(many)) => (None, Some(many)),
        _ => (None, None),
    };
    one.into_iter().chain(many.into_iter().flatten().filter_map(Value::as_str))
}

fn need(node: &Object, at: &str, fields: &[&str], faults: &mut Faults) {
    for field in fields {
        let there = match node.get(*field) {
            None | Some(Value::Null) => false,
            Some(Value::String(text)) => !text.is_empty(),
            Some(Value::Array(items)) => !items.is_empty(),
            Some(Value::Object(fields)) => !fields.is_empty(),
            Some(Value::Bool(_) | Value::Number(_)) => true,
        };
        if !there {
            faults.push(format!("{at}/{}", pointer_token(field)), "is missing, and no receipt is complete without it");
        }
    }
}

fn be(node: &Object, at: &str, term: &str, faults: &mut Faults) {
    if !types(node).any(|kind| kind == term) {
        faults.push(format!("{at}/@type"), format!("is not {term}"));
    }
}

fn utc(node: &Object, at: &str, field: &str, faults: &mut Faults) {
    let time = node.get(field).and_then(Value::as_str);
    if time.is_some_and(|time| !time.ends_with('Z') || time.parse::<Timestamp>().is_err()) {
        faults.push(format!("{at}/{field}"), "is no time in UTC (such as 2026-11-22T03:10:00Z)");
    }
}

fn known(name: &str, value: &Value, at: &str, faults: &mut Faults) {
    let at = format!("{at}/{}", pointer_token(name));
    if name == "@context" {
        return;
    }
    if terms::is_unknown(name) {
        faults.push(at.clone(), "is no term of DPV 2.3 that a receipt uses");
    }
    match value {
        Value::String(text) if terms::is_unknown(text) => faults.push(at, "names a term that receipts do not use"),
        Value::Array(items) => items.iter().enumerate().for_each(|(i, item)| known(&i.to_string(), item, &at, faults)),
        Value::Object(fields) => fields.iter().for_each(|(name, item)| known(name, item, &at, faults)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
