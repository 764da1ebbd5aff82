//! `GET /v1/people/{person}/consents`: a person's ledger, and whether it is whole.

use axum::extract::State as Held;
use axum::response::Response;
use koe_domain::PersonId;
use koe_domain::consent::{ConsentEvent, LedgerError, LedgerHead, verify_of};
use koe_web::{Caller, PathParam, Problem, Scope};
use serde::Serialize;
use utoipa::ToSchema;

use super::{CONSENTS, no_such_person, note_look, person_of, unkept};
use crate::State;

/// A person's consent ledger.
#[derive(Serialize, ToSchema)]
pub(crate) struct ConsentLedger {
    /// The person's id.
    person: String,
    /// Whether the person was erased; the ledger is then kept for a time as proof, and names nobody.
    erased: bool,
    /// Every event as it is hashed, in order: `SHA-256(canonical JSON of the event without its hash)`, RFC 8785.
    #[schema(value_type = Vec<Object>)]
    events: Vec<ConsentEvent>,
    /// Numbers of events that cannot be read any more: their rows are not what was written. They are not among
    /// `events`.
    unreadable: Vec<u64>,
    /// `true` where every event follows from the one before it, up to the head; else the first that does not.
    verified: LedgerVerified,
    /// Where the chain ends, as it is kept beside the person.
    head: LedgerEnd,
}

/// Whether a chain holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum LedgerVerified {
    /// It does.
    Holds(bool),
    /// It does not.
    Broken {
        /// Number of the first event that was altered, left out or put in, or that cannot be read.
        broken_at: u64,
    },
}

/// The end of a chain.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct LedgerEnd {
    /// Number of the last event; 0 where there is none.
    seq: u64,
    /// Its hash.
    hash: String,
}

/// A person's ledger, read.
pub(super) struct Chain {
    pub(super) person: PersonId,
    pub(super) erased: bool,
    pub(super) head: LedgerHead,
    /// Each row with its number, and its event where it can be read.
    pub(super) rows: Vec<(u64, Option<ConsentEvent>)>,
}

impl Chain {
    /// Reads a person's ledger after the look was written down. Of somebody who was erased there is nobody left to show
    /// the look to, and what is left names nobody. Three round trips.
    pub(super) async fn read(state: &State, caller: &Caller, person: PersonId) -> Result<Self, Problem> {
        // The profile first: a decision made in between makes the ledger longer than the head, never shorter.
        let profile = state.store.profile(person).await?.ok_or_else(no_such_person)?;
        let erased = profile.tombstone.is_some();
        if !erased {
            note_look(state, caller, person, CONSENTS).await?;
        }
        let rows = state.store.ledger_rows(person).await?;
        Ok(Self { person, erased, head: profile.head, rows })
    }

    pub(super) fn verified(&self) -> LedgerVerified {
        // Up to the first that cannot be read.
        let read = self.rows.iter().map_while(|(_, event)| event.as_ref());
        let all_read = self.rows.iter().all(|(_, event)| event.is_some());
        match verify_of(self.person, read) {
            Ok(end) if !all_read => LedgerVerified::Broken { broken_at: end.seq + 1 },
            Ok(_) if self.reaches_head() => LedgerVerified::Holds(true),
            Ok(end) => LedgerVerified::Broken { broken_at: self.head.seq.min(end.seq + 1) },
            Err(LedgerError::Broken { seq }) => LedgerVerified::Broken { broken_at: seq },
            Err(LedgerError::Canonical) => LedgerVerified::Broken { broken_at: 1 },
        }
    }

    /// Whether the event that the head names is there, with the head's hash: else the end was cut off, or all of it was
    /// written anew.
    fn reaches_head(&self) -> bool {
        let head = &self.head;
        let mut events = self.rows.iter().filter_map(|(_, event)| event.as_ref());
        head.seq == 0 || events.any(|event| event.seq == head.seq && event.hash == head.hash)
    }

    /// The numbers under which nothing can be read.
    fn unreadable(&self) -> Vec<u64> {
        self.rows.iter().filter(|(_, event)| event.is_none()).map(|(seq, _)| *seq).collect()
    }

    /// The events that can be read, in order.
    pub(super) fn into_events(self) -> Vec<ConsentEvent> {
        self.rows.into_iter().filter_map(|(_, event)| event).collect()
    }
}

/// A person's consent ledger: every event with what was shown, in order, and whether the chain holds. Of a person who
/// was erased it is shown as long as it is kept as proof.
#[utoipa::path(get, path = "/v1/people/{person}/consents", operation_id = "show_consents", tag = "privacy",
    params(("person" = String, Path, description = "as the lookup gave it")),
    responses(
        (status = 200, description = "the ledger", body = ConsentLedger),
        (status = 401, description = "no API key of this stack", body = Problem),
        (status = 403, description = "the scope `privacy` is needed", body = Problem),
        (status = 404, description = "nobody of this id is held", body = Problem),
        (status = 503, description = "the table did not answer", body = Problem)))]
pub(crate) async fn consents(
    Held(state): Held<State>,
    caller: Caller,
    PathParam(id): PathParam<String>,
) -> Result<Response, Problem> {
    caller.require(Scope::Privacy)?;
    let person = person_of(&state, &id).await?;
    let chain = Chain::read(&state, &caller, person).await?;
    let verified = chain.verified();
    if verified != LedgerVerified::Holds(true) {
        tracing::error!("a consent ledger does not hold");
    }
    let head = LedgerEnd { seq: chain.head.seq, hash: chain.head.hash.clone() };
    let (erased, unreadable) = (chain.erased, chain.unreadable());
    Ok(unkept(ConsentLedger { person: id, erased, events: chain.into_events(), unreadable, verified, head }))
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use koe_domain::Locale;
    use koe_domain::consent::{Decision, Entry, Method};

    use super::*;

    const ME: PersonId = PersonId::from_bytes([1; 10]);

    fn chain() -> Result<Chain, LedgerError> {
        let entry = |decision| {
            let (at, method) = (Timestamp::UNIX_EPOCH, Method::SurveyForm);
            Entry::new("follow_up", decision, at, method, Locale::english(), "text")
        };
        let decisions = [Decision::Given, Decision::Withdrawn, Decision::Renewed];
        let (events, head) = LedgerHead::of(ME).append_all(decisions.map(entry))?;
        let rows = events.into_iter().map(|event| (event.seq, Some(event))).collect();
        Ok(Chain { person: ME, erased: false, head, rows })
    }

    #[test]
    fn a_chain_holds_up_to_its_head() -> Result<(), LedgerError> {
        assert_eq!(chain()?.verified(), LedgerVerified::Holds(true));
        let mut longer = chain()?;
        let hash = longer.rows[1].1.as_ref().map(|event| event.hash.clone()).unwrap_or_default();
        longer.head = LedgerHead { seq: 2, hash };
        assert_eq!(longer.verified(), LedgerVerified::Holds(true), "a decision was made between the two reads");
        let nobody = Chain { person: ME, erased: false, head: LedgerHead::of(ME), rows: Vec::new() };
        assert_eq!(nobody.verified(), LedgerVerified::Holds(true));
        Ok(())
    }

    #[test]
    fn the_first_link_that_does_not_hold_is_named() -> Result<(), LedgerError> {
        let mut altered = chain()?;
        if let Some(event) = &mut altered.rows[1].1 {
            event.entry.decision = Decision::Given;
        }
        assert_eq!(altered.verified(), LedgerVerified::Broken { broken_at: 2 });

        let mut short = chain()?;
        short.rows.pop();
        assert_eq!(short.verified(), LedgerVerified::Broken { broken_at: 3 });

        let mut anew = chain()?;
        anew.head.hash = "0".repeat(64);
        assert_eq!(anew.verified(), LedgerVerified::Broken { broken_at: 3 });

        let foreign = Chain { person: PersonId::from_bytes([2; 10]), ..chain()? };
        assert_eq!(foreign.verified(), LedgerVerified::Broken { broken_at: 1 }, "somebody else's");
        Ok(())
    }

    #[test]
    fn an_event_that_cannot_be_read_is_named_and_the_others_are_shown() -> Result<(), LedgerError> {
        for place in 0..3_u8 {
            let mut altered = chain()?;
            altered.rows[usize::from(place)].1 = None;
            let number = u64::from(place) + 1;
            assert_eq!(altered.verified(), LedgerVerified::Broken { broken_at: number });
            assert_eq!(altered.unreadable(), [number]);
            assert_eq!(altered.into_events().len(), 2);
        }
        // What was left out before it is named first.
        let mut two = chain()?;
        two.rows[2].1 = None;
        two.rows.remove(1);
        assert_eq!(two.verified(), LedgerVerified::Broken { broken_at: 2 });
        // A row was put in behind the end.
        let mut longer = chain()?;
        longer.rows.push((9, None));
        assert_eq!(longer.verified(), LedgerVerified::Broken { broken_at: 4 });
        Ok(())
    }

    #[test]
    fn it_is_true_or_a_number() -> Result<(), serde_json::Error> {
        assert_eq!(serde_json::to_string(&LedgerVerified::Holds(true))?, "true");
        assert_eq!(serde_json::to_string(&LedgerVerified::Broken { broken_at: 2 })?, r#"{"broken_at":2}"#);
        Ok(())
    }
}
