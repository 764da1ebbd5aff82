//! `GET /v1/subscriptions`.

use axum::Json;
use axum::extract::State as Held;
use koe_web::extract::Paging;
use koe_web::{Caller, Problem, QueryParams, Scope};
use serde::Serialize;
use utoipa::ToSchema;

use super::view::SubscriptionView;
use crate::State;

/// A page of subscriptions, by name.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SubscriptionList {
    /// The subscriptions.
    items: Vec<SubscriptionView>,
    /// Where the next page starts.
    #[serde(skip_serializing_if = "Option::is_none")]
    cursor: Option<String>,
}

/// Lists the subscriptions, without their secrets.
#[utoipa::path(get, path = "/v1/subscriptions", tag = "subscriptions", params(Paging),
    responses(
        (status = 200, description = "a page of subscriptions, by name", body = SubscriptionList),
        (status = 400, description = "not a cursor of this list", body = Problem),
        (status = 401, description = "no key of this stack", body = Problem),
        (status = 403, description = "a key without the scope `admin`", body = Problem),
        (status = 422, description = "a limit out of range", body = Problem),
        (status = 503, description = "the table did not answer", body = Problem)))]
pub(crate) async fn list_subscriptions(
    Held(state): Held<State>,
    caller: Caller,
    QueryParams(paging): QueryParams<Paging>,
) -> Result<Json<SubscriptionList>, Problem> {
    caller.require(Scope::Admin)?;
    let page = state.store.subscriptions(paging.limit, paging.cursor.as_deref()).await?;
    let page = page.map_err(|bad| Problem::unreadable("/cursor", bad.to_string()))?;
    let items = page.items.into_iter().map(SubscriptionView::from).collect();
    Ok(Json(SubscriptionList { items, cursor: page.cursor }))
}
