//! An invitation as the API shows it.

use jiff::Timestamp;
use koe_domain::invitation::State as InvitationState;
use koe_domain::link::{Purpose, Target};
use koe_store::rows::InvitationRow;
use koe_web::Problem;
use koe_web::links::open_link;
use serde::Serialize;
use utoipa::ToSchema;

use crate::State;

/// An invitation. Nothing personal.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InvitationView {
    /// Its id.
    id: String,
    /// The survey.
    survey: String,
    /// The survey's version.
    version: u32,
    /// `scheduled`, `sending`, `sent`, `unknown`, `delivered`, `answered`, `expired`, `deferred`, `sampled_out`,
    /// `suppressed`, `no_basis`, `no_contact`, `revoked`, `bounced` or `failed`.
    state: &'static str,
    /// When its mail goes, while it is scheduled.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    due_at: Option<Timestamp>,
    /// Until when the survey may be answered.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
    /// How it came to its state, oldest first.
    history: Vec<StepView>,
}

/// One step of an invitation's history.
#[derive(Debug, Serialize, ToSchema)]
struct StepView {
    /// The state entered.
    state: &'static str,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// Why, one word of a fixed list.
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
}

impl InvitationView {
    /// The invitation that was asked for as `id`.
    pub(crate) fn new(id: String, row: InvitationRow) -> Self {
        let scheduled = row.state == InvitationState::Scheduled;
        let steps = row.history.into_iter();
        Self {
            id,
            survey: row.survey.to_string(),
            version: row.version,
            state: row.state.as_str(),
            due_at: row.due.time().filter(|_| scheduled),
            expires_at: row.expires_at,
            history: steps.map(|it| StepView { state: it.state.as_str(), at: it.at, why: it.why }).collect(),
        }
    }
}

/// What `id` names. No round trip.
pub(crate) async fn target(state: &State, id: &str) -> Result<Target, Problem> {
    open_link(&state.links, state.clock.now(), Purpose::Invitation, id).await?.ok_or_else(no_such)
}

/// 404: forged, or erased.
pub(crate) fn no_such() -> Problem {
    Problem::not_found("no such invitation")
}

#[cfg(test)]
mod tests {
    use std::error::Error;

    use koe_domain::invitation::Event;
    use serde_json::json;

    use super::*;
    use crate::sample::row;

    #[test]
    fn an_invitation_is_shown_with_its_history() -> Result<(), Box<dyn Error>> {
        let mut row = row()?;
        let shown = serde_json::to_value(InvitationView::new("id".to_owned(), row.clone()))?;
        let expected = json!({
            "id": "id", "survey": "after-purchase", "version": 3, "state": "scheduled",
            "due_at": "2026-10-02T00:00:00Z", "expires_at": "2026-11-01T00:00:00Z",
            "history": [{"state": "scheduled", "at": "2026-10-01T00:00:00Z"}],
        });
        assert_eq!(shown, expected);

        row.happen(Event::Suppress, row.send_at, Some("unsubscribed"))?;
        let shown = serde_json::to_value(InvitationView::new("id".to_owned(), row))?;
        let step = json!({"state": "suppressed", "at": "2026-10-02T00:00:00Z", "why": "unsubscribed"});
        assert_eq!((&shown["state"], &shown["history"][1]), (&json!("suppressed"), &step));
        assert!(shown.get("due_at").is_none());
        Ok(())
    }
}
