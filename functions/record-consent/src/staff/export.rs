//! `GET /v1/people/{person}/export`: everything that is held of a person.

use axum::extract::State as Held;
use axum::http::HeaderValue;
use axum::http::header::CONTENT_DISPOSITION;
use axum::response::Response;
use koe_domain::SourceId;
use koe_web::{Caller, PathParam, Problem, QueryParams, Scope};
use serde::Deserialize;
use utoipa::IntoParams;
use validator::Validate;

use super::{EXPORT, note_look, person_of, unkept};
use crate::State;

/// Whether everything is wanted, or what one shop brought.
#[derive(Clone, Debug, Default, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ExportQuery {
    /// The source whose data alone are wanted, as the answer to a shop's `customers/data_request`.
    #[param(value_type = Option<String>)]
    source: Option<SourceId>,
}

/// Everything that is held of a person, with whom it was shared and who looked at it; this look is in it. Own words and
/// contact are opened. A document of version 1 keeps its names; names may be added.
#[utoipa::path(get, path = "/v1/people/{person}/export", operation_id = "export_person", tag = "privacy",
    params(("person" = String, Path, description = "as the lookup gave it"), ExportQuery),
    responses(
        (status = 200, description = "the document: `schema` is `koe-person-export`, `version` is 1",
            body = serde_json::Value),
        (status = 400, description = "a parameter that is not known here", body = Problem),
        (status = 401, description = "no API key of this stack", body = Problem),
        (status = 403, description = "the scope `privacy` is needed", body = Problem),
        (status = 404, description = "nobody of this id is held, or they were erased", body = Problem),
        (status = 503, description = "the table did not answer", body = Problem)))]
pub(crate) async fn export(
    Held(state): Held<State>,
    caller: Caller,
    PathParam(person): PathParam<String>,
    QueryParams(query): QueryParams<ExportQuery>,
) -> Result<Response, Problem> {
    caller.require(Scope::Privacy)?;
    let person = person_of(&state, &person).await?;
    note_look(&state, &caller, person, EXPORT).await?;
    let document = crate::export::of_person(&state, person, query.source.as_ref()).await?;
    let mut response = unkept(document);
    let attached = HeaderValue::from_static("attachment; filename=\"personal-data.json\"");
    response.headers_mut().insert(CONTENT_DISPOSITION, attached);
    Ok(response)
}
