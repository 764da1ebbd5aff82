//! `GET /v1/openapi.json`: this interface, described.

use axum::http::HeaderName;
use axum::http::header::CONTENT_TYPE;

/// Describes the whole interface. No key is wanted: it tells nothing of this stack.
#[utoipa::path(get, path = "/v1/openapi.json", tag = "about",
    responses((status = 200, description = "an OpenAPI 3.1 document", body = serde_json::Value)))]
pub(crate) async fn openapi_document() -> ([(HeaderName, &'static str); 1], &'static str) {
    ([(CONTENT_TYPE, "application/json")], koe_web::OPENAPI)
}
