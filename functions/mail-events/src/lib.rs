//! What the mail service says became of a mail: taken, delivered, bounced, complained about.
//!
//! SES publishes its events to SNS, which calls this function without a signature to check: nobody else may publish to
//! the topic. Events come late, twice and in any order; a state that an event does not move stays as it is, so neither
//! order nor repetition matters. Rejected: EventBridge, which delivers SES events at best effort. Opens and clicks are
//! not asked for: they would rewrite the links, and scanners make both.

mod record;
mod report;

use std::sync::Arc;

use aws_lambda_events::sns::SnsEvent;
use koe_domain::Clock;
use koe_domain::link::LinkKeys;
use koe_privacy::{Keyring, Pepper};
use koe_store::{Store, StoreError};

use crate::record::{Recorded, record};
use crate::report::read;

/// What the function works with.
#[derive(Clone, Debug)]
pub struct State {
    /// The tables.
    pub store: Store,
    /// Keys of the invitations' ids, which the mails carry as a tag.
    pub links: Keyring<LinkKeys>,
    /// Names suppressed people.
    pub pepper: Pepper,
    /// The clock.
    pub clock: Arc<dyn Clock>,
}

/// What became of the events of one call.
#[derive(Debug, Default)]
struct Count {
    changed: u32,
    unchanged: u32,
    /// Nothing that concerns an invitation: an alert's mail, or an event of no consequence.
    ignored: u32,
    /// Named an invitation that this stack did not make.
    foreign: u32,
    unreadable: u32,
    failed: u32,
}

/// Takes a batch of SES events from SNS. Every record is handled, whatever becomes of the others. What cannot be read
/// is logged and dropped: it would not be readable the next time either.
///
/// # Errors
/// The last failure of the tables. The whole batch comes again then, and what was written is not written twice; what
/// keeps failing ends in the queue of failures.
pub async fn handle(state: &State, event: SnsEvent) -> Result<(), StoreError> {
    let mut count = Count::default();
    let mut failure = None;
    for notification in &event.records {
        let report = match read(&notification.sns.message) {
            Ok(Some(report)) => report,
            Ok(None) => {
                count.ignored += 1;
                continue;
            }
            Err(unreadable) => {
                tracing::error!(%unreadable, "an event of the mail service is dropped");
                count.unreadable += 1;
                continue;
            }
        };
        match record(state, &report).await {
            Ok(Recorded::Changed) => count.changed += 1,
            Ok(Recorded::Unchanged) => count.unchanged += 1,
            Ok(Recorded::Foreign) => count.foreign += 1,
            Err(error) => {
                count.failed += 1;
                failure = Some(error);
            }
        }
    }
    tracing::info!(
        changed = count.changed,
        unchanged = count.unchanged,
        ignored = count.ignored,
        foreign = count.foreign,
        unreadable = count.unreadable,
        failed = count.failed,
        "events of the mail service were taken"
    );
    failure.map_or(Ok(()), Err)
}
