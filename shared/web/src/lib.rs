//! What the HTTP functions share: extractors, problem+json, sign-in, the page frame and the layers around a router.

pub mod auth;
pub mod counted;
pub mod extract;
pub mod links;
pub mod page;
pub mod problem;
pub mod session;
pub mod shell;
pub mod surveys;

pub use auth::{Caller, Scope};
pub use extract::{Json, PathParam, QueryParams};
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
