//! A case as the API shows it.

use jiff::Timestamp;
use koe_domain::link::{Purpose, Target};
use koe_store::rows::{CaseRow, CaseState};
use koe_web::Problem;
use serde::Serialize;
use utoipa::ToSchema;

use crate::State;

/// A case, without the person and without what they wrote.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CaseView {
    /// Its id.
    id: String,
    /// The survey.
    survey: String,
    /// The survey's version.
    version: u32,
    /// The store.
    #[serde(skip_serializing_if = "Option::is_none")]
    store: Option<String>,
    /// The question whose score asked for the case.
    question: String,
    /// The score, as last answered.
    score: i64,
    /// The highest score of the question.
    of: i64,
    /// `open`, `in_progress`, `waiting` or `closed`.
    #[schema(value_type = String)]
    state: CaseState,
    /// Who handles it.
    #[serde(skip_serializing_if = "Option::is_none")]
    owner: Option<String>,
    /// When it was opened.
    #[schema(value_type = String, format = DateTime)]
    opened_at: Timestamp,
    /// By when somebody should have dealt with it.
    #[schema(value_type = String, format = DateTime)]
    due_at: Timestamp,
    /// Whether that time is over while the case is not closed.
    overdue: bool,
}

impl CaseView {
    /// # Errors
    /// Never in practice: the id cannot be sealed.
    pub(super) fn new(state: &State, row: &CaseRow) -> Result<Self, Problem> {
        let target = Target { person: row.person, invitation: row.invitation };
        let id = state.links.current().seal(Purpose::Case, target).map_err(|_| Problem::ours())?;
        Ok(Self {
            id: id.as_str().to_owned(),
            survey: row.survey.to_string(),
            version: row.version,
            store: row.store.as_ref().map(ToString::to_string),
            question: row.question.clone(),
            score: row.score,
            of: row.of,
            state: row.state,
            owner: row.owner.clone(),
            opened_at: row.opened_at,
            due_at: row.deal_by,
            overdue: row.state != CaseState::Closed && row.deal_by <= state.clock.now(),
        })
    }
}
