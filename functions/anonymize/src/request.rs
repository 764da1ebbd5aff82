//! Requests about somebody's data: one that nobody confirms lapses, and the record of each is kept for 24 months.

use jiff::Timestamp;
use koe_store::rows::{RequestRow, RequestState};
use koe_store::{Due, Queue, Store, StoreError};

use crate::day::{days_after, midnight};
use crate::report::Outcome;

/// Days for which the record of a request is kept after its answer: 24 months, which have 731 days at most
/// (11 CCR 7101(a)).
const RECORD_DAYS: i64 = 731;
/// Days after which a request that is still open is looked at again: its record does not go before its answer.
const LOOK_AGAIN: i64 = 30;

/// Whether it was answered, refused, or never confirmed.
pub(crate) const fn is_closed(state: RequestState) -> bool {
    match state {
        RequestState::Done | RequestState::Refused | RequestState::Lapsed => true,
        RequestState::AwaitingConfirmation | RequestState::Open | RequestState::Working => false,
    }
}

/// Closes a request. From here on its record knows days: the moment would lead to the person.
pub(crate) fn close(row: &mut RequestRow, state: RequestState, now: Timestamp) {
    row.state = state;
    row.closed_at = Some(midnight(now));
    row.received_at = midnight(row.received_at);
    row.list_at = row.received_at.to_string();
}

/// When the record is due again.
pub(crate) fn due(row: &RequestRow, now: Timestamp) -> Due {
    let at = if is_closed(row.state) {
        days_after(row.closed_at.unwrap_or(row.received_at), RECORD_DAYS)
    } else {
        days_after(now, LOOK_AGAIN)
    };
    Due::at(Queue::Retain, &RequestRow::partition(row.id), at)
}

/// Brings a request that is due to where its time has brought it. One round trip.
pub(crate) async fn settle(store: &Store, mut row: RequestRow, now: Timestamp) -> Result<Outcome, StoreError> {
    let seen = row.rev;
    let outcome = advance(&mut row, now);
    let written = match outcome {
        Outcome::Request => store.drop_request(&row).await?,
        _ => store.replace_privacy_request(&row, seen).await?,
    };
    Ok(if written.is_done() { outcome } else { Outcome::Changed })
}

/// What the time does to the row: at one revision more, unless it goes.
fn advance(row: &mut RequestRow, now: Timestamp) -> Outcome {
    let lapses = row.state == RequestState::AwaitingConfirmation;
    if lapses {
        close(row, RequestState::Lapsed, now);
    }
    let next = due(row, now);
    if next.time().is_some_and(|at| at <= now) {
        return Outcome::Request;
    }
    row.due = next;
    row.rev += 1;
    if lapses { Outcome::Lapsed } else { Outcome::Postponed }
}

#[cfg(test)]
pub(crate) mod tests {
    use koe_domain::RequestId;
    use koe_store::rows::{RequestKind, Via};

    use super::*;

    pub(crate) fn row(state: RequestState) -> Result<RequestRow, jiff::Error> {
        let received: Timestamp = "2026-11-22T09:30:15Z".parse()?;
        Ok(RequestRow {
            id: RequestId::from_bytes([2; 16]),
            rev: 3,
            person: None,
            kind: RequestKind::Export,
            law: None,
            via: Via::Page,
            never_ask: false,
            source: None,
            state,
            received_at: received,
            confirm_by: None,
            answer_by: received,
            closed_at: None,
            note: None,
            erasure: None,
            due: Due::NEVER,
            list_pk: RequestRow::LIST.to_owned(),
            list_at: received.to_string(),
        })
    }

    #[test]
    fn what_nobody_confirms_lapses_and_its_record_stays() -> Result<(), jiff::Error> {
        let mut row = row(RequestState::AwaitingConfirmation)?;
        assert_eq!(advance(&mut row, "2026-11-23T09:30:15Z".parse()?), Outcome::Lapsed);
        assert_eq!((row.state, row.rev), (RequestState::Lapsed, 4));
        assert_eq!(row.closed_at, Some("2026-11-23T00:00:00Z".parse()?));
        assert_eq!((row.received_at, row.list_at.as_str()), ("2026-11-22T00:00:00Z".parse()?, "2026-11-22T00:00:00Z"));
        assert_eq!(row.due.time(), Some("2028-11-23T00:00:00Z".parse()?));
        Ok(())
    }

    #[test]
    fn a_record_goes_24_months_after_its_answer_and_not_before() -> Result<(), jiff::Error> {
        let mut row = row(RequestState::Done)?;
        row.closed_at = Some("2026-12-01T08:00:00Z".parse()?);
        assert_eq!(advance(&mut row, "2028-12-01T23:59:59Z".parse()?), Outcome::Postponed);
        assert_eq!(row.due.time(), Some("2028-12-02T00:00:00Z".parse()?));
        assert_eq!(advance(&mut row, "2028-12-02T00:00:00Z".parse()?), Outcome::Request);
        Ok(())
    }

    #[test]
    fn one_that_is_open_is_looked_at_again() -> Result<(), jiff::Error> {
        for state in [RequestState::Open, RequestState::Working] {
            let mut row = row(state)?;
            assert_eq!(advance(&mut row, "2030-01-01T00:00:00Z".parse()?), Outcome::Postponed);
            assert_eq!((row.state, row.due.time()), (state, Some("2030-01-31T00:00:00Z".parse()?)));
            assert_eq!(row.received_at, "2026-11-22T09:30:15Z".parse::<Timestamp>()?, "its clock runs on");
        }
        Ok(())
    }
}
