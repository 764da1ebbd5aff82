//! Every few minutes: alerts and events that the stream could not send, and once a day the root of the ledger.

use aws_lambda_events::eventbridge::EventBridgeEvent;
use koe_store::{Queue, StoreError};

use crate::run::Run;
use crate::{Report, State, is_paused, ledger, outbound};

/// Rows asked for of each shard; more wait for the next run.
const PAGE: i32 = 50;

/// Does what is due, the oldest first: alerts, but while sending mail is paused; events for other systems; the root of
/// each day that is over. What fails of it does not keep the rest from being done.
///
/// # Errors
/// The first failure: when the tables cannot be asked what is due, or refuse a request. A fault of ours that an alarm
/// must tell.
pub async fn handle_schedule(state: &State, _: EventBridgeEvent) -> Result<Report, StoreError> {
    let paused = is_paused(state).await?;
    let alerts = if paused { Ok(Report::default()) } else { alerts(state).await };
    let deliveries = deliveries(state).await;
    let roots = ledger::keep(state, paused).await;
    Ok(Report { deliveries: deliveries?, roots: roots?, ..alerts? })
}

async fn alerts(state: &State) -> Result<Report, StoreError> {
    let mut due = state.store.due(Queue::Alert, state.clock.now(), PAGE).await?;
    due.sort_by_key(|row| row.at);
    let mut run = Run::new(state);
    for row in &due {
        if !run.is_ready().await {
            break;
        }
        match run.take(row).await {
            Ok(()) => {}
            Err(error) if error.is_passing() => tracing::warn!(%error, "an alert waits: the tables did not answer"),
            Err(error) => return Err(error),
        }
    }
    Ok(run.finish())
}

async fn deliveries(state: &State) -> Result<outbound::Deliveries, StoreError> {
    let mut due = state.store.due(Queue::Outbox, state.clock.now(), PAGE).await?;
    due.sort_by_key(|row| row.at);
    outbound::send(state, &due).await
}
