//! Shows the survey and takes the answers.
//!
//! `GET` never records anything: mail scanners follow links, and some run scripts and press buttons. `POST` records, in
//! one round trip, because the page's nonce carries what the writing transaction must know.

mod answer;
mod attempt;
mod consent;
mod look;
mod open;
pub mod page;
mod record;
mod reply;
mod show;
mod words;

use std::sync::Arc;

use axum::Router;
use axum::extract::FromRef;
use koe_domain::link::LinkKeys;
use koe_domain::{Clock, Random};
use koe_privacy::{Keyring, MasterKeys};
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
    /// Keys of links and nonces.
    pub links: Keyring<LinkKeys>,
    /// Master keys, which wrap the keys of texts.
    pub master: Keyring<MasterKeys>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub random: Arc<dyn Random>,
    /// Survey versions read so far.
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
    let router = OpenApiRouter::new()
        .routes(routes!(show::show, answer::answer))
        .routes(routes!(open::show::show, open::answer::answer))
        .routes(routes!(open::show::show_in_store, open::answer::answer_in_store))
        .with_state(state);
    koe_web::finish(router, random)
}
