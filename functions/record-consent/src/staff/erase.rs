//! `DELETE /v1/people/{person}`: staff have a person erased, at their wish.

use axum::extract::State as Held;
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse as _, Response};
use jiff::Timestamp;
use koe_domain::{PersonId, RequestId, clock};
use koe_store::ErasureBegun;
use koe_store::rows::{ErasureRow, ProfileRow, RequestRow, SuppressedRow, Via};
use koe_web::{Caller, PathParam, Problem, QueryParams, Scope};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::{TRIES, no_such_person, person_of, unkept};
use crate::State;
use crate::requests::row::day;

/// Whether something is left that keeps a person from being asked again.
#[derive(Clone, Copy, Debug, Default, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct EraseQuery {
    /// `true` leaves one keyed hash of the address, by which they are never asked again. `false` unless given: then
    /// nothing is left, and somebody who comes again is asked again.
    #[serde(default)]
    never_ask: bool,
}

/// An erasure that has begun.
#[derive(Serialize, ToSchema)]
pub(crate) struct ErasureStarted {
    /// The erasure: `GET /v1/erasures/{id}` says where it stands.
    erasure: String,
}

/// Has a person erased. From the answer on nothing is written under them; what is held is destroyed within minutes, and
/// whoever got it from here is told. A repeated call names the erasure that was begun.
#[utoipa::path(delete, path = "/v1/people/{person}", operation_id = "erase_person", tag = "privacy",
    params(("person" = String, Path, description = "as the lookup gave it"), EraseQuery),
    responses(
        (status = 202, description = "begun, now or before", body = ErasureStarted),
        (status = 400, description = "a parameter that is not known here", body = Problem),
        (status = 401, description = "no API key of this stack", body = Problem),
        (status = 403, description = "the scope `privacy` is needed", body = Problem),
        (status = 404, description = "nobody of this id is held", body = Problem),
        (status = 503, description = "the table did not answer; send it again", body = Problem)))]
pub(crate) async fn erase(
    Held(state): Held<State>,
    caller: Caller,
    PathParam(person): PathParam<String>,
    QueryParams(query): QueryParams<EraseQuery>,
) -> Result<Response, Problem> {
    caller.require(Scope::Privacy)?;
    let person = person_of(&state, &person).await?;
    for _ in 0..TRIES {
        let profile = state.store.profile(person).await?.ok_or_else(no_such_person)?;
        if let Some(tombstone) = profile.tombstone {
            let earlier = state.store.erased_by(person, tombstone).await?.ok_or_else(no_such_person)?;
            return Ok(accepted(earlier.erasure));
        }
        let row = begun(&state, &profile, query.never_ask);
        if begin(&state, &row, &profile, None).await? == ErasureBegun::Done {
            return Ok(accepted(row.id));
        }
    }
    tracing::warn!("a person changed at every try");
    Err(Problem::try_again())
}

/// The erasure of a whole person at staff's hands, not written yet.
pub(super) fn begun(state: &State, profile: &ProfileRow, never_ask: bool) -> ErasureRow {
    let id = RequestId::from_bytes(clock::random(&*state.random));
    ErasureRow::of_person(id, profile, Via::Staff, never_ask, state.clock.now())
}

/// Begins an erasure, for the request that asks for it where there is one: as it becomes, and the revision read. One
/// round trip.
pub(super) async fn begin(
    state: &State,
    row: &ErasureRow,
    profile: &ProfileRow,
    request: Option<(&RequestRow, u64)>,
) -> Result<ErasureBegun, Problem> {
    let suppression = row.never_ask.then(|| suppression(state, profile.person, row.started_at));
    Ok(state.store.begin_erasure(row, profile, suppression.as_ref(), request).await?)
}

/// What is left of somebody who is never to be asked again. It knows the day, not the hour, by which it could be told to
/// belong to this erasure.
fn suppression(state: &State, person: PersonId, at: Timestamp) -> SuppressedRow {
    SuppressedRow { name: state.pepper.suppression(person), why: SuppressedRow::NEVER_ASK.to_owned(), at: day(at) }
}

fn accepted(erasure: RequestId) -> Response {
    let erasure = erasure.encode();
    let location = [(LOCATION, format!("/v1/erasures/{erasure}"))];
    (StatusCode::ACCEPTED, location, unkept(ErasureStarted { erasure })).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answer_says_where_the_erasure_stands() {
        let response = accepted(RequestId::from_bytes([0; 16]));
        assert_eq!(response.status(), StatusCode::ACCEPTED);
        let location = response.headers().get(LOCATION).and_then(|value| value.to_str().ok());
        assert_eq!(location, Some("/v1/erasures/AAAAAAAAAAAAAAAAAAAAAA"));
    }
}
