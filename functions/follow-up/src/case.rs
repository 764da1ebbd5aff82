//! Cases: unhappy customers, and what somebody does about it. Another view than the statistics, for another role: it
//! shows one person's answers, so every look is written down before anything is shown, where the person can see it.

pub(crate) mod change;
pub(crate) mod list;
mod look;
pub(crate) mod show;
mod view;

use koe_domain::link::{Purpose, Target};
use koe_web::Problem;
use koe_web::links::open_link;

use crate::State;

/// What `id` names. No round trip.
async fn target(state: &State, id: &str) -> Result<Target, Problem> {
    open_link(&state.links, state.clock.now(), Purpose::Case, id).await?.ok_or_else(no_such)
}

/// 404: forged, over, or erased.
fn no_such() -> Problem {
    Problem::not_found("no such case")
}
