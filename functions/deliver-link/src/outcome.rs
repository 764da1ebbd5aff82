//! What an answer of the mail service means: for a mail, above all an invitation's, and for the rest of the run.

use jiff::{SignedDuration, Timestamp};
use koe_domain::invitation::{Event, State};
use koe_mail::SendError;
use koe_store::rows::{InvitationRow, ProfileRow};
use koe_store::{Due, Queue};

use crate::Became;
use crate::triage::rest;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;

/// What became of a mail that was handed to the mail service. `why` is the service's word, in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It was taken.
    Sent,
    /// It will never be taken.
    Refused { why: String },
    /// It may have been taken.
    Unknown { why: String },
    /// It certainly was not taken, and may be later. What is no fault of this mail does not count as an attempt.
    PutBack { why: String, after: SignedDuration, counted: bool },
}

/// What follows for the rest of the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Then {
    /// The next one.
    GoOn,
    /// The next one, unless this happens too often.
    Doubt,
    /// No more in this run.
    Stop,
    /// No more in any run, for this long.
    Pause(SignedDuration),
}

/// Reads a failure at the given try, counted from 1; tries that do not count as attempts are among them, so that a mail
/// that is throttled again and again waits longer each time.
pub(crate) fn judge(error: &SendError, attempt: u32) -> (Outcome, Then) {
    let why = error.code().to_ascii_lowercase();
    let back = |after, counted| Outcome::PutBack { why: why.clone(), after, counted };
    let hour = SignedDuration::from_secs(HOUR);
    match error {
        SendError::Throttled => (back(doubled(30, attempt), false), Then::Stop),
        SendError::QuotaSpent => (back(hour, false), Then::Pause(hour)),
        SendError::Paused { .. } | SendError::Misconfigured { .. } => {
            (back(hour, true), Then::Pause(SignedDuration::from_secs(15 * MINUTE)))
        }
        SendError::Refused { .. } => (Outcome::Refused { why }, Then::GoOn),
        SendError::Unknown { .. } => (Outcome::Unknown { why }, Then::Doubt),
        SendError::NotSent => (back(doubled(MINUTE, attempt.saturating_sub(1)), true), Then::Doubt),
    }
}

/// How often an invitation was handed over and put back.
pub(crate) fn times_put_back(row: &InvitationRow) -> u32 {
    let steps = row.history.windows(2).filter(|two| two[0].state == State::Sending && two[1].state == State::Scheduled);
    u32::try_from(steps.count()).unwrap_or(u32::MAX)
}

/// So many seconds, doubled `times` times, an hour at most.
fn doubled(seconds: i64, times: u32) -> SignedDuration {
    SignedDuration::from_secs((seconds << times.min(12)).min(HOUR))
}

/// A moment this long after `now`.
pub(crate) fn later(now: Timestamp, length: SignedDuration) -> Timestamp {
    now.saturating_add(length).unwrap_or(Timestamp::MAX)
}

impl Outcome {
    /// As the report counts it.
    pub(crate) const fn became(&self) -> Became {
        match self {
            Self::Sent => Became::Sent,
            Self::Refused { .. } => Became::Failed,
            Self::Unknown { .. } => Became::Unknown,
            Self::PutBack { .. } => Became::PutBack,
        }
    }

    /// Whether the mail certainly did not leave: then its person was not asked either.
    pub(crate) const fn is_unsent(&self) -> bool {
        match self {
            Self::Refused { .. } | Self::PutBack { .. } => true,
            Self::Sent | Self::Unknown { .. } => false,
        }
    }

    /// Writes the outcome into the row, as it is by now. Whether there is anything to write: the outcome may be written
    /// already, and an answer, a revocation or an event of the mail service may have been faster and is not undone.
    pub(crate) fn apply(&self, row: &mut InvitationRow, now: Timestamp) -> bool {
        let (event, why) = match self {
            Self::Sent => (Event::Accept, None),
            Self::Refused { why } => (Event::Refuse, Some(why.as_str())),
            Self::Unknown { why } => (Event::Lose, Some(why.as_str())),
            Self::PutBack { why, .. } => (Event::PutBack, Some(why.as_str())),
        };
        // A run that came later may have called it unknown; that it was taken is known here.
        let open = row.state == State::Sending || (row.state == State::Unknown && *self == Self::Sent);
        if open && row.happen(event, now, why).is_ok() {
            self.set_due(row, now);
            true
        } else if row.state != State::Scheduled && row.due.is_in(Queue::Deliver) {
            row.rev += 1;
            row.due = rest(row);
            true
        } else {
            false
        }
    }

    fn set_due(&self, row: &mut InvitationRow, now: Timestamp) {
        row.due = match self {
            Self::Sent | Self::Unknown { .. } => rest(row),
            Self::Refused { .. } => row.end(),
            Self::PutBack { after, counted, .. } => {
                if !counted {
                    row.attempts = row.attempts.saturating_sub(1);
                }
                Due::at(Queue::Deliver, &ProfileRow::partition(row.person), later(now, *after))
            }
        };
    }
}

#[cfg(test)]
mod tests {
    use koe_domain::Faults;

    use super::*;
    use crate::triage::tests::{TIMES, at, row};

    fn code() -> String {
        "SomeException".to_owned()
    }

    #[test]
    fn what_is_throttled_again_and_again_waits_longer_each_time() -> Result<(), Faults> {
        let mut row = row(State::Scheduled)?;
        let mut waits = Vec::new();
        for _ in 0..4 {
            let (outcome, _) = judge(&SendError::Throttled, times_put_back(&row) + 1);
            row.happen(Event::Send, at(1_400), None).map_err(|_| Faults::one("", "it stays"))?;
            assert!(outcome.apply(&mut row, at(1_400)));
            waits.push(row.due.time().map(|due| due.as_second() - 1_400));
        }
        assert_eq!(waits, [Some(60), Some(120), Some(240), Some(480)]);
        Ok(())
    }

    /// Every failure, at the first attempt: what becomes of the row, its due time, its attempts, and of the run.
    #[test]
    fn every_failure_has_its_consequence() -> Result<(), Faults> {
        let now = at(1_400);
        let hour = SignedDuration::from_hours(1);
        for (error, state, due, attempts, then) in [
            (SendError::Throttled, State::Scheduled, Some(1_460), 0, Then::Stop),
            (SendError::QuotaSpent, State::Scheduled, Some(5_000), 0, Then::Pause(hour)),
            (
                SendError::Paused { code: code() },
                State::Scheduled,
                Some(5_000),
                1,
                Then::Pause(SignedDuration::from_mins(15)),
            ),
            (
                SendError::Misconfigured { code: code() },
                State::Scheduled,
                Some(5_000),
                1,
                Then::Pause(SignedDuration::from_mins(15)),
            ),
            (SendError::Refused { code: code() }, State::Failed, Some(TIMES[2]), 1, Then::GoOn),
            (SendError::Unknown { code: code() }, State::Unknown, Some(TIMES[1]), 1, Then::Doubt),
            (SendError::NotSent, State::Scheduled, Some(1_460), 1, Then::Doubt),
        ] {
            let (outcome, next) = judge(&error, 1);
            let mut row = row(State::Sending)?;
            assert!(outcome.apply(&mut row, now), "{error:?}");
            assert_eq!((row.state, row.due.time(), row.attempts), (state, due.map(at), attempts), "{error:?}");
            assert_eq!((row.rev, next), (6, then), "{error:?}");
            assert_eq!(row.due.is_in(Queue::Deliver), state == State::Scheduled, "{error:?}");
            let why = row.history.last().and_then(|step| step.why.clone());
            assert_eq!(why, Some(error.code().to_ascii_lowercase()));
            // Only what certainly did not leave gives the person back the time of being asked.
            assert_eq!(outcome.is_unsent(), matches!(state, State::Scheduled | State::Failed), "{error:?}");
        }
        Ok(())
    }

    #[test]
    fn waiting_doubles_up_to_an_hour() {
        let seconds = |error: &SendError, attempt| match judge(error, attempt).0 {
            Outcome::PutBack { after, .. } => after.as_secs(),
            _ => 0,
        };
        let throttled: Vec<i64> = [1, 2, 3, 10, 99].map(|n| seconds(&SendError::Throttled, n)).to_vec();
        assert_eq!(throttled, [60, 120, 240, 3600, 3600]);
        let not_sent: Vec<i64> = [0, 1, 2, 6, 7, 99].map(|n| seconds(&SendError::NotSent, n)).to_vec();
        assert_eq!(not_sent, [60, 60, 120, 1920, 3600, 3600]);
    }

    #[test]
    fn a_mail_that_was_taken_is_sent_even_if_a_later_run_called_it_unknown() -> Result<(), Faults> {
        for state in [State::Sending, State::Unknown] {
            let mut row = row(state)?;
            assert!(Outcome::Sent.apply(&mut row, at(1_400)));
            assert_eq!((row.state, row.due.time()), (State::Sent, Some(at(TIMES[1]))));
        }
        Ok(())
    }

    #[test]
    fn what_was_faster_is_not_undone() -> Result<(), Faults> {
        let back = judge(&SendError::Throttled, 1).0;
        for outcome in [Outcome::Sent, back] {
            for state in [State::Delivered, State::Answered, State::Revoked, State::Bounced] {
                let mut row = row(state)?;
                assert!(outcome.apply(&mut row, at(1_400)), "{state}");
                assert_eq!(row.state, state);
                assert!(!row.due.is_in(Queue::Deliver), "{state}");
                assert!(!outcome.apply(&mut row, at(1_400)), "{state}");
            }
            let mut row = row(State::Scheduled)?;
            assert!(!outcome.apply(&mut row, at(1_400)));
        }
        Ok(())
    }
}
