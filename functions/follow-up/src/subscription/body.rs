//! The body of a subscription, and the rules for it.

use std::collections::BTreeSet;

use koe_domain::Faults;
use koe_domain::source::Secret;
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use crate::outbound::{EventType, checked_url};

/// Who wants which events, and where they go.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SubscriptionBody {
    /// Where events go: an `https` address that the public Internet reaches, without user name and fragment.
    #[validate(length(max = 2048, message = "at most 2048 characters are expected"))]
    url: String,
    /// The secret with which they are signed: `whsec_` and 24 to 64 bytes in base64 (Standard Webhooks 1.0.0).
    secret: String,
    /// The events wanted: `response.recorded`, `response.revised`, `case.opened`, `case.changed`, `consent.changed`.
    /// `person.erased` comes to whoever got data of that person, whether it is asked for or not.
    #[validate(length(max = 20, message = "at most 20 events are expected"))]
    events: Vec<String>,
    /// Whether the receiver is a third party to whom data are sold or shared (CCPA): then nothing is sent about people
    /// who object to that, or whose browser does. `false` unless given.
    #[serde(default)]
    third_party: bool,
}

/// A body that was accepted.
#[derive(Debug)]
pub(super) struct Accepted {
    pub(super) url: String,
    pub(super) secret: Secret,
    pub(super) events: BTreeSet<String>,
    pub(super) third_party: bool,
}

impl SubscriptionBody {
    /// Accepts it.
    ///
    /// # Errors
    /// Every fault found, at its pointer.
    pub(super) fn accept(self, one_machine: bool) -> Result<Accepted, Faults> {
        let mut faults = Faults::new();
        let url = faults.take("/url", checked_url(&self.url, one_machine));
        let secret = faults.take("/secret", secret(&self.secret));
        for (place, event) in self.events.iter().enumerate() {
            if !EventType::ALL.iter().any(|kind| kind.as_str() == event) {
                let known: Vec<&str> = EventType::ALL.iter().map(|kind| kind.as_str()).collect();
                faults.push(format!("/events/{place}"), format!("one of {} is expected", known.join(", ")));
            }
        }
        if self.events.is_empty() {
            faults.push("/events", "at least one event is expected");
        }
        let (true, Some(url), Some(secret)) = (faults.is_empty(), url, secret) else { return Err(faults) };
        let events = self.events.into_iter().collect();
        Ok(Accepted { url: url.into(), secret, events, third_party: self.third_party })
    }
}

fn secret(text: &str) -> Result<Secret, Faults> {
    let expected = || Faults::one("", "\"whsec_\" and 24 to 64 bytes in base64 are expected");
    let secret = Secret::parse(text).map_err(|_| expected())?;
    let length = secret.standard_webhooks_key().map(|key| key.len());
    let fine = text.starts_with("whsec_") && length.is_some_and(|length| (24..=64).contains(&length));
    if fine { Ok(secret) } else { Err(expected()) }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const SECRET: &str = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    fn places(body: Value) -> Result<Vec<String>, serde_json::Error> {
        let body: SubscriptionBody = serde_json::from_value(body)?;
        let faults = body.accept(false).err().unwrap_or_default();
        Ok(faults.into_iter().map(|fault| fault.pointer).collect())
    }

    #[test]
    fn every_fault_is_named_at_its_place() -> Result<(), serde_json::Error> {
        let fine = json!({"url": "https://example.com/koe", "secret": SECRET, "events": ["case.opened"]});
        assert!(places(fine)?.is_empty());
        let bad = json!({"url": "http://10.0.0.1/", "secret": "whsec_c2hvcnQ=", "events": ["case.opened", "x"]});
        assert_eq!(places(bad)?, ["/url", "/url", "/secret", "/events/1"]);
        let none = json!({"url": "https://example.com/", "secret": SECRET, "events": [], "third_party": true});
        assert_eq!(places(none)?, ["/events"]);
        Ok(())
    }

    #[test]
    fn a_secret_is_of_the_standards_form() {
        for bad in ["", &SECRET[6..], "whsec_", "whsec_AAAA", "whsec_not base64 at all, but long enough"] {
            assert!(secret(bad).is_err(), "{bad}");
        }
        assert!(secret(SECRET).is_ok());
        assert!(secret(&format!("whsec_{}", "A".repeat(96))).is_err());
    }
}
