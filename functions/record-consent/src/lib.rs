//! The person's own decisions: here, to get no more mails, and to get them again.
//!
//! `GET` changes nothing, since scanners follow links and a whole office was once unsubscribed by one. `POST` acts at
//! once, without a redirect and without a cookie (RFC 8058), and a second one changes nothing. A link that is not ours
//! is answered like one that has done its work, so that nobody learns from the answer who gets mail.

mod decide;
mod form;
mod language;
pub mod page;
mod reply;
mod show;
mod words;

use std::sync::Arc;

use axum::Router;
use axum::extract::FromRef;
use koe_domain::link::LinkKeys;
use koe_domain::{Clock, Random};
use koe_privacy::Keyring;
use koe_store::Store;
use koe_web::surveys::Surveys;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// What the function works with.
#[derive(Clone, Debug)]
pub struct State {
    /// The tables.
    pub store: Store,
    /// Keys of links.
    pub links: Keyring<LinkKeys>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub random: Arc<dyn Random>,
    /// The organisation, as read so far.
    pub surveys: Surveys,
}

impl FromRef<State> for Store {
    fn from_ref(state: &State) -> Self {
        state.store.clone()
    }
}

/// The function's routes, and its part of the OpenAPI document.
pub fn router(state: State) -> (Router, OpenApi) {
    let random = Arc::clone(&state.random);
    let router = OpenApiRouter::new().routes(routes!(show::show, decide::decide)).with_state(state);
    koe_web::finish(router, random)
}
