//! Writing down what became of an event, whatever stands in the way for a moment.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use koe_store::rows::{DeliveryState, OutboxRow};
use koe_store::{Due, Queue, StoreError, Told, Written};

use crate::State;

/// Tries before the row is left as it was claimed; it is sent again, under the same id, when its lease ends.
const TRIES: u32 = 4;

/// What became of an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Acknowledged; the body is kept until then.
    Delivered { answer: String, until: Timestamp },
    /// To be sent again.
    Later { answer: String, after: SignedDuration },
    /// Given up; the body is kept until then.
    Failed { answer: String, until: Timestamp },
}

impl Outcome {
    /// The row as it is after this.
    fn applied(&self, row: &OutboxRow, now: Timestamp) -> OutboxRow {
        let mut row = OutboxRow { rev: row.rev + 1, ..row.clone() };
        let queued = |at: Timestamp| Due::at(Queue::Outbox, &OutboxRow::partition(row.id), at);
        let (answer, due) = match self {
            Self::Delivered { answer, until } | Self::Failed { answer, until } => (answer, queued((*until).max(now))),
            Self::Later { answer, after } => (answer, queued(now.saturating_add(*after).unwrap_or(Timestamp::MAX))),
        };
        row.due = due;
        row.answer = Some(answer.clone());
        match self {
            Self::Delivered { .. } => {
                row.state = DeliveryState::Delivered;
                row.delivered_at = Some(now);
            }
            Self::Failed { .. } => row.state = DeliveryState::Failed,
            Self::Later { .. } => {}
        }
        row
    }

    /// What an erasure is told of it.
    const fn told(&self) -> Option<Told> {
        match self {
            Self::Delivered { .. } => Some(Told::Acknowledged),
            Self::Failed { .. } => Some(Told::Unreached),
            Self::Later { .. } => None,
        }
    }
}

/// Writes the outcome over the row as it was claimed. A delivery that is gone, or was sent anew meanwhile, is left.
///
/// # Errors
/// The last failure, when all tries failed.
pub(crate) async fn settle(state: &State, row: &OutboxRow, outcome: &Outcome) -> Result<(), StoreError> {
    let mut last = StoreError::Busy { code: "ConditionFailed".to_owned() };
    for attempt in 0..TRIES {
        if attempt > 0 {
            tokio::time::sleep(Duration::from_millis(100 << attempt)).await;
        }
        match write(state, row, outcome).await {
            // After a write without an answer this is that very write, found done.
            Ok(Written::Done(()) | Written::ConditionFailed) => return Ok(()),
            Err(error) if error.is_passing() => last = error,
            Err(error) => return Err(error),
        }
    }
    Err(last)
}

async fn write(state: &State, row: &OutboxRow, outcome: &Outcome) -> Result<Written, StoreError> {
    let now = state.clock.now();
    let next = outcome.applied(row, now);
    match (row.erasure, outcome.told()) {
        (Some(erasure), Some(told)) => state.store.settle_erased(&next, row.rev, erasure, told, now).await,
        _ => state.store.replace_delivery(&next, row.rev).await,
    }
}

#[cfg(test)]
mod tests {
    use koe_domain::DeliveryId;

    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap_or_default()
    }

    fn row() -> OutboxRow {
        let id = DeliveryId::from_bytes([4; 16]);
        OutboxRow {
            id,
            rev: 5,
            subscription: "crm".to_owned(),
            event: "response.recorded".to_owned(),
            person: None,
            sealed: None,
            body: Some("{}".to_owned()),
            erasure: None,
            state: DeliveryState::Due,
            attempts: 1,
            answer: None,
            made_at: at(0),
            delivered_at: None,
            due: Due::at(Queue::Outbox, &OutboxRow::partition(id), at(300)),
            list_pk: OutboxRow::list("crm"),
            list_at: at(0).to_string(),
            ttl: 0,
        }
    }

    #[test]
    fn each_outcome_is_written_down_with_its_next_time() {
        let answer = || "503".to_owned();
        let (until, after) = (at(1_000), SignedDuration::from_secs(60));
        for (outcome, state, due, delivered, told) in [
            (
                Outcome::Delivered { answer: answer(), until },
                DeliveryState::Delivered,
                1_000,
                Some(at(100)),
                Some(Told::Acknowledged),
            ),
            (Outcome::Failed { answer: answer(), until }, DeliveryState::Failed, 1_000, None, Some(Told::Unreached)),
            (Outcome::Later { answer: answer(), after }, DeliveryState::Due, 160, None, None),
            (
                Outcome::Failed { answer: answer(), until: at(7) },
                DeliveryState::Failed,
                100,
                None,
                Some(Told::Unreached),
            ),
        ] {
            let next = outcome.applied(&row(), at(100));
            assert_eq!((next.rev, next.state, next.due.time()), (6, state, Some(at(due))), "{outcome:?}");
            assert_eq!((next.answer.as_deref(), next.delivered_at, outcome.told()), (Some("503"), delivered, told));
        }
    }
}
