//! The states of an invitation, and how one leads to another.
//!
//! Every cause (an order, an API call) ends in exactly one of these, and a person can read which and why.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Where an invitation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Waits for its time.
    Scheduled,
    /// Being handed to the mail service; after a crash here the outcome is unknown.
    Sending,
    /// The mail service took it, or the caller took the link.
    Sent,
    /// It may have been sent or not; never sent again, mended by a later event of the mail service.
    Unknown,
    /// The recipient's server took it.
    Delivered,
    /// Part of the answer is in.
    Started,
    /// Answered.
    Answered,
    /// The time to answer is over.
    Expired,
    /// Not sent: the person was asked too recently.
    Deferred,
    /// Not sent: left out of a sample.
    SampledOut,
    /// Not sent: the person objected, or the address bounced or complained before.
    Suppressed,
    /// Not sent: nothing permits asking.
    NoBasis,
    /// Not sent: the order names nobody who could be asked.
    NoContact,
    /// Called off: the order was cancelled or refunded, or somebody revoked it.
    Revoked,
    /// The recipient's server refused it for good.
    Bounced,
    /// The mail service refused it, or ten attempts failed.
    Failed,
}

/// What can happen to an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// It is about to be handed to the mail service.
    Send,
    /// The mail service certainly did not take it, and may later.
    PutBack,
    /// The mail service took it.
    Accept,
    /// Nobody knows whether the mail service took it.
    Lose,
    /// The mail service refused it for good.
    Refuse,
    /// The mail service reports delivery.
    Deliver,
    /// The mail service reports a permanent bounce.
    Bounce,
    /// An answer came in.
    Answer,
    /// The order was cancelled or refunded: calls off what has not left.
    CallOff,
    /// Somebody with the right to do so revoked it, sent or not.
    Revoke,
    /// The person must not be written to.
    Suppress,
    /// Nothing permits asking.
    LackBasis,
    /// The person was asked too recently.
    Defer,
    /// The survey is tried on others only.
    LeaveOut,
    /// The address is gone.
    LoseContact,
    /// The time to answer is over.
    Expire,
}

/// An event that does not move an invitation from where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{event:?} does not move an invitation that is {state}")]
pub struct Stays {
    /// Where it stands.
    pub state: State,
    /// What happened.
    pub event: Event,
}

impl State {
    /// The state after `event`.
    ///
    /// # Errors
    /// [`Stays`] where the event changes nothing, or must not.
    pub fn after(self, event: Event) -> Result<Self, Stays> {
        use State::{Answered, Bounced, Deferred, Delivered, Expired, Failed, NoBasis, NoContact, Revoked, SampledOut};
        use State::{Scheduled, Sending, Sent, Started, Suppressed, Unknown};
        let next = match (event, self) {
            (Event::Send, Scheduled) => Sending,
            (Event::PutBack, Sending) => Scheduled,
            (Event::Accept, Sending | Unknown) => Sent,
            (Event::Lose, Sending) => Unknown,
            (Event::Refuse, Sending | Scheduled | Sent | Unknown) => Failed,
            (Event::Deliver, Sending | Sent | Unknown) => Delivered,
            (Event::Bounce, Sending | Sent | Unknown | Delivered) => Bounced,
            (Event::Answer, state) if state.takes_answers() => Answered,
            (Event::CallOff, Scheduled | Deferred) => Revoked,
            // Whoever holds a link may answer; whoever gave it out may end that.
            (Event::Revoke, state) if state.takes_answers() => Revoked,
            (Event::Suppress, Scheduled) => Suppressed,
            (Event::LackBasis, Scheduled) => NoBasis,
            (Event::Defer, Scheduled) => Deferred,
            (Event::LeaveOut, Scheduled) => SampledOut,
            (Event::LoseContact, Scheduled) => NoContact,
            (Event::Expire, Scheduled | Sending | Sent | Unknown | Delivered | Started) => Expired,
            _ => return Err(Stays { state: self, event }),
        };
        Ok(next)
    }

    /// Whether a person who holds the link may answer: whoever has it was given it, and no voice is turned away for
    /// what became of a mail.
    #[must_use]
    pub const fn takes_answers(self) -> bool {
        !matches!(self, Self::Revoked | Self::Expired)
    }

    /// The word used in rows, answers and pages.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Scheduled => "scheduled",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Unknown => "unknown",
            Self::Delivered => "delivered",
            Self::Started => "started",
            Self::Answered => "answered",
            Self::Expired => "expired",
            Self::Deferred => "deferred",
            Self::SampledOut => "sampled_out",
            Self::Suppressed => "suppressed",
            Self::NoBasis => "no_basis",
            Self::NoContact => "no_contact",
            Self::Revoked => "revoked",
            Self::Bounced => "bounced",
            Self::Failed => "failed",
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One step of an invitation's history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// The state entered.
    pub state: State,
    /// When.
    pub at: Timestamp,
    /// Why, a word from a fixed list such as `unsubscribed` or `order_cancelled`; never personal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

impl Step {
    /// A step.
    #[must_use]
    pub fn new(state: State, at: Timestamp, why: Option<&str>) -> Self {
        Self { state, at, why: why.map(str::to_owned) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [State; 16] = [
        State::Scheduled,
        State::Sending,
        State::Sent,
        State::Unknown,
        State::Delivered,
        State::Started,
        State::Answered,
        State::Expired,
        State::Deferred,
        State::SampledOut,
        State::Suppressed,
        State::NoBasis,
        State::NoContact,
        State::Revoked,
        State::Bounced,
        State::Failed,
    ];

    #[test]
    fn a_mail_leaves_at_most_once() {
        for state in ALL {
            assert_eq!(state.after(Event::Send).is_ok(), state == State::Scheduled, "{state}");
        }
        // The only way back to `scheduled` is the certain knowledge that nothing left.
        for state in ALL {
            assert_eq!(state.after(Event::PutBack).is_ok(), state == State::Sending, "{state}");
        }
    }

    #[test]
    fn an_answer_is_never_undone_by_late_news_of_its_mail() {
        for event in [Event::Accept, Event::Lose, Event::Deliver, Event::Bounce, Event::Expire, Event::CallOff] {
            assert!(State::Answered.after(event).is_err(), "{event:?}");
        }
    }

    #[test]
    fn every_state_is_stored_under_its_word() -> Result<(), serde_json::Error> {
        for state in ALL {
            assert_eq!(serde_json::to_string(&state)?, format!("\"{state}\""));
        }
        Ok(())
    }
}
