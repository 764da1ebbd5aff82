//! Small rows: events seen, answers to repeated calls, suppressions, the pause of sending, the ledger's events.

use jiff::Timestamp;
use koe_domain::consent::ConsentEvent;
use koe_domain::{PersonId, SourceId};
use serde::{Deserialize, Serialize};

use crate::row::{Key, Row};
use crate::rows::ProfileRow;
use crate::table::Table;

/// A webhook that was taken, so that its repetition changes nothing.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SeenRow {
    /// The source.
    pub source: SourceId,
    /// The delivery's own key.
    pub event: String,
    /// The platform's word for what happened.
    pub topic: String,
    /// When it came in.
    pub at: Timestamp,
    /// What became of it, a word from a fixed list.
    pub result: String,
    /// When DynamoDB may remove the row, seconds since 1970.
    pub ttl: i64,
    /// Index `list`.
    pub list_pk: String,
    /// Index `list`.
    pub list_at: String,
}

impl SeenRow {
    /// Its key.
    #[must_use]
    pub fn key(source: &SourceId, event: &str) -> Key {
        Key::new(Table::Koe, format!("SEEN#{source}#{event}"), "SEEN")
    }

    /// Partition of the index `list`.
    #[must_use]
    pub fn list(source: &SourceId) -> String {
        format!("EVENTS#{source}")
    }
}

impl Row for SeenRow {
    const TABLE: Table = Table::Koe;
    const KIND: &'static str = "event seen";
    fn row_key(&self) -> Key {
        Self::key(&self.source, &self.event)
    }
}

/// The answer to a call with an idempotency key.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct IdempotencyRow {
    /// Keyed hash of caller and key.
    pub name: String,
    /// SHA-256 of the body, lower-case hex: another body under the same key is refused.
    pub body: String,
    /// The sealed id that was answered; the rest of the answer follows from the row it names.
    pub answer: String,
    /// When DynamoDB may remove the row, seconds since 1970.
    pub ttl: i64,
}

impl IdempotencyRow {
    /// Its key.
    #[must_use]
    pub fn key(name: &str) -> Key {
        Key::new(Table::People, format!("IDEM#{name}"), "IDEM")
    }
}

impl Row for IdempotencyRow {
    const TABLE: Table = Table::People;
    const KIND: &'static str = "idempotency key";
    fn row_key(&self) -> Key {
        Self::key(&self.name)
    }
}

/// An address that must not be written to. It names nobody: its key is a hash under a key of its own.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SuppressedRow {
    /// The hash.
    pub name: String,
    /// `bounced` or `complained`.
    pub why: String,
    /// Since when.
    pub at: Timestamp,
}

impl SuppressedRow {
    /// Its key.
    #[must_use]
    pub fn key(name: &str) -> Key {
        Key::new(Table::People, format!("SUPPRESSED#{name}"), "SUPPRESSED")
    }
}

impl Row for SuppressedRow {
    const TABLE: Table = Table::People;
    const KIND: &'static str = "suppression";
    fn row_key(&self) -> Key {
        Self::key(&self.name)
    }
}

/// The pause of all sending, while the mail service's daily quota is spent or the account is paused.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PauseRow {
    /// Until when.
    pub until: Timestamp,
    /// Why, in the mail service's word.
    pub why: String,
}

impl PauseRow {
    /// Its key.
    #[must_use]
    pub fn key() -> Key {
        Key::new(Table::Koe, "MAIL", "PAUSE")
    }
}

impl Row for PauseRow {
    const TABLE: Table = Table::Koe;
    const KIND: &'static str = "pause";
    fn row_key(&self) -> Key {
        Self::key()
    }
}

/// One event of a person's consent ledger.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ConsentRow {
    /// The person.
    pub person: PersonId,
    /// The event.
    #[serde(flatten)]
    pub event: ConsentEvent,
}

impl Row for ConsentRow {
    const TABLE: Table = Table::Consent;
    const KIND: &'static str = "consent event";
    fn row_key(&self) -> Key {
        Key::new(Table::Consent, ProfileRow::partition(self.person), format!("{:08}", self.event.seq))
    }
}
