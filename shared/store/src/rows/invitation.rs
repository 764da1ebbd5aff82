//! An invitation: one person asked once, for one cause.

use std::collections::BTreeMap;

use jiff::Timestamp;
use koe_domain::invitation::{Event, State, Stays, Step};
use koe_domain::source::Basis;
use koe_domain::{InvitationId, PersonId, SourceId, StoreId, SurveyId};
use koe_privacy::{Place, Sealed};
use serde::{Deserialize, Serialize};

use crate::row::{Due, Key, Row, whole_seconds};
use crate::rows::ProfileRow;
use crate::table::Table;

/// What brought an invitation about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// An order of this source.
    Source(SourceId),
    /// A call to the API.
    Api,
}

/// An invitation.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct InvitationRow {
    /// Who is asked.
    pub person: PersonId,
    /// Which invitation of theirs.
    pub id: InvitationId,
    /// Revision of this row.
    pub rev: u64,
    /// The survey.
    pub survey: SurveyId,
    /// Its version: the live one when planned, and again when sent.
    pub version: u32,
    /// What brought it about.
    pub origin: Origin,
    /// On what ground it asks, and where that can be seen; kept as proof for as long as this row is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<Basis>,
    /// The order's number as the shop writes it, sealed under the person's key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<Sealed>,
    /// The store it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub store: Option<StoreId>,
    /// Labels to count by.
    #[serde(default)]
    pub labels: BTreeMap<String, String>,
    /// Where it stands.
    pub state: State,
    /// How it came there.
    pub history: Vec<Step>,
    /// When it is to be sent.
    pub send_at: Timestamp,
    /// Until when it may be answered.
    pub expires_at: Timestamp,
    /// When its pointer to the response is cut.
    pub retain_until: Timestamp,
    /// When the row goes: the end of the proof that asking was permitted. Rows of older releases go with the pointer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof_until: Option<Timestamp>,
    /// Attempts to send it.
    #[serde(default)]
    pub attempts: u32,
    /// Revision of the answer: 0 before the first.
    #[serde(default)]
    pub answers: u64,
    /// The page's nonce that wrote the last answer, and the answer's hash: a repeated press is known by them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered_with: Option<String>,
    /// Until when the answer may be changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edit_until: Option<Timestamp>,
    /// The next of its times.
    #[serde(flatten)]
    pub due: Due,
}

impl InvitationRow {
    /// Its key.
    #[must_use]
    pub fn key(person: PersonId, id: InvitationId) -> Key {
        Key::new(Table::People, ProfileRow::partition(person), format!("INVITE#{}", id.encode()))
    }

    /// Where its order's number is sealed; `row` is the person's partition.
    #[must_use]
    pub const fn order_place(row: &str) -> Place<'_> {
        Place { table: "people", row, field: "order" }
    }

    /// Moves it, and notes when and why.
    ///
    /// # Errors
    /// Where it stays as it is.
    pub fn happen(&mut self, event: Event, at: Timestamp, why: Option<&str>) -> Result<(), Stays> {
        self.state = self.state.after(event)?;
        self.history.push(Step::new(self.state, whole_seconds(at), why));
        self.rev += 1;
        Ok(())
    }
}

impl Row for InvitationRow {
    const TABLE: Table = Table::People;
    const KIND: &'static str = "invitation";
    fn row_key(&self) -> Key {
        Self::key(self.person, self.id)
    }
}
