//! `GET /v1/organisation`.

use axum::Json;
use axum::extract::State as Held;
use koe_domain::Organisation;
use koe_web::{Caller, Problem, Scope};

use super::body::OrganisationBody;
use crate::State;

/// Shows the organisation.
#[utoipa::path(get, path = "/v1/organisation", tag = "setting up",
    responses(
        (status = 200, description = "the organisation, in the form in which it is written", body = OrganisationBody),
        (status = 401, description = "no key of this stack", body = Problem),
        (status = 403, description = "a key without the scope `define`", body = Problem),
        (status = 404, description = "not defined yet", body = Problem),
        (status = 503, description = "the table did not answer", body = Problem)))]
pub(crate) async fn get_organisation(Held(state): Held<State>, caller: Caller) -> Result<Json<Organisation>, Problem> {
    caller.require(Scope::Define)?;
    let row = state.store.organisation().await?;
    let row = row.ok_or_else(|| Problem::not_found("the organisation is not defined yet: PUT /v1/organisation"))?;
    Ok(Json(row.organisation))
}
