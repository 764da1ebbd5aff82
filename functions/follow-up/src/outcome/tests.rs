use koe_domain::{Faults, InvitationId, PersonId, SurveyId};
use koe_store::rows::Opening;

use super::*;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap_or_default()
}

/// A claimed row, as it is in the table.
fn row(alert: Alert, attempts: u32) -> Result<CaseRow, Faults> {
    let person = PersonId::from_bytes([1; 10]);
    let mut row = CaseRow::open(Opening {
        person,
        invitation: InvitationId::from_bytes([2; 8]),
        survey: SurveyId::parse("after-purchase")?,
        version: 1,
        question: "nps".to_owned(),
        score: 3,
        of: 10,
        store: None,
        at: at(0),
        deal_by: at(86_400),
    });
    row.rev = 5;
    row.alert = alert;
    row.attempts = attempts;
    row.due = Due::at(Queue::Alert, &ProfileRow::partition(person), at(300));
    Ok(row)
}

/// What the answers come to, and after how many of them the rest was left.
fn told(answers: &[Result<(), SendError>]) -> (Outcome, usize) {
    let mut noted = Answers::default();
    for (tried, answer) in answers.iter().enumerate() {
        if !noted.note(answer.as_ref().copied(), 1) {
            return (noted.outcome(), tried + 1);
        }
    }
    (noted.outcome(), answers.len())
}

fn code() -> String {
    "SomeException".to_owned()
}

#[test]
fn each_answer_has_its_consequence() {
    let (minute, hour) = (SignedDuration::from_mins(1), SignedDuration::from_hours(1));
    for (answer, outcome) in [
        (Ok(()), Outcome::Sent),
        (Err(SendError::Unknown { code: code() }), Outcome::Unknown),
        (Err(SendError::Refused { code: code() }), Outcome::Failed),
        (Err(SendError::Throttled), Outcome::PutBack(minute)),
        (Err(SendError::NotSent), Outcome::PutBack(minute)),
        (Err(SendError::QuotaSpent), Outcome::PutBack(hour)),
        (Err(SendError::Paused { code: code() }), Outcome::PutBack(hour)),
        (Err(SendError::Misconfigured { code: code() }), Outcome::PutBack(hour)),
    ] {
        assert_eq!(told(&[answer]).0, outcome);
    }
}

#[test]
fn one_refused_or_doubtful_mail_does_not_stop_the_others() {
    let (refused, doubtful) =
        (|| Err(SendError::Refused { code: code() }), || Err(SendError::Unknown { code: code() }));
    assert_eq!(told(&[refused(), doubtful(), Ok(())]), (Outcome::Sent, 3));
    assert_eq!(told(&[refused(), doubtful(), refused()]), (Outcome::Unknown, 3));
    assert_eq!(told(&[refused(), refused()]), (Outcome::Failed, 2));
}

#[test]
fn all_is_put_back_only_where_nothing_can_have_left() {
    let throttled = || Err(SendError::Throttled);
    let minute = Outcome::PutBack(SignedDuration::from_mins(1));
    assert_eq!(told(&[throttled(), Ok(())]), (minute, 1));
    assert_eq!(told(&[Ok(()), throttled(), Ok(())]), (Outcome::Sent, 3));
    let doubtful = Err(SendError::Unknown { code: code() });
    assert_eq!(told(&[doubtful, throttled()]), (Outcome::Unknown, 2));
}

#[test]
fn an_alert_that_nobody_was_told_of_in_time_is_put_back() {
    let minute = SignedDuration::from_mins(1);
    let mut answers = Answers::default();
    answers.cut(1);
    assert_eq!((answers.outcome(), answers.is_closed()), (Outcome::PutBack(minute), true));
    let mut answers = Answers::default();
    assert!(answers.note(Ok(()), 1));
    answers.cut(1);
    assert_eq!(answers.outcome(), Outcome::Sent);
}

#[test]
fn waiting_doubles_up_to_an_hour() {
    let waits: Vec<i64> = [1, 2, 6, 7, 99].map(|attempt| backoff(attempt).as_secs()).to_vec();
    assert_eq!(waits, [60, 120, 1920, 3600, 3600]);
}

#[test]
fn a_claimed_alert_is_sent_once_at_most() -> Result<(), Faults> {
    for (alert, attempts, claimed, becomes) in [
        (Alert::Due, 10, Claimed::Ready, Alert::Due),
        (Alert::Due, 11, Claimed::Ended(Outcome::Failed), Alert::Failed),
        (Alert::Sending, 1, Claimed::Ended(Outcome::Unknown), Alert::Unknown),
        (Alert::Sent, 1, Claimed::Moot, Alert::Sent),
        (Alert::Unknown, 1, Claimed::Moot, Alert::Unknown),
        (Alert::Failed, 1, Claimed::Moot, Alert::Failed),
    ] {
        let mut row = row(alert, attempts)?;
        assert_eq!(triage(&mut row), claimed, "{alert:?}");
        let ready = claimed == Claimed::Ready;
        assert_eq!((row.alert, row.due.time().is_some(), row.rev), (becomes, ready, if ready { 5 } else { 6 }));
    }
    Ok(())
}

#[test]
fn an_outcome_is_written_once() -> Result<(), Faults> {
    for (outcome, alert, due) in [
        (Outcome::Sent, Alert::Sent, None),
        (Outcome::Unknown, Alert::Unknown, None),
        (Outcome::Failed, Alert::Failed, None),
        (Outcome::PutBack(SignedDuration::from_secs(60)), Alert::Due, Some(at(160))),
    ] {
        let mut row = row(Alert::Sending, 1)?;
        assert!(outcome.apply(&mut row, at(100)));
        assert_eq!((row.alert, row.due.time(), row.rev), (alert, due, 6));
        assert!(!outcome.apply(&mut row, at(100)), "{outcome:?}");
    }
    let mut row = row(Alert::Unknown, 1)?;
    assert!(Outcome::Sent.apply(&mut row, at(100)));
    assert_eq!(row.alert, Alert::Sent);
    Ok(())
}
