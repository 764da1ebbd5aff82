//! An order moved: plan the ask, or call it off.
//!
//! A delivery is proven over its raw bytes, read into the house's own events, and written in one transaction: event
//! seen, order, person, key and invitation together. Whatever comes in, in any order and however often, one order gives
//! one invitation for each rule; a cancel or refund calls off what has not left, also when it comes first.

mod count_by;
mod events;
mod plan;
pub mod platform;
mod privacy;
mod progress;
mod reach;
mod receive;

use std::sync::Arc;

use axum::Router;
use axum::extract::FromRef;
use koe_domain::{Clock, Random};
use koe_privacy::{Keyring, MasterKeys, Pepper};
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
    /// Makes pseudonyms.
    pub pepper: Pepper,
    /// Master keys: of sources' secrets, and of people's keys.
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
    let router = OpenApiRouter::new().routes(routes!(receive::receive, events::events)).with_state(state);
    koe_web::finish(router, random)
}
