//! Asks one person for feedback, says what became of it, and calls it off.
//!
//! A call plans in one transaction what an order would: person, key and invitation together. Ids and links are sealed,
//! so no answer carries a pseudonym, and a forged id is refused without a read. The same `Idempotency-Key` makes the
//! same invitation, whatever happens between the calls.

mod ask;
mod asked;
mod call;
mod plan;
mod request;
mod revoke;
#[cfg(test)]
mod sample;
mod show;
mod view;

use std::sync::Arc;

use axum::Router;
use axum::extract::FromRef;
use koe_domain::link::LinkKeys;
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
    /// Keys of links and ids.
    pub links: Keyring<LinkKeys>,
    /// Makes pseudonyms.
    pub pepper: Pepper,
    /// Master keys, which wrap the keys of people.
    pub master: Keyring<MasterKeys>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub random: Arc<dyn Random>,
    /// Survey versions read so far.
    pub surveys: Surveys,
    /// The address under which links are reached, without a slash at its end.
    pub base_url: String,
}

impl FromRef<State> for Store {
    fn from_ref(state: &State) -> Self {
        state.store.clone()
    }
}

/// The function's routes, and its part of the OpenAPI document.
pub fn router(state: State) -> (Router, OpenApi) {
    let random = Arc::clone(&state.random);
    let router =
        OpenApiRouter::new().routes(routes!(ask::ask)).routes(routes!(show::show, revoke::revoke)).with_state(state);
    koe_web::finish(router, random)
}
