//! `GET /v1/sources/{source}/events`: what came in, and what became of it.

use axum::Json;
use axum::extract::State as Held;
use jiff::Timestamp;
use koe_domain::SourceId;
use koe_web::extract::Paging;
use koe_web::{Caller, PathParam, Problem, QueryParams, Scope};
use serde::Serialize;
use utoipa::ToSchema;

use crate::State;

/// A page of deliveries, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Events {
    /// The deliveries.
    items: Vec<Event>,
    /// Where the next page starts.
    #[serde(skip_serializing_if = "Option::is_none")]
    cursor: Option<String>,
}

/// One delivery. Nothing personal.
#[derive(Debug, Serialize, ToSchema)]
struct Event {
    /// The delivery's own id.
    id: String,
    /// The platform's word for what happened.
    topic: String,
    /// When it came in.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// What it led to.
    result: String,
}

/// Lists what came in from a source within thirty days.
#[utoipa::path(get, path = "/v1/sources/{source}/events", tag = "sources", params(("source" = String, Path), Paging),
    responses((status = 200, body = Events), (status = 400, description = "not a cursor of this list", body = Problem),
        (status = 401, body = Problem), (status = 403, body = Problem)))]
pub(crate) async fn events(
    Held(state): Held<State>,
    PathParam(source): PathParam<SourceId>,
    QueryParams(paging): QueryParams<Paging>,
    caller: Caller,
) -> Result<Json<Events>, Problem> {
    caller.require(Scope::Read)?;
    let page = state.store.events(&source, paging.limit, paging.cursor.as_deref()).await?;
    let page = page.map_err(|bad| Problem::unreadable("/cursor", bad.to_string()))?;
    let items = page.items.into_iter();
    let items = items.map(|row| Event { id: row.event, topic: row.topic, at: row.at, result: row.result }).collect();
    Ok(Json(Events { items, cursor: page.cursor }))
}
