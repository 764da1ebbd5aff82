//! Wrapped keys and pointers: the table that is never backed up, so that what is destroyed here is gone.

use koe_domain::nonce::ResponseKey;
use koe_domain::{InvitationId, PersonId, ResponseId, SurveyId};
use koe_privacy::WrappedKey;
use serde::{Deserialize, Serialize};

use crate::row::{DUE_SHARDS, Key, Row, shard_of};
use crate::rows::ProfileRow;
use crate::table::Table;

/// Where a wrapped key stands in the index `list`: under the master key that wrapped it, so that a rotation finds what it
/// has still to do, and nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrappedBy {
    list_pk: String,
    list_at: String,
}

impl WrappedBy {
    /// The entry of the key in the row of this partition key.
    #[must_use]
    pub fn of(pk: &str, key: &WrappedKey) -> Self {
        Self { list_pk: Self::partition(key.master, shard_of(pk)), list_at: pk.to_owned() }
    }

    /// The partitions of a master key's entries.
    pub fn partitions(master: u8) -> impl Iterator<Item = String> {
        (0..DUE_SHARDS).map(move |shard| Self::partition(master, shard))
    }

    /// The partition in which the entry stands.
    pub(crate) fn partition_key(&self) -> &str {
        &self.list_pk
    }

    fn partition(master: u8, shard: u8) -> String {
        format!("MASTER#{master}#{shard:x}")
    }
}

/// The key of a person's fields.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PersonKeyRow {
    /// The person.
    pub person: PersonId,
    /// The key, wrapped by the master key.
    pub key: WrappedKey,
    /// Its entry under that master key.
    #[serde(flatten)]
    pub wrapped_by: WrappedBy,
}

impl PersonKeyRow {
    /// The row of a key.
    #[must_use]
    pub fn new(person: PersonId, key: WrappedKey) -> Self {
        let wrapped_by = WrappedBy::of(&ProfileRow::partition(person), &key);
        Self { person, key, wrapped_by }
    }

    /// Its key.
    #[must_use]
    pub fn row_key_of(person: PersonId) -> Key {
        Key::new(Table::Keys, ProfileRow::partition(person), "KEY")
    }
}

impl Row for PersonKeyRow {
    const TABLE: Table = Table::Keys;
    const KIND: &'static str = "person's key";
    fn row_key(&self) -> Key {
        Self::row_key_of(self.person)
    }
}

/// The key of a response's free text.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TextKeyRow {
    /// The response.
    pub response: ResponseId,
    /// The key, wrapped by the master key.
    pub key: WrappedKey,
    /// Its entry under that master key.
    #[serde(flatten)]
    pub wrapped_by: WrappedBy,
}

impl TextKeyRow {
    /// The row of a key.
    #[must_use]
    pub fn new(response: ResponseId, key: WrappedKey) -> Self {
        let wrapped_by = WrappedBy::of(&Self::partition(response), &key);
        Self { response, key, wrapped_by }
    }

    /// Its partition key, to which the wrapped key is bound.
    #[must_use]
    pub fn partition(response: ResponseId) -> String {
        format!("TEXT#{}", response.encode())
    }

    /// Its key.
    #[must_use]
    pub fn row_key_of(response: ResponseId) -> Key {
        Key::new(Table::Keys, Self::partition(response), "KEY")
    }
}

impl Row for TextKeyRow {
    const TABLE: Table = Table::Keys;
    const KIND: &'static str = "text's key";
    fn row_key(&self) -> Key {
        Self::row_key_of(self.response)
    }
}

/// The only way from an invitation to its response. Cutting it forgets who answered.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PointerRow {
    /// The person.
    pub person: PersonId,
    /// The invitation.
    pub invitation: InvitationId,
    /// The survey answered.
    pub survey: SurveyId,
    /// The response.
    pub response: ResponseKey,
}

impl PointerRow {
    /// Its key.
    #[must_use]
    pub fn key(person: PersonId, invitation: InvitationId) -> Key {
        Key::new(Table::Keys, ProfileRow::partition(person), format!("POINTER#{}", invitation.encode()))
    }
}

impl Row for PointerRow {
    const TABLE: Table = Table::Keys;
    const KIND: &'static str = "pointer";
    fn row_key(&self) -> Key {
        Self::key(self.person, self.invitation)
    }
}
