//! The end of an erasure: the certificate is signed, and the pseudonym is taken out of the row.

use koe_store::rows::{ErasureRow, ErasureState, RequestRow, RequestState, Scope};
use koe_store::{Destruction, Due, Queue};

use super::certificate::{Certificate, document};
use super::{Halt, Work};
use crate::day::{days_after, midnight};
use crate::request;

/// Days for which a certificate is kept: three years, the ordinary period within which somebody who learnt of a wrong
/// claims for it (民法 724条, BGB § 195).
const CERTIFICATE_DAYS: i64 = 3 * 365 + 1;

impl Work<'_> {
    /// Signs the certificate and ends the erasure, with the request that led to it.
    pub(super) async fn certify(&mut self) -> Result<bool, Halt> {
        let now = self.state.clock.now();
        let organisation = self.state.store.organisation().await?.map(|row| row.organisation.legal_name);
        let stated = document(&Certificate { row: &self.row, organisation: organisation.as_deref(), now });
        let keys = self.state.signing.fresh(now).await;
        let signed = keys.sign(stated, midnight(now), &self.state.base_url).map_err(Halt::Unsigned)?;
        let text = serde_json::Value::Object(signed).to_string();
        let whole = self.row.scope == Scope::Person;
        let mut what = Destruction::default();
        if let Some(id) = self.row.request
            && let Some(row) = self.state.store.privacy_request(id).await?
        {
            let seen = row.rev;
            what.requests.push((ended(row, &self.row, whole, now), seen));
        }
        self.carry_out(&what, |row| {
            row.state = ErasureState::Done;
            row.person = None;
            // To the day from here on: its moment would lead to the tombstone.
            row.started_at = midnight(row.started_at);
            row.erased_at = row.erased_at.map(midnight);
            row.certificate = Some(text);
            row.due = Due::at(Queue::Retain, &ErasureRow::partition(row.id), days_after(now, CERTIFICATE_DAYS));
        })
        .await
    }
}

/// The request as the erasure leaves it: done, and without the person where there is none any more.
fn ended(mut row: RequestRow, erasure: &ErasureRow, whole: bool, now: jiff::Timestamp) -> RequestRow {
    row.rev += 1;
    if whole {
        row.person = None;
    }
    if !request::is_closed(row.state) {
        request::close(&mut row, RequestState::Done, now);
    }
    row.erasure = Some(erasure.id);
    row.due = request::due(&row, now);
    row
}

#[cfg(test)]
mod tests {
    use koe_domain::{PersonId, RequestId};
    use koe_store::rows::{ProfileRow, Via};

    use super::*;
    use crate::request::tests::row;

    #[test]
    fn a_request_that_an_erasure_ends_knows_days_and_no_person() -> Result<(), jiff::Error> {
        let me = PersonId::from_bytes([1; 10]);
        let now: jiff::Timestamp = "2026-11-24T10:00:01Z".parse()?;
        let erasure =
            ErasureRow::of_person(RequestId::from_bytes([9; 16]), &ProfileRow::new(me), Via::Page, false, now);
        let asked = RequestRow { person: Some(me), ..row(RequestState::Working)? };
        let done = ended(asked.clone(), &erasure, true, now);
        assert_eq!((done.state, done.person, done.rev), (RequestState::Done, None, 4));
        assert_eq!(
            (done.received_at, done.list_at.as_str()),
            ("2026-11-22T00:00:00Z".parse()?, "2026-11-22T00:00:00Z")
        );
        assert_eq!(done.closed_at, Some("2026-11-24T00:00:00Z".parse()?));
        assert_eq!(done.erasure, Some(erasure.id));

        let refused = RequestRow { state: RequestState::Refused, ..asked };
        let kept = ended(refused, &erasure, false, now);
        assert_eq!((kept.state, kept.person), (RequestState::Refused, Some(me)), "what was closed before stays");
        Ok(())
    }
}
