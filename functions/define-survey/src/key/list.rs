//! `GET /v1/keys`.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State as Held;
use jiff::Timestamp;
use koe_web::extract::Paging;
use koe_web::{Caller, Problem, QueryParams, Scope};
use serde::Serialize;
use utoipa::ToSchema;

use crate::State;

/// A page of API keys, oldest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct KeyList {
    /// The keys.
    items: Vec<ListedKey>,
    /// Where the next page starts.
    #[serde(skip_serializing_if = "Option::is_none")]
    cursor: Option<String>,
}

/// An API key, without what would open a door.
#[derive(Debug, Serialize, ToSchema)]
struct ListedKey {
    /// Its public part, by which it is revoked.
    id: String,
    /// What it is for.
    name: String,
    /// What it may do.
    #[schema(value_type = Vec<Scope>)]
    scopes: BTreeSet<String>,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When it was revoked; a key without this works.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    revoked_at: Option<Timestamp>,
}

/// Lists the API keys, revoked ones included.
#[utoipa::path(get, path = "/v1/keys", tag = "keys", params(Paging),
    responses(
        (status = 200, description = "a page of keys, oldest first", body = KeyList),
        (status = 400, description = "not a cursor of this list", body = Problem),
        (status = 401, description = "no key of this stack", body = Problem),
        (status = 403, description = "a key without the scope `admin`", body = Problem),
        (status = 422, description = "a limit out of range", body = Problem),
        (status = 503, description = "the table did not answer", body = Problem)))]
pub(crate) async fn list_keys(
    Held(state): Held<State>,
    caller: Caller,
    QueryParams(paging): QueryParams<Paging>,
) -> Result<Json<KeyList>, Problem> {
    caller.require(Scope::Admin)?;
    let page = state.store.api_keys(paging.limit, paging.cursor.as_deref()).await?;
    let page = page.map_err(|bad| Problem::unreadable("/cursor", bad.to_string()))?;
    let items = page.items.into_iter().map(|row| ListedKey {
        id: row.id,
        name: row.name,
        scopes: row.scopes,
        created_at: row.created_at,
        revoked_at: row.revoked_at,
    });
    Ok(Json(KeyList { items: items.collect(), cursor: page.cursor }))
}
