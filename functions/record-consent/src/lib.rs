//! What people decide about their data, and what they may ask for: to get no more mails, to see what is held, to agree
//! and to withdraw, to correct, to take a copy, to be erased.
//!
//! `GET` changes nothing, since scanners follow links and a whole office was once unsubscribed by one. `POST` acts at
//! once, without a cookie and without a script, and a second one changes nothing. A link is all that a person needs; what
//! hands everything out or destroys it waits for one more, that is mailed just then. A link that is not ours touches no
//! table.

mod confirm;
mod consents;
mod contact;
mod decide;
mod derived;
mod export;
mod form;
mod gpc;
mod language;
mod lookup;
mod note;
mod own_page;
pub mod page;
mod person;
mod profile;
mod receipt;
mod reply;
mod requests;
mod sent;
mod show;
mod staff;
#[cfg(test)]
mod testing;
mod visit;
mod words;

use std::sync::Arc;

use axum::Router;
use axum::extract::FromRef;
use koe_domain::link::LinkKeys;
use koe_domain::{Clock, Random};
use koe_privacy::sign::SigningKeys;
use koe_privacy::{Keyring, MasterKeys, Pepper};
use koe_store::Store;
use koe_web::surveys::Surveys;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;

/// What the function works with.
#[derive(Clone, Debug)]
pub struct State {
    /// The tables.
    pub store: Store,
    /// Keys of links and tokens.
    pub links: Keyring<LinkKeys>,
    /// Master keys, which open what is held about a person.
    pub master: Keyring<MasterKeys>,
    /// Keys of pseudonyms, and of the hashes by which somebody is never asked.
    pub pepper: Pepper,
    /// Keys that sign receipts.
    pub signing: Keyring<SigningKeys>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub random: Arc<dyn Random>,
    /// The organisation and survey versions, as read so far.
    pub surveys: Surveys,
    /// The address under which pages and links are reached, without a slash at its end.
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
    let router = OpenApiRouter::new().merge(person::routes()).merge(staff::routes()).with_state(state);
    koe_web::finish(router, random)
}
