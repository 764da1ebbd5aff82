//! `GET /.well-known/koe-signing-keys.json`: the public keys with which receipts, certificates and roots are checked.

use axum::Json;
use axum::extract::State as Held;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};

use crate::State;

/// RFC 7517, section 8.5.2.
const JWK_SET: &str = "application/jwk-set+json";

/// The public keys of all signatures, as a JWK set (RFC 7517, RFC 8037). A key that was rotated out stays, since what
/// it signed is still true.
#[utoipa::path(get, path = "/.well-known/koe-signing-keys.json", operation_id = "signing_keys", tag = "privacy",
    responses((status = 200, description = "the keys; they may be kept for an hour", body = serde_json::Value,
        content_type = "application/jwk-set+json")))]
pub(crate) async fn keys(Held(state): Held<State>) -> Response {
    let keys = state.signing.fresh(state.clock.now()).await.public_jwks();
    let mut response = Json(keys).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(JWK_SET));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=3600"));
    response
}
