//! `GET /v1/ledger/roots/{day}`.

use axum::Json;
use axum::extract::State as Held;
use koe_web::{Caller, PathParam, Problem, QueryParams, Scope};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::is_day;
use super::list::RootView;
use crate::State;

/// Which of the heads are shown.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct HeadsQuery {
    /// Where the page starts, from the answer before.
    #[validate(range(max = 999_999, message = "not a cursor of this list"))]
    cursor: Option<u32>,
}

/// The root of a day with heads that it covers.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RootDetail {
    #[serde(flatten)]
    root: RootView,
    /// Heads that it covers, up to 4,000 in an answer: hashes, which name nobody.
    covers: Vec<String>,
    /// Where the next page of heads starts.
    #[serde(skip_serializing_if = "Option::is_none")]
    cursor: Option<u32>,
}

/// Shows the root of a day with the heads that it covers: all that it takes to compute it again. Read all pages, sort
/// the heads, and hash as the statement says.
#[utoipa::path(get, path = "/v1/ledger/roots/{day}", tag = "ledger",
    params(("day" = String, Path, description = "a day in UTC, `YYYY-MM-DD`"), HeadsQuery),
    responses(
        (status = 200, description = "the root and a page of its heads", body = RootDetail),
        (status = 400, description = "not a cursor of this list", body = Problem),
        (status = 401, description = "no key of this stack", body = Problem),
        (status = 403, description = "a key without the scope `privacy`", body = Problem),
        (status = 404, description = "no root of that day", body = Problem),
        (status = 422, description = "a cursor out of range", body = Problem),
        (status = 503, description = "the table did not answer", body = Problem)))]
pub(crate) async fn show_root(
    Held(state): Held<State>,
    caller: Caller,
    PathParam(day): PathParam<String>,
    QueryParams(query): QueryParams<HeadsQuery>,
) -> Result<Json<RootDetail>, Problem> {
    caller.require(Scope::Privacy)?;
    let none = || Problem::not_found("no root of that day");
    if !is_day(&day) {
        return Err(none());
    }
    let row = state.store.root(&day).await?.ok_or_else(none)?;
    let page = query.cursor.unwrap_or_default();
    if page > 0 && page >= row.pages {
        return Err(Problem::unreadable("/cursor", "not a cursor of this list"));
    }
    let covers = if page < row.pages { state.store.root_page(&day, page).await? } else { None };
    Ok(Json(RootDetail {
        root: RootView::from(&row),
        covers: covers.map(|page| page.heads).unwrap_or_default(),
        cursor: (page + 1 < row.pages).then_some(page + 1),
    }))
}
