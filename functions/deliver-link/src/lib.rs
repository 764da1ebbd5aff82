//! Every minute: sends what is due. Letters that people asked for about their own data go first, then invitations.
//!
//! Nothing is sent twice. A row is claimed, the person is read again, the row says `sending`, and only then the mail is
//! handed to the mail service, which has no idempotency token: what is in doubt afterwards is `unknown` and never sent
//! again. Mails go one after another at the account's rate. A queue of messages with a batch of workers was rejected: it
//! would have to be kept in step with rows that unsubscribe, erase and call off.

mod invitation;
mod letter;
mod outcome;
mod prepare;
mod run;
mod settle;
mod triage;

use std::sync::Arc;

use aws_lambda_events::eventbridge::EventBridgeEvent;
use koe_domain::link::LinkKeys;
use koe_domain::{Clock, Random};
use koe_mail::Mailer;
use koe_privacy::{Keyring, MasterKeys, Pepper};
use koe_store::{Store, StoreError};
use koe_web::surveys::Surveys;
use serde::Serialize;

use crate::run::Run;

/// What the function works with.
#[derive(Clone, Debug)]
pub struct State {
    /// The tables.
    pub store: Store,
    /// Keys of links.
    pub links: Keyring<LinkKeys>,
    /// Master keys, which wrap the keys of people's contacts.
    pub master: Keyring<MasterKeys>,
    /// Names suppressions.
    pub pepper: Pepper,
    /// The mail service.
    pub mailer: Mailer,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub random: Arc<dyn Random>,
    /// Survey versions read so far.
    pub surveys: Surveys,
    /// Where links lead, without a slash at its end.
    pub base_url: String,
    /// Mails a second, at most; from 1000 on they are not spaced.
    pub rate: f64,
}

/// What a run did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Letters about people's own data.
    pub letters: Count,
    /// Invitations.
    pub invitations: Count,
}

/// What became of the mails of one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Count {
    /// Taken by the mail service.
    pub sent: u64,
    /// May not be sent, or not any more.
    pub withheld: u64,
    /// Certainly did not leave, and are due again later.
    pub put_back: u64,
    /// Nobody knows whether they left.
    pub unknown: u64,
    /// Refused, or tried too often.
    pub failed: u64,
}

/// What became of a mail in this run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Became {
    Sent,
    Withheld,
    PutBack,
    Unknown,
    Failed,
    /// Nothing that this run did: it had moved on before.
    Settled,
}

impl Count {
    pub(crate) const fn count(&mut self, became: Became) {
        match became {
            Became::Sent => self.sent += 1,
            Became::Withheld => self.withheld += 1,
            Became::PutBack => self.put_back += 1,
            Became::Unknown => self.unknown += 1,
            Became::Failed => self.failed += 1,
            Became::Settled => {}
        }
    }
}

/// Sends what is due, as far as time and rate allow; nothing while sending is paused.
///
/// # Errors
/// When the tables cannot be asked what is due, or refuse a request: a fault of ours that an alarm must tell. A single
/// row that cannot be read or written is logged and left; it comes back when its lease ends.
pub async fn handle(state: &State, _: EventBridgeEvent) -> Result<Report, StoreError> {
    let now = state.clock.now();
    if state.store.pause().await?.is_some_and(|pause| pause.until > now) {
        tracing::debug!("sending is paused");
        return Ok(Report::default());
    }
    // The run makes links: no key makes any for longer than its time.
    state.links.fresh(now).await;
    let report = Run::new(state).all().await?;
    if report.letters != Count::default() {
        let Count { sent, withheld, put_back, unknown, failed } = report.letters;
        tracing::info!(sent, withheld, put_back, unknown, failed, "letters were dealt with");
    }
    if report.invitations != Count::default() {
        let Count { sent, withheld, put_back, unknown, failed } = report.invitations;
        tracing::info!(sent, withheld, put_back, unknown, failed, "invitations were dealt with");
    }
    Ok(report)
}
