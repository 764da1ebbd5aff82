//! `GET /v1/privacy-requests/{id}`.

use axum::extract::State as Held;
use axum::response::Response;
use koe_web::{Caller, PathParam, Problem, Scope};

use super::request_of;
use super::view::PrivacyRequestView;
use crate::State;
use crate::staff::unkept;

/// A request about somebody's data, and what is due next.
#[utoipa::path(get, path = "/v1/privacy-requests/{id}", operation_id = "show_privacy_request", tag = "privacy",
    params(("id" = String, Path)),
    responses(
        (status = 200, description = "the request", body = PrivacyRequestView),
        (status = 401, description = "no API key of this stack", body = Problem),
        (status = 403, description = "the scope `privacy` is needed", body = Problem),
        (status = 404, description = "no such request, or its record is no longer kept", body = Problem),
        (status = 503, description = "the table did not answer", body = Problem)))]
pub(crate) async fn show(
    Held(state): Held<State>,
    caller: Caller,
    PathParam(id): PathParam<String>,
) -> Result<Response, Problem> {
    caller.require(Scope::Privacy)?;
    let row = request_of(&state, &id).await?;
    Ok(unkept(PrivacyRequestView::of(&state, &row).await?))
}
