//! `GET /v1/sources`.

use axum::Json;
use axum::extract::State as Held;
use koe_web::extract::Paging;
use koe_web::{Caller, Problem, QueryParams, Scope};
use serde::Serialize;
use utoipa::ToSchema;

use super::view::SourceView;
use crate::State;

/// A page of sources, by name.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SourceList {
    /// The sources.
    items: Vec<SourceView>,
    /// Where the next page starts.
    #[serde(skip_serializing_if = "Option::is_none")]
    cursor: Option<String>,
}

/// Lists the sources, without their secrets.
#[utoipa::path(get, path = "/v1/sources", tag = "sources", params(Paging),
    responses(
        (status = 200, description = "a page of sources, by name", body = SourceList),
        (status = 400, description = "not a cursor of this list", body = Problem),
        (status = 401, description = "no key of this stack", body = Problem),
        (status = 403, description = "a key without the scope `define`", body = Problem),
        (status = 422, description = "a limit out of range", body = Problem),
        (status = 503, description = "the table did not answer", body = Problem)))]
pub(crate) async fn list_sources(
    Held(state): Held<State>,
    caller: Caller,
    QueryParams(paging): QueryParams<Paging>,
) -> Result<Json<SourceList>, Problem> {
    caller.require(Scope::Define)?;
    let page = state.store.sources(paging.limit, paging.cursor.as_deref()).await?;
    let page = page.map_err(|bad| Problem::unreadable("/cursor", bad.to_string()))?;
    let mut items = Vec::with_capacity(page.items.len());
    for row in &page.items {
        items.push(SourceView::open(&state, row).await?);
    }
    Ok(Json(SourceList { items, cursor: page.cursor }))
}
