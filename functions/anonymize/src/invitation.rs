//! An invitation expires, later loses the way to its response, and goes at the end of its proof.

use jiff::Timestamp;
use koe_domain::invitation::Event;
use koe_store::rows::{InvitationRow, ProfileRow};
use koe_store::{Due, Queue, Store, StoreError};

use crate::day::{day_end, midnight};
use crate::person;
use crate::report::Outcome;

/// Brings an invitation that is due to where its time has brought it. One round trip, or three where it goes.
pub(crate) async fn settle(store: &Store, mut row: InvitationRow, now: Timestamp) -> Result<Outcome, StoreError> {
    let seen = row.rev;
    let outcome = advance(&mut row, now);
    let written = match outcome {
        Outcome::Invitation if !person::look_again(store, row.person, now).await? => return Ok(Outcome::Changed),
        Outcome::Invitation => store.drop_invitation(&row).await?,
        Outcome::Cut => store.cut_pointer(&row, seen).await?,
        _ => store.replace_invitation(&row, seen).await?,
    };
    Ok(if written.is_done() { outcome } else { Outcome::Changed })
}

/// What the time does to the row: at one revision more, unless it goes. A late run does all steps in one.
fn advance(row: &mut InvitationRow, now: Timestamp) -> Outcome {
    if end(row) <= now {
        return Outcome::Invitation;
    }
    let rev = row.rev + 1;
    let expired = row.expires_at <= now && row.happen(Event::Expire, now, None).is_ok();
    row.rev = rev;
    let partition = ProfileRow::partition(row.person);
    if day_end(row.retain_until) <= now {
        let cut = !is_cut(row);
        forget(row);
        row.due = Due::at(Queue::Retain, &partition, end(row));
        return if cut { Outcome::Cut } else { Outcome::Postponed };
    }
    let expires = row.state.after(Event::Expire).is_ok();
    let cut = day_end(row.retain_until);
    let next = if expires { row.expires_at.min(cut) } else { cut };
    row.due = Due::at(Queue::Retain, &partition, next);
    if expired { Outcome::Expired } else { Outcome::Postponed }
}

/// When the row goes: at the end of the proof, and not before the pointer.
fn end(row: &InvitationRow) -> Timestamp {
    day_end(row.proof_until.map_or(row.retain_until, |until| until.max(row.retain_until)))
}

/// Takes out what would lead to a response without the pointer: the moment of the answer, and what it was sent with.
/// The days stay, for the accounting of what became of each invitation. An end moves up to the next midnight, so that
/// nothing ends sooner and what comes first stays first.
fn forget(row: &mut InvitationRow) {
    row.send_at = midnight(row.send_at);
    row.expires_at = day_end(row.expires_at);
    row.retain_until = day_end(row.retain_until);
    row.proof_until = row.proof_until.map(day_end);
    for step in &mut row.history {
        step.at = midnight(step.at);
    }
    row.answered_with = None;
    row.edit_until = None;
}

/// Whether that was done before.
fn is_cut(row: &InvitationRow) -> bool {
    row.answered_with.is_none()
        && row.edit_until.is_none()
        && row.history.iter().all(|step| step.at == midnight(step.at))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use koe_domain::invitation::{State, Step};
    use koe_domain::{InvitationId, PersonId, SurveyId};
    use koe_store::rows::Origin;

    use super::*;

    type Fault = Box<dyn std::error::Error>;

    /// Sent on 1 October, to be answered within 30 days, its pointer kept for 90 and its proof for three years.
    fn row(state: State) -> Result<InvitationRow, Fault> {
        let sent: Timestamp = "2026-10-01T09:30:15Z".parse()?;
        Ok(InvitationRow {
            person: PersonId::from_bytes([1; 10]),
            id: InvitationId::from_bytes([2; 8]),
            rev: 7,
            survey: SurveyId::parse("after-purchase")?,
            version: 1,
            origin: Origin::Api,
            basis: None,
            order: None,
            proof_until: Some("2029-09-30T09:30:15Z".parse()?),
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

    /// The first moment at which the pointer is cut.
    fn cut() -> Result<Timestamp, jiff::Error> {
        "2026-12-31T00:00:00Z".parse()
    }

    #[test]
    fn an_unanswered_one_expires_and_waits_for_the_cut() -> Result<(), Fault> {
        let mut row = row(State::Delivered)?;
        let now = row.expires_at;
        assert_eq!(advance(&mut row, now), Outcome::Expired);
        assert_eq!((row.state, row.rev, row.history.len()), (State::Expired, 8, 3));
        assert_eq!(row.due.time(), Some(cut()?));
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
            assert_eq!(row.due.time(), Some(cut()?));
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
        assert_eq!(advance(&mut row, "2026-12-30T23:59:59Z".parse()?), Outcome::Postponed, "the day is not over");
        assert_eq!(advance(&mut row, cut()?), Outcome::Cut);
        let times: Vec<String> = row.history.iter().map(|step| step.at.to_string()).collect();
        assert_eq!(times, ["2026-10-01T00:00:00Z", "2026-10-02T00:00:00Z"]);
        assert_eq!((row.state, row.rev), (State::Answered, 9));
        assert_eq!((&row.answered_with, row.edit_until), (&None, None));
        assert_eq!((row.send_at, row.expires_at), ("2026-10-01T00:00:00Z".parse()?, "2026-11-01T00:00:00Z".parse()?));
        assert_eq!((row.retain_until, row.proof_until), (cut()?, Some("2029-10-01T00:00:00Z".parse()?)));
        assert_eq!(row.due.time(), Some("2029-10-01T00:00:00Z".parse()?));
        assert_eq!(advance(&mut row, "2027-01-05T00:00:00Z".parse()?), Outcome::Postponed, "it is cut once");
        Ok(())
    }

    #[test]
    fn a_late_run_expires_and_cuts_in_one_step() -> Result<(), Fault> {
        let mut row = row(State::Unknown)?;
        assert_eq!(advance(&mut row, "2027-01-05T12:00:01Z".parse()?), Outcome::Cut);
        assert_eq!((row.state, row.rev), (State::Expired, 8));
        assert_eq!(row.history.last().map(|step| step.at.to_string()).as_deref(), Some("2027-01-05T00:00:00Z"));
        Ok(())
    }

    #[test]
    fn it_goes_at_the_end_of_its_proof_and_without_one_with_its_pointer() -> Result<(), Fault> {
        let mut proven = row(State::Answered)?;
        assert_eq!(advance(&mut proven, "2029-10-01T00:00:00Z".parse()?), Outcome::Invitation);
        assert_eq!(proven.rev, 7, "it goes at the revision that was read");
        let mut old = row(State::Answered)?;
        old.proof_until = None;
        assert_eq!(advance(&mut old, "2026-12-30T23:59:59Z".parse()?), Outcome::Postponed);
        assert_eq!(advance(&mut old, cut()?), Outcome::Invitation);
        Ok(())
    }
}
