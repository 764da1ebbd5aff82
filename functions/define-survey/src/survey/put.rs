//! `PUT /v1/surveys/{survey}`: stores a version, and makes it the live one.

use axum::Json;
use axum::extract::State as Held;
use axum::http::StatusCode;
use koe_domain::survey::Mode;
use koe_domain::{Faults, Organisation, SurveyId};
use koe_store::Written;
use koe_store::rows::{SurveyRow, VersionRow};
use koe_web::extract::AnyJson;
use koe_web::surveys::Version;
use koe_web::{Caller, PathParam, Problem, Scope};
use serde::Serialize;
use utoipa::ToSchema;

use super::body::{Draft, SurveyBody, keep_scales, scales, word};
use crate::State;

/// Most versions of a survey: their sort keys have four digits.
const MOST_VERSIONS: u32 = 9999;
/// How often a version is numbered anew, when others publish at the same time.
const TRIES: usize = 5;

/// The version that is live now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Published {
    /// The survey.
    survey: String,
    /// Its version, from 1.
    version: u32,
    /// SHA-256 over definition and settings in canonical JSON (RFC 8785), lower-case hex.
    sha256: String,
}

/// Stores a version of a survey and makes it the live one; what is there already is not stored again.
#[utoipa::path(put, path = "/v1/surveys/{survey}", tag = "setting up",
    params(("survey" = String, Path, description = "1 to 64 lower-case letters, digits and hyphens")),
    request_body = SurveyBody,
    responses(
        (status = 200, description = "nothing changed: the version that is live", body = Published),
        (status = 201, description = "stored", body = Published),
        (status = 400, description = "unreadable", body = Problem),
        (status = 401, description = "no key of this stack", body = Problem),
        (status = 403, description = "a key without the scope `define`", body = Problem),
        (status = 409, description = "`live` before the organisation is defined", body = Problem),
        (status = 413, description = "over 256 KiB", body = Problem),
        (status = 415, description = "not JSON in UTF-8", body = Problem),
        (status = 422, description = "every fault named; a metric on another scale than before is one", body = Problem),
        (status = 503, description = "the table did not answer; send it again", body = Problem)))]
pub(crate) async fn put_survey(
    Held(state): Held<State>,
    caller: Caller,
    PathParam(survey): PathParam<SurveyId>,
    AnyJson(body): AnyJson,
) -> Result<(StatusCode, Json<Published>), Problem> {
    caller.require(Scope::Define)?;
    let draft = Draft::read(body)?;
    for _ in 0..TRIES {
        if let Some((status, row)) = publish(&state, &survey, &draft).await? {
            let published = Published { survey: row.survey.to_string(), version: row.version, sha256: row.sha256 };
            return Ok((status, Json(published)));
        }
    }
    tracing::warn!("a survey changed at every try");
    Err(Problem::try_again())
}

/// Publishes once; nothing where somebody else published meanwhile. Two round trips, three where metrics are compared.
async fn publish(state: &State, survey: &SurveyId, draft: &Draft) -> Result<Option<(StatusCode, SurveyRow)>, Problem> {
    let live_mode = draft.mode == Mode::Live;
    let held = state.store.page(survey, None, true, live_mode).await?;
    match &held.organisation {
        None if live_mode => return Err(Problem::conflict("define the organisation first: PUT /v1/organisation")),
        Some(row) if live_mode => require_notice(&row.organisation)?,
        _ => {}
    }
    let (seen, last) = match held.live {
        Some(live) if live.sha256 == draft.sha256 => return Ok(Some((StatusCode::OK, live))),
        Some(live) => {
            hold_against(state, &live, draft).await?;
            (Some(live.rev), live.version)
        }
        None => (None, 0),
    };
    if last >= MOST_VERSIONS {
        return Err(Faults::one("", format!("a survey has at most {MOST_VERSIONS} versions: make a new one")).into());
    }
    let (version, row) = rows(survey, draft, last + 1, seen, state.clock.now());
    Ok(match state.store.publish(&version, &row, seen).await? {
        Written::Done(()) => Some((StatusCode::CREATED, row)),
        Written::ConditionFailed => None,
    })
}

/// A survey goes live only where its notice says what the organisation's laws ask for.
fn require_notice(organisation: &Organisation) -> Result<(), Problem> {
    let mut faults = Faults::new();
    for missing in organisation.privacy.missing().iter() {
        let detail = format!(
            "live needs the notice's contents: /privacy{} of the organisation: {}",
            missing.pointer, missing.detail
        );
        faults.push("/settings/mode", detail);
    }
    faults.into_result(|| ()).map_err(Problem::from)
}

async fn hold_against(state: &State, live: &SurveyRow, draft: &Draft) -> Result<(), Problem> {
    if draft.scales.is_empty() {
        return Ok(());
    }
    let Some(row) = state.store.survey_version(&live.survey, live.version).await? else {
        tracing::error!("the live version of a survey is missing");
        return Err(Problem::ours());
    };
    let version = Version::read(&row)?;
    keep_scales(&scales(&version.definition, &version.settings), &draft.scales).map_err(Problem::from)
}

fn rows(
    survey: &SurveyId,
    draft: &Draft,
    number: u32,
    seen: Option<u64>,
    now: jiff::Timestamp,
) -> (VersionRow, SurveyRow) {
    let version = VersionRow {
        survey: survey.clone(),
        version: number,
        definition: draft.definition.clone(),
        settings: draft.settings.clone(),
        sha256: draft.sha256.clone(),
        created_at: now,
    };
    let row = SurveyRow {
        survey: survey.clone(),
        rev: seen.map_or(1, |rev| rev + 1),
        version: number,
        sha256: draft.sha256.clone(),
        mode: word(draft.mode).to_owned(),
        updated_at: now,
        list_pk: SurveyRow::LIST.to_owned(),
        list_at: survey.to_string(),
    };
    (version, row)
}
