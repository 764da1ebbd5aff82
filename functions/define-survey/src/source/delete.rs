//! `DELETE /v1/sources/{source}`.

use axum::extract::State as Held;
use axum::http::StatusCode;
use koe_domain::SourceId;
use koe_web::{Caller, PathParam, Problem, Scope};

use crate::State;

/// Removes a source: its deliveries are refused from now on. What it brought about stays.
#[utoipa::path(delete, path = "/v1/sources/{source}", tag = "sources", params(("source" = String, Path)),
    responses(
        (status = 204, description = "it is not there, or not any more"),
        (status = 401, description = "no key of this stack", body = Problem),
        (status = 403, description = "a key without the scope `define`", body = Problem),
        (status = 503, description = "the table did not answer; send it again", body = Problem)))]
pub(crate) async fn delete_source(
    Held(state): Held<State>,
    caller: Caller,
    PathParam(source): PathParam<SourceId>,
) -> Result<StatusCode, Problem> {
    caller.require(Scope::Define)?;
    state.store.delete_source(&source).await?;
    Ok(StatusCode::NO_CONTENT)
}
