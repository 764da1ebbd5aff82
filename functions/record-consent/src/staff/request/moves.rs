//! How a request goes from one state to another, and what that asks for beside.

use jiff::Timestamp;
use koe_domain::privacy_request::KEPT;
use koe_store::rows::{RequestKind, RequestRow, RequestState};
use koe_store::{Due, Queue};
use koe_web::Problem;

use crate::requests::row::day;

/// What a move asks for beside the request's own row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Move {
    /// It was there before.
    Nothing,
    /// Nothing.
    Plain,
    /// An erasure begins.
    Erase,
    /// The ledger says that the person wants no sale or sharing.
    OptOut,
}

/// Moves a request, and says what that asks for. A request that is closed, or outlives its person, knows days; a closed
/// one goes when its record need not be kept any longer.
///
/// # Errors
/// 409 where it does not go there.
pub(super) fn moved(row: &mut RequestRow, to: RequestState, now: Timestamp) -> Result<Move, Problem> {
    use RequestState::{AwaitingConfirmation, Done, Open, Refused, Working};
    if row.state == to {
        return Ok(Move::Nothing);
    }
    let held = row.person.is_some();
    let asks = match (row.state, to, row.kind) {
        // What was begun goes to its end by itself.
        (Working, Done | Refused, RequestKind::Erase) if row.erasure.is_some() => {
            return Err(Problem::conflict("its erasure has begun; the request is done when that is"));
        }
        (Open, Done, RequestKind::Erase) if held => {
            return Err(Problem::conflict("an erasure begins with working, and is done by itself"));
        }
        (Open, Working, RequestKind::Erase) if held => Move::Erase,
        (Open | Working, Done, RequestKind::OptOut) if held => Move::OptOut,
        (Open, Working | Done | Refused, _) | (Working, Done | Refused, _) | (AwaitingConfirmation, Refused, _) => {
            Move::Plain
        }
        (from, to, _) => {
            let (from, to) = (from.as_str(), to.as_str());
            return Err(Problem::conflict(format!("it is {from}, and cannot become {to}")));
        }
    };
    row.state = to;
    if matches!(to, Done | Refused) {
        let today = day(now);
        row.closed_at = Some(today);
        row.due = Due::at(Queue::Retain, &RequestRow::partition(row.id), KEPT.after(today));
    }
    if row.closed_at.is_some() || asks == Move::Erase {
        row.received_at = day(row.received_at);
        row.list_at = row.received_at.to_string();
    }
    Ok(asks)
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use koe_domain::RequestId;

    use super::super::view::tests::row;
    use super::*;

    type Outcome = Result<(), Box<dyn std::error::Error>>;

    fn after(row: &RequestRow, to: RequestState) -> Result<(Move, RequestRow), StatusCode> {
        let mut row = row.clone();
        let now = row.answer_by;
        moved(&mut row, to, now).map(|asks| (asks, row)).map_err(|problem| problem.status())
    }

    #[test]
    fn what_is_closed_knows_days_and_has_an_end() -> Outcome {
        let (asks, done) = after(&row()?, RequestState::Done).map_err(|status| status.to_string())?;
        assert_eq!((asks, done.state), (Move::Plain, RequestState::Done));
        assert_eq!(done.received_at.to_string(), "2026-11-20T00:00:00Z");
        assert_eq!(done.closed_at, Some("2027-01-04T00:00:00Z".parse()?));
        assert_eq!(done.due.time(), Some("2029-01-04T00:00:00Z".parse()?));
        assert_eq!(after(&done, RequestState::Working).err(), Some(StatusCode::CONFLICT));
        assert_eq!(after(&done, RequestState::Done).map(|(asks, _)| asks), Ok(Move::Nothing));
        Ok(())
    }

    #[test]
    fn an_erasure_begins_with_working_and_ends_by_itself() -> Outcome {
        let erase = RequestRow { kind: RequestKind::Erase, ..row()? };
        let asks = |row: &RequestRow, to| after(row, to).map(|(asks, _)| asks);
        assert_eq!(asks(&erase, RequestState::Working), Ok(Move::Erase));
        assert_eq!(asks(&erase, RequestState::Done), Err(StatusCode::CONFLICT));
        assert_eq!(asks(&erase, RequestState::Refused), Ok(Move::Plain));
        let begun =
            RequestRow { state: RequestState::Working, erasure: Some(RequestId::from_bytes([3; 16])), ..erase.clone() };
        assert_eq!(asks(&begun, RequestState::Refused), Err(StatusCode::CONFLICT));
        let nobody = RequestRow { person: None, ..erase };
        assert_eq!(asks(&nobody, RequestState::Done), Ok(Move::Plain));
        Ok(())
    }

    #[test]
    fn the_ledger_is_told_when_an_opt_out_is_done() -> Outcome {
        let opt_out = RequestRow { kind: RequestKind::OptOut, ..row()? };
        let asks = |row: &RequestRow, to| after(row, to).map(|(asks, _)| asks);
        assert_eq!(asks(&opt_out, RequestState::Working), Ok(Move::Plain));
        assert_eq!(asks(&opt_out, RequestState::Done), Ok(Move::OptOut));
        let nobody = RequestRow { person: None, ..opt_out };
        assert_eq!(asks(&nobody, RequestState::Done), Ok(Move::Plain));
        Ok(())
    }

    #[test]
    fn what_waits_for_the_person_can_only_be_refused() -> Outcome {
        let waiting = RequestRow { state: RequestState::AwaitingConfirmation, ..row()? };
        for to in [RequestState::Open, RequestState::Working, RequestState::Done, RequestState::Lapsed] {
            assert_eq!(after(&waiting, to).err(), Some(StatusCode::CONFLICT));
        }
        assert!(after(&waiting, RequestState::Refused).is_ok());
        Ok(())
    }
}
