//! An invitation expires, and later loses the way to its response.

use jiff::Timestamp;
use koe_domain::invitation::Event;
use koe_store::rows::{InvitationRow, ProfileRow};
use koe_store::{Due, Queue, Store, StoreError};

use crate::report::Outcome;

/// Brings an invitation that is due to where its time has brought it. One round trip.
pub(crate) async fn settle(store: &Store, mut row: InvitationRow, now: Timestamp) -> Result<Outcome, StoreError> {
    let seen = row.rev;
    let outcome = advance(&mut row, now);
    let written = match outcome {
        Outcome::Cut => store.cut_pointer(&row, seen).await?,
        _ => store.replace_invitation(&row, seen).await?,
    };
    Ok(if written.is_done() { outcome } else { Outcome::Changed })
}

/// What the time does to the row, at one revision more. A late run does both steps in one.
fn advance(row: &mut InvitationRow, now: Timestamp) -> Outcome {
    let rev = row.rev + 1;
    let expired = row.expires_at <= now && row.happen(Event::Expire, now, None).is_ok();
    row.rev = rev;
    if row.retain_until <= now {
        forget(row);
        return Outcome::Cut;
    }
    let expires = row.state.after(Event::Expire).is_ok();
    let next = if expires { row.expires_at.min(row.retain_until) } else { row.retain_until };
    row.due = Due::at(Queue::Retain, &ProfileRow::partition(row.person), next);
    if expired { Outcome::Expired } else { Outcome::Postponed }
}

/// Takes out what would lead to a response without the pointer: the moment of the answer, and what it was sent with.
/// The days stay, for the accounting of what became of each invitation.
fn forget(row: &mut InvitationRow) {
    for step in &mut row.history {
        step.at = midnight(step.at);
    }
    row.answered_with = None;
    row.edit_until = None;
    row.due = Due::NEVER;
}

/// The beginning of the day in UTC.
fn midnight(at: Timestamp) -> Timestamp {
    let second = at.as_second();
    Timestamp::from_second(second - second.rem_euclid(86_400)).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use koe_domain::invitation::{State, Step};
    use koe_domain::{InvitationId, PersonId, SurveyId};
    use koe_store::rows::Origin;

    use super::*;

    type Fault = Box<dyn std::error::Error>;

    /// Sent on 1 October, to be answered within 30 days, its pointer kept for 90.
    fn row(state: State) -> Result<InvitationRow, Fault> {
        let sent: Timestamp = "2026-10-01T09:30:15Z".parse()?;
        Ok(InvitationRow {
            person: PersonId::from_bytes([1; 10]),
            id: InvitationId::from_bytes([2; 8]),
            rev: 7,
            survey: SurveyId::parse("after-purchase")?,
            version: 1,
            origin: Origin::Api,
            store: None,
            labels: BTreeMap::new(),
            state,
            history: vec![Step::new(State::Sent, sent, None), Step::new(state, "2026-10-02T23:59:59Z".parse()?, None)],
            send_at: sent,
            expires_at: "2026-10-31T09:30:15Z".parse()?,
            retain_until: "2026-12-30T09:30:15Z".parse()?,
            attempts: 1,
            answers: 0,
            answered_with: Some("nonce and answer".to_owned()),
            edit_until: Some("2026-10-03T23:59:59Z".parse()?),
            due: Due::at(Queue::Retain, "PERSON#", "2026-10-31T09:30:15Z".parse()?),
        })
    }

    #[test]
    fn an_unanswered_one_expires_and_waits_for_the_cut() -> Result<(), Fault> {
        let mut row = row(State::Delivered)?;
        let now = row.expires_at;
        assert_eq!(advance(&mut row, now), Outcome::Expired);
        assert_eq!((row.state, row.rev, row.history.len()), (State::Expired, 8, 3));
        assert_eq!(row.due.time(), Some(row.retain_until));
        assert!(row.due.is_in(Queue::Retain));
        Ok(())
    }

    #[test]
    fn an_answered_or_bounced_one_stays_what_it_is() -> Result<(), Fault> {
        for state in [State::Answered, State::Bounced, State::Failed, State::Revoked, State::Expired] {
            let mut row = row(state)?;
            let now = row.expires_at;
            assert_eq!(advance(&mut row, now), Outcome::Postponed, "{state}");
            assert_eq!((row.state, row.rev), (state, 8));
            assert_eq!(row.due.time(), Some(row.retain_until));
        }
        Ok(())
    }

    #[test]
    fn one_whose_time_has_moved_is_due_at_its_next_time() -> Result<(), Fault> {
        let mut row = row(State::Sent)?;
        assert_eq!(advance(&mut row, "2026-10-31T09:30:14Z".parse()?), Outcome::Postponed);
        assert_eq!((row.state, row.due.time()), (State::Sent, Some(row.expires_at)));
        Ok(())
    }

    #[test]
    fn the_cut_leaves_days_and_nothing_finer_of_an_answer() -> Result<(), Fault> {
        let mut row = row(State::Answered)?;
        let now = row.retain_until;
        assert_eq!(advance(&mut row, now), Outcome::Cut);
        let times: Vec<String> = row.history.iter().map(|step| step.at.to_string()).collect();
        assert_eq!(times, ["2026-10-01T00:00:00Z", "2026-10-02T00:00:00Z"]);
        assert_eq!((row.state, row.rev, &row.due), (State::Answered, 8, &Due::NEVER));
        assert_eq!((row.answered_with, row.edit_until), (None, None));
        Ok(())
    }

    #[test]
    fn a_late_run_expires_and_cuts_in_one_step() -> Result<(), Fault> {
        let mut row = row(State::Unknown)?;
        assert_eq!(advance(&mut row, "2027-01-05T12:00:01Z".parse()?), Outcome::Cut);
        assert_eq!((row.state, row.rev, row.due), (State::Expired, 8, Due::NEVER));
        assert_eq!(row.history.last().map(|step| step.at.to_string()).as_deref(), Some("2027-01-05T00:00:00Z"));
        Ok(())
    }
}
