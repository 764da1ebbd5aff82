//! What is said when something was confirmed, just now or before; and how the wish not to be asked is taken back.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use koe_domain::{Period, RequestId};
use koe_store::rows::RequestKind;
use koe_store::whole_seconds;
use koe_web::Problem;
use koe_web::token::{Token, TokenKind};

use super::{Confirmed, Confirming};
use crate::note::{Note, Way};
use crate::visit::Stop;
use crate::words::notes::Notes;

impl Confirming<'_> {
    /// The erasure has begun.
    pub(super) async fn erasing(&self, erasure: RequestId) -> Result<Response, Stop> {
        let take_back = self.take_back_link(erasure).await?;
        if self.visit.is_program() {
            let take_back = take_back.map(|path| format!("{}{path}", self.visit.state.base_url));
            return Ok(Json(Confirmed { erasure: Some(erasure.encode()), take_back }).into_response());
        }
        self.erasure_page(StatusCode::OK, erasure, take_back.as_deref(), false)
    }

    /// 410: the link has done its work. Whoever lost the answer to an erasure gets its number and the way back again, for
    /// as long as the link lives.
    pub(super) async fn used(&self) -> Result<Response, Stop> {
        let detail = "the link was used before";
        let row = self.visit.state.store.privacy_request(self.token.request).await?;
        let erasure = row.filter(|row| row.kind == RequestKind::Erase).and_then(|row| row.erasure);
        match erasure {
            Some(erasure) if !self.visit.is_program() => {
                let take_back = self.take_back_link(erasure).await?;
                self.erasure_page(StatusCode::GONE, erasure, take_back.as_deref(), true)
            }
            _ => self.gone(Notes::of(&self.locale).used, detail),
        }
    }

    fn erasure_page(
        &self,
        status: StatusCode,
        erasure: RequestId,
        take_back: Option<&str>,
        used: bool,
    ) -> Result<Response, Stop> {
        let notes = Notes::of(&self.locale);
        let (title, text) = if used { notes.used } else { notes.erasing };
        let number = (notes.erasing_number)(&erasure.encode());
        let mut lines = vec![text];
        if !used {
            lines.push(notes.erasing_backups);
        }
        lines.push(&number);
        lines.extend(take_back.map(|_| notes.never_kept));
        if !used {
            lines.push(if self.token.never_ask { notes.mark_and_hash } else { notes.mark_lifts });
        }
        let way = take_back.map(|href| Way { href, text: notes.never_link });
        self.page(status, Note { lines, way, ..Note::new(&self.locale, title, text) })
    }

    /// The path at which the wish never to be asked is taken back; it lives as long as links can.
    async fn take_back_link(&self, erasure: RequestId) -> Result<Option<String>, Stop> {
        if !self.token.never_ask {
            return Ok(None);
        }
        let state = self.visit.state;
        let now = state.clock.now();
        let token = Token {
            kind: TokenKind::Unsuppress,
            person: self.token.person,
            request: erasure,
            never_ask: true,
            until: whole_seconds(Period::LONGEST.after(now)),
        };
        let sealed = token.seal(&*state.links.fresh(now).await).map_err(|_| Problem::ours())?;
        Ok(Some(format!("/confirm/{sealed}?lang={}", self.locale)))
    }

    /// Deletes the hash by which somebody is never asked. One round trip; a second press is answered alike.
    pub(super) async fn take_back(&self) -> Result<Response, Stop> {
        if self.is_over() {
            return self.over();
        }
        let state = self.visit.state;
        // A condition that fails says that there is no such hash any more, which is what was asked for.
        state.store.take_back_never_ask(&state.pepper.suppression(self.token.person)).await?;
        if self.visit.is_program() {
            return Ok(Json(Confirmed { erasure: None, take_back: None }).into_response());
        }
        let (title, text) = Notes::of(&self.locale).taken_back;
        self.page(StatusCode::OK, Note::new(&self.locale, title, text))
    }

    /// 410: there is no such hash any more, and no new link to ask for.
    pub(super) fn taken_back_before(&self) -> Result<Response, Stop> {
        if self.visit.is_program() {
            return Err(Problem::gone("it was taken back before that the person is never asked").into());
        }
        let (title, text) = Notes::of(&self.locale).taken_back;
        self.page(StatusCode::GONE, Note::new(&self.locale, title, text))
    }
}
