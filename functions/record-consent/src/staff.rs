//! For staff with the scope `privacy`: what is held of a person, what they agreed to and the proof of it, erasure, and
//! the requests that came by another way than the person's own page.
//!
//! A person's id is sealed and found by address or customer number only, so that nobody can walk through people. Every
//! look at what is held is written down before anything is shown, and the person's own page and export show it.

mod consents;
mod erase;
mod erasure;
mod export;
mod keys;
mod lookup;
mod notice;
mod receipt;
mod request;

use axum::Json;
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse as _, Response};
use koe_domain::link::{Purpose, Target};
use koe_domain::{PersonId, clock};
use koe_store::rows::LookRow;
use koe_store::whole_seconds;
use koe_web::links::open_link;
use koe_web::{Caller, Problem};
use serde::Serialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::State;

/// How often something is tried when others write the same row meanwhile: once, and four times again.
const TRIES: usize = 5;

/// The routes for staff, and the two that let anybody check what was signed and shown.
pub(crate) fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(lookup::look_up))
        .routes(routes!(erase::erase))
        .routes(routes!(export::export))
        .routes(routes!(consents::consents))
        .routes(routes!(receipt::receipt))
        .routes(routes!(erasure::erasure))
        .routes(routes!(request::list::list, request::enter::enter))
        .routes(routes!(request::show::show, request::change::change))
        .routes(routes!(keys::keys))
        .routes(routes!(notice::notice))
}

/// What a look is at, as it is written down.
const EXPORT: &str = "export";
const CONSENTS: &str = "consents";

/// Whom a sealed id names. No round trip.
async fn person_of(state: &State, id: &str) -> Result<PersonId, Problem> {
    let target = open_link(&state.links, state.clock.now(), Purpose::Person, id).await?;
    target.map(|target| target.person).ok_or_else(no_such_person)
}

/// A person's id, as staff know it. It changes when the link keys are rotated; earlier ones still open.
pub(crate) async fn id_of(state: &State, person: PersonId) -> Result<String, Problem> {
    let links = state.links.fresh(state.clock.now()).await;
    let link = links.seal(Purpose::Person, Target::of_person(person)).map_err(|error| {
        tracing::error!(%error, "an id could not be sealed");
        Problem::ours()
    })?;
    Ok(link.as_str().to_owned())
}

/// Writes down that the caller looks at a person. One round trip.
async fn note_look(state: &State, caller: &Caller, person: PersonId, what: &str) -> Result<(), Problem> {
    let nonce = clock::random::<8>(&*state.random).iter().map(|byte| format!("{byte:02x}")).collect();
    let at = whole_seconds(state.clock.now());
    let row = LookRow { person, at, who: caller.id.clone(), what: what.to_owned(), nonce };
    if state.store.note_look(&row).await?.is_done() { Ok(()) } else { Err(no_such_person()) }
}

fn no_such_person() -> Problem {
    Problem::not_found("nobody of this id is held here, or they were erased")
}

/// An answer that no cache keeps.
fn unkept(body: impl Serialize) -> Response {
    ([(CACHE_CONTROL, "no-store")], Json(body)).into_response()
}
