//! Everything that one shop brought: its orders lead to its people, and each of them is erased by an erasure of their
//! own, with a certificate of its own. What the index still lists is what is still to be done.

use std::collections::BTreeSet;

use jiff::Timestamp;
use koe_domain::{PersonId, RequestId, SourceId};
use koe_store::rows::{ErasureRow, ErasureState, OrderRow, Scope};
use koe_store::{Destruction, Due, Elsewhere, Queue, StoreError};
use sha2::{Digest as _, Sha256};

use super::{Halt, LEASE, ROUNDS, Work, count};

/// People of whom everything that the shop brought is destroyed.
pub(super) const PEOPLE: &str = "people";
/// People whose erasure was begun. It stands in the row alone: the certificate is written when both are the same.
pub(super) const BEGUN: &str = "people_begun";

impl Work<'_> {
    /// Goes through the shop's orders as far as time allows. Whether nothing is left of any of its people.
    ///
    /// The index is a moment behind the rows. So a run that met an order never says so; the next one does.
    pub(super) async fn shop(&mut self, source: &SourceId) -> Result<bool, Halt> {
        let mut met = false;
        for list in OrderRow::lists(source) {
            let mut cursor: Option<String> = None;
            loop {
                let (orders, next) = self.state.store.orders_listed(&list, cursor.as_deref()).await?;
                for order in orders {
                    if self.is_late() {
                        return Ok(false);
                    }
                    met = true;
                    self.order(source, &order).await?;
                }
                cursor = next;
                if cursor.is_none() {
                    break;
                }
            }
        }
        self.read_again().await?;
        Ok(!met && self.row.destroyed.get(BEGUN) == self.row.destroyed.get(PEOPLE))
    }

    async fn order(&mut self, source: &SourceId, listed: &OrderRow) -> Result<(), Halt> {
        // The part of somebody's earlier order may have taken this one with it: then they are not begun once more.
        let found = self.state.store.elsewhere(&OrderRow::partition(&listed.name)).await?;
        let Some(Elsewhere::Order(order)) = found else { return Ok(()) };
        for person in people_of(&order) {
            if !self.one_of_many(source, person).await? {
                return Ok(());
            }
        }
        let found = self.state.store.elsewhere(&OrderRow::partition(&order.name)).await?;
        if let Some(Elsewhere::Order(row)) = found {
            let what = Destruction { rows: vec![(OrderRow::key(&row.name), Some(row.rev))], ..Default::default() };
            self.carry_out(&what, |row| count(row, "orders", 1)).await?;
        }
        Ok(())
    }

    /// Begins the erasure of one of the shop's people, and brings it as far as it goes. Whether what the shop brought of
    /// them is destroyed.
    async fn one_of_many(&mut self, source: &SourceId, person: PersonId) -> Result<bool, Halt> {
        for _ in 0..ROUNDS {
            let seed = format!("{} {}", self.row.id.encode(), self.state.pepper.subscriber(PART, person));
            let Some(id) = free_id(self.state, &seed).await? else { return Ok(false) };
            let now = self.state.clock.now();
            let mut row = ErasureRow::of_source(id, Scope::Source(source.clone()), Some(person), now);
            row.via = self.row.via;
            row.request = Some(self.row.id);
            row.attempts = 1;
            let lease = now.checked_add(LEASE).unwrap_or(Timestamp::MAX);
            row.due = Due::at(Queue::Erase, &ErasureRow::partition(id), lease);
            let what = Destruction { parts: vec![row.clone()], ..Default::default() };
            if self.carry_out(&what, |row| count(row, BEGUN, 1)).await? {
                return self.take_part(row).await;
            }
        }
        Ok(false)
    }

    async fn take_part(&mut self, row: ErasureRow) -> Result<bool, Halt> {
        let mut part = Work { state: self.state, until: self.until, row, raced: false };
        let ended = Box::pin(part.one()).await;
        let through = match ended {
            // What is left of it comes back by itself; the other people need not wait for it.
            Ok(_) | Err(Halt::Unsigned(_)) => part.row.state != ErasureState::Erasing,
            Err(Halt::Over) => true,
            Err(Halt::Store(error)) if error.is_passing() => return Err(Halt::Store(error)),
            Err(Halt::Store(error)) => {
                tracing::error!(%error, "one of a shop's people could not be erased; the others are");
                false
            }
        };
        self.read_again().await?;
        Ok(through)
    }
}

fn people_of(order: &OrderRow) -> BTreeSet<PersonId> {
    order.person.into_iter().chain(order.asks.values().filter_map(|ask| ask.person)).collect()
}

/// The name under which the pepper hashes the people of a shop. No subscription has it, for it has a space in it.
const PART: &str = "part of an erasure";
/// How often the same may be erased.
const MOST: u32 = 1_000;

/// The first of the ids that `seed` gives under which nothing was erased yet; none where an erasure is under way under
/// one of them. A cause that comes again is an erasure again, one that is repeated is not.
pub(crate) async fn free_id(state: &crate::State, seed: &str) -> Result<Option<RequestId>, StoreError> {
    for number in 0..MOST {
        let id = id_of(seed, number);
        match state.store.erasure_now(id).await? {
            None => return Ok(Some(id)),
            Some(row) if row.state == ErasureState::Erasing => return Ok(None),
            Some(_) => {}
        }
    }
    Ok(None)
}

fn id_of(seed: &str, number: u32) -> RequestId {
    let hash: [u8; 32] = Sha256::digest(format!("koe/erasure/1\n{seed}\n{number}")).into();
    RequestId::from_bytes(std::array::from_fn(|i| hash[i]))
}

#[cfg(test)]
mod tests {
    use koe_domain::{Faults, InvitationId};
    use koe_store::rows::{Ask, AskState};

    use super::*;

    #[test]
    fn an_order_leads_to_everybody_it_names_once() -> Result<(), Faults> {
        let (one, other) = (PersonId::from_bytes([1; 10]), PersonId::from_bytes([2; 10]));
        let mut order = OrderRow::new("a-hash".to_owned(), SourceId::parse("shop")?);
        assert!(people_of(&order).is_empty());
        order.person = Some(one);
        for (rule, person) in [("a", Some(one)), ("b", Some(other)), ("c", None)] {
            let ask = Ask { state: AskState::Planned, person, invitation: InvitationId::from_bytes([3; 8]) };
            order.asks.insert(rule.to_owned(), ask);
        }
        assert_eq!(people_of(&order), BTreeSet::from([one, other]));
        Ok(())
    }

    #[test]
    fn each_number_gives_an_id_of_its_own_and_always_the_same() {
        assert!(id_of("seed", 0) == id_of("seed", 0));
        assert!(id_of("seed", 0) != id_of("seed", 1) && id_of("seed", 0) != id_of("seed 0", 0));
    }
}
