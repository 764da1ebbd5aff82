//! Sending what is due, many at a time: a receiver that does not answer keeps others waiting for seconds only.

use std::time::Duration;

use futures::future::join_all;
use jiff::{SignedDuration, Timestamp};
use koe_store::rows::{DeliveryState, OutboxRow};
use koe_store::{Due, DueRow, StoreError, Written};
use serde::Serialize;

use super::parcel::{Opened, open};
use super::plan::{ATTEMPTS, wait_after};
use super::post::{Answer, Verdict, post};
use super::settle::{Outcome, settle};
use crate::State;

/// Attempts under way at the same time.
const AT_ONCE: usize = 32;
/// After this no further attempt is begun. Each ends within ten seconds.
const SPAN: SignedDuration = SignedDuration::from_secs(30);
/// How long a claim holds. Longer than the function's time-out, so that no two runs ever work on one row.
const LEASE: Duration = Duration::from_secs(5 * 60);

/// What a run did with events for other systems.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Deliveries {
    /// Acknowledged.
    pub delivered: u64,
    /// To be sent again later.
    pub later: u64,
    /// Given up.
    pub failed: u64,
}

impl Deliveries {
    const fn count(&mut self, outcome: &Outcome) {
        match outcome {
            Outcome::Delivered { .. } => self.delivered += 1,
            Outcome::Later { .. } => self.later += 1,
            Outcome::Failed { .. } => self.failed += 1,
        }
    }
}

/// Sends what is due, and forgets the bodies whose time is over. What there is no time for waits for the next run.
///
/// # Errors
/// When the tables refuse a request: a fault of ours that an alarm must tell.
pub(crate) async fn send(state: &State, due: &[DueRow]) -> Result<Deliveries, StoreError> {
    let started = state.clock.now();
    let mut done = Deliveries::default();
    for some in due.chunks(AT_ONCE) {
        if state.clock.now().duration_since(started) >= SPAN {
            break;
        }
        for sent in join_all(some.iter().map(|row| one(state, row))).await {
            match sent {
                Ok(Some(outcome)) => done.count(&outcome),
                Ok(None) => {}
                Err(error @ StoreError::Corrupt { .. }) => {
                    tracing::error!(%error, "an event is left: a row of it cannot be read");
                }
                Err(error) if error.is_passing() => {
                    tracing::warn!(%error, "an event waits: the tables did not answer");
                }
                Err(error) => return Err(error),
            }
        }
    }
    if done != Deliveries::default() {
        let Deliveries { delivered, later, failed } = done;
        tracing::info!(delivered, later, failed, "events were sent");
    }
    Ok(done)
}

async fn one(state: &State, due: &DueRow) -> Result<Option<Outcome>, StoreError> {
    let now = state.clock.now();
    let Written::Done(row) = state.store.claim_delivery(due, now, LEASE).await? else { return Ok(None) };
    if row.state != DeliveryState::Due {
        forget(state, row).await?;
        return Ok(None);
    }
    let Opened { until, parcel } = open(state, &row).await?;
    let answer = match parcel {
        // A run that ended before it knew has left it with an attempt too many.
        _ if row.attempts > ATTEMPTS => Answer::word(row.answer.as_deref().unwrap_or("unknown"), Verdict::Refused),
        Err(reason) => Answer::word(reason, Verdict::Refused),
        Ok(parcel) => match state.outbound.client(state.is_one_machine()) {
            Some(client) => post(client, row.id, parcel, now.as_second()).await,
            None => Answer::word("no_client", Verdict::Later(None)),
        },
    };
    let outcome = decide(answer, row.attempts, until);
    settle(state, &row, &outcome).await?;
    Ok(Some(outcome))
}

/// What follows from the answer to the given attempt, counted from 1.
fn decide(answer: Answer, attempt: u32, until: Timestamp) -> Outcome {
    let Answer { word, verdict } = answer;
    match verdict {
        Verdict::Taken => Outcome::Delivered { answer: word, until },
        Verdict::Refused => Outcome::Failed { answer: word, until },
        Verdict::Later(asked) => match wait_after(attempt, asked) {
            Some(after) => Outcome::Later { answer: word, after },
            None => Outcome::Failed { answer: word, until },
        },
    }
}

/// Takes the body out of a delivery that has ended. What was sent to whom, and when, stays.
async fn forget(state: &State, mut row: OutboxRow) -> Result<(), StoreError> {
    let seen = row.rev;
    row.body = None;
    row.sealed = None;
    row.due = Due::NEVER;
    row.attempts = row.attempts.saturating_sub(1);
    row.rev += 1;
    // Where it changed meanwhile, it is due again.
    state.store.replace_delivery(&row, seen).await.map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_tried_ten_times_and_a_refusal_ends_it_at_once() {
        let until = Timestamp::UNIX_EPOCH;
        let after = |attempt, verdict| decide(Answer::word("w", verdict), attempt, until);
        let answer = || "w".to_owned();
        assert_eq!(after(1, Verdict::Taken), Outcome::Delivered { answer: answer(), until });
        assert_eq!(after(1, Verdict::Refused), Outcome::Failed { answer: answer(), until });
        let minute = SignedDuration::from_mins(1);
        assert_eq!(after(1, Verdict::Later(None)), Outcome::Later { answer: answer(), after: minute });
        let day = SignedDuration::from_hours(24);
        assert_eq!(after(9, Verdict::Later(None)), Outcome::Later { answer: answer(), after: day });
        assert_eq!(after(10, Verdict::Later(Some(5))), Outcome::Failed { answer: answer(), until });
    }
}
