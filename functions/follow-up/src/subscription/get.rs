//! `GET /v1/subscriptions/{name}`.

use axum::Json;
use axum::extract::State as Held;
use koe_web::{Caller, PathParam, Problem, Scope};

use super::SubscriptionName;
use super::view::SubscriptionView;
use crate::State;

/// Shows a subscription, without its secret.
#[utoipa::path(get, path = "/v1/subscriptions/{name}", tag = "subscriptions", params(("name" = String, Path)),
    responses(
        (status = 200, description = "the subscription", body = SubscriptionView),
        (status = 401, description = "no key of this stack", body = Problem),
        (status = 403, description = "a key without the scope `admin`", body = Problem),
        (status = 404, description = "no such subscription", body = Problem),
        (status = 503, description = "the table did not answer", body = Problem)))]
pub(crate) async fn get_subscription(
    Held(state): Held<State>,
    caller: Caller,
    PathParam(name): PathParam<SubscriptionName>,
) -> Result<Json<SubscriptionView>, Problem> {
    caller.require(Scope::Admin)?;
    let row = state.store.subscription(name.as_str()).await?;
    Ok(Json(row.ok_or_else(|| Problem::not_found("no such subscription"))?.into()))
}
