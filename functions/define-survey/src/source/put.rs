//! `PUT /v1/sources/{source}`.

use axum::Json;
use axum::extract::State as Held;
use koe_domain::source::{Rule, SourceInput};
use koe_domain::{Faults, SourceId};
use koe_store::rows::SourceRow;
use koe_web::extract::AnyJson;
use koe_web::{Caller, PathParam, Problem, Scope};

use super::view::{SourceBody, SourceView};
use crate::State;

/// Defines a source, in place of the one that is there, secrets included.
#[utoipa::path(put, path = "/v1/sources/{source}", tag = "sources",
    params(("source" = String, Path, description = "1 to 64 lower-case letters, digits and hyphens")),
    request_body = SourceBody,
    responses(
        (status = 200, description = "as it is stored, without its secrets", body = SourceView),
        (status = 400, description = "unreadable", body = Problem),
        (status = 401, description = "no key of this stack", body = Problem),
        (status = 403, description = "a key without the scope `define`", body = Problem),
        (status = 413, description = "over 1 MiB", body = Problem),
        (status = 415, description = "not JSON in UTF-8", body = Problem),
        (status = 422, description = "every fault named; a rule's survey that is not there is one", body = Problem),
        (status = 503, description = "the table did not answer; send it again", body = Problem)))]
pub(crate) async fn put_source(
    Held(state): Held<State>,
    caller: Caller,
    PathParam(id): PathParam<SourceId>,
    AnyJson(body): AnyJson,
) -> Result<Json<SourceView>, Problem> {
    caller.require(Scope::Define)?;
    let source = SourceInput::parse(&body)?;
    require_surveys(&state, &source.rules).await?;
    let row = SourceRow::seal(
        &id,
        &source,
        &*state.master.fresh(state.clock.now()).await,
        &*state.random,
        state.clock.now(),
    )?;
    state.store.put_source(&row).await?;
    Ok(Json(SourceView::of(&row, source)))
}

/// Requires the survey of every rule. One round trip for each; there are 10 at most.
async fn require_surveys(state: &State, rules: &[Rule]) -> Result<(), Problem> {
    let mut faults = Faults::new();
    for (i, rule) in rules.iter().enumerate() {
        if state.store.survey(&rule.survey).await?.is_none() {
            faults.push(format!("/rules/{i}/survey"), "there is no such survey: PUT /v1/surveys/{survey}");
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(faults.into()) }
}
