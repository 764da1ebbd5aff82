//! Events for other systems: who wants which, and each one on its way.

use std::collections::BTreeSet;

use jiff::Timestamp;
use koe_domain::{DeliveryId, PersonId, RequestId};
use koe_privacy::{Sealed, WrappedKey};
use serde::{Deserialize, Serialize};

use crate::row::{Due, Key, Row};
use crate::table::Table;

/// Who wants which events, and where they go.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SubscriptionRow {
    /// Its name.
    pub name: String,
    /// Revision of this row.
    pub rev: u64,
    /// Where events go: an `https` address.
    pub url: String,
    /// The events wanted, by type.
    pub events: BTreeSet<String>,
    /// Whether the receiver is a third party to whom data are sold or shared (CCPA): then whoever opted out, or whose
    /// browser signals it, is left out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub third_party: bool,
    /// The key of the secret, wrapped.
    pub key: WrappedKey,
    /// The signing secret, sealed.
    pub secret: Sealed,
    /// When it was last written.
    pub updated_at: Timestamp,
    /// Index `list`.
    pub list_pk: String,
    /// Index `list`.
    pub list_at: String,
}

impl SubscriptionRow {
    /// Partition of the index `list`.
    pub const LIST: &'static str = "SUBSCRIPTION";

    /// Its key.
    #[must_use]
    pub fn key(name: &str) -> Key {
        Key::new(Table::Koe, format!("SUBSCRIPTION#{name}"), "SUBSCRIPTION")
    }
}

impl Row for SubscriptionRow {
    const TABLE: Table = Table::Koe;
    const KIND: &'static str = "subscription";
    fn row_key(&self) -> Key {
        Self::key(&self.name)
    }
}

/// Where a delivery stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// To be sent, or sent again.
    Due,
    /// Acknowledged with 2xx.
    Delivered,
    /// Refused, or ten attempts failed; a replay tries again.
    Failed,
}

/// One event on its way to one subscription. What it says of a person is sealed under the person's key; the person's
/// partition lists it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OutboxRow {
    /// The delivery: from its cause and the subscription, so that one cause sends once.
    pub id: DeliveryId,
    /// Revision of this row.
    pub rev: u64,
    /// The subscription's name.
    pub subscription: String,
    /// The event's type.
    pub event: String,
    /// Whose data it carries.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    /// The body, sealed under the person's key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sealed: Option<Sealed>,
    /// The body in the open, where it names nobody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// The erasure whose acknowledgement this is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub erasure: Option<RequestId>,
    /// Where it stands.
    pub state: DeliveryState,
    /// Attempts.
    #[serde(default)]
    pub attempts: u32,
    /// The last answer: a status, or a word such as `timed_out`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
    /// When it was made.
    pub made_at: Timestamp,
    /// When it was acknowledged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivered_at: Option<Timestamp>,
    /// When it is due.
    #[serde(flatten)]
    pub due: Due,
    /// Index `list`.
    pub list_pk: String,
    /// Index `list`.
    pub list_at: String,
    /// When DynamoDB may remove the row, seconds since 1970.
    pub ttl: i64,
}

impl OutboxRow {
    /// Days for which a delivery is kept, and with it the knowledge of who got what.
    pub const DAYS: i64 = 400;

    /// Its partition key.
    #[must_use]
    pub fn partition(id: DeliveryId) -> String {
        format!("OUTBOX#{}", id.encode())
    }

    /// Its key.
    #[must_use]
    pub fn key(id: DeliveryId) -> Key {
        Key::new(Table::People, Self::partition(id), "OUTBOX")
    }

    /// Partition of the index `list`.
    #[must_use]
    pub fn list(subscription: &str) -> String {
        format!("OUTBOX#{subscription}")
    }
}

impl Row for OutboxRow {
    const TABLE: Table = Table::People;
    const KIND: &'static str = "delivery";
    fn row_key(&self) -> Key {
        Self::key(self.id)
    }
}
