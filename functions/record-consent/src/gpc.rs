//! Global Privacy Control: the browser's signal, and the page that says that it is honoured.
//!
//! The signal is recorded on `POST` alone: what a scanner of mails sends is nobody's wish.

use axum::Json;
use axum::extract::State as Held;
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use koe_domain::Organisation;
use koe_domain::consent::SALE_OR_SHARING;
use koe_domain::organisation::Law;
use koe_store::rows::ProfileRow;
use koe_web::{Problem, signals_gpc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::State;

/// Whether the signal of this request opts the person out, and nothing did before.
pub(crate) fn opts_out(headers: &HeaderMap, organisation: &Organisation, profile: &ProfileRow) -> bool {
    signals_gpc(headers)
        && organisation.privacy.goes_by(Law::Ccpa)
        && profile.opted_out.is_none()
        && profile.consents.get(SALE_OR_SHARING) != Some(&false)
}

/// That the signal is honoured.
#[derive(Serialize, ToSchema)]
pub(crate) struct GpcSupport {
    /// Always `true`.
    gpc: bool,
    /// The day on which this was last stated, `YYYY-MM-DD`.
    #[serde(rename = "lastUpdate")]
    last_update: String,
}

/// Says that `Sec-GPC: 1` is honoured, where the organisation goes by the CCPA.
#[utoipa::path(get, path = "/.well-known/gpc.json", tag = "person",
    responses(
        (status = 200, description = "the signal is honoured", body = GpcSupport),
        (status = 404, description = "the organisation does not go by the CCPA", body = Problem),
        (status = 503, description = "the table did not answer", body = Problem)))]
pub(crate) async fn gpc_support(Held(state): Held<State>) -> Result<Response, Problem> {
    let row = state.store.organisation().await?;
    let row = row.filter(|row| row.organisation.privacy.goes_by(Law::Ccpa));
    let row = row.ok_or_else(|| Problem::not_found("nothing is said about this signal here"))?;
    let last_update = koe_web::surveys::day(row.updated_at, "UTC");
    Ok(Json(GpcSupport { gpc: true, last_update }).into_response())
}
