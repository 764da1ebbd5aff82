//! `POST /privacy/{link}/requests`: a copy of everything, or erasure; both wait for a link that is mailed just now.
//!
//! Mails get forwarded, and the link to this page with them. What would hand everything out, or destroy it, is therefore
//! confirmed by whoever reads the mailbox now.

pub(crate) mod row;

use axum::Json;
use axum::extract::{Request, State as Holding};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use jiff::{SignedDuration, Timestamp};
use koe_domain::{EmailAddress, Faults, Locale, Organisation, PersonId, RequestId};
use koe_store::RequestTaken;
use koe_web::Problem;
use koe_web::extract::{LinkText, PageQuery};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use self::row::{letter_row, request_row};
use crate::State;
use crate::consents::honour;
use crate::contact::{card, data_key, mask};
use crate::derived::slot;
use crate::note::{Note, Way};
use crate::sent::receive;
use crate::show::LanguageQuery;
use crate::visit::{Stop, Visit, page};
use crate::words::notes::Notes;

/// Between two letters of a kind to one person.
pub(crate) const QUARTER: SignedDuration = SignedDuration::from_mins(15);

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum OwnRequestKind {
    /// A copy of everything.
    Export,
    /// Erasure.
    Erase,
}

/// A request.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OwnRequest {
    /// What is asked for.
    pub(crate) kind: OwnRequestKind,
    /// With an erasure: never to be asked again. Leaves one keyed hash of the address, and nothing else does.
    #[serde(default)]
    pub(crate) never_ask: bool,
}

/// A request that waits for its link to be followed.
#[derive(Serialize, ToSchema)]
pub(crate) struct OwnRequestMailed {
    /// The request.
    id: String,
    /// What was asked for.
    kind: OwnRequestKind,
    /// With an erasure: never to be asked again.
    never_ask: bool,
    /// Where the link goes, most of it hidden.
    sent_to: String,
    /// Whether the link was mailed less than 15 minutes ago already, and is not mailed again.
    repeated: bool,
}

/// Asks for a copy of everything, or for erasure. A mail with a single-use link goes out; nothing happens before it is
/// followed. One mail of a kind goes in 15 minutes.
#[utoipa::path(post, path = "/privacy/{link}/requests", tag = "person",
    params(("link" = String, Path, description = "47 characters"), LanguageQuery),
    request_body(content((OwnRequest = "application/json"), (OwnRequest = "application/x-www-form-urlencoded"))),
    responses(
        (status = 202, description = "the link is being mailed: a page, or for a program the request", body = OwnRequestMailed),
        (status = 404, description = "not a link of ours", body = Problem),
        (status = 409, description = "no address is held any more; names whom to write to", body = Problem),
        (status = 410, description = "everything was erased", body = Problem),
        (status = 413, description = "over 16 KiB", body = Problem),
        (status = 415, description = "neither a form nor JSON", body = Problem),
        (status = 422, description = "every fault named", body = Problem),
        (status = 503, description = "the table did not answer; send it again", body = Problem)))]
pub(crate) async fn request_privacy(
    Holding(state): Holding<State>,
    LinkText(link): LinkText,
    PageQuery(query): PageQuery<LanguageQuery>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let visit = Visit { state: &state, asked: query.locale(), headers: &headers };
    let done = async {
        let person = visit.person(&link).await?;
        let body: OwnRequest = receive(request).await?.read(|name| name == "never_ask")?;
        if body.never_ask && body.kind == OwnRequestKind::Export {
            return Err(Faults::one("/never_ask", "goes with an erasure only").into());
        }
        honour(&visit, person).await?;
        Asking { visit: &visit, link: &link, person, body }.take().await
    };
    visit.answer(done.await)
}

struct Asking<'a> {
    visit: &'a Visit<'a>,
    link: &'a str,
    person: PersonId,
    body: OwnRequest,
}

impl Asking<'_> {
    /// Takes the request. Two round trips.
    async fn take(&self) -> Result<Response, Stop> {
        let state = self.visit.state;
        let now = state.clock.now();
        let this = slot(now, QUARTER);
        let ids = [this, this - 1].map(|slot| self.id(slot));
        let before = state.store.before_request(self.person, &ids).await?;
        let profile = before.profile.filter(|profile| profile.tombstone.is_none()).ok_or(Stop::Gone)?;
        let organisation = self.visit.organisation().await?;
        let locale = self.visit.locale(profile.locale.as_ref(), Some(&organisation));
        let key = match &before.key {
            Some(key) => Some(data_key(state, key).await?),
            None => None,
        };
        let Some(email) = card(state, &profile, key.as_ref())?.and_then(|card| card.email) else {
            return self.no_address(&organisation, &locale);
        };
        let recent = |at| now.duration_since(at) < QUARTER;
        let earlier = before.earlier.iter().find(|row| row.id == ids[0] || recent(row.received_at));
        let (id, repeated) = match earlier {
            Some(row) => (row.id, true),
            None => (ids[0], self.is_repeated(ids[0], now, &organisation, &locale).await?),
        };
        self.mailed(id, &email, repeated, &organisation, &locale)
    }

    /// Writes the request and its letter, unless another press just did; whether it did.
    async fn is_repeated(
        &self,
        id: RequestId,
        now: Timestamp,
        organisation: &Organisation,
        locale: &Locale,
    ) -> Result<bool, Stop> {
        let row = request_row(id, self.person, self.body, organisation, now);
        let letter = letter_row(&row, self.person, locale, now);
        match self.visit.state.store.take_request(&row, &letter).await? {
            RequestTaken::Done => Ok(false),
            RequestTaken::Repeated => Ok(true),
            RequestTaken::Gone => Err(Stop::Gone),
        }
    }

    fn id(&self, slot: i64) -> RequestId {
        let kind = match (self.body.kind, self.body.never_ask) {
            (OwnRequestKind::Export, _) => "export",
            (OwnRequestKind::Erase, false) => "erase",
            (OwnRequestKind::Erase, true) => "erase and never ask",
        };
        self.visit.state.pepper.request(kind, self.person, slot)
    }

    fn mailed(
        &self,
        id: RequestId,
        email: &EmailAddress,
        repeated: bool,
        organisation: &Organisation,
        locale: &Locale,
    ) -> Result<Response, Stop> {
        let (sent_to, OwnRequest { kind, never_ask }) = (mask(email), self.body);
        if self.visit.is_program() {
            let mailed = OwnRequestMailed { id: id.encode(), kind, never_ask, sent_to, repeated };
            return Ok((StatusCode::ACCEPTED, Json(mailed)).into_response());
        }
        let notes = Notes::of(locale);
        let (title, text) = if repeated { notes.mailed_before } else { notes.mailed };
        let (text, back) = (text(&sent_to), self.back(locale));
        let note = Note {
            lines: vec![text.as_str(), notes.nothing_yet],
            way: Some(Way { href: &back, text: notes.back }),
            organisation: Some(organisation),
            ..Note::new(locale, title, "")
        };
        Ok(page(StatusCode::ACCEPTED, &note)?)
    }

    fn no_address(&self, organisation: &Organisation, locale: &Locale) -> Result<Response, Stop> {
        let contact = organisation.privacy_contact.deliverable();
        if self.visit.is_program() {
            let why = format!("no address is held to which a link could be mailed; please write to {contact}");
            return Err(Problem::conflict(why).into());
        }
        let notes = Notes::of(locale);
        let (title, text) = notes.no_address;
        let (text, back) = (text(&contact), self.back(locale));
        let way = Some(Way { href: &back, text: notes.back });
        let note = Note { way, organisation: Some(organisation), ..Note::new(locale, title, &text) };
        Ok(page(StatusCode::CONFLICT, &note)?)
    }

    fn back(&self, locale: &Locale) -> String {
        format!("/privacy/{}?lang={locale}", self.link)
    }
}
