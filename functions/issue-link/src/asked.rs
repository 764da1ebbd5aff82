//! The answer to a call that asks.

use jiff::Timestamp;
use koe_domain::invitation::{State as InvitationState, Step};
use koe_domain::link::{Link, Purpose, Target};
use koe_store::rows::InvitationRow;
use koe_web::{Caller, Problem, Scope};
use serde::Serialize;
use utoipa::ToSchema;

use crate::State;
use crate::plan::LINK_GIVEN;

/// What was planned.
#[derive(Serialize, ToSchema)]
pub(crate) struct Asked {
    /// Names the invitation in this API.
    id: String,
    /// The state that was planned: `scheduled`; `sent` where the link was given to the caller; else why nothing is
    /// sent: `deferred`, `sampled_out`, `suppressed`, `no_basis`, `no_contact`, or `revoked` where the survey is stopped.
    state: &'static str,
    /// When the mail goes; null where none does.
    #[schema(value_type = Option<String>, format = DateTime)]
    due_at: Option<Timestamp>,
    /// Where the person answers. Only for keys with the scope `links`, and not for somebody who must not be asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<String>,
}

impl Asked {
    /// What the caller reads of an invitation just planned, or planned by an earlier call with the same key.
    pub(crate) fn new(state: &State, caller: &Caller, id: String, row: &InvitationRow) -> Result<Self, Problem> {
        let planned = planned(row);
        let may_be_asked = planned != InvitationState::Suppressed && row.state.takes_answers();
        let link = if may_be_asked && caller.has(Scope::Links) {
            let target = Target { person: row.person, invitation: row.id };
            let link = seal(state, Purpose::Survey, target)?;
            Some(format!("{}/s/{}", state.base_url, link.as_str()))
        } else {
            None
        };
        let due_at = (planned == InvitationState::Scheduled).then_some(row.send_at);
        Ok(Self { id, state: planned.as_str(), due_at, link })
    }
}

/// The link or id of `target`.
pub(crate) fn seal(state: &State, purpose: Purpose, target: Target) -> Result<Link, Problem> {
    state.links.current().seal(purpose, target).map_err(|_| Problem::ours())
}

/// The state that was planned, whatever came of it since, so that a repeated call is answered like the first one. What
/// planning adds to `scheduled`, it adds in the same second.
fn planned(row: &InvitationRow) -> InvitationState {
    use InvitationState::{Deferred, NoBasis, NoContact, Revoked, SampledOut, Scheduled, Suppressed};
    let first = row.history.first().map(|step| step.at);
    let by_plan = |step: &&Step| {
        let withheld = matches!(step.state, Suppressed | Deferred | SampledOut | NoBasis | NoContact | Revoked);
        Some(step.at) == first && (withheld || step.why.as_deref() == Some(LINK_GIVEN))
    };
    row.history.iter().find(by_plan).map_or(Scheduled, |step| step.state)
}

#[cfg(test)]
mod tests {
    use std::error::Error;

    use koe_domain::invitation::Event;

    use super::*;
    use crate::sample::{at, now, row};

    #[test]
    fn a_repeated_call_reads_what_was_planned() -> Result<(), Box<dyn Error>> {
        let later = at("2026-10-02T00:00:00Z")?;
        let mut mailed = row()?;
        assert_eq!(planned(&mailed), InvitationState::Scheduled);
        mailed.happen(Event::Send, later, None)?;
        mailed.happen(Event::Accept, later, None)?;
        assert_eq!(planned(&mailed), InvitationState::Scheduled);

        let mut given = row()?;
        given.happen(Event::Send, now()?, None)?;
        given.happen(Event::Accept, now()?, Some(LINK_GIVEN))?;
        given.happen(Event::Revoke, later, None)?;
        assert_eq!(planned(&given), InvitationState::Sent);

        let mut deferred = row()?;
        deferred.happen(Event::Defer, now()?, Some("asked_recently"))?;
        assert_eq!(planned(&deferred), InvitationState::Deferred);
        Ok(())
    }
}
