//! `GET /v1/people/{person}/consents/{seq}/receipt`: the proof of one decision, to hand over.
//!
//! A receipt rests on the whole chain, so none is made of a chain that does not hold. It has no link to the person's
//! own page in it: staff pass it on, and whoever holds that link can act as the person.

mod page;
mod words;

use std::collections::BTreeMap;

use axum::extract::State as Held;
use axum::http::HeaderMap;
use axum::http::header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use jiff::Timestamp;
use koe_domain::consent::{ConsentEvent, Entry, NOTICE, RESERVED, SURVEY_MAILS};
use koe_domain::{Random, clock};
use koe_privacy::receipt::{ReceiptInput, purposes, receipt as document};
use koe_store::whole_seconds;
use koe_web::surveys::Setting;
use koe_web::{Caller, PathParam, Problem, Scope};
use serde_json::{Map, Value};

use self::page::ReceiptPage;
use super::consents::{Chain, LedgerVerified};
use super::{id_of, person_of};
use crate::State;
use crate::decide::PROOF;

/// The receipt of one event of a person's ledger: a record of its purpose with every event that belongs to it, as
/// ISO/IEC TS 27560 in JSON-LD (W3C DPV 2.3), signed. `koe-verify` checks it offline. With `Accept: text/html` it is a
/// page to read, in English or Japanese, that holds the same.
#[utoipa::path(get, path = "/v1/people/{person}/consents/{seq}/receipt", operation_id = "show_receipt", tag = "privacy",
    params(
        ("person" = String, Path, description = "as the lookup gave it"),
        ("seq" = u64, Path, description = "the event's number in the ledger")),
    responses(
        (status = 200, description = "the receipt; a page where one is asked for", content(
            (serde_json::Value = "application/ld+json"), (String = "text/html"))),
        (status = 401, description = "no API key of this stack", body = Problem),
        (status = 403, description = "the scope `privacy` is needed", body = Problem),
        (status = 404, description = "nobody of this id is held, or there is no such event", body = Problem),
        (status = 409, description = "the ledger does not hold, or no organisation was set up", body = Problem),
        (status = 503, description = "the table did not answer", body = Problem)))]
pub(crate) async fn receipt(
    Held(state): Held<State>,
    caller: Caller,
    PathParam((id, seq)): PathParam<(String, u64)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    caller.require(Scope::Privacy)?;
    let person = person_of(&state, &id).await?;
    let chain = Chain::read(&state, &caller, person).await?;
    if chain.verified() != LedgerVerified::Holds(true) {
        return Err(Problem::conflict("the ledger does not hold; the list of consents says where it breaks"));
    }
    let missing = || Problem::not_found("the ledger has no such event, or it decides nothing");
    let events = chain.into_events();
    let event = events.iter().find(|event| event.seq == seq).ok_or_else(missing)?;
    if purposes(&events).is_empty() {
        return Err(missing());
    }
    let making = Making { state: &state, events: &events, entry: &event.entry, now: state.clock.now() };
    let setting = making.setting().await?;
    let signed = making.signed(&id_of(&state, person).await?, setting.as_ref()).await?;
    if wants_page(&headers) {
        return ReceiptPage { state: &state, event, setting: setting.as_ref(), signed }.response(&headers).await;
    }
    let told = [(CONTENT_TYPE, "application/ld+json"), (CACHE_CONTROL, "no-store")];
    Ok((told, Value::Object(signed).to_string()).into_response())
}

fn wants_page(headers: &HeaderMap) -> bool {
    let accept = headers.get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accept.contains("text/html")
}

struct Making<'a> {
    state: &'a State,
    events: &'a [ConsentEvent],
    entry: &'a Entry,
    now: Timestamp,
}

impl Making<'_> {
    /// The survey on whose page the decision was made, as it was then. Up to two round trips, none where it was read
    /// before.
    async fn setting(&self) -> Result<Option<Setting>, Problem> {
        let Some((survey, version)) = self.entry.survey.as_ref().zip(self.entry.version) else { return Ok(None) };
        Ok(self.state.surveys.setting(&self.state.store, survey, Some(version), self.now).await?)
    }

    async fn signed(&self, person: &str, setting: Option<&Setting>) -> Result<Map<String, Value>, Problem> {
        let State { store, surveys, signing, base_url, random, .. } = self.state;
        let organisation = surveys.organisation(store, self.now).await?;
        let organisation = organisation.ok_or_else(|| Problem::conflict("no organisation was set up"))?;
        let created = whole_seconds(self.now);
        let made = document(&ReceiptInput {
            id: &uuid(&**random),
            created,
            base_url,
            organisation: &organisation,
            person,
            events: self.events,
            purpose: self.purpose(),
            retention: &self.retention(setting),
            withdrawal_link: None,
        });
        signing.fresh(self.now).await.sign(made, created, base_url).map_err(|error| {
            tracing::error!(%error, "a receipt could not be signed");
            Problem::ours()
        })
    }

    /// The purpose that the event decided about. A notice decides nothing: its receipt is about every purpose.
    fn purpose(&self) -> Option<&str> {
        (self.entry.purpose != NOTICE).then_some(self.entry.purpose.as_str())
    }

    /// How long what a purpose needs is kept, as in the person's own receipt: the contact, and the wish about mails as
    /// long as it is proof.
    fn retention(&self, setting: Option<&Setting>) -> BTreeMap<String, String> {
        let mut kept = BTreeMap::from([(SURVEY_MAILS.to_owned(), PROOF.to_string())]);
        let Some(setting) = setting else { return kept };
        let contact = setting.version.settings.retention.contact;
        let shown = self.entry.shown.iter().flat_map(|shown| shown.purposes.iter());
        let purposes = shown.chain([&self.entry.purpose]).filter(|purpose| !RESERVED.contains(&purpose.as_str()));
        kept.extend(purposes.map(|purpose| (purpose.clone(), contact.to_string())));
        kept
    }
}

/// A random UUID (RFC 9562, version 4).
fn uuid(random: &dyn Random) -> String {
    let mut bytes = clock::random::<16>(random);
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[derive(Debug)]
    struct Ones;

    impl Random for Ones {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(0xff);
        }
    }

    #[test]
    fn an_id_is_a_uuid_of_version_4() {
        assert_eq!(uuid(&Ones), "ffffffff-ffff-4fff-bfff-ffffffffffff");
    }

    #[test]
    fn a_page_is_for_whoever_asks_for_one() {
        for (accept, page) in
            [("text/html,application/xhtml+xml", true), ("application/ld+json", false), ("*/*", false)]
        {
            let headers = HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static(accept))]);
            assert_eq!(wants_page(&headers), page, "{accept}");
        }
        assert!(!wants_page(&HeaderMap::new()));
    }
}
