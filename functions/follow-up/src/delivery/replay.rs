//! `POST /v1/subscriptions/{name}/deliveries/{id}/replay`.

use axum::Json;
use axum::extract::State as Held;
use axum::http::StatusCode;
use jiff::Timestamp;
use koe_domain::DeliveryId;
use koe_store::rows::{DeliveryState, OutboxRow};
use koe_store::{Due, Queue};
use koe_web::{Caller, PathParam, Problem, Scope};

use super::list::DeliveryView;
use crate::State;
use crate::subscription::SubscriptionName;

/// How often it is tried when the delivery is being sent meanwhile.
const TRIES: usize = 3;

/// Sends an event again, with ten new attempts and under the same id, so that a receiver that got it before knows it.
#[utoipa::path(post, path = "/v1/subscriptions/{name}/deliveries/{id}/replay", tag = "subscriptions",
    params(("name" = String, Path), ("id" = String, Path)),
    responses(
        (status = 202, description = "it is sent within minutes", body = DeliveryView),
        (status = 401, description = "no key of this stack", body = Problem),
        (status = 403, description = "a key without the scope `admin`", body = Problem),
        (status = 404, description = "no such delivery, or its person was erased", body = Problem),
        (status = 410, description = "its body is not kept any more", body = Problem),
        (status = 503, description = "the table did not answer; send it again", body = Problem)))]
pub(crate) async fn replay_delivery(
    Held(state): Held<State>,
    caller: Caller,
    PathParam((name, id)): PathParam<(SubscriptionName, DeliveryId)>,
) -> Result<(StatusCode, Json<DeliveryView>), Problem> {
    caller.require(Scope::Admin)?;
    for _ in 0..TRIES {
        let row = state.store.delivery(id).await?.filter(|row| row.subscription == name.as_str());
        let row = row.ok_or_else(|| Problem::not_found("no such delivery"))?;
        let seen = row.rev;
        let Some(row) = again(row, state.clock.now()) else {
            return Err(Problem::gone("what it said is not kept any more"));
        };
        if state.store.replace_delivery(&row, seen).await?.is_done() {
            return Ok((StatusCode::ACCEPTED, Json(row.into())));
        }
    }
    Err(Problem::try_again())
}

/// The delivery, due at once; none where its body is gone.
fn again(mut row: OutboxRow, now: Timestamp) -> Option<OutboxRow> {
    if row.body.is_none() && row.sealed.is_none() {
        return None;
    }
    if row.attempts > 0 && row.answer.is_none() {
        // An erasure tells whoever may have it, and must still see that an attempt was begun.
        row.answer = Some("unknown".to_owned());
    }
    row.state = DeliveryState::Due;
    row.attempts = 0;
    row.delivered_at = None;
    row.due = Due::at(Queue::Outbox, &OutboxRow::partition(row.id), now);
    row.rev += 1;
    Some(row)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_sent_again_while_its_body_is_kept() {
        let now = Timestamp::UNIX_EPOCH;
        let row = OutboxRow {
            id: DeliveryId::from_bytes([4; 16]),
            rev: 5,
            subscription: "crm".to_owned(),
            event: "person.erased".to_owned(),
            person: None,
            sealed: None,
            body: Some("{}".to_owned()),
            erasure: None,
            state: DeliveryState::Failed,
            attempts: 10,
            answer: Some("500".to_owned()),
            made_at: now,
            delivered_at: None,
            due: Due::NEVER,
            list_pk: OutboxRow::list("crm"),
            list_at: now.to_string(),
            ttl: 0,
        };
        let gone = OutboxRow { body: None, ..row.clone() };
        assert!(again(gone, now).is_none());
        let begun = again(OutboxRow { attempts: 1, answer: None, ..row.clone() }, now);
        assert_eq!(begun.and_then(|row| row.answer).as_deref(), Some("unknown"));
        let sent = again(row, now).map(|row| (row.state, row.attempts, row.rev, row.due.time()));
        assert_eq!(sent, Some((DeliveryState::Due, 0, 6, Some(now))));
    }
}
