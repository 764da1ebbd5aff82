//! `GET /v1/surveys/{survey}/versions/{version}`: what people were asked under that number.

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

/// A version of a survey. It never changes.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SurveyVersion {
    /// The survey.
    survey: String,
    /// The version, from 1.
    version: u32,
    /// SHA-256 over definition and settings in canonical JSON (RFC 8785), lower-case hex.
    sha256: String,
    /// When it was stored.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// The `SurveyJS` document, as it was sent.
    #[schema(value_type = Object)]
    definition: Value,
    /// The settings, as they were sent.
    #[schema(value_type = Object)]
    settings: Value,
}

/// Shows one version of a survey.
#[utoipa::path(get, path = "/v1/surveys/{survey}/versions/{version}", tag = "setting up",
    params(("survey" = String, Path), ("version" = u32, Path)),
    responses(
        (status = 200, description = "the version", body = SurveyVersion),
        (status = 401, description = "no key of this stack", body = Problem),
        (status = 403, description = "a key with neither scope `define` nor `read`", body = Problem),
        (status = 404, description = "no such version", body = Problem),
        (status = 503, description = "the table did not answer", body = Problem)))]
pub(crate) async fn get_survey_version(
    Held(state): Held<State>,
    caller: Caller,
    PathParam((survey, version)): PathParam<(SurveyId, u32)>,
) -> Result<Json<SurveyVersion>, Problem> {
    require_reader(&caller)?;
    let row = state.store.survey_version(&survey, version).await?;
    let row = row.ok_or_else(|| Problem::not_found("no such version of this survey"))?;
    Ok(Json(SurveyVersion {
        survey: row.survey.to_string(),
        version: row.version,
        sha256: row.sha256,
        created_at: row.created_at,
        definition: document(&row.definition)?,
        settings: document(&row.settings)?,
    }))
}
