//! Decisions about consent outside of an answer.

use jiff::Timestamp;
use koe_domain::PersonId;
use koe_domain::consent::LedgerHead;

use crate::access::answer::LedgerMove;
use crate::client::{Store, Written};
use crate::error::StoreError;
use crate::rows::{ConsentRow, ProfileRow};
use crate::transaction::{Committed, Transaction};

impl Store {
    /// A person. One round trip.
    ///
    /// # Errors
    /// As any read.
    pub async fn profile(&self, person: PersonId) -> Result<Option<ProfileRow>, StoreError> {
        self.get(&ProfileRow::key(person)).await
    }

    /// Appends events to a person's ledger and makes them what holds now; they are proof until `proof_until` at least.
    /// One round trip.
    ///
    /// # Errors
    /// As any write. [`Written::ConditionFailed`] when the ledger has moved on, or the person was erased.
    pub async fn decide(
        &self,
        person: PersonId,
        events: &[ConsentRow],
        before: &LedgerHead,
        proof_until: Timestamp,
    ) -> Result<Written, StoreError> {
        let Some(last) = events.last() else { return Ok(Written::Done(())) };
        let after = LedgerHead { seq: last.event.seq, hash: last.event.hash.clone() };
        let mut transaction = Transaction::new();
        for row in events {
            transaction.create(self, (), row)?;
        }
        let at = last.event.entry.at;
        let moved = LedgerMove { person, events, before, after: &after, at, proof_until };
        transaction.update(self, (), &ProfileRow::key(person), moved.change())?;
        Ok(match transaction.commit(self).await? {
            Committed::Done => Written::Done(()),
            Committed::Stopped(_) => Written::ConditionFailed,
        })
    }

    /// A person's ledger, in order. One round trip for each megabyte.
    ///
    /// # Errors
    /// As any read.
    pub async fn ledger(&self, person: PersonId) -> Result<Vec<ConsentRow>, StoreError> {
        self.range(&ProfileRow::partition(person), "00000000", "99999999").await
    }
}
