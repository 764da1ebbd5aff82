//! `DELETE /v1/invitations/{id}`: calls an invitation off, sent or not.

use axum::Json;
use axum::extract::State as Held;
use jiff::Timestamp;
use koe_domain::invitation::{Event, State as InvitationState, Stays};
use koe_store::rows::{InvitationRow, ProfileRow};
use koe_store::{Due, Queue};
use koe_web::{Caller, PathParam, Problem, Scope};

use crate::State;
use crate::view::{InvitationView, no_such, target};

/// How often it is tried when others write the same invitation meanwhile: once, and four times again.
const TRIES: usize = 5;

/// Revokes an invitation: no mail goes, and its link takes no more answers. An answer that is in stays.
#[utoipa::path(delete, path = "/v1/invitations/{id}", operation_id = "revoke_invitation", tag = "asking",
    params(("id" = String, Path)),
    responses(
        (status = 200, description = "revoked, now or before", body = InvitationView),
        (status = 401, description = "no API key of this stack", body = Problem),
        (status = 403, description = "the scope `issue` is needed", body = Problem),
        (status = 404, description = "not an id of ours, or erased", body = Problem),
        (status = 409, description = "it ended otherwise", body = Problem),
        (status = 503, description = "the table did not answer; send it again", body = Problem)))]
pub(crate) async fn revoke(
    Held(state): Held<State>,
    caller: Caller,
    PathParam(id): PathParam<String>,
) -> Result<Json<InvitationView>, Problem> {
    caller.require(Scope::Issue)?;
    let target = target(&state, &id).await?;
    let now = state.clock.now();
    for _ in 0..TRIES {
        let row = state.store.invitation(target.person, target.invitation).await?;
        let mut row = row.ok_or_else(no_such)?;
        let seen = row.rev;
        let changed = end(&mut row, now)
            .map_err(|stays| Problem::conflict(format!("it is {}, and cannot be revoked", stays.state)))?;
        if !changed || state.store.replace_invitation(&row, seen).await?.is_done() {
            return Ok(Json(InvitationView::new(id, row)));
        }
    }
    tracing::warn!("an invitation changed at every try");
    Err(Problem::try_again())
}

/// Revokes it. Whether that changes anything: it may be revoked already.
fn end(row: &mut InvitationRow, now: Timestamp) -> Result<bool, Stays> {
    if row.state == InvitationState::Revoked {
        return Ok(false);
    }
    let left = !matches!(row.state, InvitationState::Scheduled | InvitationState::Deferred);
    row.happen(Event::Revoke, now, Some("requested"))?;
    // Whoever answered is forgotten in time all the same.
    row.due = if left || row.answers > 0 {
        Due::at(Queue::Retain, &ProfileRow::partition(row.person), row.retain_until)
    } else {
        row.end()
    };
    Ok(true)
}

#[cfg(test)]
mod tests {
    use std::error::Error;

    use super::*;
    use crate::sample::{now, row};

    #[test]
    fn what_has_not_left_is_over_at_once() -> Result<(), Box<dyn Error>> {
        let mut row = row()?;
        assert_eq!(end(&mut row, now()?), Ok(true));
        assert!(row.state == InvitationState::Revoked && row.due == row.end() && row.rev == 2);
        assert_eq!(row.history.last().and_then(|step| step.why.as_deref()), Some("requested"));
        assert_eq!(end(&mut row, now()?), Ok(false));
        assert_eq!(row.rev, 2);
        Ok(())
    }

    #[test]
    fn what_has_left_keeps_the_end_of_its_retention() -> Result<(), Box<dyn Error>> {
        for state in [InvitationState::Sent, InvitationState::Unknown, InvitationState::Answered] {
            let mut row = row()?;
            row.state = state;
            assert_eq!(end(&mut row, now()?), Ok(true));
            assert!(row.due.is_in(Queue::Retain) && row.due.time() == Some(row.retain_until), "{state}");
        }
        Ok(())
    }

    #[test]
    fn what_is_over_stays() -> Result<(), Box<dyn Error>> {
        let mut row = row()?;
        row.state = InvitationState::Expired;
        assert!(end(&mut row, now()?).is_err_and(|stays| stays.state == InvitationState::Expired));
        assert!(row.state == InvitationState::Expired && row.rev == 1);
        Ok(())
    }
}
