//! `GET /v1/subscriptions/{name}/deliveries`.

use axum::Json;
use axum::extract::State as Held;
use jiff::Timestamp;
use koe_store::rows::{DeliveryState, OutboxRow};
use koe_web::extract::Paging;
use koe_web::{Caller, PathParam, Problem, QueryParams, Scope};
use serde::Serialize;
use utoipa::ToSchema;

use crate::State;
use crate::subscription::SubscriptionName;

/// A delivery. Nothing personal: not what it says, nor whom it is about.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeliveryView {
    /// Its id: the event's `id`, and the header `webhook-id`.
    id: String,
    /// The event's type.
    event: String,
    /// `due`, `delivered` or `failed`.
    #[schema(value_type = String)]
    state: DeliveryState,
    /// Attempts so far.
    attempts: u32,
    /// The last answer: an HTTP status, or a word such as `timed_out`.
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<String>,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    made_at: Timestamp,
    /// When it was acknowledged.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    delivered_at: Option<Timestamp>,
    /// When it is sent again, while it is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    due_at: Option<Timestamp>,
}

impl From<OutboxRow> for DeliveryView {
    fn from(row: OutboxRow) -> Self {
        Self {
            id: row.id.encode(),
            event: row.event,
            state: row.state,
            attempts: row.attempts,
            answer: row.answer,
            made_at: row.made_at,
            delivered_at: row.delivered_at,
            due_at: row.due.time().filter(|_| row.state == DeliveryState::Due),
        }
    }
}

/// A page of deliveries, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeliveryList {
    /// The deliveries.
    items: Vec<DeliveryView>,
    /// Where the next page starts.
    #[serde(skip_serializing_if = "Option::is_none")]
    cursor: Option<String>,
}

/// Lists what was sent to a subscription, or is to be.
#[utoipa::path(get, path = "/v1/subscriptions/{name}/deliveries", tag = "subscriptions",
    params(("name" = String, Path), Paging),
    responses(
        (status = 200, description = "a page of deliveries, newest first", body = DeliveryList),
        (status = 400, description = "not a cursor of this list", body = Problem),
        (status = 401, description = "no key of this stack", body = Problem),
        (status = 403, description = "a key without the scope `admin`", body = Problem),
        (status = 404, description = "no name of a subscription", body = Problem),
        (status = 422, description = "a limit out of range", body = Problem),
        (status = 503, description = "the table did not answer", body = Problem)))]
pub(crate) async fn list_deliveries(
    Held(state): Held<State>,
    caller: Caller,
    PathParam(name): PathParam<SubscriptionName>,
    QueryParams(paging): QueryParams<Paging>,
) -> Result<Json<DeliveryList>, Problem> {
    caller.require(Scope::Admin)?;
    let page = state.store.deliveries(name.as_str(), paging.limit, paging.cursor.as_deref()).await?;
    let page = page.map_err(|bad| Problem::unreadable("/cursor", bad.to_string()))?;
    let items = page.items.into_iter().map(DeliveryView::from).collect();
    Ok(Json(DeliveryList { items, cursor: page.cursor }))
}
