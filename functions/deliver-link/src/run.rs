//! One run: letters, then invitations; the oldest due row first, one mail after another, until the budget, the time or
//! the rows are spent.

mod letters;

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use koe_domain::invitation::Event;
use koe_mail::{Pace, SendError};
use koe_store::rows::{InvitationRow, PauseRow};
use koe_store::{DueRow, Queue, StoreError, Written, whole_seconds};

use crate::outcome::{Outcome, Then, judge, later, times_put_back};
use crate::prepare::{Prepared, Ready, prepare};
use crate::settle::Handed;
use crate::triage::triage;
use crate::{Report, State};

/// Seconds of a run; after them nothing new is begun. The function's time-out is 55 seconds, the next run a minute off.
const SPAN: i32 = 50;
/// How long a claim holds. Longer than the time-out, so that no two runs ever work on one row.
const LEASE: Duration = Duration::from_secs(5 * 60);
/// Rows asked for of each shard at once, at most.
const PAGE: i32 = 100;
/// Doubtful ends of a run before it stops: when nothing comes through, ten attempts are soon spent, and what is unknown
/// is never sent again.
const MOST_DOUBTS: u32 = 3;

/// A run in progress.
#[derive(Debug)]
pub(crate) struct Run<'a> {
    state: &'a State,
    started: Timestamp,
    pace: Pace,
    /// Mails that may still be sent.
    budget: u32,
    doubts: u32,
    stopped: bool,
    report: Report,
}

/// Mails that fit a run at this rate, one at least.
fn budget(rate: f64) -> u32 {
    (rate * f64::from(SPAN)).max(1.0) as u32
}

impl<'a> Run<'a> {
    pub(crate) fn new(state: &'a State) -> Self {
        Self {
            state,
            started: state.clock.now(),
            pace: Pace::new(state.rate),
            budget: budget(state.rate),
            doubts: 0,
            stopped: false,
            report: Report::default(),
        }
    }

    /// Takes what is due until there is no more to do.
    pub(crate) async fn all(mut self) -> Result<Report, StoreError> {
        self.letters().await?;
        while self.goes_on() {
            let limit = i32::try_from(self.budget).unwrap_or(PAGE).min(PAGE);
            let mut due = self.state.store.due(Queue::Deliver, self.state.clock.now(), limit).await?;
            due.sort_by_key(|row| row.at);
            let mut claimed = false;
            for row in &due {
                self.pace.wait(&*self.state.clock).await;
                if !self.goes_on() {
                    break;
                }
                claimed |= survived(self.claim(row).await)?;
            }
            // No shard can have held more; and the index may show for a moment what was claimed already.
            if !claimed || i32::try_from(due.len()).is_ok_and(|rows| rows < limit) {
                break;
            }
        }
        Ok(self.report)
    }

    fn goes_on(&self) -> bool {
        !self.stopped && self.budget > 0 && self.has_time()
    }

    fn has_time(&self) -> bool {
        self.state.clock.now().duration_since(self.started) < SignedDuration::from_secs(i64::from(SPAN))
    }

    /// Takes one invitation as far as it goes. Whether it was there to be taken.
    async fn claim(&mut self, due: &DueRow) -> Result<bool, StoreError> {
        let (state, now) = (self.state, self.state.clock.now());
        let Written::Done(mut row) = state.store.claim_invitation(due, now, LEASE).await? else { return Ok(false) };
        let seen = row.rev;
        let became = match triage(&mut row, now) {
            Some(became) => became,
            None => match prepare(state, &mut row, now).await? {
                Prepared::Ready(ready) => return self.send(row, seen, *ready).await.map(|()| true),
                Prepared::Became(became) => became,
                Prepared::Leave => return Ok(true),
            },
        };
        if state.store.replace_invitation(&row, seen).await?.is_done() {
            self.report.invitations.count(became);
        }
        Ok(true)
    }

    /// Says `sending`, sends, and says how it went.
    async fn send(&mut self, mut row: InvitationRow, seen: u64, ready: Ready) -> Result<(), StoreError> {
        let (state, now) = (self.state, self.state.clock.now());
        let Ready { mut profile, message } = ready;
        if !self.has_time() || row.happen(Event::Send, now, None).is_err() {
            return Ok(());
        }
        let (before, profile_seen, put_back) = (profile.last_asked, profile.rev, times_put_back(&row));
        profile.last_asked = Some(whole_seconds(now));
        profile.rev += 1;
        let handed = Handed { invitation: row, profile, before };
        match state.store.start_sending(&handed.invitation, seen, &handed.profile, profile_seen).await {
            Ok(Written::Done(())) => {}
            Ok(Written::ConditionFailed) => return Ok(()),
            // `sending` may stand in the row now; but the mail is still here, so nothing is in doubt.
            Err(error) if error.is_passing() => {
                tracing::warn!(%error, "a mail is not sent: it could not be noted before");
                let (outcome, _) = judge(&SendError::NotSent, put_back + 1);
                self.report.invitations.count(outcome.became());
                return handed.settle(state, &outcome, true).await;
            }
            Err(error) => return Err(error),
        }
        self.pace.mark(state.clock.now());
        self.budget = self.budget.saturating_sub(1);
        match state.mailer.send(&message).await {
            Ok(_) => self.settle(&handed, &Outcome::Sent).await,
            Err(error) => {
                let (outcome, then) = judge(&error, put_back + 1);
                report(&error);
                let settled = self.settle(&handed, &outcome).await;
                self.follow(then, &error).await;
                settled
            }
        }
    }

    async fn settle(&mut self, handed: &Handed, outcome: &Outcome) -> Result<(), StoreError> {
        self.report.invitations.count(outcome.became());
        handed.settle(self.state, outcome, false).await
    }

    async fn follow(&mut self, then: Then, error: &SendError) {
        match then {
            Then::GoOn => {}
            Then::Doubt => {
                self.doubts += 1;
                self.stopped |= self.doubts >= MOST_DOUBTS;
            }
            Then::Stop => self.stopped = true,
            Then::Pause(length) => {
                self.stopped = true;
                let until = whole_seconds(later(self.state.clock.now(), length));
                let pause = PauseRow { until, why: error.code().to_ascii_lowercase() };
                if let Err(error) = self.state.store.set_pause(&pause).await {
                    tracing::error!(%error, "the pause of sending could not be written");
                }
            }
        }
    }
}

/// What the run makes of one row that was taken as far as it went: a failure of its own does not keep others from being
/// sent. Whether it was there to be taken, as far as is known.
fn survived(taken: Result<bool, StoreError>) -> Result<bool, StoreError> {
    match taken {
        Ok(claimed) => Ok(claimed),
        Err(error @ StoreError::Refused { .. }) => Err(error),
        Err(error @ StoreError::Corrupt { .. }) => {
            tracing::error!(%error, "a mail is left: a row of it cannot be read");
            Ok(true)
        }
        Err(error) => {
            tracing::warn!(%error, "a mail waits for the end of its lease");
            Ok(false)
        }
    }
}

/// Logs a failure as loudly as somebody must act on it.
fn report(error: &SendError) {
    match error {
        SendError::Paused { .. } | SendError::Misconfigured { .. } => {
            tracing::error!(%error, "sending is paused until the mail service is set up");
        }
        SendError::Throttled
        | SendError::QuotaSpent
        | SendError::Refused { .. }
        | SendError::Unknown { .. }
        | SendError::NotSent => tracing::warn!(%error, "a mail was not sent, or may not have been"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_budget_is_what_fits_a_run_and_never_nothing() {
        for (rate, mails) in
            [(1.0, 50), (14.0, 700), (0.5, 25), (0.001, 1), (f64::NAN, 1), (-3.0, 1), (1e300, u32::MAX)]
        {
            assert_eq!(budget(rate), mails, "{rate}");
        }
    }
}
