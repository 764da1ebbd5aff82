//! Requests about somebody's data, with their clocks: those that staff enter, and those that came by the person's own
//! page or from a shop.

mod call;
pub(super) mod change;
pub(super) mod enter;
pub(super) mod list;
mod moves;
mod opt_out;
pub(super) mod show;
mod view;

use jiff::tz::TimeZone;
use koe_domain::organisation::Law;
use koe_domain::privacy_request::Asked;
use koe_domain::{Faults, Organisation, RequestId};
use koe_store::rows::{RequestKind, RequestRow};
use koe_web::Problem;

use crate::State;

/// What the clocks tell apart of a kind.
const fn asked(kind: RequestKind) -> Asked {
    match kind {
        RequestKind::Export | RequestKind::Erase | RequestKind::Correct => Asked::Data,
        RequestKind::Object | RequestKind::OptOut => Asked::Stop,
    }
}

/// The time zone in which an organisation's days are counted; UTC where there is none.
fn zone(organisation: Option<&Organisation>) -> TimeZone {
    let named = organisation.and_then(|organisation| TimeZone::get(&organisation.timezone).ok());
    named.unwrap_or(TimeZone::UTC)
}

/// The word for a law in the API.
const fn word(law: Law) -> &'static str {
    match law {
        Law::Gdpr => "gdpr",
        Law::Appi => "appi",
        Law::Ccpa => "ccpa",
    }
}

/// Most characters of a note.
const LONGEST_NOTE: usize = 500;

/// Requires a note of a length that can be kept, in words that can be shown.
fn check_note(note: &str) -> Result<(), Faults> {
    let plain = note.chars().all(|c| !c.is_control() || c == '\n');
    if plain && (1..=LONGEST_NOTE).contains(&note.chars().count()) {
        Ok(())
    } else {
        Err(Faults::one("", format!("1 to {LONGEST_NOTE} characters without control characters are expected")))
    }
}

/// A request by its id in the API. One round trip, none where it cannot be one.
async fn request_of(state: &State, id: &str) -> Result<RequestRow, Problem> {
    let missing = || Problem::not_found("no request of this id is on record");
    let id = RequestId::decode(id).map_err(|_| missing())?;
    state.store.privacy_request(id).await?.ok_or_else(missing)
}
