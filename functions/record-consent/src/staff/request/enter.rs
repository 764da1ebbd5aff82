//! `POST /v1/privacy-requests`: staff enter a request that came by letter, by phone or over the counter.

use axum::extract::State as Held;
use axum::http::header::LOCATION;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use jiff::Timestamp;
use koe_domain::link::Purpose;
use koe_domain::organisation::Law;
use koe_domain::privacy_request::{Clocks, clocks, strictest};
use koe_domain::{EmailAddress, Faults, Identity, PersonId, RequestId, clock};
use koe_store::rows::{RequestKind, RequestRow, RequestState, Via};
use koe_store::{Due, RequestEntered, whole_seconds};
use koe_web::extract::{AnyJson, object_from_json};
use koe_web::links::open_link;
use koe_web::{Caller, Problem, Scope};
use serde::Deserialize;
use utoipa::ToSchema;

use super::call::Call;
use super::view::PrivacyRequestView;
use super::{asked, check_note, zone};
use crate::State;
use crate::staff::{TRIES, unkept};

/// A request that came by another way than the person's own page.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object with kind")]
pub(crate) struct PrivacyRequestEntry {
    /// `export`, `erase`, `correct`, `object` or `opt_out`.
    #[schema(value_type = String)]
    kind: RequestKind,
    /// `gdpr`, `appi` or `ccpa`. Without it, the strictest times of the organisation's laws hold.
    #[schema(value_type = Option<String>)]
    law: Option<Law>,
    /// Whose data, by their address. Not beside `person`. The address is not kept: where nobody of it is held, the
    /// request has no person.
    email: Option<String>,
    /// Whose data, as the lookup gave it. Not beside `email`.
    person: Option<String>,
    /// With an erasure: leaves one keyed hash of the address, by which they are never asked again.
    #[serde(default)]
    never_ask: bool,
    /// What staff want to remember, at most 500 characters. It is kept for two years after the request was closed:
    /// nothing personal belongs here.
    note: Option<String>,
    /// When it came in, RFC 3339; now unless given. The clocks run from here.
    #[schema(value_type = Option<String>, format = DateTime)]
    received_at: Option<Timestamp>,
}

/// Whose data a request is about, as it was entered.
enum Whose {
    Address(EmailAddress),
    Sealed(String),
    Nobody,
}

/// A request that can be entered.
struct Wanted {
    kind: RequestKind,
    law: Option<Law>,
    whose: Whose,
    never_ask: bool,
    note: Option<String>,
    received_at: Timestamp,
}

impl PrivacyRequestEntry {
    fn read(self, now: Timestamp) -> Result<Wanted, Faults> {
        let mut faults = Faults::new();
        let whose = match (self.email, self.person) {
            (Some(email), None) => faults.take("/email", EmailAddress::parse(&email)).map(Whose::Address),
            (None, Some(person)) => Some(Whose::Sealed(person)),
            (None, None) => Some(Whose::Nobody),
            (Some(_), Some(_)) => {
                faults.push("", "either email or person is expected");
                None
            }
        };
        if self.never_ask && self.kind != RequestKind::Erase {
            faults.push("/never_ask", "goes with an erasure only");
        }
        let received_at = self.received_at.unwrap_or(now);
        if received_at > now {
            faults.push("/received_at", "a time that is past is expected");
        }
        faults.take("/note", self.note.as_deref().map_or(Ok(()), check_note));
        match whose {
            Some(whose) if faults.is_empty() => Ok(Wanted {
                kind: self.kind,
                law: self.law,
                whose,
                never_ask: self.never_ask,
                note: self.note,
                received_at: whole_seconds(received_at),
            }),
            _ => Err(faults),
        }
    }
}

/// Enters a request about somebody's data; its clocks start when it was received. Nothing is done by that: `PATCH`
/// moves it on.
#[utoipa::path(post, path = "/v1/privacy-requests", operation_id = "enter_privacy_request", tag = "privacy",
    params(("Idempotency-Key" = Option<String>, Header,
        description = "1 to 255 printable ASCII characters; the same key and body give the same answer for 30 days")),
    request_body = PrivacyRequestEntry,
    responses(
        (status = 201, description = "entered; the times and what is due next", body = PrivacyRequestView),
        (status = 400, description = "no JSON, or not an idempotency key", body = Problem),
        (status = 401, description = "no API key of this stack", body = Problem),
        (status = 403, description = "the scope `privacy` is needed", body = Problem),
        (status = 410, description = "what an earlier call with this key made is gone", body = Problem),
        (status = 413, description = "over 1 MiB", body = Problem),
        (status = 415, description = "not JSON in UTF-8", body = Problem),
        (status = 422, description = "every fault named, or a known idempotency key with another body", body = Problem),
        (status = 503, description = "the table did not answer; send it again", body = Problem)))]
pub(crate) async fn enter(
    Held(state): Held<State>,
    caller: Caller,
    headers: HeaderMap,
    AnyJson(body): AnyJson,
) -> Result<Response, Problem> {
    caller.require(Scope::Privacy)?;
    let body = body.to_string();
    let call = Call::read(&headers, &caller.id, &body, &state.pepper)?;
    if let Some(earlier) = earlier(&state, call.as_ref()).await? {
        return entered(&state, &earlier).await;
    }
    let now = state.clock.now();
    let wanted = object_from_json::<PrivacyRequestEntry>(body.as_bytes())?.read(now)?;
    for _ in 0..TRIES {
        let row = row(&state, &wanted, whose(&state, &wanted.whose).await?, now).await?;
        let call_row = call.as_ref().map(|call| call.row(&row.id.encode(), now));
        match state.store.enter_request(&row, call_row.as_ref()).await? {
            RequestEntered::Done => return entered(&state, &row).await,
            RequestEntered::Repeated => {
                if let Some(earlier) = earlier(&state, call.as_ref()).await? {
                    return entered(&state, &earlier).await;
                }
            }
            RequestEntered::Gone => {}
        }
    }
    tracing::warn!("a request could not be entered at any try");
    Err(Problem::try_again())
}

async fn entered(state: &State, row: &RequestRow) -> Result<Response, Problem> {
    let location = [(LOCATION, format!("/v1/privacy-requests/{}", row.id.encode()))];
    let view = unkept(PrivacyRequestView::of(state, row).await?);
    Ok((StatusCode::CREATED, location, view).into_response())
}

/// What an earlier call with the same key entered.
async fn earlier(state: &State, call: Option<&Call>) -> Result<Option<RequestRow>, Problem> {
    let Some(call) = call else { return Ok(None) };
    let Some(seen) = state.store.idempotency(&call.name).await? else { return Ok(None) };
    call.require_same(&seen)?;
    let gone = || Problem::gone("what this Idempotency-Key made is gone");
    let id = RequestId::decode(&seen.answer).map_err(|_| gone())?;
    state.store.privacy_request(id).await?.map(Some).ok_or_else(gone)
}

/// The person, where one is held. One round trip, or none.
async fn whose(state: &State, whose: &Whose) -> Result<Option<PersonId>, Problem> {
    let unknown = || Problem::invalid(Faults::one("/person", "nobody of this id is held"));
    let person = match whose {
        Whose::Nobody => return Ok(None),
        Whose::Address(email) => state.pepper.person(&Identity::Email(email.clone())),
        Whose::Sealed(id) => {
            let target = open_link(&state.links, state.clock.now(), Purpose::Person, id).await?;
            target.ok_or_else(unknown)?.person
        }
    };
    let held = state.store.profile(person).await?.is_some_and(|profile| profile.tombstone.is_none());
    match (whose, held) {
        (_, true) => Ok(Some(person)),
        (Whose::Sealed(_), false) => Err(unknown()),
        (Whose::Address(_) | Whose::Nobody, false) => Ok(None),
    }
}

/// The request as it is entered. One round trip where the organisation was not read lately, else none.
async fn row(state: &State, wanted: &Wanted, person: Option<PersonId>, now: Timestamp) -> Result<RequestRow, Problem> {
    let organisation = state.surveys.organisation(&state.store, now).await?;
    let organisation = organisation.as_deref();
    let (asked, received, zone) = (asked(wanted.kind), wanted.received_at, zone(organisation));
    let (law, Clocks { confirm_by, answer_by }) = match (wanted.law, organisation) {
        (Some(law), _) => (Some(law), clocks(Some(law), asked, received, &zone)),
        (None, Some(organisation)) => strictest(&organisation.privacy.laws, asked, received, &zone),
        (None, None) => (None, clocks(None, asked, received, &zone)),
    };
    Ok(RequestRow {
        id: RequestId::from_bytes(clock::random(&*state.random)),
        rev: 1,
        person,
        kind: wanted.kind,
        law,
        via: Via::Staff,
        never_ask: wanted.never_ask,
        source: None,
        state: RequestState::Open,
        received_at: received,
        confirm_by,
        answer_by,
        closed_at: None,
        note: wanted.note.clone(),
        erasure: None,
        due: Due::NEVER,
        list_pk: RequestRow::LIST.to_owned(),
        list_at: received.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Result<Result<Wanted, Vec<String>>, Problem> {
        let now: Timestamp = "2026-11-20T09:00:00.5Z".parse().map_err(|_| Problem::ours())?;
        let places = |faults: Faults| faults.into_iter().map(|fault| fault.pointer).collect();
        Ok(object_from_json::<PrivacyRequestEntry>(body.as_bytes())?.read(now).map_err(places))
    }

    #[test]
    fn a_request_is_about_somebody_or_nobody() -> Result<(), Problem> {
        let whose = |body: &str| Ok::<_, Problem>(read(body)?.ok().map(|wanted| wanted.whose));
        assert!(matches!(whose(r#"{"kind": "export", "email": "a@example.com"}"#)?, Some(Whose::Address(_))));
        assert!(matches!(whose(r#"{"kind": "erase", "person": "x", "never_ask": true}"#)?, Some(Whose::Sealed(_))));
        assert!(matches!(whose(r#"{"kind": "opt_out", "law": "ccpa"}"#)?, Some(Whose::Nobody)));
        Ok(())
    }

    #[test]
    fn the_time_of_the_receipt_is_now_unless_given() -> Result<(), Problem> {
        let received = |body: &str| Ok::<_, Problem>(read(body)?.ok().map(|wanted| wanted.received_at.to_string()));
        assert_eq!(received(r#"{"kind": "correct"}"#)?.as_deref(), Some("2026-11-20T09:00:00Z"));
        let given = r#"{"kind": "correct", "received_at": "2026-11-18T00:00:00+09:00"}"#;
        assert_eq!(received(given)?.as_deref(), Some("2026-11-17T15:00:00Z"));
        Ok(())
    }

    #[test]
    fn every_fault_is_named() -> Result<(), Problem> {
        let long = format!(r#"{{"kind": "export", "note": "{}"}}"#, "x".repeat(501));
        for (body, place) in [
            (r#"{"kind": "export", "email": "nobody"}"#, "/email"),
            (r#"{"kind": "export", "email": "a@example.com", "person": "x"}"#, ""),
            (r#"{"kind": "export", "never_ask": true}"#, "/never_ask"),
            (r#"{"kind": "export", "received_at": "2026-11-21T00:00:00Z"}"#, "/received_at"),
            (long.as_str(), "/note"),
        ] {
            assert_eq!(read(body)?.err(), Some(vec![place.to_owned()]), "{body}");
        }
        for bad in ["{}", "[]", r#"{"kind": "everything"}"#, r#"{"kind": "export", "law": "hipaa"}"#] {
            assert!(read(bad).is_err(), "{bad}");
        }
        Ok(())
    }
}
