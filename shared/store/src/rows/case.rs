//! A case: an answer that asks for somebody's attention.

use jiff::Timestamp;
use koe_domain::{InvitationId, PersonId, StoreId, SurveyId};
use serde::{Deserialize, Serialize};

use crate::row::{Due, Key, Row};
use crate::rows::ProfileRow;
use crate::table::Table;

/// Where the alert about a case stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Alert {
    /// To be sent.
    Due,
    /// Being sent; after a crash here the outcome is unknown, and it is not sent again.
    Sending,
    /// Sent.
    Sent,
    /// It may have been sent or not.
    Unknown,
    /// The mail service refused it, or ten attempts failed.
    Failed,
}

/// A case. There is one for an invitation at most.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CaseRow {
    /// Who answered.
    pub person: PersonId,
    /// The invitation answered.
    pub invitation: InvitationId,
    /// Revision of this row.
    pub rev: u64,
    /// The survey.
    pub survey: SurveyId,
    /// Its version.
    pub version: u32,
    /// The question whose score asked for the case.
    pub question: String,
    /// The score, as last answered.
    pub score: i64,
    /// The highest score of the question.
    pub of: i64,
    /// The store.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub store: Option<StoreId>,
    /// `open`, until handling sets it otherwise.
    pub state: String,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// By when somebody should have dealt with it.
    pub deal_by: Timestamp,
    /// Where the alert stands.
    pub alert: Alert,
    /// Attempts to send the alert.
    #[serde(default)]
    pub attempts: u32,
    /// When the alert is due.
    #[serde(flatten)]
    pub due: Due,
}

impl CaseRow {
    /// Its key.
    #[must_use]
    pub fn key(person: PersonId, invitation: InvitationId) -> Key {
        Key::new(Table::People, ProfileRow::partition(person), format!("CASE#{}", invitation.encode()))
    }
}

impl Row for CaseRow {
    const TABLE: Table = Table::People;
    const KIND: &'static str = "case";
    fn row_key(&self) -> Key {
        Self::key(self.person, self.invitation)
    }
}
