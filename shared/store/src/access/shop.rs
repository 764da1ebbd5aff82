//! What a shop asks about people.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use koe_domain::consent::LedgerHead;
use koe_domain::{PersonId, RequestId};

use crate::client::Store;
use crate::error::StoreError;
use crate::row::{Due, Key, Queue, whole_seconds};
use crate::rows::{ErasureRow, ErasureState, OrderRow, ProfileRow, ReferenceRow, RequestRow, Scope, SeenRow, Via};
use crate::transaction::{Committed, Transaction};

/// Rows of one batch.
const BATCH: usize = 100;

/// What a shop's call writes.
#[derive(Clone, Debug, Default)]
pub struct ShopCall {
    /// Erasures to begin.
    pub erasures: Vec<ErasureRow>,
    /// Requests to open.
    pub requests: Vec<RequestRow>,
}

/// How taking a shop's call ended. Nothing was written but in the first case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShopTaken {
    /// Taken.
    Done,
    /// This delivery was taken before.
    Repeated,
    /// Somebody concerned is gone meanwhile; read again.
    Raced,
}

impl Store {
    /// The people to whom orders belong, by the orders' names. One round trip for each hundred.
    ///
    /// # Errors
    /// As any read.
    pub async fn people_of_orders(&self, names: &[String]) -> Result<BTreeSet<PersonId>, StoreError> {
        let mut people = BTreeSet::new();
        for names in names.chunks(BATCH) {
            let keys: Vec<Key> = names.iter().map(|name| OrderRow::key(name)).collect();
            let mut batch = self.batch(&keys).await?;
            for key in &keys {
                let Some(order) = batch.take::<OrderRow>(key)? else { continue };
                people.extend(order.person);
                people.extend(order.asks.values().filter_map(|ask| ask.person));
            }
        }
        Ok(people)
    }

    /// Those of `people` who are held and not erased. One round trip for each hundred.
    ///
    /// # Errors
    /// As any read.
    pub async fn held(&self, people: &BTreeSet<PersonId>) -> Result<BTreeSet<PersonId>, StoreError> {
        let mut held = BTreeSet::new();
        let keys: Vec<Key> = people.iter().map(|person| ProfileRow::key(*person)).collect();
        for keys in keys.chunks(BATCH) {
            let mut batch = self.batch(keys).await?;
            for key in keys {
                let profile = batch.take::<ProfileRow>(key)?.filter(|profile| profile.tombstone.is_none());
                held.extend(profile.map(|profile| profile.person));
            }
        }
        Ok(held)
    }

    /// Notes a shop's call and begins what it asks for, all or nothing. One round trip.
    ///
    /// # Errors
    /// As any write.
    pub async fn take_shop_call(&self, seen: &SeenRow, call: &ShopCall) -> Result<ShopTaken, StoreError> {
        let mut transaction = Transaction::new();
        transaction.create(self, true, seen)?;
        for erasure in &call.erasures {
            transaction.overwrite(self, false, erasure)?;
        }
        for request in &call.requests {
            transaction.overwrite(self, false, request)?;
            if let Some(person) = request.person {
                let reference = ReferenceRow { person, row: RequestRow::partition(request.id) };
                transaction.overwrite(self, false, &reference)?;
                let living = "attribute_exists(pk) AND attribute_not_exists(tombstone)";
                transaction.require(self, false, &ProfileRow::key(person), living)?;
            }
        }
        Ok(match transaction.commit(self).await? {
            Committed::Done => ShopTaken::Done,
            Committed::Stopped(failed) if failed.iter().any(|failed| failed.label) => ShopTaken::Repeated,
            Committed::Stopped(_) => ShopTaken::Raced,
        })
    }
}

impl ErasureRow {
    /// The erasure of what a shop brought, of one person or of all, due at once. Nobody gets a tombstone by it: other
    /// shops may go on.
    #[must_use]
    pub fn of_source(id: RequestId, scope: Scope, person: Option<PersonId>, at: Timestamp) -> Self {
        let at = whole_seconds(at);
        Self {
            id,
            rev: 1,
            person,
            scope,
            via: Via::Shop,
            never_ask: false,
            request: None,
            state: ErasureState::Erasing,
            started_at: at,
            erased_at: None,
            destroyed: BTreeMap::new(),
            head: LedgerHead::default(),
            mail_service: None,
            told: BTreeMap::new(),
            certificate: None,
            attempts: 0,
            due: Due::at(Queue::Erase, &Self::partition(id), at),
        }
    }
}
