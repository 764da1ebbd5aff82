//! `PATCH /v1/privacy-requests/{id}`: staff move a request on.
//!
//! A move does what it says: to work on an erasure begins it, and no sale or sharing is done once the ledger says so. A
//! copy is not made by a move: staff fetch it, hand it over, and say that it is done.

use axum::extract::State as Held;
use axum::response::Response;
use koe_domain::privacy_request::extended;
use koe_store::ErasureBegun;
use koe_store::rows::{RequestRow, RequestState};
use koe_web::{Caller, Json, PathParam, Problem, Scope};
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use super::moves::{Move, moved};
use super::opt_out::opt_out;
use super::view::PrivacyRequestView;
use super::{asked, check_note, request_of, zone};
use crate::State;
use crate::reply::living;
use crate::staff::erase::{begin, begun};
use crate::staff::{TRIES, unkept};

/// What changes about a request; what is left out stays.
#[derive(Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PrivacyRequestChange {
    /// `working`: its receipt was confirmed to the person, where the law asks for that; an erasure begins by it.
    /// `done`: it was answered; no sale or sharing holds from then on. An erasure is done by itself. `refused`: with
    /// the reason as a note.
    #[schema(value_type = Option<String>)]
    state: Option<RequestState>,
    /// What staff want to remember, at most 500 characters, in place of what was noted before. Nothing personal belongs
    /// here: it outlives an erasure.
    #[validate(length(min = 1, max = 500, message = "1 to 500 characters are expected"))]
    note: Option<String>,
    /// `true` takes the further time that the law allows, once: two months (GDPR art. 12(3)), 45 days (11 CCR 7021).
    /// The person is to be told why; the reason is expected as a note.
    #[serde(default)]
    extend: bool,
}

/// Moves a request on, notes something, or takes the further time that its law allows.
#[utoipa::path(patch, path = "/v1/privacy-requests/{id}", operation_id = "change_privacy_request", tag = "privacy",
    params(("id" = String, Path)),
    request_body = PrivacyRequestChange,
    responses(
        (status = 200, description = "the request as it is now", body = PrivacyRequestView),
        (status = 400, description = "unreadable", body = Problem),
        (status = 401, description = "no API key of this stack", body = Problem),
        (status = 403, description = "the scope `privacy` is needed", body = Problem),
        (status = 404, description = "no such request, or its record is no longer kept", body = Problem),
        (status = 409, description = "not possible as it stands, or there is no further time", body = Problem),
        (status = 415, description = "not JSON in UTF-8", body = Problem),
        (status = 422, description = "every fault named", body = Problem),
        (status = 503, description = "the table did not answer; send it again", body = Problem)))]
pub(crate) async fn change(
    Held(state): Held<State>,
    caller: Caller,
    PathParam(id): PathParam<String>,
    Json(change): Json<PrivacyRequestChange>,
) -> Result<Response, Problem> {
    caller.require(Scope::Privacy)?;
    change.check()?;
    for _ in 0..TRIES {
        let row = request_of(&state, &id).await?;
        if let Some(row) = change.apply(&state, row).await? {
            return Ok(unkept(PrivacyRequestView::of(&state, &row).await?));
        }
    }
    tracing::warn!("a request changed at every try");
    Err(Problem::try_again())
}

impl PrivacyRequestChange {
    fn check(&self) -> Result<(), Problem> {
        let mut faults = koe_domain::Faults::new();
        if self.state.is_none() && self.note.is_none() && !self.extend {
            faults.push("", "something to change is expected: state, note or extend");
        }
        if self.extend && self.note.is_none() {
            faults.push("/note", "the reason why it takes longer is expected");
        }
        if self.state == Some(RequestState::Refused) && self.note.is_none() {
            faults.push("/note", "the reason why it is refused is expected");
        }
        faults.take("/note", self.note.as_deref().map_or(Ok(()), check_note));
        Ok(faults.into_result(|| ())?)
    }

    /// Writes the request as it becomes; none where it changed meanwhile.
    async fn apply(&self, state: &State, row: RequestRow) -> Result<Option<RequestRow>, Problem> {
        let (seen, now) = (row.rev, state.clock.now());
        let mut next = RequestRow { rev: seen + 1, ..row };
        if self.extend {
            self.lengthen(state, &mut next).await?;
        }
        if let Some(note) = &self.note {
            next.note = Some(note.clone());
        }
        match self.state.map(|to| moved(&mut next, to, now)).transpose()? {
            Some(Move::Erase) => return erase(state, next, seen).await,
            Some(Move::OptOut) => opt_out(state, next.person, now).await?,
            Some(Move::Nothing) if self.note.is_none() && !self.extend => return Ok(Some(next)),
            Some(Move::Nothing | Move::Plain) | None => {}
        }
        Ok(state.store.replace_privacy_request(&next, seen).await?.is_done().then_some(next))
    }

    /// Takes the further time that the law allows. One round trip where the organisation was not read lately.
    async fn lengthen(&self, state: &State, row: &mut RequestRow) -> Result<(), Problem> {
        let now = state.clock.now();
        let organisation = state.surveys.organisation(&state.store, now).await?;
        let further = extended(row.law, asked(row.kind), row.received_at, &zone(organisation.as_deref()));
        let further = further.ok_or_else(|| Problem::conflict("its law allows no further time"))?;
        if !matches!(row.state, RequestState::Open | RequestState::Working) {
            return Err(Problem::conflict(format!("it is {}", row.state.as_str())));
        }
        if row.answer_by >= further {
            return Err(Problem::conflict("it was given its further time before"));
        }
        if row.answer_by < now {
            return Err(Problem::conflict("further time can be taken only before the first is over"));
        }
        row.answer_by = further;
        Ok(())
    }
}

/// Begins the erasure that a request asks for; none where the person or the request changed meanwhile. Where the person
/// is gone, nothing is left to erase, and the request says that it is done. Two round trips.
async fn erase(state: &State, mut next: RequestRow, seen: u64) -> Result<Option<RequestRow>, Problem> {
    let profile = match next.person {
        Some(person) => living(&state.store, person).await?,
        None => None,
    };
    let Some(profile) = profile else {
        next.person = None;
        moved(&mut next, RequestState::Done, state.clock.now())?;
        return Ok(state.store.replace_privacy_request(&next, seen).await?.is_done().then_some(next));
    };
    let mut row = begun(state, &profile, next.never_ask);
    row.request = Some(next.id);
    next.erasure = Some(row.id);
    let ended = begin(state, &row, &profile, Some((&next, seen))).await?;
    Ok((ended == ErasureBegun::Done).then_some(next))
}

#[cfg(test)]
mod tests {
    use koe_web::extract::from_json;

    use super::*;

    #[test]
    fn a_change_says_something_and_gives_its_reason() -> Result<(), Problem> {
        let fine = |body: &str| Ok::<_, Problem>(from_json::<PrivacyRequestChange>(body.as_bytes())?.check().is_ok());
        for good in [
            r#"{"state": "working"}"#,
            r#"{"state": "refused", "note": "not the person"}"#,
            r#"{"extend": true, "note": "many requests"}"#,
            r#"{"note": "called\nback"}"#,
        ] {
            assert!(fine(good)?, "{good}");
        }
        for bad in ["{}", r#"{"extend": true}"#, r#"{"state": "refused"}"#, "{\"note\": \"a\\u0007\"}"] {
            assert!(!fine(bad)?, "{bad}");
        }
        assert!(fine(r#"{"state": "lost"}"#).is_err() && fine(r#"{"person": "x"}"#).is_err());
        Ok(())
    }
}
