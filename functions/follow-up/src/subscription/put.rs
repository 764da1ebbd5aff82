//! `PUT /v1/subscriptions/{name}`.

use axum::Json;
use axum::extract::State as Held;
use axum::http::StatusCode;
use koe_store::rows::SubscriptionRow;
use koe_web::{Caller, PathParam, Problem, Scope};

use super::SubscriptionName;
use super::body::{Accepted, SubscriptionBody};
use super::secret::seal;
use super::view::SubscriptionView;
use crate::State;

/// How often it is tried when others write the same subscription meanwhile.
const TRIES: usize = 3;

/// Defines a subscription, in place of the one that is there, secret included. Events are CloudEvents 1.0 in JSON,
/// signed as Standard Webhooks 1.0.0 says, and sent until they are acknowledged with 2xx: ten attempts in three days.
#[utoipa::path(put, path = "/v1/subscriptions/{name}", tag = "subscriptions",
    params(("name" = String, Path, description = "1 to 64 lower-case letters, digits and hyphens")),
    request_body = SubscriptionBody,
    responses(
        (status = 200, description = "replaced; as it is stored, without its secret", body = SubscriptionView),
        (status = 201, description = "new; as it is stored, without its secret", body = SubscriptionView),
        (status = 400, description = "unreadable", body = Problem),
        (status = 401, description = "no key of this stack", body = Problem),
        (status = 403, description = "a key without the scope `admin`", body = Problem),
        (status = 413, description = "over 1 MiB", body = Problem),
        (status = 415, description = "not JSON in UTF-8", body = Problem),
        (status = 422, description = "every fault named; an address that is not public is one", body = Problem),
        (status = 503, description = "the table did not answer; send it again", body = Problem)))]
pub(crate) async fn put_subscription(
    Held(state): Held<State>,
    caller: Caller,
    PathParam(name): PathParam<SubscriptionName>,
    koe_web::Json(body): koe_web::Json<SubscriptionBody>,
) -> Result<(StatusCode, Json<SubscriptionView>), Problem> {
    caller.require(Scope::Admin)?;
    let accepted = body.accept(state.is_one_machine())?;
    for _ in 0..TRIES {
        let seen = state.store.subscription(name.as_str()).await?.map(|held| held.rev);
        let row = row(&state, &name, &accepted, seen).await?;
        if state.store.put_subscription(&row, seen).await?.is_done() {
            state.outbound.forget();
            let status = if seen.is_some() { StatusCode::OK } else { StatusCode::CREATED };
            return Ok((status, Json(row.into())));
        }
    }
    Err(Problem::try_again())
}

async fn row(
    state: &State,
    name: &SubscriptionName,
    accepted: &Accepted,
    seen: Option<u64>,
) -> Result<SubscriptionRow, Problem> {
    let (name, now) = (name.as_str(), state.clock.now());
    let (key, secret) = seal(name, &accepted.secret, &*state.master.fresh(now).await, &*state.random)?;
    Ok(SubscriptionRow {
        name: name.to_owned(),
        rev: seen.unwrap_or_default() + 1,
        url: accepted.url.clone(),
        events: accepted.events.clone(),
        third_party: accepted.third_party,
        key,
        secret,
        updated_at: now,
        list_pk: SubscriptionRow::LIST.to_owned(),
        list_at: name.to_owned(),
    })
}
