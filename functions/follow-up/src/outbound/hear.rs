//! From a batch of the stream to the events that come of it.

use koe_store::stream::PeopleChange;
use koe_store::{DueRow, StoreError};

use super::cause::Cause;
use super::make::make;
use crate::State;

/// What came of a batch.
#[derive(Debug, Default)]
pub(crate) struct Heard {
    /// The deliveries that were made, due at once.
    pub(crate) made: Vec<DueRow>,
    /// The first change that has to come again: the tables did not answer.
    pub(crate) again: Option<usize>,
}

/// Makes the events that `changes` are causes of. No round trip where nobody wants any, but for asking who does, every
/// thirty seconds.
///
/// # Errors
/// When the tables refuse a request: a fault of ours that an alarm must tell.
pub(crate) async fn hear(state: &State, changes: Vec<PeopleChange>) -> Result<Heard, StoreError> {
    let mut heard = Heard::default();
    let causes: Vec<(usize, Cause)> = changes.into_iter().enumerate().filter_map(cause).collect();
    let Some((first, _)) = causes.first() else { return Ok(heard) };
    let subscriptions = match state.outbound.subscriptions(state).await {
        Ok(subscriptions) => subscriptions,
        Err(error) => return wait(heard, *first, error),
    };
    if subscriptions.is_empty() {
        return Ok(heard);
    }
    for (place, cause) in &causes {
        match make(state, cause, &subscriptions).await {
            Ok(made) => heard.made.extend(made),
            Err(error @ StoreError::Corrupt { .. }) => {
                tracing::error!(%error, "an event is left: a row of it cannot be read");
            }
            Err(error) => return wait(heard, *place, error),
        }
    }
    Ok(heard)
}

fn cause((place, change): (usize, PeopleChange)) -> Option<(usize, Cause)> {
    let cause = Cause::of(change);
    let cause = cause.inspect_err(|error| tracing::error!(%error, "a change is left: its row cannot be read"));
    Some((place, cause.ok()??))
}

fn wait(mut heard: Heard, place: usize, error: StoreError) -> Result<Heard, StoreError> {
    if !error.is_passing() {
        return Err(error);
    }
    tracing::warn!(%error, "an event waits: the tables did not answer");
    heard.again = Some(place);
    Ok(heard)
}
