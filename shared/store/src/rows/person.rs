//! A person, and the list of rows elsewhere that hold something of them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use koe_domain::consent::LedgerHead;
use koe_domain::{Locale, PersonId};
use koe_privacy::Sealed;
use serde::{Deserialize, Serialize};

use crate::row::{Due, Key, Row};
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
    /// When the contact is due to go.
    #[serde(flatten)]
    pub due: Due,
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
            consents: BTreeMap::new(),
            head: LedgerHead::default(),
            last_asked: None,
            tombstone: None,
            due: Due::NEVER,
        }
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
