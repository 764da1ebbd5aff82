//! Every few minutes: the alerts that the stream could not send.

use aws_lambda_events::eventbridge::EventBridgeEvent;
use koe_store::{Queue, StoreError};

use crate::run::Run;
use crate::{Report, State, is_paused};

/// Alerts asked for of each shard; more wait for the next run.
const PAGE: i32 = 50;

/// Sends the alerts that are due, the oldest first; nothing while sending is paused.
///
/// # Errors
/// When the tables cannot be asked what is due, or refuse a request: a fault of ours that an alarm must tell.
pub async fn handle_schedule(state: &State, _: EventBridgeEvent) -> Result<Report, StoreError> {
    if is_paused(state).await? {
        return Ok(Report::default());
    }
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
