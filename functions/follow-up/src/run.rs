//! One run: claims alerts and sends them, one mail after another.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use koe_mail::{Message, Pace, SendError};
use koe_store::rows::{Alert, CaseRow};
use koe_store::{DueRow, StoreError, Written};

use crate::letter::messages;
use crate::outcome::{Answers, Claimed, Outcome, backoff, due_after, triage};
use crate::settle::settle;
use crate::{Report, State};

/// After this no further alert is begun. The function's time-out is 120 seconds, events and the ledger's
/// root come after the alerts, and an alert has several mails.
const SPAN: SignedDuration = SignedDuration::from_secs(40);
/// After this no further mail of an alert is begun.
const LAST_MAIL: SignedDuration = SignedDuration::from_secs(50);
/// How long a claim holds. Longer than the time-out, so that no two runs ever work on one row.
const LEASE: Duration = Duration::from_secs(5 * 60);

/// A run in progress.
#[derive(Debug)]
pub(crate) struct Run<'a> {
    state: &'a State,
    started: Timestamp,
    pace: Pace,
    stopped: bool,
    report: Report,
}

impl<'a> Run<'a> {
    pub(crate) fn new(state: &'a State) -> Self {
        Self {
            state,
            started: state.clock.now(),
            pace: Pace::new(state.rate),
            stopped: false,
            report: Report::default(),
        }
    }

    /// Waits for the next mail's turn. Whether there is time for another alert, and a service that takes mails.
    pub(crate) async fn is_ready(&self) -> bool {
        self.pace.wait(&*self.state.clock).await;
        !self.stopped && self.age() < SPAN
    }

    /// What was done.
    pub(crate) fn finish(self) -> Report {
        if self.report != Report::default() {
            let Report { sent, put_back, unknown, failed, .. } = self.report;
            tracing::info!(sent, put_back, unknown, failed, "alerts were dealt with");
        }
        self.report
    }

    fn age(&self) -> SignedDuration {
        self.state.clock.now().duration_since(self.started)
    }

    /// Takes one alert as far as it goes.
    ///
    /// # Errors
    /// When it could not be claimed, or the tables refuse a request. What fails after the claim for other reasons is
    /// logged; the alert comes back when its lease ends.
    pub(crate) async fn take(&mut self, due: &DueRow) -> Result<(), StoreError> {
        let taken = match self.state.store.claim_alert(due, self.state.clock.now(), LEASE).await {
            Ok(Written::Done(row)) => self.alert(row).await,
            Ok(Written::ConditionFailed) => return Ok(()),
            Err(error @ StoreError::Corrupt { .. }) => Err(error),
            Err(error) => return Err(error),
        };
        match taken {
            Err(error @ StoreError::Corrupt { .. }) => {
                tracing::error!(%error, "an alert is left: a row of it cannot be read");
                Ok(())
            }
            Err(error) if error.is_passing() => {
                tracing::warn!(%error, "an alert waits for the end of its lease");
                Ok(())
            }
            taken => taken,
        }
    }

    async fn alert(&mut self, mut row: CaseRow) -> Result<(), StoreError> {
        let (state, now) = (self.state, self.state.clock.now());
        let (seen, attempt) = (row.rev, row.attempts);
        let claimed = triage(&mut row);
        if claimed != Claimed::Ready {
            let written = state.store.replace_case(&row, seen).await?.is_done();
            if let (Claimed::Ended(outcome), true) = (claimed, written) {
                self.report.count(outcome);
            }
            return Ok(());
        }
        // The live version: whom it names is whom to tell now.
        let Some(setting) = state.surveys.setting(&state.store, &row.survey, None, now).await? else {
            tracing::error!("an alert waits: its survey or the organisation is not set up");
            let after = backoff(attempt);
            row.due = due_after(&row, now, after);
            row.rev += 1;
            if state.store.replace_case(&row, seen).await?.is_done() {
                self.report.count(Outcome::PutBack(after));
            }
            return Ok(());
        };
        let Ok(mails) = messages(&row, &setting, &state.base_url) else {
            tracing::error!("an alert is left: its mail could not be written");
            return Ok(());
        };
        row.alert = Alert::Sending;
        row.rev += 1;
        let mut doubtful = false;
        let outcome = match state.store.replace_case(&row, seen).await {
            Ok(Written::Done(())) => self.send(&mails, attempt).await,
            // The client may have written it at a first try whose answer was lost, and failed at its second.
            Ok(Written::ConditionFailed) if self.is_noted(&row).await? => self.send(&mails, attempt).await,
            Ok(Written::ConditionFailed) => return Ok(()),
            // It may be noted as being sent now; but the mails are still here, so nothing is in doubt.
            Err(error) if error.is_passing() => {
                tracing::warn!(%error, "an alert is not sent: it could not be noted before");
                doubtful = true;
                Outcome::PutBack(backoff(attempt))
            }
            Err(error) => return Err(error),
        };
        self.report.count(outcome);
        settle(state, &row, outcome, doubtful).await
    }

    /// Whether the row stands as this run meant to write it.
    async fn is_noted(&self, row: &CaseRow) -> Result<bool, StoreError> {
        let held = self.state.store.case(row.person, row.invitation).await?;
        Ok(held.is_some_and(|held| held.rev == row.rev && held.alert == Alert::Sending))
    }

    async fn send(&mut self, mails: &[Message], attempt: u32) -> Outcome {
        let mut answers = Answers::default();
        for mail in mails {
            self.pace.wait(&*self.state.clock).await;
            if self.age() >= LAST_MAIL {
                tracing::warn!("an alert does not reach all its recipients in this run: the time is over");
                answers.cut(attempt);
                break;
            }
            self.pace.mark(self.state.clock.now());
            let sent = self.state.mailer.send(mail).await;
            if let Err(error) = &sent {
                report(error);
            }
            if !answers.note(sent.as_ref().map(|_| ()), attempt) {
                break;
            }
        }
        self.stopped |= answers.is_closed();
        answers.outcome()
    }
}

/// Logs a failure as loudly as somebody must act on it.
fn report(error: &SendError) {
    match error {
        SendError::Paused { .. } | SendError::Misconfigured { .. } => {
            tracing::error!(%error, "alerts wait until the mail service is set up");
        }
        SendError::Throttled
        | SendError::QuotaSpent
        | SendError::Refused { .. }
        | SendError::Unknown { .. }
        | SendError::NotSent => tracing::warn!(%error, "an alert's mail was not sent, or may not have been"),
    }
}
