//! Summaries, for programs and on the dashboard.
//!
//! Both read the counters, never the responses, and what they show comes out of the one function that knows the rule for
//! small groups, `koe_privacy::group::Statistics::figure`. The function cannot reach a person: it has no right to any
//! table but that of what names nobody.

mod dashboard;
mod figure;
mod get_summary;
mod language;
mod period;
mod recount;
mod sign_in;
mod sign_out;
mod summary;
mod view;
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
    /// Keys that seal staff sessions.
    pub links: Keyring<LinkKeys>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub random: Arc<dyn Random>,
    /// Survey versions read so far.
    pub surveys: Surveys,
    /// Where the dashboard is reached, without a slash at its end; over HTTPS, its cookie is for HTTPS alone.
    pub base_url: String,
}

impl State {
    /// Whether the dashboard is reached over HTTPS.
    fn is_secure(&self) -> bool {
        self.base_url.starts_with("https:")
    }
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
        .routes(routes!(get_summary::summary))
        .routes(routes!(recount::recount))
        .routes(routes!(dashboard::dashboard))
        .routes(routes!(sign_in::sign_in))
        .routes(routes!(sign_out::sign_out))
        .with_state(state);
    koe_web::finish(router, random)
}
