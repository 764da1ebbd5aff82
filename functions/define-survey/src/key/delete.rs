//! `DELETE /v1/keys/{id}`.

use axum::extract::State as Held;
use axum::http::StatusCode;
use koe_store::Written;
use koe_web::{Caller, PathParam, Problem, Scope};

use crate::State;

/// Length of a key's public part, in characters.
const ID_LENGTH: usize = 16;

/// Revokes an API key, from its next use on. A key may revoke itself; `koe-admin key` makes one where none is left.
#[utoipa::path(delete, path = "/v1/keys/{id}", tag = "keys",
    params(("id" = String, Path, description = "the key's public part")),
    responses(
        (status = 204, description = "revoked, now or before"),
        (status = 401, description = "no key of this stack", body = Problem),
        (status = 403, description = "a key without the scope `admin`", body = Problem),
        (status = 404, description = "no such key", body = Problem),
        (status = 503, description = "the table did not answer; send it again", body = Problem)))]
pub(crate) async fn delete_key(
    Held(state): Held<State>,
    caller: Caller,
    PathParam(id): PathParam<String>,
) -> Result<StatusCode, Problem> {
    caller.require(Scope::Admin)?;
    let missing = || Problem::not_found("no key has this public part");
    if id.len() != ID_LENGTH || !id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(missing());
    }
    match state.store.revoke_api_key(&id, state.clock.now()).await? {
        Written::Done(_) => Ok(StatusCode::NO_CONTENT),
        Written::ConditionFailed => Err(missing()),
    }
}
