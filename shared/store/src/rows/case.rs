//! A case: an answer that asks for somebody's attention, and how it is handled.

use jiff::Timestamp;
use koe_domain::{InvitationId, PersonId, StoreId, SurveyId};
use koe_privacy::{Place, Sealed};
use serde::{Deserialize, Serialize};

use crate::row::{Due, Key, Queue, Row, whole_seconds};
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

/// Where the handling of a case stands. Every state may follow every other: a closed case may be opened again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseState {
    /// Nobody has taken it yet.
    Open,
    /// Somebody works on it.
    InProgress,
    /// It waits for the customer, or for somebody else.
    Waiting,
    /// Nothing is left to do.
    Closed,
}

impl CaseState {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Open, Self::InProgress, Self::Waiting, Self::Closed];

    /// The word used in rows and answers.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::InProgress => "in_progress",
            Self::Waiting => "waiting",
            Self::Closed => "closed",
        }
    }
}

/// A state that a case entered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseStep {
    /// The state.
    pub state: CaseState,
    /// When.
    pub at: Timestamp,
    /// The API key that moved it; none where the answer opened it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub who: Option<String>,
}

/// A note of whoever handles a case. It may name people, so it is sealed under the person's key.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CaseNote {
    /// When it was written.
    pub at: Timestamp,
    /// The API key that wrote it.
    pub who: String,
    /// The note: sealed for [`CaseRow::note_place`].
    pub text: Sealed,
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
    /// Where its handling stands.
    pub state: CaseState,
    /// How it came there, oldest first. Empty in rows of older releases.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<CaseStep>,
    /// Who handles it: a short word of the organisation's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// Notes, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<CaseNote>,
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
    /// Index `list`: the cases of a state. Absent in rows of older releases until they are handled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list_pk: Option<String>,
    /// Index `list`: when it was opened, to the second.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list_at: Option<String>,
}

/// What opens a case.
#[derive(Clone, Debug)]
pub struct Opening {
    /// Who answered.
    pub person: PersonId,
    /// The invitation answered.
    pub invitation: InvitationId,
    /// The survey.
    pub survey: SurveyId,
    /// Its version.
    pub version: u32,
    /// The question whose score asks for the case.
    pub question: String,
    /// The score.
    pub score: i64,
    /// The highest score of the question.
    pub of: i64,
    /// The store.
    pub store: Option<StoreId>,
    /// Now.
    pub at: Timestamp,
    /// By when somebody should have dealt with it.
    pub deal_by: Timestamp,
}

impl CaseRow {
    /// Notes that a case may have: 50 of 1,000 characters stay below the 400 KB of a row.
    pub const NOTES: usize = 50;

    /// Its key.
    #[must_use]
    pub fn key(person: PersonId, invitation: InvitationId) -> Key {
        Key::new(Table::People, ProfileRow::partition(person), format!("CASE#{}", invitation.encode()))
    }

    /// Partition of the index `list` of the cases in a state.
    #[must_use]
    pub fn list(state: CaseState) -> String {
        format!("CASE#{}", state.as_str())
    }

    /// Where its notes are sealed; `row` is the person's partition.
    #[must_use]
    pub const fn note_place(row: &str) -> Place<'_> {
        Place { table: "people", row, field: "note" }
    }

    /// A case as an answer opens it: listed, and with an alert that is due at once.
    #[must_use]
    pub fn open(opening: Opening) -> Self {
        let Opening { person, invitation, survey, version, question, score, of, store, at, deal_by } = opening;
        let mut row = Self {
            person,
            invitation,
            rev: 1,
            survey,
            version,
            question,
            score,
            of,
            store,
            state: CaseState::Open,
            history: Vec::new(),
            owner: None,
            notes: Vec::new(),
            opened_at: at,
            deal_by,
            alert: Alert::Due,
            attempts: 0,
            due: Due::at(Queue::Alert, &ProfileRow::partition(person), at),
            list_pk: None,
            list_at: None,
        };
        row.enter(CaseState::Open, at, None);
        row
    }

    /// Notes the state that it is in from now on, and lists it there.
    pub fn enter(&mut self, state: CaseState, at: Timestamp, who: Option<&str>) {
        self.state = state;
        self.history.push(CaseStep { state, at: whole_seconds(at), who: who.map(str::to_owned) });
        self.list_pk = Some(Self::list(state));
        self.list_at = Some(whole_seconds(self.opened_at).to_string());
    }
}

impl Row for CaseRow {
    const TABLE: Table = Table::People;
    const KIND: &'static str = "case";
    fn row_key(&self) -> Key {
        Self::key(self.person, self.invitation)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_is_listed_by_its_state_and_keeps_its_history() -> Result<(), koe_domain::Faults> {
        let at = Timestamp::UNIX_EPOCH;
        let mut row = CaseRow::open(Opening {
            person: PersonId::from_bytes([1; 10]),
            invitation: InvitationId::from_bytes([2; 8]),
            survey: SurveyId::parse("after-purchase")?,
            version: 1,
            question: "nps".to_owned(),
            score: 3,
            of: 10,
            store: None,
            at,
            deal_by: at,
        });
        assert_eq!(row.list_pk.as_deref(), Some("CASE#open"));
        row.enter(CaseState::Closed, at, Some("0123456789abcdef"));
        assert_eq!(row.list_pk.as_deref(), Some("CASE#closed"));
        assert_eq!(row.list_at.as_deref(), Some("1970-01-01T00:00:00Z"));
        let states: Vec<CaseState> = row.history.iter().map(|step| step.state).collect();
        assert_eq!(states, [CaseState::Open, CaseState::Closed]);
        Ok(())
    }

    #[test]
    fn a_case_of_an_older_release_still_reads() -> Result<(), serde_json::Error> {
        let stored = serde_json::json!({
            "person": "AQEBAQEBAQEBAQ", "invitation": "AgICAgICAgI", "rev": 1, "survey": "after-purchase", "version": 1,
            "question": "nps", "score": 3, "of": 10, "state": "open", "opened_at": "1970-01-01T00:00:00Z",
            "deal_by": "1970-01-01T00:00:00Z", "alert": "sent",
        });
        let row: CaseRow = serde_json::from_value(stored)?;
        assert!(row.state == CaseState::Open && row.history.is_empty() && row.list_pk.is_none());
        for state in CaseState::ALL {
            assert_eq!(serde_json::to_value(state)?, state.as_str());
        }
        Ok(())
    }
}
