//! Those who got the person's data are told, and their answers awaited.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use koe_domain::{DeliveryId, RequestId};
use koe_store::rows::{DeliveryState, ErasureRow, ErasureState, OutboxRow, Scope};
use koe_store::{Destruction, Due, Queue, whole_seconds};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::shop::PEOPLE;
use super::{Halt, ROUNDS, Work};
use crate::day::days_after;

/// The event's type.
pub(super) const EVENT: &str = "person.erased";
/// To be told, once everything is destroyed here.
pub(super) const DUE: &str = "due";
/// Told; the answer is awaited.
const TOLD: &str = "told";
/// It answered with 2xx.
const ACKNOWLEDGED: &str = "acknowledged";
/// It refused, did not answer, or is no subscription any more.
const UNREACHED: &str = "unreached";
/// Days for which the event's body is kept for a replay, as that of every other event.
const BODY_DAYS: i64 = 30;
/// How long an answer is awaited.
const PATIENCE: SignedDuration = SignedDuration::from_hours(7 * 24);

impl Work<'_> {
    /// Notes that everything is destroyed here, and tells the erasure that this one is a part of.
    pub(super) async fn settle(&mut self) -> Result<(), Halt> {
        for _ in 0..ROUNDS {
            let head = match self.row.person {
                Some(person) => self.state.store.profile(person).await?.map(|profile| profile.head),
                None => None,
            };
            let what = Destruction { whole: self.whole().await?, ..Default::default() };
            let now = whole_seconds(self.state.clock.now());
            let settled = self.carry_out(&what, |row| {
                row.state = ErasureState::Notifying;
                row.erased_at = Some(now);
                row.head = head.unwrap_or_default();
            });
            if settled.await? || self.row.state != ErasureState::Erasing {
                return Ok(());
            }
        }
        Err(Halt::Over)
    }

    /// The shop's erasure that this one is a part of, and what it counts of it.
    async fn whole(&self) -> Result<Option<(RequestId, BTreeMap<String, u64>)>, Halt> {
        let Some(id) = self.row.request.filter(|_| self.row.person.is_some()) else { return Ok(None) };
        let whole = self.state.store.erasure_now(id).await?;
        Ok(whole.filter(|whole| matches!(whole.scope, Scope::Shop(_))).map(|_| {
            let mut counts = self.row.destroyed.clone();
            counts.insert(PEOPLE.to_owned(), 1);
            (id, counts)
        }))
    }

    /// Makes the event for each subscription that got the person's data.
    pub(super) async fn tell(&mut self) -> Result<(), Halt> {
        let due: Vec<String> = named(&self.row, DUE).cloned().collect();
        for subscription in due {
            let mut what = Destruction::default();
            let mut word = UNREACHED;
            if self.state.store.is_subscribed(&subscription).await? {
                let known_as = self.state.pepper.subscriber(&subscription, self.somebody()?);
                let now = self.state.clock.now();
                what.events.push(event(&self.row, &subscription, &known_as, &self.state.base_url, now));
                word = TOLD;
            }
            self.carry_out(&what, |row| {
                row.told.insert(subscription, word.to_owned());
            })
            .await?;
        }
        Ok(())
    }

    /// Reads how the events stand of which nobody has said how they ended.
    pub(super) async fn listen(&mut self) -> Result<(), Halt> {
        let told: Vec<String> = named(&self.row, TOLD).cloned().collect();
        if told.is_empty() {
            return Ok(());
        }
        let ids: Vec<DeliveryId> = told.iter().map(|subscription| delivery_of(self.row.id, subscription)).collect();
        let sent = self.state.store.deliveries_now(&ids).await?;
        let late = is_late(&self.row, self.state.clock.now());
        let mut ended: Vec<(String, &str)> = Vec::new();
        for (subscription, id) in told.into_iter().zip(ids) {
            let state = sent.iter().find(|row| row.id == id).map(|row| row.state);
            ended.extend(word_of(state, late).map(|word| (subscription, word)));
        }
        if !ended.is_empty() {
            let change = |row: &mut ErasureRow| {
                row.told.extend(ended.into_iter().map(|(subscription, word)| (subscription, word.to_owned())));
            };
            self.carry_out(&Destruction::default(), change).await?;
        }
        Ok(())
    }

    /// Whether somebody is still to be told or to answer.
    pub(super) fn waits_for_somebody(&self) -> bool {
        named(&self.row, DUE).chain(named(&self.row, TOLD)).next().is_some()
    }
}

fn named<'a>(row: &'a ErasureRow, word: &'a str) -> impl Iterator<Item = &'a String> {
    row.told.iter().filter(move |(_, told)| *told == word).map(|(subscription, _)| subscription)
}

fn is_late(row: &ErasureRow, now: Timestamp) -> bool {
    row.erased_at.is_some_and(|at| now.duration_since(at) >= PATIENCE)
}

/// What an event's state says of its receiver; none while the answer is awaited.
const fn word_of(state: Option<DeliveryState>, late: bool) -> Option<&'static str> {
    match state {
        Some(DeliveryState::Delivered) => Some(ACKNOWLEDGED),
        Some(DeliveryState::Due) if !late => None,
        Some(DeliveryState::Due | DeliveryState::Failed) | None => Some(UNREACHED),
    }
}

/// The delivery to a subscription; the same each time, so that one erasure is told once.
fn delivery_of(erasure: RequestId, subscription: &str) -> DeliveryId {
    let hash: [u8; 32] = Sha256::digest(format!("koe/{EVENT}/1\n{}\n{subscription}", erasure.encode())).into();
    DeliveryId::from_bytes(std::array::from_fn(|i| hash[i]))
}

/// The event, in the open: it names the person as this receiver alone knew them.
fn event(row: &ErasureRow, subscription: &str, known_as: &str, source: &str, now: Timestamp) -> OutboxRow {
    let id = delivery_of(row.id, subscription);
    let at = whole_seconds(now);
    OutboxRow {
        id,
        rev: 1,
        subscription: subscription.to_owned(),
        event: EVENT.to_owned(),
        person: None,
        sealed: None,
        body: Some(body(row, id, known_as, source, at).to_string()),
        erasure: Some(row.id),
        state: DeliveryState::Due,
        attempts: 0,
        answer: None,
        made_at: at,
        delivered_at: None,
        due: Due::at(Queue::Outbox, &OutboxRow::partition(id), at),
        list_pk: OutboxRow::list(subscription),
        list_at: at.to_string(),
        ttl: at.as_second() + OutboxRow::DAYS * 86_400,
    }
}

/// A CloudEvent (CloudEvents 1.0.2, JSON format), in the same envelope as every other event.
fn body(row: &ErasureRow, id: DeliveryId, known_as: &str, source: &str, at: Timestamp) -> Value {
    let scope = match &row.scope {
        Scope::Person => json!({"kind": "person"}),
        Scope::Source(shop) | Scope::Shop(shop) => json!({"kind": "source", "source": shop}),
    };
    let until = days_after(at, BODY_DAYS);
    json!({
        "specversion": "1.0",
        "id": id.encode(),
        "source": source,
        "type": format!("koe.{EVENT}"),
        "subject": known_as,
        "time": at.to_string(),
        "datacontenttype": "application/json",
        "expirytime": until.to_string(),
        "data": {"person": known_as, "erasure": row.id.encode(), "scope": scope},
    })
}

#[cfg(test)]
mod tests {
    use koe_domain::{Faults, PersonId, SourceId};

    use super::*;

    fn row(told: &[(&str, &str)]) -> Result<ErasureRow, Faults> {
        let scope = Scope::Source(SourceId::parse("shop")?);
        let person = Some(PersonId::from_bytes([1; 10]));
        let mut row = ErasureRow::of_source(RequestId::from_bytes([2; 16]), scope, person, Timestamp::UNIX_EPOCH);
        row.told = told.iter().map(|(name, word)| ((*name).to_owned(), (*word).to_owned())).collect();
        row.erased_at = Some(Timestamp::UNIX_EPOCH);
        Ok(row)
    }

    #[test]
    fn an_answer_is_awaited_for_a_week() -> Result<(), Faults> {
        let week = Timestamp::UNIX_EPOCH + PATIENCE;
        let row = row(&[])?;
        assert!(is_late(&row, week) && !is_late(&row, week - SignedDuration::from_secs(1)));
        for (state, early, late) in [
            (Some(DeliveryState::Delivered), Some(ACKNOWLEDGED), ACKNOWLEDGED),
            (Some(DeliveryState::Due), None, UNREACHED),
            (Some(DeliveryState::Failed), Some(UNREACHED), UNREACHED),
            (None, Some(UNREACHED), UNREACHED),
        ] {
            assert_eq!((word_of(state, false), word_of(state, true)), (early, Some(late)));
        }
        Ok(())
    }

    #[test]
    fn each_receiver_is_named_by_how_far_it_is() -> Result<(), Faults> {
        let row = row(&[("a", DUE), ("b", TOLD), ("c", ACKNOWLEDGED), ("d", UNREACHED)])?;
        assert_eq!(named(&row, DUE).collect::<Vec<_>>(), ["a"]);
        assert_eq!(named(&row, TOLD).collect::<Vec<_>>(), ["b"]);
        Ok(())
    }

    #[test]
    fn the_event_names_the_person_as_the_receiver_knew_them_and_not_otherwise() -> Result<(), Box<dyn std::error::Error>>
    {
        let row = row(&[])?;
        let event = event(&row, "crm", "known-as", "https://koe.example.com", Timestamp::UNIX_EPOCH);
        assert!(event.person.is_none() && event.sealed.is_none() && event.due.is_in(Queue::Outbox));
        let stored = serde_json::to_string(&event)?;
        assert!(!stored.contains(&PersonId::from_bytes([1; 10]).encode()), "{stored}");
        let body: Value = serde_json::from_str(&event.body.unwrap_or_default())?;
        assert_eq!(body["data"]["person"], "known-as");
        assert_eq!(body["data"]["scope"], json!({"kind": "source", "source": "shop"}));
        assert_eq!((&body["type"], &body["id"]), (&json!("koe.person.erased"), &json!(event.id.encode())));
        assert_eq!((&body["subject"], &body["expirytime"]), (&json!("known-as"), &json!("1970-01-31T00:00:00Z")));
        assert!(delivery_of(row.id, "crm") != delivery_of(row.id, "lake"));
        Ok(())
    }
}
