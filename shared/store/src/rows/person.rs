//! A person, and the list of rows elsewhere that hold something of them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use koe_domain::consent::LedgerHead;
use koe_domain::{Locale, PersonId};
use koe_privacy::Sealed;
use serde::{Deserialize, Serialize};

use crate::row::{Due, Key, Queue, Row, shard_of};
use crate::table::Table;

/// A person: contact sealed, consent as it stands, and the ledger's head.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ProfileRow {
    /// The pseudonym.
    pub person: PersonId,
    /// Revision of this row.
    pub rev: u64,
    /// Address and name, sealed under the person's key; gone once the retention of the contact is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<Sealed>,
    /// The person's language, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<Locale>,
    /// Whether name and language are the person's own correction: then no shop's event and no caller changes them.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub corrected: bool,
    /// What is agreed now, by purpose.
    #[serde(default)]
    pub consents: BTreeMap<String, bool>,
    /// Where the person's ledger ends.
    #[serde(default)]
    pub head: LedgerHead,
    /// When the person was last asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_asked: Option<Timestamp>,
    /// Set by an erasure: nothing may be written under this person any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tombstone: Option<Timestamp>,
    /// Until when the contact is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_until: Option<Timestamp>,
    /// Until when the ledger, as proof, is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof_until: Option<Timestamp>,
    /// Since when the person wants no sale or sharing of their data, by word or by the browser's signal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opted_out: Option<Timestamp>,
    /// The next of its times.
    #[serde(flatten)]
    pub due: Due,
    /// Index `list`: the day on which the ledger last moved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list_pk: Option<String>,
    /// Index `list`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list_at: Option<String>,
}

impl ProfileRow {
    /// A person seen for the first time.
    #[must_use]
    pub fn new(person: PersonId) -> Self {
        Self {
            person,
            rev: 0,
            contact: None,
            locale: None,
            corrected: false,
            consents: BTreeMap::new(),
            head: LedgerHead::of(person),
            last_asked: None,
            tombstone: None,
            contact_until: None,
            proof_until: None,
            opted_out: None,
            due: Due::NEVER,
            list_pk: None,
            list_at: None,
        }
    }

    /// Makes it due at the next of its times: the end of its contact while there is one, else that of its proof.
    pub fn schedule(&mut self) {
        let contact = self.contact_until.filter(|_| self.contact.is_some());
        let next = [contact, self.proof_until].into_iter().flatten().min();
        self.due = next.map_or(Due::NEVER, |at| Due::at(Queue::Retain, &Self::partition(self.person), at));
    }

    /// Partition of the index `list` of those whose ledgers moved on a day (`YYYY-MM-DD`, UTC): one of 16.
    #[must_use]
    pub fn ledger_list(day: &str, shard: u8) -> String {
        format!("LEDGER#{day}#{shard:x}")
    }

    /// The shard in which this person's ledger is listed.
    #[must_use]
    pub fn ledger_shard(person: PersonId) -> u8 {
        shard_of(&Self::partition(person))
    }

    /// The partition of everything of this person.
    #[must_use]
    pub fn partition(person: PersonId) -> String {
        format!("PERSON#{}", person.encode())
    }

    /// Its key.
    #[must_use]
    pub fn key(person: PersonId) -> Key {
        Key::new(Table::People, Self::partition(person), "PROFILE")
    }
}

impl Row for ProfileRow {
    const TABLE: Table = Table::People;
    const KIND: &'static str = "person";
    fn row_key(&self) -> Key {
        Self::key(self.person)
    }
}

/// A row elsewhere that holds something of this person. Showing a person their data follows these; so does forgetting.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReferenceRow {
    /// The person.
    pub person: PersonId,
    /// Partition key of the row, in the same table.
    pub row: String,
}

impl ReferenceRow {
    /// Its key.
    #[must_use]
    pub fn key(person: PersonId, row: &str) -> Key {
        Key::new(Table::People, ProfileRow::partition(person), format!("REF#{row}"))
    }
}

impl Row for ReferenceRow {
    const TABLE: Table = Table::People;
    const KIND: &'static str = "reference";
    fn row_key(&self) -> Key {
        Self::key(self.person, &self.row)
    }
}
