//! `GET /v1/surveys`.

use axum::Json;
use axum::extract::State as Held;
use jiff::Timestamp;
use koe_web::extract::Paging;
use koe_web::{Caller, Problem, QueryParams};
use serde::Serialize;
use utoipa::ToSchema;

use super::require_reader;
use crate::State;

/// A page of surveys, by name.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SurveyList {
    /// The surveys.
    items: Vec<SurveyItem>,
    /// Where the next page starts.
    #[serde(skip_serializing_if = "Option::is_none")]
    cursor: Option<String>,
}

/// A survey in short.
#[derive(Debug, Serialize, ToSchema)]
struct SurveyItem {
    /// The survey.
    survey: String,
    /// The version that is live.
    version: u32,
    /// `test`, `live` or `stopped`.
    mode: String,
    /// When this version became the live one.
    #[schema(value_type = String, format = DateTime)]
    updated_at: Timestamp,
}

/// Lists the surveys.
#[utoipa::path(get, path = "/v1/surveys", tag = "setting up", params(Paging),
    responses(
        (status = 200, description = "a page of surveys, by name", body = SurveyList),
        (status = 400, description = "not a cursor of this list", body = Problem),
        (status = 401, description = "no key of this stack", body = Problem),
        (status = 403, description = "a key with neither scope `define` nor `read`", body = Problem),
        (status = 422, description = "a limit out of range", body = Problem),
        (status = 503, description = "the table did not answer", body = Problem)))]
pub(crate) async fn list_surveys(
    Held(state): Held<State>,
    caller: Caller,
    QueryParams(paging): QueryParams<Paging>,
) -> Result<Json<SurveyList>, Problem> {
    require_reader(&caller)?;
    let page = state.store.surveys(paging.limit, paging.cursor.as_deref()).await?;
    let page = page.map_err(|bad| Problem::unreadable("/cursor", bad.to_string()))?;
    let items = page.items.into_iter().map(|row| SurveyItem {
        survey: row.survey.to_string(),
        version: row.version,
        mode: row.mode,
        updated_at: row.updated_at,
    });
    Ok(Json(SurveyList { items: items.collect(), cursor: page.cursor }))
}
