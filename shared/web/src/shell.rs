//! What stands around every router: a request id, one log line, and a problem where nothing else answers.

use std::sync::Arc;

use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use koe_domain::{Random, clock};
use tower_http::catch_panic::CatchPanicLayer;
use tracing::Instrument as _;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use crate::problem::Problem;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Completes a router, and gives the part of the OpenAPI document that it makes. The router has no fallback, so that
/// several can be merged on one machine; in Lambda the API sends it nothing but its own routes.
pub fn finish(router: OpenApiRouter, random: Arc<dyn Random>) -> (Router, OpenApi) {
    let (router, document) = router.split_for_parts();
    let router = router
        .method_not_allowed_fallback(async || Problem::method_not_allowed())
        .layer(CatchPanicLayer::custom(|_| {
            tracing::error!("a handler panicked");
            Problem::ours().into_response()
        }))
        .layer(middleware::from_fn_with_state(random, trace));
    (router, document)
}

/// Answers where no route does: to be merged with the routers of several functions on one machine.
pub fn nowhere(random: Arc<dyn Random>) -> Router {
    Router::new()
        .fallback(async || Problem::not_found("no such address"))
        .layer(middleware::from_fn_with_state(random, trace))
}

/// Gives each request an id that answer and log share, and logs one line: method, route and status. Never the path,
/// which may hold a link, nor the query, nor an address.
async fn trace(State(random): State<Arc<dyn Random>>, request: Request, next: Next) -> Response {
    let id: String = clock::random::<8>(&*random).iter().map(|byte| format!("{byte:02x}")).collect();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map_or("none", |path| path.as_str()).to_owned();
    let span = tracing::info_span!("request", %id, %method, route);
    async move {
        let mut response = next.run(request).await;
        tracing::info!(status = response.status().as_u16(), "answered");
        if let Ok(id) = HeaderValue::try_from(&id) {
            response.headers_mut().insert(REQUEST_ID, id);
        }
        response
    }
    .instrument(span)
    .await
}
