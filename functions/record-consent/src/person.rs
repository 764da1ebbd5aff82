//! The routes for people: no key, no sign-in; a link, or an address to mail one to.

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::{State, confirm, consents, decide, gpc, lookup, own_page, profile, receipt, requests, show};

/// The routes for people.
pub(crate) fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(show::show, decide::decide))
        .routes(routes!(lookup::lookup_page, lookup::mail_own_page))
        .routes(routes!(own_page::own_page))
        .routes(routes!(consents::decide_consents))
        .routes(routes!(profile::correct_profile))
        .routes(routes!(requests::request_privacy))
        .routes(routes!(receipt::own_receipt))
        .routes(routes!(confirm::ask_to_confirm, confirm::confirm))
        .routes(routes!(gpc::gpc_support))
}
