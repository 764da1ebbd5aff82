//! What the mail service's answers mean for an alert, and what a claimed alert is.

use jiff::{SignedDuration, Timestamp};
use koe_mail::SendError;
use koe_store::rows::{Alert, CaseRow, ProfileRow};
use koe_store::{Due, Queue};

use crate::Report;

/// Attempts after which an alert is given up.
const MOST_ATTEMPTS: u32 = 10;
const HOUR: i64 = 60 * 60;

/// What became of an alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// At least one recipient's mail was taken.
    Sent,
    /// None was taken for certain, one may have been. Not sent again: it might come twice.
    Unknown,
    /// None left, and all may be sent later.
    PutBack(SignedDuration),
    /// All were refused for good.
    Failed,
}

impl Outcome {
    /// Writes the outcome into the row, as it is by now. Whether there is anything to write.
    pub(crate) fn apply(self, row: &mut CaseRow, now: Timestamp) -> bool {
        // A run that came later may have called it unknown; that it was taken is known here.
        if row.alert != Alert::Sending && !(row.alert == Alert::Unknown && self == Self::Sent) {
            return false;
        }
        row.alert = match self {
            Self::Sent => Alert::Sent,
            Self::Unknown => Alert::Unknown,
            Self::PutBack(_) => Alert::Due,
            Self::Failed => Alert::Failed,
        };
        row.due = match self {
            Self::PutBack(after) => due_after(row, now, after),
            Self::Sent | Self::Unknown | Self::Failed => Due::NEVER,
        };
        row.rev += 1;
        true
    }
}

impl Report {
    pub(crate) const fn count(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Sent => self.sent += 1,
            Outcome::Unknown => self.unknown += 1,
            Outcome::PutBack(_) => self.put_back += 1,
            Outcome::Failed => self.failed += 1,
        }
    }
}

/// Due this long after `now`.
pub(crate) fn due_after(row: &CaseRow, now: Timestamp, after: SignedDuration) -> Due {
    let at = now.saturating_add(after).unwrap_or(Timestamp::MAX);
    Due::at(Queue::Alert, &ProfileRow::partition(row.person), at)
}

/// Half a minute, doubled with each attempt, an hour at most.
pub(crate) fn backoff(attempt: u32) -> SignedDuration {
    SignedDuration::from_secs((30_i64 << attempt.min(12)).min(HOUR))
}

/// What a claimed row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Claimed {
    /// To be sent.
    Ready,
    /// Ended here, and how: to be written.
    Ended(Outcome),
    /// Ended before; only its due time is to be taken away.
    Moot,
}

/// Ends a claimed alert that must not be sent. One found being sent was left so by a run that ended before it knew.
pub(crate) fn triage(row: &mut CaseRow) -> Claimed {
    let (alert, claimed) = match row.alert {
        Alert::Due if row.attempts <= MOST_ATTEMPTS => return Claimed::Ready,
        Alert::Due => (Alert::Failed, Claimed::Ended(Outcome::Failed)),
        Alert::Sending => (Alert::Unknown, Claimed::Ended(Outcome::Unknown)),
        ended @ (Alert::Sent | Alert::Unknown | Alert::Failed) => (ended, Claimed::Moot),
    };
    row.alert = alert;
    row.due = Due::NEVER;
    row.rev += 1;
    claimed
}

/// The answers to the mails of one alert, one after another.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Answers {
    taken: bool,
    doubtful: bool,
    back: Option<SignedDuration>,
}

impl Answers {
    /// Notes an answer to the given attempt, counted from 1. Whether the next recipient's mail is worth a try: not when
    /// nothing has left and the service takes no mail now, for then all of them can be sent later.
    pub(crate) fn note(&mut self, answer: Result<(), &SendError>, attempt: u32) -> bool {
        match answer {
            Ok(()) => self.taken = true,
            Err(SendError::Unknown { .. }) => self.doubtful = true,
            Err(SendError::Refused { .. }) => {}
            Err(SendError::Throttled | SendError::NotSent) => self.back = Some(backoff(attempt)),
            Err(SendError::QuotaSpent | SendError::Paused { .. } | SendError::Misconfigured { .. }) => {
                self.back = Some(SignedDuration::from_secs(HOUR));
            }
        }
        self.taken || self.doubtful || self.back.is_none()
    }

    /// Notes that there is no time for the mails that are left.
    pub(crate) fn cut(&mut self, attempt: u32) {
        self.back = Some(backoff(attempt));
    }

    /// Whether no mail can go at the moment, so that other alerts need not try.
    pub(crate) const fn is_closed(&self) -> bool {
        self.back.is_some()
    }

    /// What they come to.
    pub(crate) const fn outcome(&self) -> Outcome {
        match self {
            Self { taken: true, .. } => Outcome::Sent,
            Self { doubtful: true, .. } => Outcome::Unknown,
            Self { back: Some(after), .. } => Outcome::PutBack(*after),
            Self { back: None, .. } => Outcome::Failed,
        }
    }
}

#[cfg(test)]
mod tests;
