//! Moves the counters by what a response changed.
//!
//! The stream brings a response at least once, in batches of any shape, and perhaps an old revision after a new one. So
//! nothing here relies on its order: each revision moves the counters by the difference to what is written down as
//! counted, in the transaction that writes down the new state.

mod count;
mod versions;

use aws_lambda_events::event::dynamodb::Event;
use aws_lambda_events::streams::{DynamoDbBatchItemFailure, DynamoDbEventResponse};
use koe_store::{Store, StoreError, stream};

use crate::versions::Versions;

/// What the function works with.
#[derive(Clone, Debug)]
pub struct State {
    /// The tables.
    pub store: Store,
    versions: Versions,
}

impl State {
    /// A state that has read no survey yet.
    #[must_use]
    pub fn new(store: Store) -> Self {
        Self { store, versions: Versions::default() }
    }
}

/// Counts the responses that an event reports, in its order. One round trip for each new answer and two for a changed
/// one, where nobody else counts it at the same time; one more for a survey version not met before.
///
/// When the tables are busy it stops and names the record it came to: the stream brings that one and all behind it
/// again. A row that cannot be read is skipped, since it would hold up its shard for a day and never read better.
///
/// # Errors
/// When the tables refuse a request, as they do without a permission: skipping would lose answers, so the batch fails,
/// and the alarm on the function's errors goes off.
pub async fn handle(state: &State, event: Event) -> Result<DynamoDbEventResponse, StoreError> {
    let mut response = DynamoDbEventResponse::default();
    for change in stream::responses(event) {
        let counted = match change.row {
            Ok(row) => count::count(state, &row).await,
            Err(error) => Err(error),
        };
        match counted {
            Ok(()) => {}
            Err(error @ StoreError::Corrupt { .. }) => {
                tracing::error!(%error, "a response could not be read and is not counted");
            }
            Err(error @ (StoreError::Busy { .. } | StoreError::Unreachable)) => {
                tracing::warn!(%error, "counting stopped; the stream brings the rest again");
                response.batch_item_failures.push(failure(change.sequence));
                return Ok(response);
            }
            Err(error @ StoreError::Refused { .. }) => {
                tracing::error!(%error, "a response could not be counted");
                return Err(error);
            }
        }
    }
    Ok(response)
}

fn failure(sequence: String) -> DynamoDbBatchItemFailure {
    let mut failure = DynamoDbBatchItemFailure::default();
    failure.item_identifier = Some(sequence);
    failure
}
