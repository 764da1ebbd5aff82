//! Writes what is reported: the invitation's state, and that an address must not be written to any more.

use jiff::Timestamp;
use koe_domain::invitation::{Event, State as InvitationState};
use koe_domain::link::{Purpose, Target};
use koe_store::rows::{InvitationRow, ProfileRow, SuppressedRow};
use koe_store::{Due, Queue, StoreError};
use koe_web::links::open_link;

use crate::State;
use crate::report::{Happened, Report};

/// How often it is tried when others write the same invitation meanwhile: once, and four times again.
const TRIES: usize = 5;

/// What a report led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Recorded {
    /// The invitation moved.
    Changed,
    /// It stayed as it was, or is gone.
    Unchanged,
    /// It is none of this stack's.
    Foreign,
}

impl Happened {
    /// What it is to an invitation, and why.
    const fn event(self) -> Option<(Event, Option<&'static str>)> {
        match self {
            Self::Sent => Some((Event::Accept, None)),
            Self::Delivered => Some((Event::Deliver, None)),
            Self::Bounced(why) => Some((Event::Bounce, Some(why))),
            Self::Refused(why) => Some((Event::Refuse, Some(why))),
            Self::Complained => None,
        }
    }

    /// Why nobody may write to the address again.
    const fn suppresses(self) -> Option<&'static str> {
        match self {
            Self::Bounced(_) => Some("bounced"),
            Self::Complained => Some("complained"),
            Self::Sent | Self::Delivered | Self::Refused(_) => None,
        }
    }
}

/// Writes what is reported about one mail. Two round trips where something changes, one where nothing does, one more
/// where the address is suppressed; none for a tag that is not ours.
pub(crate) async fn record(state: &State, report: &Report) -> Result<Recorded, StoreError> {
    let now = state.clock.now();
    // Tried again by the sender: a complaint about a link that may be ours is not dropped.
    let target = open_link(&state.links, now, Purpose::Invitation, &report.invitation).await;
    let Some(target) = target.map_err(|_| StoreError::Unreachable)? else { return Ok(Recorded::Foreign) };
    if let Some(why) = report.happened.suppresses() {
        let name = state.pepper.suppression(target.person);
        state.store.suppress(target.person, &SuppressedRow { name, why: why.to_owned(), at: now }).await?;
    }
    match report.happened.event() {
        Some((event, why)) => apply(state, target, event, why, now).await,
        None => Ok(Recorded::Unchanged),
    }
}

async fn apply(
    state: &State,
    target: Target,
    event: Event,
    why: Option<&str>,
    now: Timestamp,
) -> Result<Recorded, StoreError> {
    for _ in 0..TRIES {
        let Some(mut row) = state.store.invitation(target.person, target.invitation).await? else {
            return Ok(Recorded::Unchanged);
        };
        let seen = row.rev;
        if !advance(&mut row, event, why, now) {
            return Ok(Recorded::Unchanged);
        }
        if state.store.replace_invitation(&row, seen).await?.is_done() {
            return Ok(Recorded::Changed);
        }
    }
    Err(StoreError::Busy { code: "ConditionFailed".to_owned() })
}

/// Moves the invitation, and sets when it is looked at next. Whether it moved.
fn advance(row: &mut InvitationRow, event: Event, why: Option<&str>, now: Timestamp) -> bool {
    if row.happen(event, now, why).is_err() {
        return false;
    }
    let at = |until| Due::at(Queue::Retain, &ProfileRow::partition(row.person), until);
    // Also where it was still claimed for sending: it is never sent again.
    row.due = match row.state {
        InvitationState::Bounced => at(row.retain_until),
        InvitationState::Failed => row.end(),
        _ => at(row.expires_at),
    };
    true
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::error::Error;

    use koe_domain::invitation::Step;
    use koe_domain::{InvitationId, PersonId, SurveyId};
    use koe_store::rows::Origin;

    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// An invitation in `state`, still claimed for sending.
    fn row(state: InvitationState) -> Result<InvitationRow, Box<dyn Error>> {
        Ok(InvitationRow {
            person: PersonId::from_bytes([1; 10]),
            id: InvitationId::from_bytes([2; 8]),
            rev: 4,
            survey: SurveyId::parse("after-purchase")?,
            version: 1,
            origin: Origin::Api,
            basis: None,
            order: None,
            proof_until: None,
            store: None,
            labels: BTreeMap::new(),
            state,
            history: vec![Step::new(state, at(0), None)],
            send_at: at(0),
            expires_at: at(1000),
            retain_until: at(2000),
            attempts: 1,
            answers: 0,
            answered_with: None,
            edit_until: None,
            due: Due::at(Queue::Deliver, "PERSON#x", at(60)),
        })
    }

    fn take(row: &mut InvitationRow, happened: Happened) -> bool {
        happened.event().is_some_and(|(event, why)| advance(row, event, why, at(10)))
    }

    #[test]
    fn an_event_mends_what_is_not_known() -> Result<(), Box<dyn Error>> {
        use InvitationState::{Delivered, Sending, Sent, Unknown};
        for before in [Sending, Unknown] {
            for (happened, after) in [(Happened::Sent, Sent), (Happened::Delivered, Delivered)] {
                let mut row = row(before)?;
                assert!(take(&mut row, happened) && row.state == after && row.rev == 5, "{before} {happened:?}");
                assert!(row.due.is_in(Queue::Retain) && row.due.time() == Some(row.expires_at), "{before}");
            }
        }
        Ok(())
    }

    #[test]
    fn neither_order_nor_repetition_matters() -> Result<(), Box<dyn Error>> {
        let events = [Happened::Sent, Happened::Delivered, Happened::Bounced("general")];
        for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
            let mut row = row(InvitationState::Sending)?;
            for i in order.into_iter().chain(order) {
                take(&mut row, events[i]);
            }
            assert_eq!(row.state, InvitationState::Bounced, "{order:?}");
            assert!(row.due.is_in(Queue::Retain) && row.due.time() == Some(row.retain_until), "{order:?}");
            let bounces = row.history.iter().filter(|step| step.why.as_deref() == Some("general")).count();
            assert_eq!(bounces, 1, "{order:?}");
        }
        Ok(())
    }

    #[test]
    fn a_mail_that_was_not_sent_has_failed() -> Result<(), Box<dyn Error>> {
        for why in ["rejected", "rendering_failure"] {
            let mut row = row(InvitationState::Sent)?;
            assert!(take(&mut row, Happened::Refused(why)));
            assert!(row.state == InvitationState::Failed && row.due == row.end());
            assert_eq!(row.history.last().and_then(|step| step.why.as_deref()), Some(why));
        }
        Ok(())
    }

    #[test]
    fn an_answer_or_a_revocation_is_not_undone() -> Result<(), Box<dyn Error>> {
        let events = [Happened::Sent, Happened::Delivered, Happened::Bounced("general"), Happened::Refused("rejected")];
        for state in [InvitationState::Answered, InvitationState::Revoked, InvitationState::Expired] {
            for happened in events {
                let mut row = row(state)?;
                assert!(!take(&mut row, happened), "{state} {happened:?}");
                assert!(row.state == state && row.rev == 4 && row.history.len() == 1, "{state} {happened:?}");
            }
        }
        Ok(())
    }

    #[test]
    fn who_must_not_be_written_to_is_known_by_bounce_and_complaint() {
        assert_eq!(Happened::Bounced("general").suppresses(), Some("bounced"));
        assert_eq!(Happened::Complained.suppresses(), Some("complained"));
        assert_eq!(Happened::Complained.event(), None);
        for happened in [Happened::Sent, Happened::Delivered, Happened::Refused("rejected")] {
            assert_eq!(happened.suppresses(), None);
        }
    }
}
