//! What is set up before anybody is asked: organisation, surveys and their immutable versions, sources, API keys.
//!
//! A body is read in one go and refused with every fault in it. A survey's version never changes; whatever was sent
//! under it can be shown again as it was, and who publishes the same document twice gets the version that is there.

pub mod admin;
mod key;
mod openapi;
mod organisation;
mod source;
mod survey;
mod text;

use std::sync::Arc;

use axum::Router;
use axum::extract::FromRef;
use koe_domain::{Clock, Random};
use koe_privacy::{Keyring, MasterKeys};
use koe_store::Store;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Most bytes of a document that is kept in one row. DynamoDB takes rows of 400 KB; the rest is room for its other
/// fields, and for what DynamoDB adds to each value of a map.
const DOCUMENT_LIMIT: usize = 256 * 1024;

/// What the function works with.
#[derive(Clone, Debug)]
pub struct State {
    /// The tables.
    pub store: Store,
    /// Master keys, which wrap the keys of sources' secrets.
    pub master: Keyring<MasterKeys>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub random: Arc<dyn Random>,
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
        .routes(routes!(organisation::put::put_organisation, organisation::get::get_organisation))
        .routes(routes!(survey::list::list_surveys))
        .routes(routes!(survey::put::put_survey, survey::get::get_survey))
        .routes(routes!(survey::version::get_survey_version))
        .routes(routes!(source::list::list_sources))
        .routes(routes!(source::put::put_source, source::get::get_source, source::delete::delete_source))
        .routes(routes!(key::create::create_key, key::list::list_keys))
        .routes(routes!(key::delete::delete_key))
        .routes(routes!(openapi::openapi_document))
        .with_state(state);
    koe_web::finish(router, random)
}
