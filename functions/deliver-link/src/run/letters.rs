//! The letters of a run: few, and for each of them somebody looks into their mailbox.

use koe_mail::{Message, SendError};
use koe_store::rows::{Alert, LetterRow};
use koe_store::{DueRow, Queue, StoreError, Written};

use super::{LEASE, PAGE, Run, report, survived};
use crate::Became;
use crate::letter::{Prepared, prepare, put_back, settle, triage, withhold};
use crate::outcome::{Outcome, judge};
use crate::prepare::SET_UP;

impl Run<'_> {
    /// Takes the letters that are due, the oldest first. What is left over waits for the next run.
    pub(super) async fn letters(&mut self) -> Result<(), StoreError> {
        let mut due = self.state.store.due(Queue::Letter, self.state.clock.now(), PAGE).await?;
        due.sort_by_key(|row| row.at);
        for row in &due {
            self.pace.wait(&*self.state.clock).await;
            if !self.goes_on() {
                break;
            }
            survived(self.claim_letter(row).await)?;
        }
        Ok(())
    }

    async fn claim_letter(&mut self, due: &DueRow) -> Result<bool, StoreError> {
        let (state, now) = (self.state, self.state.clock.now());
        let Written::Done(mut row) = state.store.claim_letter(due, now, LEASE).await? else { return Ok(false) };
        let seen = row.rev;
        let became = match triage(&mut row, now) {
            Some(became) => became,
            None => match prepare(state, &row, now).await? {
                Prepared::Ready(message) => return self.send_letter(row, seen, &message).await.map(|()| true),
                Prepared::Withhold => {
                    withhold(&mut row, now);
                    Became::Withheld
                }
                Prepared::Wait => {
                    put_back(&mut row, now, SET_UP);
                    Became::PutBack
                }
                Prepared::Leave => return Ok(true),
            },
        };
        if state.store.replace_letter(&row, seen).await?.is_done() {
            self.report.letters.count(became);
        }
        Ok(true)
    }

    /// Says `sending`, sends, and says how it went.
    async fn send_letter(&mut self, mut row: LetterRow, seen: u64, message: &Message) -> Result<(), StoreError> {
        let state = self.state;
        if !self.has_time() {
            return Ok(());
        }
        row.state = Alert::Sending;
        row.rev += 1;
        match state.store.start_letter(&row, seen).await {
            Ok(Written::Done(())) => {}
            Ok(Written::ConditionFailed) => return Ok(()),
            // `sending` may stand in the row now; but the mail is still here, so nothing is in doubt.
            Err(error) if error.is_passing() => {
                tracing::warn!(%error, "a letter is not sent: it could not be noted before");
                let (outcome, _) = judge(&SendError::NotSent, row.attempts);
                self.report.letters.count(outcome.became());
                return settle(state, &row, &outcome, true).await;
            }
            Err(error) => return Err(error),
        }
        self.pace.mark(state.clock.now());
        self.budget = self.budget.saturating_sub(1);
        match state.mailer.send(message).await {
            Ok(_) => self.settle_letter(&row, &Outcome::Sent).await,
            Err(error) => {
                let (outcome, then) = judge(&error, row.attempts);
                report(&error);
                let settled = self.settle_letter(&row, &outcome).await;
                self.follow(then, &error).await;
                settled
            }
        }
    }

    async fn settle_letter(&mut self, row: &LetterRow, outcome: &Outcome) -> Result<(), StoreError> {
        self.report.letters.count(outcome.became());
        settle(self.state, row, outcome, false).await
    }
}
