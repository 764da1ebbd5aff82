//! No sale or sharing, as staff enter it for somebody who said so by letter or by phone (11 CCR 7026).

use jiff::Timestamp;
use koe_domain::consent::{Actor, Decision, Entry, Method, SALE_OR_SHARING};
use koe_domain::{Locale, PersonId};
use koe_store::rows::{ConsentRow, ProfileRow};
use koe_web::Problem;

use crate::State;
use crate::decide::PROOF;
use crate::reply::living;
use crate::staff::TRIES;

/// What the ledger's hash of words stands for, where no words were shown.
const WORDS: &str = "Asked for by the person, entered by staff: no sale or sharing.";

/// Writes the objection into the person's ledger, unless it is there. Whoever is gone needs none: nothing of theirs can
/// be sold. Two round trips, one where nothing changes, two more for each time the ledger moved on meanwhile.
pub(super) async fn opt_out(state: &State, person: Option<PersonId>, now: Timestamp) -> Result<(), Problem> {
    let Some(person) = person else { return Ok(()) };
    for _ in 0..TRIES {
        let Some(profile) = living(&state.store, person).await? else { return Ok(()) };
        let Some(entry) = entry(&profile, now) else { return Ok(()) };
        let (event, _) = profile.head.append(entry).map_err(|error| {
            tracing::error!(%error, "a decision could not be written down");
            Problem::ours()
        })?;
        let events = [ConsentRow { person, event }];
        let proof = PROOF.after(now);
        let proof = profile.proof_until.map_or(proof, |until| until.max(proof));
        if state.store.decide(person, &events, &profile.head, proof).await?.is_done() {
            return Ok(());
        }
    }
    tracing::warn!("a ledger moved on at every try");
    Err(Problem::try_again())
}

/// The objection; none where it was made before. Whoever was never asked counts as not objecting.
fn entry(profile: &ProfileRow, at: Timestamp) -> Option<Entry> {
    let before = profile.consents.get(SALE_OR_SHARING).copied().or(Some(true));
    let decision = Decision::between(before, false)?;
    let locale = profile.locale.clone().unwrap_or_else(Locale::english);
    let entry = Entry::new(SALE_OR_SHARING, decision, at, Method::Staff, locale, WORDS);
    Some(Entry { by: Actor::Staff, ..entry })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_objection_is_written_once_and_says_who_entered_it() {
        let mut profile = ProfileRow::new(PersonId::from_bytes([1; 10]));
        let entry_of = |profile: &ProfileRow| entry(profile, Timestamp::UNIX_EPOCH);
        let made = entry_of(&profile).map(|entry| (entry.decision, entry.by, entry.method));
        assert_eq!(made, Some((Decision::Withdrawn, Actor::Staff, Method::Staff)));
        profile.consents.insert(SALE_OR_SHARING.to_owned(), false);
        assert_eq!(entry_of(&profile), None);
        profile.consents.insert(SALE_OR_SHARING.to_owned(), true);
        assert!(entry_of(&profile).is_some());
    }
}
