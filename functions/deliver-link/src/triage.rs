//! What a claimed row is, before anything else is read.

use jiff::Timestamp;
use koe_domain::invitation::{Event, State};
use koe_store::rows::{InvitationRow, ProfileRow};
use koe_store::{Due, Queue};

use crate::Became;

/// Attempts after which an invitation is given up.
const MOST_ATTEMPTS: u32 = 10;

/// When a row that is not to be sent any more is looked at next: when its pointer to an answer is to be cut, or when the
/// time to answer ends.
pub(crate) fn rest(row: &InvitationRow) -> Due {
    let partition = ProfileRow::partition(row.person);
    if row.answers > 0 {
        Due::at(Queue::Retain, &partition, row.retain_until)
    } else if row.state.after(Event::Expire).is_ok() {
        Due::at(Queue::Retain, &partition, row.expires_at)
    } else {
        row.end()
    }
}

/// Ends a claimed row that cannot be sent whatever its person says; nothing where it can.
///
/// A row found `sending` was left so by a run that ended before it knew: it is `unknown`, and never sent again. One whose
/// time to answer is over would be a link to a closed door.
pub(crate) fn triage(row: &mut InvitationRow, now: Timestamp) -> Option<Became> {
    if row.state == State::Sending && row.happen(Event::Lose, now, Some("interrupted")).is_ok() {
        row.due = rest(row);
        return Some(Became::Unknown);
    }
    if row.state != State::Scheduled {
        row.rev += 1;
        row.due = rest(row);
        return Some(Became::Settled);
    }
    if row.expires_at <= now && row.happen(Event::Expire, now, Some("too_late")).is_ok() {
        row.due = row.end();
        return Some(Became::Withheld);
    }
    if row.attempts > MOST_ATTEMPTS && row.happen(Event::Refuse, now, Some("too_many_attempts")).is_ok() {
        row.due = row.end();
        return Some(Became::Failed);
    }
    None
}

#[cfg(test)]
pub(crate) mod tests {
    use std::collections::BTreeMap;

    use koe_domain::{Faults, InvitationId, PersonId, SurveyId};
    use koe_store::rows::Origin;

    use super::*;

    /// Seconds after 1970 at which the row is sent, expires and loses its pointer.
    pub(crate) const TIMES: [i64; 3] = [1_000, 2_000, 3_000];

    pub(crate) fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap_or_default()
    }

    /// A claimed row.
    pub(crate) fn row(state: State) -> Result<InvitationRow, Faults> {
        let person = PersonId::from_bytes([1; 10]);
        Ok(InvitationRow {
            person,
            id: InvitationId::from_bytes([2; 8]),
            rev: 5,
            survey: SurveyId::parse("after-purchase")?,
            version: 1,
            origin: Origin::Api,
            basis: None,
            order: None,
            proof_until: None,
            store: None,
            labels: BTreeMap::new(),
            state,
            history: Vec::new(),
            send_at: at(TIMES[0]),
            expires_at: at(TIMES[1]),
            retain_until: at(TIMES[2]),
            attempts: 1,
            answers: 0,
            answered_with: None,
            edit_until: None,
            due: Due::at(Queue::Deliver, &ProfileRow::partition(person), at(1_300)),
        })
    }

    #[test]
    fn a_row_found_sending_is_never_sent_again() -> Result<(), Faults> {
        let mut row = row(State::Sending)?;
        row.attempts = 99;
        assert_eq!(triage(&mut row, at(1_400)), Some(Became::Unknown));
        assert_eq!((row.state, row.rev, row.due.time()), (State::Unknown, 6, Some(at(TIMES[1]))));
        assert!(row.due.is_in(Queue::Retain));
        Ok(())
    }

    #[test]
    fn what_moved_on_waits_for_its_own_next_time() -> Result<(), Faults> {
        for (state, answers, due) in [
            (State::Delivered, 0, Some(at(TIMES[1]))),
            (State::Unknown, 0, Some(at(TIMES[1]))),
            (State::Answered, 1, Some(at(TIMES[2]))),
            (State::Revoked, 1, Some(at(TIMES[2]))),
            (State::Revoked, 0, Some(at(TIMES[2]))),
            (State::Bounced, 0, Some(at(TIMES[2]))),
        ] {
            let mut row = row(state)?;
            row.answers = answers;
            assert_eq!(triage(&mut row, at(1_400)), Some(Became::Settled), "{state}");
            assert_eq!((row.state, row.rev, row.due.time()), (state, 6, due), "{state}");
            assert!(!row.due.is_in(Queue::Deliver), "{state}");
        }
        Ok(())
    }

    #[test]
    fn ten_attempts_are_allowed_and_the_eleventh_fails() -> Result<(), Faults> {
        let mut row = row(State::Scheduled)?;
        row.attempts = 10;
        assert_eq!(triage(&mut row, at(1_400)), None);
        assert_eq!((row.state, row.rev), (State::Scheduled, 5));
        row.attempts = 11;
        assert_eq!(triage(&mut row, at(1_400)), Some(Became::Failed));
        assert_eq!((row.state, row.due.time()), (State::Failed, Some(at(TIMES[2]))));
        Ok(())
    }

    #[test]
    fn no_link_to_a_closed_door_is_sent() -> Result<(), Faults> {
        let mut row = row(State::Scheduled)?;
        assert_eq!(triage(&mut row, at(TIMES[1])), Some(Became::Withheld));
        assert_eq!((row.state, row.due.time()), (State::Expired, Some(at(TIMES[2]))));
        Ok(())
    }
}
