//! The rows of a request: itself, and the letter that it waits for.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use koe_domain::privacy_request::{Asked, KEPT, strictest};
use koe_domain::{Locale, Organisation, Period, PersonId, RequestId};
use koe_store::rows::{Alert, LetterKind, LetterRow, ProfileRow, RequestKind, RequestRow, RequestState, Via};
use koe_store::{Due, Queue, whole_seconds};

use super::{OwnRequest, OwnRequestKind};

/// How long a request waits to be confirmed; its link ends long before.
const LAPSES: Period = Period::days(1);

/// A request as it comes in by the person's own page. Its clock is that of the strictest law; once confirmed, it is
/// answered within minutes.
pub(super) fn request_row(
    id: RequestId,
    person: PersonId,
    body: OwnRequest,
    organisation: &Organisation,
    now: Timestamp,
) -> RequestRow {
    let now = whole_seconds(now);
    let zone = TimeZone::get(&organisation.timezone).unwrap_or(TimeZone::UTC);
    let (law, clocks) = strictest(&organisation.privacy.laws, Asked::Data, now, &zone);
    RequestRow {
        id,
        rev: 1,
        person: Some(person),
        kind: match body.kind {
            OwnRequestKind::Export => RequestKind::Export,
            OwnRequestKind::Erase => RequestKind::Erase,
        },
        law,
        via: Via::Page,
        never_ask: body.never_ask,
        source: None,
        state: RequestState::AwaitingConfirmation,
        received_at: now,
        confirm_by: clocks.confirm_by,
        answer_by: clocks.answer_by,
        closed_at: None,
        note: None,
        erasure: None,
        due: Due::at(Queue::Retain, &RequestRow::partition(id), LAPSES.after(now)),
        list_pk: RequestRow::LIST.to_owned(),
        list_at: now.to_string(),
    }
}

/// The letter that asks to confirm a request; due now.
pub(super) fn letter_row(request: &RequestRow, person: PersonId, locale: &Locale, now: Timestamp) -> LetterRow {
    let now = whole_seconds(now);
    LetterRow {
        person,
        id: request.id,
        rev: 1,
        kind: match request.kind {
            RequestKind::Export => LetterKind::ConfirmExport,
            _ => LetterKind::ConfirmErase,
        },
        never_ask: request.never_ask,
        locale: locale.clone(),
        made_at: now,
        state: Alert::Due,
        attempts: 0,
        due: Due::at(Queue::Letter, &ProfileRow::partition(person), now),
    }
}

/// The request as it is when it was confirmed: done, or being carried out under `erasure`. What outlives the visit knows
/// the day, not the moment.
pub(crate) fn confirmed(row: &RequestRow, erasure: Option<RequestId>, now: Timestamp) -> RequestRow {
    let received_at = day(row.received_at);
    let done = erasure.is_none();
    RequestRow {
        rev: row.rev + 1,
        state: if done { RequestState::Done } else { RequestState::Working },
        received_at,
        closed_at: done.then(|| day(now)),
        erasure,
        due: if done {
            Due::at(Queue::Retain, &RequestRow::partition(row.id), KEPT.after(day(now)))
        } else {
            Due::NEVER
        },
        list_at: received_at.to_string(),
        ..row.clone()
    }
}

/// The first moment of the day, in UTC.
pub(crate) fn day(at: Timestamp) -> Timestamp {
    let second = at.as_second();
    Timestamp::from_second(second - second.rem_euclid(86_400)).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    type Outcome = Result<(), Box<dyn std::error::Error>>;

    fn row() -> Result<RequestRow, Box<dyn std::error::Error>> {
        let body = OwnRequest { kind: OwnRequestKind::Erase, never_ask: true };
        let (id, person) = (RequestId::from_bytes([1; 16]), PersonId::from_bytes([2; 10]));
        Ok(request_row(id, person, body, &crate::testing::organisation()?, "2026-11-22T09:30:15.5Z".parse()?))
    }

    #[test]
    fn a_request_lapses_after_a_day_and_its_letter_is_due_now() -> Outcome {
        let row = row()?;
        assert_eq!(row.due.time(), Some("2026-11-23T09:30:15Z".parse()?));
        assert!(row.due.is_in(Queue::Retain));
        let letter = letter_row(&row, PersonId::from_bytes([2; 10]), &Locale::english(), row.received_at);
        assert_eq!((letter.kind, letter.never_ask, letter.id), (LetterKind::ConfirmErase, true, row.id));
        assert_eq!(letter.due.time(), Some(row.received_at));
        assert!(letter.due.is_in(Queue::Letter));
        Ok(())
    }

    #[test]
    fn what_is_left_of_a_confirmed_request_knows_days_only() -> Outcome {
        let now: Timestamp = "2026-11-22T09:33:00Z".parse()?;
        let done = confirmed(&row()?, None, now);
        assert_eq!((done.state, done.rev), (RequestState::Done, 2));
        let midnight: Timestamp = "2026-11-22T00:00:00Z".parse()?;
        assert_eq!((done.received_at, done.closed_at), (midnight, Some(midnight)));
        assert_eq!(done.due.time(), Some("2028-11-22T00:00:00Z".parse()?));

        let erasure = RequestId::from_bytes([9; 16]);
        let working = confirmed(&row()?, Some(erasure), now);
        assert_eq!((working.state, working.erasure), (RequestState::Working, Some(erasure)));
        assert_eq!((working.closed_at, working.due.time()), (None, None));
        Ok(())
    }
}
