//! An order as far as asking about it needs: what happened to it, and what was asked. No goods, no prices, no names.

use std::collections::BTreeMap;

use jiff::Timestamp;
use koe_domain::order::Trigger;
use koe_domain::{InvitationId, PersonId, SourceId};
use serde::{Deserialize, Serialize};

use crate::row::{DUE_SHARDS, Due, Key, Row, shard_of};
use crate::table::Table;

/// What is known of an order's contact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContactSeen {
    /// No event has said yet.
    #[default]
    Unknown,
    /// The order names nobody who could be asked.
    None,
    /// The order names a person.
    Person,
}

/// Why an order is no longer asked about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalledOff {
    /// When, by the shop's clock.
    pub at: Timestamp,
    /// `order_cancelled` or `order_refunded`.
    pub why: String,
}

/// What became of one rule's question about an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    /// Where it stands.
    pub state: AskState,
    /// The person whose partition holds the invitation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    /// The invitation.
    pub invitation: InvitationId,
}

/// Where a rule's question stands; once planned, the invitation's own state says more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AskState {
    /// The trigger came, the contact did not yet.
    Waiting,
    /// There is an invitation.
    Planned,
    /// The order names nobody.
    NoContact,
    /// Called off before there was an invitation.
    Revoked,
}

/// An order seen.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OrderRow {
    /// Keyed hash of source and order number.
    pub name: String,
    /// Revision of this row.
    pub rev: u64,
    /// The source.
    pub source: SourceId,
    /// When each trigger happened first, by the shop's clock.
    #[serde(default)]
    pub happened: BTreeMap<Trigger, Timestamp>,
    /// Whether and why it is called off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub called_off: Option<CalledOff>,
    /// What is known of its contact.
    #[serde(default)]
    pub contact: ContactSeen,
    /// By the shop's clock, how recent that knowledge is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_at: Option<Timestamp>,
    /// The person it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    /// The store it belongs to, as the shop wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub store: Option<String>,
    /// What was asked, by rule.
    #[serde(default)]
    pub asks: BTreeMap<String, Ask>,
    /// When waiting for a contact ends.
    #[serde(flatten)]
    pub due: Due,
    /// When DynamoDB may remove the row, seconds since 1970.
    pub ttl: i64,
    /// Index `list`: all orders of a source, for the day when the shop leaves.
    pub list_pk: String,
    /// Index `list`.
    pub list_at: String,
}

impl OrderRow {
    /// Partitions of the index `list` of a source's orders.
    pub fn lists(source: &SourceId) -> impl Iterator<Item = String> {
        (0..DUE_SHARDS).map(move |shard| format!("ORDERS#{source}#{shard:x}"))
    }

    /// An order seen for the first time.
    #[must_use]
    pub fn new(name: String, source: SourceId) -> Self {
        let list_pk = format!("ORDERS#{source}#{:x}", shard_of(&name));
        Self {
            list_pk,
            list_at: name.clone(),
            name,
            rev: 0,
            source,
            happened: BTreeMap::new(),
            called_off: None,
            contact: ContactSeen::Unknown,
            contact_at: None,
            person: None,
            store: None,
            asks: BTreeMap::new(),
            due: Due::NEVER,
            ttl: 0,
        }
    }

    /// Its partition key.
    #[must_use]
    pub fn partition(name: &str) -> String {
        format!("ORDER#{name}")
    }

    /// Its key.
    #[must_use]
    pub fn key(name: &str) -> Key {
        Key::new(Table::People, Self::partition(name), "ORDER")
    }
}

impl Row for OrderRow {
    const TABLE: Table = Table::People;
    const KIND: &'static str = "order";
    fn row_key(&self) -> Key {
        Self::key(&self.name)
    }
}
