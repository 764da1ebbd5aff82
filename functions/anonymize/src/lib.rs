//! Retention and erasure: what is no longer needed goes, each at its time; and who asks to be forgotten is.
//!
//! Retention keeps its times apart, since each serves another end: the pointer from an invitation to its response
//! (`retention.link`), the free text, the contact, the proof of what was agreed and of what was asked
//! (`retention.proof`), an order's wait for a contact; tombstones, certificates and the records of requests. None waits
//! for another; when all have come, scores and totals are left, and nothing that leads from them to a person. Times are
//! rounded up to the next midnight in UTC.
//!
//! What is due is found by the index `due`. Each row is read again and changed on condition of the revision read, so
//! that a run may stop anywhere and two may overlap: whatever was not done is still due at the next.

mod day;
mod erase;
mod invitation;
mod order;
mod person;
mod replay;
mod report;
mod request;
mod rest;
mod run;
mod tombstone;

use std::sync::Arc;

use aws_lambda_events::eventbridge::EventBridgeEvent;
use koe_domain::Clock;
use koe_mail::Mailer;
use koe_privacy::sign::SigningKeys;
use koe_privacy::{Keyring, MasterKeys, Pepper};
use koe_store::{Store, StoreError};

pub use replay::{Command, Replayed, USAGE, UsageError, replay};
pub use report::Report;

/// What the function works with.
#[derive(Clone, Debug)]
pub struct State {
    /// The tables.
    pub store: Store,
    /// Master keys: the address of somebody who is erased is opened once, so that the mail service forgets it too.
    pub master: Keyring<MasterKeys>,
    /// Names suppressions, and people to those who got their data.
    pub pepper: Pepper,
    /// Signs certificates.
    pub signing: Keyring<SigningKeys>,
    /// The mail service, which keeps a list of addresses of its own.
    pub mailer: Mailer,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Under which address the public keys are found that certificates are checked with, without a slash at its end.
    pub base_url: String,
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
    tracing::info!(?report, "retention and erasure ran");
    ended?;
    if report.failed > 0 { Err(RunError::Rows(report.failed)) } else { Ok(report) }
}
