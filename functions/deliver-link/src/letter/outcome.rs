//! What a claimed letter is, and what becomes of it.

use jiff::{SignedDuration, Timestamp};
use koe_store::rows::{Alert, LetterRow, ProfileRow};
use koe_store::{Due, Queue};

use crate::Became;
use crate::outcome::{Outcome, later};

/// Attempts after which a letter is given up.
const MOST_ATTEMPTS: u32 = 10;
/// The longest wait for the next attempt: somebody looks into their mailbox.
const LONGEST_WAIT: SignedDuration = SignedDuration::from_mins(15);
/// How long a letter that is done with is kept, so that what became of it can be looked up.
const KEPT: SignedDuration = SignedDuration::from_hours(24);

/// Ends a claimed letter that is not to be sent, whatever its person says; nothing where it may be. One found being
/// sent was left so by a run that ended before it knew: it is never sent again, and its person can ask again.
pub(crate) fn triage(row: &mut LetterRow, now: Timestamp) -> Option<Became> {
    let (state, became) = match row.state {
        Alert::Due if row.attempts <= MOST_ATTEMPTS => return None,
        Alert::Due => (Alert::Failed, Became::Failed),
        Alert::Sending => (Alert::Unknown, Became::Unknown),
        ended @ (Alert::Sent | Alert::Unknown | Alert::Failed) => (ended, Became::Settled),
    };
    end(row, state, now);
    Some(became)
}

/// Ends a letter for which there is nobody any more, or nothing to confirm.
pub(crate) fn withhold(row: &mut LetterRow, now: Timestamp) {
    end(row, Alert::Failed, now);
}

/// Makes it due again after a while.
pub(crate) fn put_back(row: &mut LetterRow, now: Timestamp, after: SignedDuration) {
    row.state = Alert::Due;
    row.due = Due::at(Queue::Letter, &ProfileRow::partition(row.person), later(now, after.min(LONGEST_WAIT)));
    row.rev += 1;
}

/// Writes the outcome into the row, as it is by now. Whether there is anything to write.
pub(super) fn apply(outcome: &Outcome, row: &mut LetterRow, now: Timestamp) -> bool {
    // A run that came later may have called it unknown; that it was taken is known here.
    if row.state != Alert::Sending && !(row.state == Alert::Unknown && *outcome == Outcome::Sent) {
        return false;
    }
    match outcome {
        Outcome::Sent => end(row, Alert::Sent, now),
        Outcome::Refused { .. } => end(row, Alert::Failed, now),
        Outcome::Unknown { .. } => end(row, Alert::Unknown, now),
        Outcome::PutBack { after, .. } => put_back(row, now, *after),
    }
    true
}

fn end(row: &mut LetterRow, state: Alert, now: Timestamp) {
    row.state = state;
    row.due = Due::at(Queue::Retain, &ProfileRow::partition(row.person), later(now, KEPT));
    row.rev += 1;
}

#[cfg(test)]
pub(super) mod tests {
    use koe_domain::{Faults, Locale, PersonId, RequestId};
    use koe_mail::SendError;
    use koe_store::rows::LetterKind;

    use super::*;
    use crate::outcome::judge;

    const DAY: i64 = 24 * 60 * 60;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap_or_default()
    }

    /// A claimed letter, as it is in the table.
    pub(in crate::letter) fn row(state: Alert, attempts: u32) -> Result<LetterRow, Faults> {
        let person = PersonId::from_bytes([1; 10]);
        Ok(LetterRow {
            person,
            id: RequestId::from_bytes([3; 16]),
            rev: 5,
            kind: LetterKind::ConfirmErase,
            never_ask: false,
            locale: Locale::parse("en")?,
            made_at: at(0),
            state,
            attempts,
            due: Due::at(Queue::Letter, &ProfileRow::partition(person), at(300)),
        })
    }

    #[test]
    fn a_claimed_letter_is_sent_once_at_most() -> Result<(), Faults> {
        for (state, attempts, became, becomes) in [
            (Alert::Due, 10, None, Alert::Due),
            (Alert::Due, 11, Some(Became::Failed), Alert::Failed),
            (Alert::Sending, 1, Some(Became::Unknown), Alert::Unknown),
            (Alert::Sent, 1, Some(Became::Settled), Alert::Sent),
            (Alert::Unknown, 1, Some(Became::Settled), Alert::Unknown),
            (Alert::Failed, 1, Some(Became::Settled), Alert::Failed),
        ] {
            let mut row = row(state, attempts)?;
            assert_eq!(triage(&mut row, at(100)), became, "{state:?}");
            let (rev, queue, due) =
                if became.is_none() { (5, Queue::Letter, 300) } else { (6, Queue::Retain, 100 + DAY) };
            assert_eq!((row.state, row.rev, row.due.time()), (becomes, rev, Some(at(due))), "{state:?}");
            assert!(row.due.is_in(queue), "{state:?}");
        }
        Ok(())
    }

    #[test]
    fn every_failure_has_its_consequence_and_no_wait_is_longer_than_a_quarter_of_an_hour() -> Result<(), Faults> {
        let code = || "SomeException".to_owned();
        for (error, attempt, state, after) in [
            (SendError::Throttled, 1, Alert::Due, 60),
            (SendError::Throttled, 9, Alert::Due, 900),
            (SendError::NotSent, 1, Alert::Due, 60),
            (SendError::NotSent, 3, Alert::Due, 240),
            (SendError::QuotaSpent, 1, Alert::Due, 900),
            (SendError::Paused { code: code() }, 1, Alert::Due, 900),
            (SendError::Misconfigured { code: code() }, 1, Alert::Due, 900),
            (SendError::Refused { code: code() }, 1, Alert::Failed, DAY),
            (SendError::Unknown { code: code() }, 1, Alert::Unknown, DAY),
        ] {
            let (outcome, _) = judge(&error, attempt);
            let mut row = row(Alert::Sending, attempt)?;
            assert!(apply(&outcome, &mut row, at(100)), "{error:?}");
            // Tries are counted whatever stood in the way: after ten there is nothing left to wait for.
            assert_eq!((row.state, row.rev, row.attempts), (state, 6, attempt), "{error:?}");
            assert_eq!(row.due.time(), Some(at(100 + after)), "{error:?}");
            assert_eq!(row.due.is_in(Queue::Letter), state == Alert::Due, "{error:?}");
            assert!(!apply(&outcome, &mut row, at(100)), "{error:?}");
        }
        Ok(())
    }

    #[test]
    fn a_letter_that_was_taken_is_sent_even_if_a_later_run_called_it_unknown() -> Result<(), Faults> {
        for state in [Alert::Sending, Alert::Unknown] {
            let mut row = row(state, 1)?;
            assert!(apply(&Outcome::Sent, &mut row, at(100)));
            assert_eq!((row.state, row.due.time()), (Alert::Sent, Some(at(100 + DAY))));
        }
        let mut row = row(Alert::Due, 1)?;
        assert!(!apply(&Outcome::Sent, &mut row, at(100)), "it was never said to be sent");
        Ok(())
    }

    #[test]
    fn a_letter_without_anybody_to_read_it_ends() -> Result<(), Faults> {
        let mut row = row(Alert::Due, 1)?;
        withhold(&mut row, at(100));
        assert_eq!((row.state, row.rev, row.due.time()), (Alert::Failed, 6, Some(at(100 + DAY))));
        assert!(row.due.is_in(Queue::Retain));
        Ok(())
    }
}
