//! `GET /v1/cases`.

use axum::Json;
use axum::extract::State as Held;
use koe_store::rows::CaseState;
use koe_web::{Caller, Problem, QueryParams, Scope};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::view::CaseView;
use crate::State;

/// Which cases are listed.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct CasesQuery {
    /// `open`, `in_progress`, `waiting` or `closed`; `open` unless given.
    #[serde(default = "open")]
    #[param(value_type = Option<String>)]
    state: CaseState,
    /// How many cases at most, 1 to 100; 50 unless given.
    #[validate(range(min = 1, max = 100, message = "1 to 100 is expected"))]
    #[serde(default = "fifty")]
    #[param(value_type = Option<i32>)]
    limit: i32,
    /// Where the page starts, from the answer before.
    #[validate(length(max = 1024, message = "not a cursor of this list"))]
    cursor: Option<String>,
}

const fn open() -> CaseState {
    CaseState::Open
}

const fn fifty() -> i32 {
    50
}

/// A page of cases, the last opened first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CaseList {
    /// The cases.
    items: Vec<CaseView>,
    /// Where the next page starts.
    #[serde(skip_serializing_if = "Option::is_none")]
    cursor: Option<String>,
}

/// Lists the cases of a state. It shows nobody: who answered, and what they wrote, stands in each case.
#[utoipa::path(get, path = "/v1/cases", tag = "cases", params(CasesQuery),
    responses(
        (status = 200, description = "a page of cases, the last opened first", body = CaseList),
        (status = 400, description = "not a state, or not a cursor of this list", body = Problem),
        (status = 401, description = "no key of this stack", body = Problem),
        (status = 403, description = "a key without the scope `handle`", body = Problem),
        (status = 422, description = "a limit out of range", body = Problem),
        (status = 503, description = "the table did not answer", body = Problem)))]
pub(crate) async fn list_cases(
    Held(state): Held<State>,
    caller: Caller,
    QueryParams(query): QueryParams<CasesQuery>,
) -> Result<Json<CaseList>, Problem> {
    caller.require(Scope::Handle)?;
    let page = state.store.cases(query.state, query.limit, query.cursor.as_deref()).await?;
    let page = page.map_err(|bad| Problem::unreadable("/cursor", bad.to_string()))?;
    let items: Result<Vec<CaseView>, Problem> = page.items.iter().map(|row| CaseView::new(&state, row)).collect();
    Ok(Json(CaseList { items: items?, cursor: page.cursor }))
}
