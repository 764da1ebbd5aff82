//! `PUT /v1/organisation`.

use axum::extract::State as Held;
use koe_domain::Organisation;
use koe_store::rows::OrganisationRow;
use koe_web::{Caller, Json, Problem, Scope};

use super::body::{OrganisationBody, Unchecked};
use crate::{DOCUMENT_LIMIT, State};

/// Defines the organisation, in place of the one that is there. Running functions follow within half a minute.
#[utoipa::path(put, path = "/v1/organisation", tag = "setting up", request_body = OrganisationBody,
    responses(
        (status = 200, description = "as it is stored", body = OrganisationBody),
        (status = 400, description = "unreadable", body = Problem),
        (status = 401, description = "no key of this stack", body = Problem),
        (status = 403, description = "a key without the scope `define`", body = Problem),
        (status = 413, description = "over 256 KiB", body = Problem),
        (status = 415, description = "not JSON in UTF-8", body = Problem),
        (status = 422, description = "every fault named", body = Problem),
        (status = 503, description = "the table did not answer; send it again", body = Problem)))]
pub(crate) async fn put_organisation(
    Held(state): Held<State>,
    caller: Caller,
    Json(Unchecked(body)): Json<Unchecked>,
) -> Result<axum::Json<Organisation>, Problem> {
    caller.require(Scope::Define)?;
    let organisation = Organisation::try_from(body)?;
    if serde_json::to_vec(&organisation).is_ok_and(|json| json.len() > DOCUMENT_LIMIT) {
        return Err(Problem::too_large(DOCUMENT_LIMIT));
    }
    let row = OrganisationRow { organisation, updated_at: state.clock.now() };
    state.store.put_organisation(&row).await?;
    Ok(axum::Json(row.organisation))
}
