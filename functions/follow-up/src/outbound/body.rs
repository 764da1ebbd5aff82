//! What an event is: CloudEvents 1.0 as JSON, so that any receiver knows its envelope.
//! <https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md>
//!
//! ```json
//! {
//!   "specversion": "1.0", "id": "AQIDBAUGBwgJCgsMDQ4PEA", "source": "https://koe.example.com",
//!   "type": "koe.response.recorded", "subject": "RSOXpJ2bLoTd0Wc9TWQZzA", "time": "2026-11-22T03:00:00Z",
//!   "datacontenttype": "application/json", "expirytime": "2026-12-22T03:00:00Z",
//!   "data": {"survey": "after-purchase", "version": 1, "person": "RSOXpJ2bLoTd0Wc9TWQZzA", "scores": {"nps": 9}}
//! }
//! ```
//!
//! `subject` and `data.person` are the name by which this one subscription knows the person; another subscription knows
//! another one. `expirytime` (a documented extension) is when Koe forgets the body: at the end of the answer's
//! retention at the latest, and after 30 days.

use jiff::{SignedDuration, Timestamp};
use koe_domain::DeliveryId;
use koe_store::{Key, whole_seconds};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

/// Days for which the body of an event is kept for a replay.
const DAYS: i64 = 30;

/// The kinds of events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EventType {
    ResponseRecorded,
    ResponseRevised,
    CaseOpened,
    CaseChanged,
    ConsentChanged,
    PersonErased,
}

impl EventType {
    pub(crate) const ALL: [Self; 6] = [
        Self::ResponseRecorded,
        Self::ResponseRevised,
        Self::CaseOpened,
        Self::CaseChanged,
        Self::ConsentChanged,
        Self::PersonErased,
    ];

    /// The word in subscriptions and rows; `koe.` stands before it in the event itself.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::ResponseRecorded => "response.recorded",
            Self::ResponseRevised => "response.revised",
            Self::CaseOpened => "case.opened",
            Self::CaseChanged => "case.changed",
            Self::ConsentChanged => "consent.changed",
            Self::PersonErased => "person.erased",
        }
    }
}

/// The delivery of an event to a subscription: from its cause, so that one cause makes one, however often it is told.
/// The parts hold no line feed.
pub(crate) fn delivery_id(subscription: &str, kind: EventType, row: &Key, revision: u64) -> DeliveryId {
    let Key { pk, sk, .. } = row;
    let text = format!("delivery/1\n{subscription}\n{}\n{pk}\n{sk}\n{revision}\n", kind.as_str());
    DeliveryId::from_bytes(first(&text))
}

/// The name by which a subscription knows an answer, the same for all its revisions.
pub(crate) fn answer_id(subscription: &str, invitation: &Key) -> String {
    let text = format!("answer/1\n{subscription}\n{}\n{}\n", invitation.pk, invitation.sk);
    DeliveryId::from_bytes(first(&text)).encode()
}

fn first(text: &str) -> [u8; 16] {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&Sha256::digest(text)[..16]);
    bytes
}

/// When the body of an event made `at` is forgotten, where what it tells is kept until `until`.
pub(crate) fn expiry(at: Timestamp, until: Option<Timestamp>) -> Timestamp {
    let last = at.saturating_add(SignedDuration::from_hours(24 * DAYS)).unwrap_or(Timestamp::MAX);
    whole_seconds(until.map_or(last, |until| until.min(last)))
}

/// The envelope of an event.
#[derive(Debug)]
pub(crate) struct Envelope<'a> {
    pub(crate) id: DeliveryId,
    pub(crate) kind: EventType,
    /// The stack's own address.
    pub(crate) source: &'a str,
    /// The name by which the subscription knows the person.
    pub(crate) subject: &'a str,
    pub(crate) at: Timestamp,
    pub(crate) until: Timestamp,
}

impl Envelope<'_> {
    /// The event with its data, as it is sent.
    pub(crate) fn body(&self, data: Map<String, Value>) -> String {
        json!({
            "specversion": "1.0",
            "id": self.id.encode(),
            "source": self.source,
            "type": format!("koe.{}", self.kind.as_str()),
            "subject": self.subject,
            "time": whole_seconds(self.at).to_string(),
            "datacontenttype": "application/json",
            "expirytime": self.until.to_string(),
            "data": data,
        })
        .to_string()
    }
}

#[cfg(test)]
mod tests {
    use koe_domain::{InvitationId, PersonId};
    use koe_store::rows::{CaseRow, InvitationRow};

    use super::*;

    const ME: PersonId = PersonId::from_bytes([1; 10]);
    const ASKED: InvitationId = InvitationId::from_bytes([2; 8]);

    #[test]
    fn one_cause_has_one_id_for_each_subscription() {
        let (kind, row) = (EventType::ResponseRecorded, InvitationRow::key(ME, ASKED));
        let id = delivery_id("crm", kind, &row, 1);
        assert_eq!(id, delivery_id("crm", kind, &row, 1));
        let others = [
            delivery_id("shop", kind, &row, 1),
            delivery_id("crm", EventType::ResponseRevised, &row, 1),
            delivery_id("crm", kind, &row, 2),
            delivery_id("crm", kind, &CaseRow::key(ME, ASKED), 1),
            delivery_id("crm", kind, &InvitationRow::key(ME, InvitationId::from_bytes([3; 8])), 1),
        ];
        assert!(!others.contains(&id));
        // What is stored under it must be found again by every later release.
        assert_eq!(id.encode(), "W8R893a-8v9RKwXiuTuF2Q");
        assert_ne!(answer_id("crm", &row), answer_id("shop", &row));
    }

    #[test]
    fn a_body_is_kept_no_longer_than_what_it_tells() {
        let at = Timestamp::UNIX_EPOCH;
        let day = |n: i64| at.saturating_add(SignedDuration::from_hours(24 * n)).unwrap_or_default();
        assert_eq!(expiry(at, None), day(30));
        assert_eq!(expiry(at, Some(day(7))), day(7));
        assert_eq!(expiry(at, Some(day(90))), day(30));
    }

    #[test]
    fn an_event_is_a_cloud_event() -> Result<(), serde_json::Error> {
        let envelope = Envelope {
            id: DeliveryId::from_bytes([4; 16]),
            kind: EventType::CaseOpened,
            source: "https://koe.example.com",
            subject: "someone",
            at: Timestamp::UNIX_EPOCH + SignedDuration::from_millis(999),
            until: Timestamp::UNIX_EPOCH,
        };
        let body: Value = serde_json::from_str(&envelope.body(Map::new()))?;
        let expected = json!({
            "specversion": "1.0", "id": "BAQEBAQEBAQEBAQEBAQEBA", "source": "https://koe.example.com",
            "type": "koe.case.opened", "subject": "someone", "time": "1970-01-01T00:00:00Z",
            "datacontenttype": "application/json", "expirytime": "1970-01-01T00:00:00Z", "data": {},
        });
        assert_eq!(body, expected);
        for kind in EventType::ALL {
            assert!(kind.as_str().contains('.'), "{kind:?}");
        }
        Ok(())
    }
}
