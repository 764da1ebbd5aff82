//! What the HTTP functions share: extractors, problem+json, sign-in, the page frame and the layers around a router.

pub mod auth;
pub mod counted;
pub mod extract;
mod gpc;
pub mod language;
pub mod links;
pub mod page;
pub mod problem;
pub mod session;
pub mod shell;
pub mod surveys;
pub mod token;

pub use auth::{Caller, Scope};
pub use extract::{Json, PathParam, QueryParams};
pub use gpc::signals_gpc;
pub use page::Page;
pub use problem::Problem;
pub use shell::{finish, nowhere};

/// The OpenAPI document of the whole stack, as generated from the functions' routers; a test keeps it so.
pub const OPENAPI: &str = include_str!("../assets/openapi.json");

/// The head of the OpenAPI document: title, licence, and how a caller is known.
#[must_use]
pub fn document() -> utoipa::openapi::OpenApi {
    use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
    use utoipa::openapi::{ComponentsBuilder, InfoBuilder, License, OpenApiBuilder};
    let info = InfoBuilder::new()
        .title("Koe")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some("Customer feedback without servers. `/v1/*` wants an API key; pages and webhooks do not."))
        .license(Some(License::new("Apache-2.0")));
    let bearer = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
    let components = ComponentsBuilder::new().security_scheme("api_key", bearer).build();
    OpenApiBuilder::new().info(info.build()).components(Some(components)).build()
}

/// Says of each operation under `/v1/` that it wants an API key; of the two that do not, nothing is said: deliveries of
/// shops' systems, which are signed, and this document.
pub fn require_keys(document: &mut utoipa::openapi::OpenApi) {
    use utoipa::openapi::security::SecurityRequirement;
    let needs_key = |path: &str| path.starts_with("/v1/") && path != "/v1/openapi.json";
    for (path, item) in document.paths.paths.iter_mut().filter(|(path, _)| needs_key(path)) {
        let deliveries = path.ends_with("/events");
        let operations = [&mut item.get, &mut item.put, &mut item.delete, &mut item.patch];
        let posts = if deliveries { None } else { item.post.as_mut() };
        for operation in operations.into_iter().filter_map(Option::as_mut).chain(posts) {
            operation.security = Some(vec![SecurityRequirement::new("api_key", Vec::<String>::new())]);
        }
    }
}
