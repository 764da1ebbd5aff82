//! `GET|POST /confirm/{token}`: what was asked for is confirmed by whoever reads the mailbox.
//!
//! Scanners follow links, so `GET` asks and changes nothing. `POST` does it, once: the request that the token names is
//! moved on in the same write, and a second press finds it moved.

mod done;
mod erase;
mod export;

use axum::Json;
use axum::extract::{Request, State as Holding};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use koe_domain::{Locale, Organisation};
use koe_store::rows::{RequestRow, RequestState, SuppressedRow};
use koe_web::Problem;
use koe_web::extract::{LinkText, PageQuery};
use koe_web::token::{Token, TokenKind};
use serde::Serialize;
use utoipa::ToSchema;

use crate::State;
use crate::note::{Button, Note, Way};
use crate::sent::receive;
use crate::show::LanguageQuery;
use crate::visit::{Stop, Visit, page};
use crate::words::notes::{Note as Words, Notes};

/// What is to be confirmed.
#[derive(Serialize, ToSchema)]
pub(crate) struct ToConfirm {
    /// `export`, `erase`, or `unsuppress`.
    #[schema(value_type = String)]
    kind: TokenKind,
    /// With an erasure: never to be asked again.
    never_ask: bool,
    /// Until when.
    #[schema(value_type = String, format = DateTime)]
    until: jiff::Timestamp,
}

/// What was carried out.
#[derive(Serialize, ToSchema)]
pub(crate) struct Confirmed {
    /// The erasure's number, by which its certificate is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    erasure: Option<String>,
    /// Where it can be taken back that one is never asked again.
    #[serde(skip_serializing_if = "Option::is_none")]
    take_back: Option<String>,
}

/// Asks, with one button. Changes nothing.
#[utoipa::path(get, path = "/confirm/{token}", tag = "person",
    params(("token" = String, Path, description = "from the mail"), LanguageQuery),
    responses(
        (status = 200, description = "the page with the button, or for a program what is confirmed", body = ToConfirm),
        (status = 404, description = "not a link of ours", body = Problem),
        (status = 410, description = "used, or older than 15 minutes, or erased before", body = Problem),
        (status = 503, description = "the table did not answer", body = Problem)))]
pub(crate) async fn ask_to_confirm(
    Holding(state): Holding<State>,
    LinkText(token): LinkText,
    PageQuery(query): PageQuery<LanguageQuery>,
    headers: HeaderMap,
) -> Response {
    let visit = Visit { state: &state, asked: query.locale(), headers: &headers };
    let asked = async { Confirming::open(&visit, &token).await?.ask().await };
    visit.answer(asked.await)
}

/// Does what was asked for: answers with the copy, begins the erasure, or takes back that one is never asked.
#[utoipa::path(post, path = "/confirm/{token}", tag = "person",
    params(("token" = String, Path, description = "from the mail"), LanguageQuery),
    responses(
        (status = 200, description = "done: a page, for a program the same as JSON; or the copy as a file", body = Confirmed),
        (status = 404, description = "not a link of ours", body = Problem),
        (status = 410, description = "used, or older than 15 minutes, or erased before", body = Problem),
        (status = 415, description = "neither a form nor JSON", body = Problem),
        (status = 503, description = "the table did not answer; send it again", body = Problem)))]
pub(crate) async fn confirm(
    Holding(state): Holding<State>,
    LinkText(token): LinkText,
    PageQuery(query): PageQuery<LanguageQuery>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let visit = Visit { state: &state, asked: query.locale(), headers: &headers };
    let done = async {
        let confirming = Confirming::open(&visit, &token).await?;
        receive(request).await?;
        match confirming.token.kind {
            TokenKind::Export => confirming.export().await,
            TokenKind::Erase => confirming.erase().await,
            TokenKind::Unsuppress => confirming.take_back().await,
        }
    };
    visit.answer(done.await)
}

/// A token that is ours, and the one who brings it.
struct Confirming<'a> {
    visit: &'a Visit<'a>,
    text: &'a str,
    token: Token,
    organisation: std::sync::Arc<Organisation>,
    locale: Locale,
}

impl<'a> Confirming<'a> {
    async fn open(visit: &'a Visit<'a>, text: &'a str) -> Result<Self, Stop> {
        let opened = Token::open(&visit.state.links, visit.state.clock.now(), text).await?;
        let token = opened.ok_or(Stop::NotOurs)?;
        let organisation = visit.organisation().await?;
        let locale = visit.locale(None, Some(&organisation));
        Ok(Self { visit, text, token, organisation, locale })
    }

    fn is_over(&self) -> bool {
        self.token.is_over(self.visit.state.clock.now())
    }

    /// The request that waits for this token; none where it was dealt with, or is gone. One round trip.
    ///
    /// # Errors
    /// [`Stop::Gone`] where its person was erased while it waited: then there is nothing to do any more.
    async fn request(&self) -> Result<Option<RequestRow>, Stop> {
        let Token { person, request, .. } = self.token;
        let before = self.visit.state.store.before_request(person, &[request]).await?;
        let waiting = before.earlier.into_iter().find(|row| row.state == RequestState::AwaitingConfirmation);
        let held = before.profile.is_some_and(|profile| profile.tombstone.is_none());
        if waiting.is_some() && !held { Err(Stop::Gone) } else { Ok(waiting) }
    }

    /// Whether the hash is kept by which the person is never asked. One round trip.
    async fn is_never_asked(&self) -> Result<bool, Stop> {
        let (state, person) = (self.visit.state, self.token.person);
        let known = state.store.known(person, &state.pepper.suppression(person)).await?;
        Ok(known.suppressed.is_some_and(|row| row.why == SuppressedRow::NEVER_ASK))
    }

    async fn ask(&self) -> Result<Response, Stop> {
        if self.is_over() {
            return self.over();
        }
        let Token { kind, never_ask, until, .. } = self.token;
        if kind == TokenKind::Unsuppress {
            if !self.is_never_asked().await? {
                return self.taken_back_before();
            }
        } else if self.request().await?.is_none() {
            return self.used().await;
        }
        if self.visit.is_program() {
            return Ok(Json(ToConfirm { kind, never_ask, until }).into_response());
        }
        let notes = Notes::of(&self.locale);
        let ((title, text), more, button) = match (kind, never_ask) {
            (TokenKind::Export, _) => (notes.export, None, notes.export_button),
            (TokenKind::Erase, false) => (notes.erase, Some(notes.mark_lifts), notes.erase_button),
            (TokenKind::Erase, true) => (notes.never, Some(notes.mark_and_hash), notes.never_button),
            (TokenKind::Unsuppress, _) => (notes.take_back, None, notes.take_back_button),
        };
        let action = format!("/confirm/{}?lang={}", self.text, self.locale);
        let button = Some(Button { action: &action, text: button });
        let lines = std::iter::once(text).chain(more).collect();
        self.page(StatusCode::OK, Note { lines, button, ..Note::new(&self.locale, title, text) })
    }

    fn page(&self, status: StatusCode, note: Note<'_>) -> Result<Response, Stop> {
        Ok(page(status, &Note { organisation: Some(&self.organisation), ..note })?)
    }

    /// 410, with the way to a new link.
    fn over(&self) -> Result<Response, Stop> {
        self.gone(Notes::of(&self.locale).over, "the link was mailed more than 15 minutes ago")
    }

    fn gone(&self, (title, text): Words, detail: &str) -> Result<Response, Stop> {
        if self.visit.is_program() {
            return Err(Problem::gone(detail).into());
        }
        let href = format!("/privacy?lang={}", self.locale);
        let way = Some(Way { href: &href, text: Notes::of(&self.locale).ask_for_new });
        self.page(StatusCode::GONE, Note { way, ..Note::new(&self.locale, title, text) })
    }
}
