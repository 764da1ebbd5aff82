//! One event of the ledger as DPV writes it, and the notice that it rests on.

use koe_domain::consent::{Actor, ConsentEvent, Decision, Entry, Method, NOTICE};
use serde_json::{Map, Value, json};

use super::ReceiptInput;
use crate::sign::object;

/// Whether an event belongs to the record of a purpose: decided about it, or showed it.
pub(super) fn belongs(event: &ConsentEvent, purpose: &str) -> bool {
    let entry = &event.entry;
    let shows = || entry.shown.as_ref().is_some_and(|shown| shown.purposes.iter().any(|other| other == purpose));
    entry.purpose == purpose || (entry.purpose == NOTICE && shows())
}

/// The event, with its place in the chain.
pub(super) fn event(input: &ReceiptInput<'_>, event: &ConsentEvent) -> Value {
    let entry = &event.entry;
    let mut fields = object([
        ("@id", json!(format!("{}/consents#{}", input.person_name(), event.seq))),
        ("@type", json!(kinds(entry.decision))),
        ("dpv:isIndicatedBy", json!(who(input, entry))),
        ("dpv:isIndicatedAtTime", json!(entry.at.to_string())),
        ("dpv:hasIndicationMethod", json!(how(entry))),
        ("dpv:hasDuration", until(entry)),
        ("dpv:hasNotice", json!(notice_name(entry))),
        ("koe:seq", json!(event.seq)),
        ("koe:prevHash", json!(event.prev)),
        ("koe:eventHash", json!(event.hash)),
        ("koe:textSha256", json!(entry.text_sha256)),
        ("koe:gpcSignal", json!(entry.gpc)),
    ]);
    if let Some(shown) = &entry.shown {
        fields.insert("koe:renderedSha256".to_owned(), json!(shown.rendered_sha256));
        fields.insert("koe:controlPreset".to_owned(), json!(shown.preset));
    }
    Value::Object(fields)
}

/// The notice that an event rests on; for events of schema 1, which kept none, the text beside the control.
pub(super) fn notice(entry: &Entry) -> Map<String, Value> {
    let mut fields = object([
        ("@id", json!(notice_name(entry))),
        ("@type", json!("dpv:ConsentNotice")),
        ("dct:language", json!(entry.locale.as_str())),
    ]);
    let (name, version) = match (&entry.shown, &entry.survey, entry.version) {
        (Some(shown), _, _) => (shown.notice.clone(), Some(shown.notice_version.clone())),
        (None, Some(survey), version) => (format!("survey/{survey}"), version.map(|version| version.to_string())),
        (None, None, version) => (entry.purpose.clone(), version.map(|version| version.to_string())),
    };
    fields.insert("dct:identifier".to_owned(), json!(name));
    if let Some(version) = version {
        fields.insert("dct:hasVersion".to_owned(), json!(version));
    }
    fields.insert("koe:sourceSha256".to_owned(), json!(text_hash(entry)));
    fields
}

/// Names a notice by its text, so that it can never mean another one.
fn notice_name(entry: &Entry) -> String {
    format!("koe:notice-{}", text_hash(entry))
}

fn text_hash(entry: &Entry) -> &str {
    match &entry.shown {
        Some(shown) => &shown.source_sha256,
        None => &entry.text_sha256,
    }
}

const fn kinds(decision: Decision) -> &'static [&'static str] {
    match decision {
        Decision::Served => &["dpv:ConsentRequested"],
        Decision::Given => &["dpv:ConsentGiven", "dpv:ExpressedConsent"],
        Decision::Renewed => &["dpv:RenewedConsentGiven", "dpv:ExpressedConsent"],
        Decision::Refused => &["dpv:ConsentRefused"],
        Decision::Withdrawn => &["dpv:ConsentWithdrawn"],
        Decision::Expired => &["dpv:ConsentExpired"],
    }
}

/// A request comes from the organisation; so does what nobody but time decided, or staff entered.
fn who(input: &ReceiptInput<'_>, entry: &Entry) -> String {
    match (entry.decision, entry.by) {
        (Decision::Served, _) | (_, Actor::Staff | Actor::System) => input.name_of("controller"),
        (_, Actor::Subject) => input.person_name(),
    }
}

fn how(entry: &Entry) -> String {
    let act = match entry.method {
        Method::SurveyForm => "the form on the survey's page, sent with its button",
        Method::Api => "the answer to the survey, sent as data by a program",
        Method::UnsubscribeLink => {
            "one-click unsubscribe in the mail program, or the button behind the link in the mail"
        }
        Method::PrivacyPage => "a button on the person's own privacy page",
        Method::Signal => "the signal of the person's browser (Sec-GPC: 1, Global Privacy Control)",
        Method::Staff => "entered by staff, on the person's behalf",
        Method::Time => "nobody acted: the time set for it ran out",
    };
    let mut how = if entry.decision == Decision::Served {
        format!("the notice was shown, nothing was decided by that; way: {act}")
    } else {
        act.to_owned()
    };
    if let Some(shown) = &entry.shown {
        if let Some(control) = &shown.control {
            how.push_str("; control: ");
            how.push_str(control);
        }
        how.push_str(if shown.preset { "; set beforehand" } else { "; nothing was set beforehand" });
    }
    how
}

fn until(entry: &Entry) -> Value {
    if let Some(end) = entry.valid_until {
        return json!({"@type": "dpv:UntilTimeDuration", "rdf:value": end.to_string()});
    }
    let end = match entry.decision {
        Decision::Served => "until a decision is made",
        Decision::Given | Decision::Renewed => "until it is withdrawn",
        Decision::Refused | Decision::Withdrawn | Decision::Expired => "until the person decides otherwise",
    };
    json!({"@type": "dpv:UntilEventDuration", "rdf:value": end})
}
