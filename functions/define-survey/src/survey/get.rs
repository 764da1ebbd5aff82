//! `GET /v1/surveys/{survey}`: the live version.

use axum::Json;
use axum::extract::State as Held;
use jiff::Timestamp;
use koe_domain::SurveyId;
use koe_web::{Caller, PathParam, Problem};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::{document, require_reader};
use crate::State;

/// A survey as it is live.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SurveyView {
    /// The survey.
    survey: String,
    /// The version that is live.
    version: u32,
    /// `test`, `live` or `stopped`; it holds for every version.
    mode: String,
    /// SHA-256 over definition and settings in canonical JSON (RFC 8785), lower-case hex.
    sha256: String,
    /// When this version became the live one.
    #[schema(value_type = String, format = DateTime)]
    updated_at: Timestamp,
    /// The `SurveyJS` document, as it was sent.
    #[schema(value_type = Object)]
    definition: Value,
    /// The settings, as they were sent.
    #[schema(value_type = Object)]
    settings: Value,
}

/// Shows a survey as it is live.
#[utoipa::path(get, path = "/v1/surveys/{survey}", tag = "setting up", params(("survey" = String, Path)),
    responses(
        (status = 200, description = "the survey", body = SurveyView),
        (status = 401, description = "no key of this stack", body = Problem),
        (status = 403, description = "a key with neither scope `define` nor `read`", body = Problem),
        (status = 404, description = "no such survey", body = Problem),
        (status = 503, description = "the table did not answer", body = Problem)))]
pub(crate) async fn get_survey(
    Held(state): Held<State>,
    caller: Caller,
    PathParam(survey): PathParam<SurveyId>,
) -> Result<Json<SurveyView>, Problem> {
    require_reader(&caller)?;
    let missing = || Problem::not_found("no such survey");
    let live = state.store.survey(&survey).await?.ok_or_else(missing)?;
    let version = state.store.survey_version(&survey, live.version).await?.ok_or_else(missing)?;
    Ok(Json(SurveyView {
        survey: live.survey.to_string(),
        version: live.version,
        mode: live.mode,
        sha256: live.sha256,
        updated_at: live.updated_at,
        definition: document(&version.definition)?,
        settings: document(&version.settings)?,
    }))
}
