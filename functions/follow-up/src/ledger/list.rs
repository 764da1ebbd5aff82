//! `GET /v1/ledger/roots`.

use axum::Json;
use axum::extract::State as Held;
use koe_store::rows::{Alert, RootRow};
use koe_web::extract::Paging;
use koe_web::{Caller, Problem, QueryParams, Scope};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::is_day;
use crate::State;

/// The root of a day.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RootView {
    /// The day in UTC.
    day: String,
    /// The root, SHA-256 in lower-case hex.
    root: String,
    /// Heads of ledgers that it covers.
    heads: u64,
    /// Where its mail stands: `due`, `sending`, `sent`, `unknown` or `failed`. `due` as well where nobody gets it.
    #[schema(value_type = String)]
    mail: Alert,
    /// The signed statement.
    #[schema(value_type = Object)]
    statement: Value,
}

impl From<&RootRow> for RootView {
    fn from(row: &RootRow) -> Self {
        Self {
            day: row.day.clone(),
            root: row.root.clone(),
            heads: row.heads,
            mail: row.mail,
            statement: serde_json::from_str(&row.statement).unwrap_or_default(),
        }
    }
}

/// A page of roots, the last first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RootList {
    /// The roots.
    items: Vec<RootView>,
    /// Where the next page starts.
    #[serde(skip_serializing_if = "Option::is_none")]
    cursor: Option<String>,
}

/// Lists the daily roots of the consent ledger, each with its signed statement.
#[utoipa::path(get, path = "/v1/ledger/roots", tag = "ledger", params(Paging),
    responses(
        (status = 200, description = "a page of roots, the last first", body = RootList),
        (status = 400, description = "not a cursor of this list", body = Problem),
        (status = 401, description = "no key of this stack", body = Problem),
        (status = 403, description = "a key without the scope `privacy`", body = Problem),
        (status = 422, description = "a limit out of range", body = Problem),
        (status = 503, description = "the table did not answer", body = Problem)))]
pub(crate) async fn list_roots(
    Held(state): Held<State>,
    caller: Caller,
    QueryParams(paging): QueryParams<Paging>,
) -> Result<Json<RootList>, Problem> {
    caller.require(Scope::Privacy)?;
    if paging.cursor.as_deref().is_some_and(|cursor| !is_day(cursor)) {
        return Err(Problem::unreadable("/cursor", "not a cursor of this list"));
    }
    let rows = state.store.roots(paging.limit, paging.cursor.as_deref()).await?;
    let full = i32::try_from(rows.len()).is_ok_and(|count| count >= paging.limit);
    let cursor = rows.last().filter(|_| full).map(|row| row.day.clone());
    Ok(Json(RootList { items: rows.iter().map(RootView::from).collect(), cursor }))
}
