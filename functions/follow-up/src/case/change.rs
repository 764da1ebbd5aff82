//! `PATCH /v1/cases/{id}`.

use axum::Json;
use axum::extract::State as Held;
use jiff::Timestamp;
use koe_domain::Faults;
use koe_privacy::Sealed;
use koe_store::rows::{CaseNote, CaseRow, CaseState, ProfileRow};
use koe_store::whole_seconds;
use koe_web::{Caller, PathParam, Problem, Scope};
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use super::look::{Sight, sight};
use super::target;
use super::view::CaseView;
use crate::State;

/// How often it is tried when the alert, or a corrected score, is written meanwhile.
const TRIES: usize = 4;

/// What changes about a case; what is left out stays as it is.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CaseChange {
    /// `open`, `in_progress`, `waiting` or `closed`.
    #[schema(value_type = Option<String>)]
    state: Option<CaseState>,
    /// Who handles it: a short word of your own, 1 to 100 characters.
    #[validate(length(min = 1, max = 100, message = "1 to 100 characters are expected"))]
    owner: Option<String>,
    /// By when somebody should have dealt with it.
    #[schema(value_type = Option<String>, format = DateTime)]
    due_at: Option<Timestamp>,
    /// A note to add, 1 to 1,000 characters. It may name people: it is sealed under the customer's key.
    #[validate(length(min = 1, max = 1000, message = "1 to 1000 characters are expected"))]
    note: Option<String>,
}

/// Handles a case: moves it, gives it to somebody, adds a note. It shows neither the person nor what they wrote.
#[utoipa::path(patch, path = "/v1/cases/{id}", tag = "cases", params(("id" = String, Path)),
    request_body = CaseChange,
    responses(
        (status = 200, description = "the case as it is now", body = CaseView),
        (status = 400, description = "unreadable", body = Problem),
        (status = 401, description = "no key of this stack", body = Problem),
        (status = 403, description = "a key without the scope `handle`", body = Problem),
        (status = 404, description = "not an id of ours, over, or erased", body = Problem),
        (status = 409, description = "somebody else handled it just now, or it takes no more notes", body = Problem),
        (status = 415, description = "not JSON in UTF-8", body = Problem),
        (status = 422, description = "every fault named", body = Problem),
        (status = 503, description = "the table did not answer; send it again", body = Problem)))]
pub(crate) async fn change_case(
    Held(state): Held<State>,
    caller: Caller,
    PathParam(id): PathParam<String>,
    koe_web::Json(change): koe_web::Json<CaseChange>,
) -> Result<Json<CaseView>, Problem> {
    caller.require(Scope::Handle)?;
    change.require_something()?;
    let target = target(&state, &id).await?;
    let mut found = None;
    for _ in 0..TRIES {
        let sight = sight(&state, target).await?;
        let handled = Handled::of(&sight.case);
        if *found.get_or_insert_with(|| handled.clone()) != handled {
            return Err(Problem::conflict("somebody else handled this case at this moment; look at it again"));
        }
        let note = change.sealed_note(&state, &sight).await?;
        let seen = sight.case.rev;
        let row = change.apply(sight.case, note, &caller.id, state.clock.now());
        if state.store.replace_case(&row, seen).await?.is_done() {
            return Ok(Json(CaseView::new(&state, &row)?));
        }
    }
    Err(Problem::try_again())
}

/// What people change about a case, as opposed to alerts and corrected scores.
#[derive(Clone, PartialEq)]
struct Handled {
    state: CaseState,
    owner: Option<String>,
    deal_by: Timestamp,
    steps: usize,
    notes: usize,
}

impl Handled {
    fn of(row: &CaseRow) -> Self {
        Self {
            state: row.state,
            owner: row.owner.clone(),
            deal_by: row.deal_by,
            steps: row.history.len(),
            notes: row.notes.len(),
        }
    }
}

impl CaseChange {
    fn require_something(&self) -> Result<(), Problem> {
        let mut faults = Faults::new();
        if self.state.is_none() && self.owner.is_none() && self.due_at.is_none() && self.note.is_none() {
            faults.push("", "something to change is expected: state, owner, due_at or note");
        }
        if self.owner.as_ref().is_some_and(|owner| owner.trim().is_empty() || owner.chars().any(char::is_control)) {
            faults.push("/owner", "a word on one line is expected");
        }
        if faults.is_empty() { Ok(()) } else { Err(faults.into()) }
    }

    /// The note, sealed under the person's key.
    async fn sealed_note(&self, state: &State, sight: &Sight) -> Result<Option<Sealed>, Problem> {
        let Some(note) = &self.note else { return Ok(None) };
        if sight.case.notes.len() >= CaseRow::NOTES {
            return Err(Problem::conflict(format!("a case takes {} notes at most", CaseRow::NOTES)));
        }
        let Some(key) = sight.data_key(state).await? else {
            return Err(Problem::conflict("notes are kept as long as the customer's contact, and that is gone"));
        };
        let partition = ProfileRow::partition(sight.profile.person);
        Ok(Some(key.seal_json(&*state.random, &CaseRow::note_place(&partition), note)?))
    }

    fn apply(&self, mut row: CaseRow, note: Option<Sealed>, who: &str, now: Timestamp) -> CaseRow {
        if let Some(state) = self.state.filter(|state| *state != row.state) {
            row.enter(state, now, Some(who));
        }
        if let Some(owner) = &self.owner {
            row.owner = Some(owner.clone());
        }
        if let Some(due_at) = self.due_at {
            row.deal_by = whole_seconds(due_at);
        }
        row.notes.extend(note.map(|text| CaseNote { at: whole_seconds(now), who: who.to_owned(), text }));
        row.rev += 1;
        row
    }
}

#[cfg(test)]
mod tests {
    use koe_domain::{InvitationId, PersonId, SurveyId};
    use koe_store::rows::Opening;
    use serde_json::json;

    use super::*;

    fn row() -> Result<CaseRow, Faults> {
        let at = Timestamp::UNIX_EPOCH;
        Ok(CaseRow::open(Opening {
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
        }))
    }

    #[test]
    fn what_is_left_out_stays_and_a_state_is_entered_once() -> Result<(), Box<dyn std::error::Error>> {
        let change: CaseChange = serde_json::from_value(json!({"state": "waiting", "owner": "night shift"}))?;
        let now = Timestamp::from_second(60)?;
        let moved = change.apply(row()?, None, "0123456789abcdef", now);
        assert_eq!((moved.state, moved.owner.as_deref(), moved.rev), (CaseState::Waiting, Some("night shift"), 2));
        assert_eq!((moved.deal_by, moved.history.len()), (Timestamp::UNIX_EPOCH, 2));
        let again = change.apply(moved.clone(), None, "0123456789abcdef", now);
        assert_eq!((again.history.len(), again.rev), (2, 3));
        assert!(Handled::of(&again) == Handled::of(&moved) && Handled::of(&again) != Handled::of(&row()?));
        Ok(())
    }

    #[test]
    fn an_alert_that_is_sent_meanwhile_is_nobodys_handling() -> Result<(), Faults> {
        let mut sent = row()?;
        sent.rev += 2;
        sent.attempts += 1;
        sent.score = 4;
        assert!(Handled::of(&sent) == Handled::of(&row()?));
        Ok(())
    }

    #[test]
    fn a_change_of_nothing_is_refused() -> Result<(), serde_json::Error> {
        for bad in [json!({}), json!({"owner": " "}), json!({"owner": "a\nb"})] {
            let change: CaseChange = serde_json::from_value(bad)?;
            assert!(change.require_something().is_err());
        }
        assert!(serde_json::from_value::<CaseChange>(json!({"state": "lost"})).is_err());
        assert!(serde_json::from_value::<CaseChange>(json!({"note": "a", "score": 9})).is_err());
        Ok(())
    }
}
