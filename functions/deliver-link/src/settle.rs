//! Writing down what became of a mail, whatever stands in the way for a moment.

use std::time::Duration;

use jiff::Timestamp;
use koe_domain::clock;
use koe_store::rows::{InvitationRow, ProfileRow};
use koe_store::{StoreError, Written};

use crate::State;
use crate::outcome::Outcome;

/// Tries before the row is left as `sending`; it is `unknown` when its lease ends.
pub(crate) const TRIES: u32 = 5;

/// An invitation as it was written before it was handed to the mail service.
#[derive(Debug)]
pub(crate) struct Handed {
    pub(crate) invitation: InvitationRow,
    pub(crate) profile: ProfileRow,
    /// When the person was last asked before this.
    pub(crate) before: Option<Timestamp>,
}

impl Handed {
    /// Writes the outcome. A write without an answer may have happened, so every further try reads the rows again; the
    /// first one too where it is `doubtful` that they were written before. Revisions alone would not tell: somebody
    /// else's write may have come to the same number.
    ///
    /// # Errors
    /// The last failure, when all tries failed.
    pub(crate) async fn settle(&self, state: &State, outcome: &Outcome, doubtful: bool) -> Result<(), StoreError> {
        let mut last = StoreError::Busy { code: "ConditionFailed".to_owned() };
        for attempt in 0..TRIES {
            if attempt > 0 {
                pause(state, attempt).await;
            }
            match self.write(state, outcome, doubtful || attempt > 0).await {
                Ok(Written::Done(())) => return Ok(()),
                Ok(Written::ConditionFailed) => {}
                Err(error) if error.is_passing() => last = error,
                Err(error) => return Err(error),
            }
        }
        Err(last)
    }

    async fn write(&self, state: &State, outcome: &Outcome, again: bool) -> Result<Written, StoreError> {
        let (mut invitation, profile) = if again {
            let Some(invitation) = state.store.invitation(self.invitation.person, self.invitation.id).await? else {
                return Ok(Written::Done(()));
            };
            (invitation, state.store.profile(self.profile.person).await?)
        } else {
            (self.invitation.clone(), Some(self.profile.clone()))
        };
        let seen = invitation.rev;
        if !outcome.apply(&mut invitation, state.clock.now()) {
            return Ok(Written::Done(()));
        }
        match profile.filter(|profile| outcome.is_unsent() && profile.last_asked == self.profile.last_asked) {
            Some(mut profile) => {
                let profile_seen = profile.rev;
                profile.last_asked = self.before;
                profile.rev += 1;
                state.store.settle_unsent(&invitation, seen, &profile, profile_seen).await
            }
            None => state.store.replace_invitation(&invitation, seen).await,
        }
    }
}

/// Waits 200 ms, doubled with each further attempt, and up to a quarter of a second on top.
pub(crate) async fn pause(state: &State, attempt: u32) {
    let [spread] = clock::random::<1>(&*state.random);
    tokio::time::sleep(Duration::from_millis((100 << attempt) + u64::from(spread))).await;
}
