//! Wrapped keys and pointers: the table that is never backed up, so that what is destroyed here is gone.

use koe_domain::nonce::ResponseKey;
use koe_domain::{InvitationId, PersonId, ResponseId, SurveyId};
use koe_privacy::WrappedKey;
use serde::{Deserialize, Serialize};

use crate::row::{Key, Row};
use crate::rows::ProfileRow;
use crate::table::Table;

/// The key of a person's fields.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PersonKeyRow {
    /// The person.
    pub person: PersonId,
    /// The key, wrapped by the master key.
    pub key: WrappedKey,
}

impl PersonKeyRow {
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
}

impl TextKeyRow {
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
