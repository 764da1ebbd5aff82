//! Retention: what is no longer needed goes, each at its time.
//!
//! Four times are kept apart, since each serves another end: the pointer from an invitation to its response
//! (`retention.link`), the free text, the contact, and an order's wait for a contact. None waits for another; when all
//! have come, scores and totals are left, and nothing that leads from them to a person.
//!
//! What is due is found by the index `due`. Each row is read again and changed on condition of the revision read, so
//! that a run may stop anywhere and two may overlap: whatever was not done is still due at the next.

mod invitation;
mod order;
mod person;
mod report;
mod run;

use std::sync::Arc;

use aws_lambda_events::eventbridge::EventBridgeEvent;
use koe_domain::Clock;
use koe_store::{Store, StoreError};

pub use report::Report;

/// What the function works with. No key: it opens nothing.
#[derive(Clone, Debug)]
pub struct State {
    /// The tables.
    pub store: Store,
    /// The clock.
    pub clock: Arc<dyn Clock>,
}

/// Why a run did not end well. What it did stays done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RunError {
    /// The index could not be read.
    #[error("what is due could not be read")]
    Due(#[from] StoreError),
    /// Rows that will not go by themselves; somebody must look at them.
    #[error("{0} rows that are due could not be read or changed; the others were")]
    Rows(u64),
}

/// Does what is due. The event of the schedule says nothing that the clock does not.
///
/// # Errors
/// When the index cannot be read, or a row is corrupt or refused; every other row is done all the same. A busy table is
/// no error: what it held back is counted, and still due at the next run.
pub async fn handle(state: &State, _event: EventBridgeEvent) -> Result<Report, RunError> {
    let mut run = run::Run::new(state);
    let ended = run.all().await;
    let report = run.report();
    tracing::info!(?report, "retention ran");
    ended?;
    if report.failed > 0 { Err(RunError::Rows(report.failed)) } else { Ok(report) }
}
