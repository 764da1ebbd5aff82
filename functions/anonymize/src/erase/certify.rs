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
        row.state = RequestState::Done;
        row.closed_at = Some(midnight(now));
    }
    row.erasure = Some(erasure.id);
    row.due = request::due(&row, now);
    row
}
