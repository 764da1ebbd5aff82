//! `GET /v1/sources/{source}`.

use axum::Json;
use axum::extract::State as Held;
use koe_domain::SourceId;
use koe_web::{Caller, PathParam, Problem, Scope};

use super::view::SourceView;
use crate::State;

/// Shows a source, without its secrets.
#[utoipa::path(get, path = "/v1/sources/{source}", tag = "sources", params(("source" = String, Path)),
    responses(
        (status = 200, description = "the source", body = SourceView),
        (status = 401, description = "no key of this stack", body = Problem),
        (status = 403, description = "a key without the scope `define`", body = Problem),
        (status = 404, description = "no such source", body = Problem),
        (status = 503, description = "the table did not answer", body = Problem)))]
pub(crate) async fn get_source(
    Held(state): Held<State>,
    caller: Caller,
    PathParam(source): PathParam<SourceId>,
) -> Result<Json<SourceView>, Problem> {
    caller.require(Scope::Define)?;
    let row = state.store.source(&source).await?.ok_or_else(|| Problem::not_found("no such source"))?;
    Ok(Json(SourceView::open(&state, &row).await?))
}
