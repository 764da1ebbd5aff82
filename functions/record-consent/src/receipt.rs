//! `GET /privacy/{link}/receipts/{purpose}`: what was agreed, signed, for the person to keep.

use std::collections::BTreeMap;

use axum::extract::State as Holding;
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use koe_domain::clock;
use koe_domain::consent::SURVEY_MAILS;
use koe_domain::link::{Purpose, Target};
use koe_privacy::receipt::{ReceiptInput, purposes, receipt};
use koe_web::Problem;
use koe_web::extract::PathParam;

use crate::State;
use crate::decide::PROOF;
use crate::own_page::held::Held;
use crate::visit::{Stop, Visit};

/// A receipt of what was decided about a purpose, as ISO/IEC TS 27560 has it in the W3C's Data Privacy Vocabulary, signed.
#[utoipa::path(get, path = "/privacy/{link}/receipts/{purpose}", tag = "person",
    params(
        ("link" = String, Path, description = "47 characters"),
        ("purpose" = String, Path, description = "a purpose on the page, or `survey_mails`, or `sale_or_sharing`")),
    responses(
        (status = 200, description = "the receipt, as a file", body = serde_json::Value, content_type = "application/ld+json"),
        (status = 404, description = "not a link of ours, or nothing was decided about this purpose", body = Problem),
        (status = 410, description = "everything was erased", body = Problem),
        (status = 503, description = "the table did not answer", body = Problem)))]
pub(crate) async fn own_receipt(
    Holding(state): Holding<State>,
    path: Result<PathParam<(String, String)>, Problem>,
    headers: HeaderMap,
) -> Response {
    let visit = Visit { state: &state, asked: None, headers: &headers };
    let made = async {
        let PathParam((link, purpose)) = path?;
        make(&visit, &link, &purpose).await
    };
    visit.answer(made.await)
}

/// Reads all of the person, and makes the receipt.
async fn make(visit: &Visit<'_>, link: &str, purpose: &str) -> Result<Response, Stop> {
    let person = visit.person(link).await?;
    let state = visit.state;
    let held = Held::read(visit, person).await?;
    let known = purposes(&held.events).into_iter().find(|known| *known == purpose);
    let known = known.ok_or_else(|| Problem::not_found("nothing was decided about this purpose"))?;
    let locale = visit.locale(held.profile.locale.as_ref(), Some(&held.organisation));
    let decided = held.decided(visit, &locale).await?;
    let mut retention = BTreeMap::from([(SURVEY_MAILS.to_owned(), PROOF.to_string())]);
    for decided in &decided {
        retention.extend(decided.retention.map(|(_, contact)| (decided.purpose.clone(), contact.to_string())));
    }
    let now = koe_store::whole_seconds(state.clock.now());
    let links = state.links.fresh(now).await;
    let sealed = links.seal(Purpose::Person, Target::of_person(person)).map_err(|_| Problem::ours())?;
    let document = receipt(&ReceiptInput {
        id: &uuid(clock::random(&*state.random)),
        created: now,
        base_url: &state.base_url,
        organisation: &held.organisation,
        person: sealed.as_str(),
        events: &held.events,
        purpose: Some(known),
        retention: &retention,
        withdrawal_link: Some(link),
    });
    let signed = state.signing.fresh(now).await.sign(document, now, &state.base_url).map_err(|error| {
        tracing::error!(%error, "a receipt could not be signed");
        Problem::ours()
    })?;
    let body = serde_json::to_vec_pretty(&signed).map_err(|_| Problem::ours())?;
    let disposition = format!("attachment; filename=\"receipt-{known}.jsonld\"");
    Ok(([(CONTENT_TYPE, "application/ld+json".to_owned()), (CONTENT_DISPOSITION, disposition)], body).into_response())
}

/// A random UUID (version 4, RFC 9562, section 5.4).
fn uuid(mut bytes: [u8; 16]) -> String {
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let mut text = String::with_capacity(36);
    for (i, byte) in bytes.iter().enumerate() {
        if [4, 6, 8, 10].contains(&i) {
            text.push('-');
        }
        text.push_str(&format!("{byte:02x}"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_a_uuid_of_version_4() {
        assert_eq!(uuid([0xff; 16]), "ffffffff-ffff-4fff-bfff-ffffffffffff");
        assert_eq!(uuid([0; 16]), "00000000-0000-4000-8000-000000000000");
    }
}
