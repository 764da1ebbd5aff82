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
pub use shell::finish;

/// The OpenAPI document of the whole stack, as generated from the functions' routers; a test keeps it so.
pub const OPENAPI: &str = include_str!("../assets/openapi.json");
