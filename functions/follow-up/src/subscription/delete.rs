//! `DELETE /v1/subscriptions/{name}`.

use axum::extract::State as Held;
use axum::http::StatusCode;
use koe_web::{Caller, PathParam, Problem, Scope};

use super::SubscriptionName;
use crate::State;

/// Removes a subscription: nothing is made for it any more, and what waits for it is given up. What it got stays known
/// until the deliveries go.
#[utoipa::path(delete, path = "/v1/subscriptions/{name}", tag = "subscriptions", params(("name" = String, Path)),
    responses(
        (status = 204, description = "it is not there, or not any more"),
        (status = 401, description = "no key of this stack", body = Problem),
        (status = 403, description = "a key without the scope `admin`", body = Problem),
        (status = 503, description = "the table did not answer; send it again", body = Problem)))]
pub(crate) async fn delete_subscription(
    Held(state): Held<State>,
    caller: Caller,
    PathParam(name): PathParam<SubscriptionName>,
) -> Result<StatusCode, Problem> {
    caller.require(Scope::Admin)?;
    state.store.delete_subscription(name.as_str()).await?;
    state.outbound.forget();
    Ok(StatusCode::NO_CONTENT)
}
