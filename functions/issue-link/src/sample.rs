//! A survey, a request and an invitation, for the tests of this crate.

use std::collections::BTreeMap;
use std::error::Error;
use std::sync::Arc;

use jiff::Timestamp;
use koe_domain::invitation::{State, Step};
use koe_domain::survey::{Definition, Mode, Settings};
use koe_domain::{InvitationId, Organisation, PersonId, SurveyId};
use koe_store::rows::{InvitationRow, Origin};
use koe_store::{Due, Queue};
use koe_web::surveys::{Setting, Version};
use serde_json::{Value, json};

use crate::request::{Received, Wanted};

/// A moment, in RFC 3339.
pub(crate) fn at(text: &str) -> Result<Timestamp, jiff::Error> {
    text.parse()
}

/// The present moment of every test.
pub(crate) fn now() -> Result<Timestamp, jiff::Error> {
    at("2026-10-01T00:00:00Z")
}

/// A live survey of an organisation with one store.
pub(crate) fn setting() -> Result<Setting, Box<dyn Error>> {
    let document = json!({"elements": [{"type": "rating", "name": "nps", "rateMin": 0, "rateMax": 10}]});
    let definition = Definition::parse(&document)?;
    let settings = json!({
        "mode": "live", "labels": {"channel": ["web", "shop"]},
        "invitation": {"delay": "P1D", "expires_after": "P30D", "ask_at_most_every": "P30D"},
        "retention": {"link": "P90D", "contact": "P60D"},
    });
    let settings = Settings::parse(&settings, &definition)?;
    let organisation: Organisation = serde_json::from_value(json!({
        "legal_name": "Example K.K.", "address": "1 Example, Tokyo",
        "sender": {"name": "Example", "email": "feedback@example.com"},
        "complaints": "support@example.com", "privacy_contact": "privacy@example.com",
        "locale": "en", "timezone": "Asia/Tokyo",
        "stores": [{"id": "shibuya", "name": {"default": "Shibuya"}}],
    }))?;
    let survey = SurveyId::parse("after-purchase")?;
    let version = Version { survey, version: 3, definition, settings, document };
    Ok(Setting { version: Arc::new(version), live: 3, mode: Mode::Live, organisation: Arc::new(organisation) })
}

/// A request to ask `hanako@example.jp`, with `more` on top of it.
pub(crate) fn wanted(more: &Value) -> Result<Wanted, Box<dyn Error>> {
    let mut body = json!({"survey": "after-purchase", "to": {"email": "hanako@example.jp"}});
    if let (Some(body), Some(more)) = (body.as_object_mut(), more.as_object()) {
        body.extend(more.clone());
    }
    let received = Received { body: serde_json::from_value(body)?, setting: Some(setting()?), now: now()? };
    Ok(Wanted::try_from(received)?)
}

/// An invitation that waits for its time.
pub(crate) fn row() -> Result<InvitationRow, Box<dyn Error>> {
    let send_at = at("2026-10-02T00:00:00Z")?;
    Ok(InvitationRow {
        person: PersonId::from_bytes([1; 10]),
        id: InvitationId::from_bytes([2; 8]),
        rev: 1,
        survey: SurveyId::parse("after-purchase")?,
        version: 3,
        origin: Origin::Api,
        basis: None,
        order: None,
        proof_until: None,
        store: None,
        labels: BTreeMap::new(),
        state: State::Scheduled,
        history: vec![Step::new(State::Scheduled, now()?, None)],
        send_at,
        expires_at: at("2026-11-01T00:00:00Z")?,
        retain_until: at("2026-12-31T00:00:00Z")?,
        attempts: 0,
        answers: 0,
        answered_with: None,
        edit_until: None,
        due: Due::at(Queue::Deliver, "PERSON#x", send_at),
    })
}
