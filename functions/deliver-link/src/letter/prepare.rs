//! Reading the person again, just before the mail is made: they may have been erased, or have nothing to confirm.

use jiff::Timestamp;
use koe_mail::Message;
use koe_store::rows::{LetterKind, LetterRow, ProfileRow, RequestRow, RequestState};
use koe_store::{Known, StoreError};

use super::message;
use crate::State;
use crate::prepare::contact;

/// What is to be done with a claimed letter.
#[derive(Debug)]
pub(crate) enum Prepared {
    /// Send it.
    Ready(Box<Message>),
    /// End it: there is nobody to read it, no address, or nothing to confirm any more.
    Withhold,
    /// Put it back: the organisation is not set up.
    Wait,
    /// Nothing: it comes back when its lease ends, with one attempt less.
    Leave,
}

/// Looks whether there is still somebody who waits for the letter, and makes the mail. Two round trips; one where the
/// organisation was read within thirty seconds.
///
/// No suppression is asked about: that somebody wants no surveys, or once complained about one, takes nobody the right
/// to see or erase their data, and they asked for this mail.
///
/// # Errors
/// As any read.
pub(crate) async fn prepare(state: &State, row: &LetterRow, now: Timestamp) -> Result<Prepared, StoreError> {
    let request = (row.kind != LetterKind::OwnPage).then_some(row.id);
    let before = state.store.before_request(row.person, request.as_slice()).await?;
    let Some(profile) = before.profile.filter(|profile| is_reachable(profile, now)) else {
        return Ok(Prepared::Withhold);
    };
    if request.is_some() && !awaits(&before.earlier) {
        return Ok(Prepared::Withhold);
    }
    let known = Known { person: row.person, profile: Some(profile), key: before.key, suppressed: None };
    let address = match contact(state, &known, now).await {
        Ok(card) => card.and_then(|card| card.email),
        Err(error) => {
            tracing::error!(%error, "a letter is left: its contact could not be opened");
            return Ok(Prepared::Leave);
        }
    };
    let Some(address) = address else { return Ok(Prepared::Withhold) };
    let Some(organisation) = state.surveys.organisation(&state.store, now).await? else {
        tracing::error!("a letter waits: the organisation is not set up");
        return Ok(Prepared::Wait);
    };
    let keys = state.links.current();
    let Ok(message) = message(&state.base_url, &keys, row, &organisation, &address, now) else {
        tracing::error!("a letter is left: its mail could not be written");
        return Ok(Prepared::Leave);
    };
    Ok(Prepared::Ready(Box::new(message)))
}

/// Whether the person lives, and the time of their contact is not over; the row may be taken out a little later.
fn is_reachable(profile: &ProfileRow, now: Timestamp) -> bool {
    profile.tombstone.is_none() && profile.contact_until.is_none_or(|until| until > now)
}

/// Whether the request still waits for its link. One that lapsed, or was dealt with by another way, needs none.
fn awaits(requests: &[RequestRow]) -> bool {
    requests.iter().any(|request| request.state == RequestState::AwaitingConfirmation)
}

#[cfg(test)]
mod tests {
    use koe_domain::PersonId;

    use super::*;

    #[test]
    fn nobody_is_written_to_who_is_erased_or_whose_contact_is_over() {
        let at = |second| Timestamp::from_second(second).unwrap_or_default();
        let mut profile = ProfileRow::new(PersonId::from_bytes([1; 10]));
        assert!(is_reachable(&profile, at(100)));
        profile.contact_until = Some(at(101));
        assert!(is_reachable(&profile, at(100)) && !is_reachable(&profile, at(101)));
        profile.tombstone = Some(at(50));
        assert!(!is_reachable(&profile, at(100)));
    }
}
