//! `GET /v1/invitations/{id}`: what became of an invitation.

use axum::Json;
use axum::extract::State as Held;
use koe_web::{Caller, PathParam, Problem, Scope};

use crate::State;
use crate::view::{InvitationView, no_such, target};

/// Says where an invitation stands, and how it came there.
#[utoipa::path(get, path = "/v1/invitations/{id}", operation_id = "show_invitation", tag = "asking",
    params(("id" = String, Path)),
    responses(
        (status = 200, description = "the invitation and its history", body = InvitationView),
        (status = 401, description = "no API key of this stack", body = Problem),
        (status = 403, description = "the scope `issue` or `read` is needed", body = Problem),
        (status = 404, description = "not an id of ours, or erased", body = Problem),
        (status = 503, description = "the table did not answer", body = Problem)))]
pub(crate) async fn show(
    Held(state): Held<State>,
    caller: Caller,
    PathParam(id): PathParam<String>,
) -> Result<Json<InvitationView>, Problem> {
    if !caller.has(Scope::Read) {
        caller.require(Scope::Issue)?;
    }
    let target = target(&state, &id).await?;
    let row = state.store.invitation(target.person, target.invitation).await?.ok_or_else(no_such)?;
    Ok(Json(InvitationView::new(id, row)))
}
