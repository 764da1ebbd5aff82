//! `POST /v1/sources/{source}/events`: takes a delivery. The platform's signature is the key.

use axum::Json;
use axum::extract::{Request, State as Held};
use koe_domain::SourceId;
use koe_store::rows::SeenRow;
use koe_store::{StoreError, Written};
use koe_web::extract::read;
use koe_web::{PathParam, Problem};
use serde::Serialize;
use utoipa::ToSchema;

use crate::State;
use crate::plan::Planner;
use crate::platform::{Delivery, Refusal, Unreadable, parse, parse_privacy, verify};
use crate::privacy::Caller;

/// Most bytes of a delivery.
const LIMIT: usize = 256 * 1024;

/// What became of a delivery.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Received {
    /// `seen_before`, or what it led to: `planned`, `waiting`, `suppressed`, `deferred`, `no_contact`, `called_off`,
    /// `no_basis`, `moved`, `noted` or `ignored`; of a call about people `erasing`,
    /// `request_opened` or `nobody`.
    result: String,
}

/// Takes a delivery of a shop's system.
#[utoipa::path(post, path = "/v1/sources/{source}/events", tag = "sources", params(("source" = String, Path)),
    request_body(content = String, content_type = "application/json", description = "as the platform sends it, with its signature"),
    responses(
        (status = 200, description = "stored, or already seen", body = Received),
        (status = 400, description = "signed, but unreadable", body = Problem),
        (status = 401, description = "no signature, a wrong one, or a signed time too far from now", body = Problem),
        (status = 404, description = "no such source", body = Problem),
        (status = 413, description = "over 256 KiB", body = Problem),
        (status = 503, description = "the table did not answer: send it again", body = Problem)))]
pub(crate) async fn receive(
    Held(state): Held<State>,
    PathParam(source): PathParam<SourceId>,
    request: Request,
) -> Result<Json<Received>, Problem> {
    let headers = request.headers().clone();
    let body = read(request, LIMIT).await?;
    let row = state.store.source(&source).await?.ok_or_else(|| Problem::not_found("no such source"))?;
    let now = state.clock.now();
    let settings = row.open(&*state.master.holding(&row.key, now).await)?;
    let delivery = verify(settings.platform, &headers, &body, now, &settings.secrets).map_err(refused)?;
    let seen = |result: &str| SeenRow::new(source.clone(), delivery.key.clone(), topic(&delivery), now, result);
    if let Some(call) = parse_privacy(settings.platform, &delivery.topic, &body).map_err(unreadable)? {
        let caller = Caller { state: &state, source: &source, key: &delivery.key, now };
        return Ok(Json(Received { result: caller.take(&call, &seen).await? }));
    }
    let events = parse(settings.platform, &delivery.topic, &body).map_err(unreadable)?;
    let Some((last, earlier)) = events.split_last() else {
        return note(&state, &seen("ignored")).await.map(Json).map_err(Problem::from);
    };
    let planner = Planner { state: &state, source: &source, settings: &settings, now };
    for event in earlier {
        planner.plan(event, None).await?;
    }
    let result = planner.plan(last, Some(&seen)).await?;
    Ok(Json(Received { result }))
}

async fn note(state: &State, row: &SeenRow) -> Result<Received, StoreError> {
    let result = match state.store.note_event(row).await? {
        Written::Done(()) => row.result.clone(),
        Written::ConditionFailed => "seen_before".to_owned(),
    };
    Ok(Received { result })
}

fn topic(delivery: &Delivery) -> String {
    if delivery.topic.is_empty() { "unnamed".to_owned() } else { delivery.topic.clone() }
}

fn refused(refusal: Refusal) -> Problem {
    tracing::info!(%refusal, "a delivery was refused");
    Problem::unauthorised(match refusal {
        Refusal::NoSignature => "the signature is missing",
        Refusal::BadSignature => {
            "the signature does not fit: check the source's secret, and that the body is sent as signed"
        }
        Refusal::NoTimestamp => "the time of sending is missing or unreadable",
        Refusal::StaleTimestamp => "the time of sending is more than five minutes from now",
    })
}

fn unreadable(unreadable: Unreadable) -> Problem {
    tracing::info!("a signed delivery was unreadable");
    Problem::bad_request(unreadable.0)
}
