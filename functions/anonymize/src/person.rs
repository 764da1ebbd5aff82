//! A person: first the contact goes, then the ledger, then the person.
//!
//! The contact goes when no survey needs it any more. The ledger goes at the end of its proof, unless somebody still
//! agrees to something: the proof of that cannot end before the agreement does, and is kept for another year. What
//! outlives the ledger is an objection, since it must be known for as long as the person may come again; where nobody
//! objects and nothing else is held, the person goes as well.

use std::collections::BTreeMap;

use jiff::Timestamp;
use koe_domain::PersonId;
use koe_domain::consent::{Actor, ConsentEvent, Decision, Entry, LedgerHead, Method, SALE_OR_SHARING, SURVEY_MAILS};
use koe_store::rows::{ConsentRow, ProfileRow};
use koe_store::{Due, Queue, Store, StoreError, Table};

use crate::day::{day_end, days_after};
use crate::report::Outcome;
use crate::rest::Rest;
use crate::tombstone;

/// Days by which a proof is kept for longer while something is agreed.
const ANOTHER_YEAR: i64 = 365;
/// Days after which what is left of a person is looked at, once contact or ledger is gone.
const LOOK_AFTER: i64 = 1;

/// What the time asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// The contact goes.
    Contact,
    /// Something is agreed: its time may be over, else its proof is kept for longer. So is a ledger of an older release,
    /// of which nobody said for how long it is proof.
    Agreed,
    /// The ledger goes.
    Ledger,
    /// Nothing yet.
    Wait,
    /// Nothing ever: an objection stands.
    Stand,
    /// Nothing holds the person but what may be left in their partition.
    Look,
}

/// Brings a person who is due to where the time has brought them.
///
/// It is not asked whether an invitation still waits to be sent: whoever plans one has the contact kept for a period
/// that begins at its send time (the survey's `retention.contact`), and a time that is held is never brought forward.
pub(crate) async fn settle(store: &Store, row: ProfileRow, now: Timestamp) -> Result<Outcome, StoreError> {
    if row.tombstone.is_some() {
        return tombstone::settle(store, row, now).await;
    }
    let seen = row.rev;
    let (written, outcome) = match step(&row, now) {
        Step::Contact => (store.forget_contact(&without_contact(row, now), seen).await?, Outcome::Contact),
        Step::Agreed => return agreed(store, row, now).await,
        Step::Ledger => {
            let ledger = store.ledger_keys(row.person).await?;
            (store.keep_person_without(&without_ledger(row, now), seen, &ledger).await?, Outcome::Ledger)
        }
        Step::Wait | Step::Stand => {
            (store.keep_person_without(&waiting(row, now, None), seen, &[]).await?, Outcome::Postponed)
        }
        Step::Look => return look(store, row, now).await,
    };
    Ok(if written.is_done() { outcome } else { Outcome::Changed })
}

fn step(row: &ProfileRow, now: Timestamp) -> Step {
    let has_come = |until: Option<Timestamp>| until.is_none_or(|until| day_end(until) <= now);
    if row.contact.is_some() && has_come(row.contact_until) {
        return Step::Contact;
    }
    if row.proof_until.is_some() && has_come(row.proof_until) {
        return if row.consents.values().any(|agreed| *agreed) { Step::Agreed } else { Step::Ledger };
    }
    if row.contact.is_some() || row.proof_until.is_some() {
        Step::Wait
    } else if row.head.seq > 0 {
        Step::Agreed
    } else if objects(row) {
        Step::Stand
    } else {
        Step::Look
    }
}

/// Whether the person wants no mails, or no sale of their data.
fn objects(row: &ProfileRow) -> bool {
    let refused = |purpose: &str| row.consents.get(purpose) == Some(&false);
    row.opted_out.is_some() || refused(SURVEY_MAILS) || refused(SALE_OR_SHARING)
}

/// The row at its next revision, due at the next of its times; where it has none, at `rest`, or tomorrow.
fn waiting(mut row: ProfileRow, now: Timestamp, rest: Option<Timestamp>) -> ProfileRow {
    let contact = row.contact_until.filter(|_| row.contact.is_some());
    let next = [contact, row.proof_until].into_iter().flatten().min().map(day_end);
    let next = match next {
        None if objects(&row) => None,
        None => Some(rest.map_or_else(|| days_after(now, LOOK_AFTER), day_end)),
        next => next,
    };
    row.due = next.map_or(Due::NEVER, |at| Due::at(Queue::Retain, &ProfileRow::partition(row.person), at));
    row.rev += 1;
    row
}

/// What was decided stays: an objection must be known for as long as the person may come again.
fn without_contact(mut row: ProfileRow, now: Timestamp) -> ProfileRow {
    row.contact = None;
    row.corrected = false;
    row.contact_until = None;
    waiting(row, now, None)
}

/// What holds stays; the chain begins anew, should there be another decision.
fn without_ledger(mut row: ProfileRow, now: Timestamp) -> ProfileRow {
    row.proof_until = None;
    row.head = LedgerHead::of(row.person);
    row.list_pk = None;
    row.list_at = None;
    waiting(row, now, None)
}

/// Notes which agreements have ended by themselves; where there are none, keeps the proof for another year.
async fn agreed(store: &Store, mut row: ProfileRow, now: Timestamp) -> Result<Outcome, StoreError> {
    // A row that cannot be read is told to staff by name; it must not keep retention from its work.
    let ledger: Vec<ConsentEvent> =
        store.ledger_rows(row.person).await?.into_iter().filter_map(|(_, event)| event).collect();
    let proof_until = days_after(now, ANOTHER_YEAR);
    let over = ended(&ledger, now);
    if over.is_empty() {
        let seen = row.rev;
        row.proof_until = Some(proof_until);
        let written = store.keep_person_without(&waiting(row, now, None), seen, &[]).await?;
        return Ok(if written.is_done() { Outcome::Postponed } else { Outcome::Changed });
    }
    let fault = "an event has no canonical form";
    let corrupt = |_| StoreError::Corrupt { table: Table::Consent, kind: "consent event", fault };
    let (events, _) = row.head.append_all(over).map_err(corrupt)?;
    let person = row.person;
    let events: Vec<ConsentRow> = events.into_iter().map(|event| ConsentRow { person, event }).collect();
    let written = store.decide(person, &events, &row.head, proof_until).await?;
    Ok(if written.is_done() { Outcome::Ended } else { Outcome::Changed })
}

/// Makes sure that somebody is looked at again who has no time of their own: one of their invitations goes. Whether that
/// is so now.
pub(crate) async fn look_again(store: &Store, person: PersonId, now: Timestamp) -> Result<bool, StoreError> {
    let Some(row) = store.profile(person).await? else { return Ok(true) };
    if row.due != Due::NEVER || row.tombstone.is_some() || objects(&row) {
        return Ok(true);
    }
    let seen = row.rev;
    Ok(store.keep_person_without(&waiting(row, now, None), seen, &[]).await?.is_done())
}

/// An event for each agreement whose own time is over.
fn ended(ledger: &[ConsentEvent], now: Timestamp) -> Vec<Entry> {
    let mut last: BTreeMap<&str, &Entry> = BTreeMap::new();
    for entry in ledger.iter().map(|event| &event.entry).filter(|entry| entry.decision.permits().is_some()) {
        last.insert(&entry.purpose, entry);
    }
    let agrees = |entry: &&Entry| entry.decision.permits() == Some(true);
    let over = |entry: &&Entry| entry.valid_until.is_some_and(|until| until <= now);
    last.into_values().filter(agrees).filter(over).map(|entry| expired(entry, now)).collect()
}

fn expired(entry: &Entry, now: Timestamp) -> Entry {
    let (purpose, locale) = (&entry.purpose, entry.locale.clone());
    Entry {
        survey: entry.survey.clone(),
        version: entry.version,
        text_sha256: entry.text_sha256.clone(),
        by: Actor::System,
        ..Entry::new(purpose, Decision::Expired, now, Method::Time, locale, "")
    }
}

/// Removes a person of whom nothing is held any more; looks again later where something is.
async fn look(store: &Store, row: ProfileRow, now: Timestamp) -> Result<Outcome, StoreError> {
    let seen = row.rev;
    let (written, outcome) = match Rest::of(store, row.person, now).await? {
        Rest::Until(at) => {
            (store.keep_person_without(&waiting(row, now, Some(at)), seen, &[]).await?, Outcome::Postponed)
        }
        Rest::Nothing(mut rows) => {
            rows.extend(store.ledger_keys(row.person).await?);
            (store.drop_person(&row, &rows).await?, Outcome::Person)
        }
    };
    Ok(if written.is_done() { outcome } else { Outcome::Changed })
}

#[cfg(test)]
mod tests;
