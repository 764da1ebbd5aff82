//! The copy of everything, as a file, once.

use axum::Json;
use axum::http::StatusCode;
use axum::http::header::CONTENT_DISPOSITION;
use axum::response::{IntoResponse as _, Response};

use super::Confirming;
use crate::requests::row::confirmed;
use crate::visit::Stop;

impl Confirming<'_> {
    /// Answers with the copy. It is made first and the request is done then, so that nothing is used up by a copy that
    /// could not be made.
    pub(super) async fn export(&self) -> Result<Response, Stop> {
        if self.is_over() {
            return self.over();
        }
        let Some(row) = self.request().await? else { return self.used().await };
        let state = self.visit.state;
        let copy = crate::export::of_person(state, self.token.person, None).await.map_err(|problem| {
            // Erased since the request was read.
            if problem.status() == StatusCode::NOT_FOUND { Stop::Gone } else { Stop::Refused(problem) }
        })?;
        let done = confirmed(&row, None, state.clock.now());
        if !state.store.replace_privacy_request(&done, row.rev).await?.is_done() {
            return self.used().await;
        }
        let file = [(CONTENT_DISPOSITION, "attachment; filename=\"my-data.json\"")];
        Ok((file, Json(copy)).into_response())
    }
}
