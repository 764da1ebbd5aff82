//! Decisions about consent outside of an answer.

use std::collections::BTreeMap;

use koe_domain::PersonId;
use koe_domain::consent::LedgerHead;

use crate::access::answer::consent_change;
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

    /// Appends an event to a person's ledger and makes it what holds now. One round trip.
    ///
    /// # Errors
    /// As any write. [`Written::ConditionFailed`] when the ledger has moved on, or the person was erased.
    pub async fn decide(&self, row: &ConsentRow, before: &LedgerHead) -> Result<Written, StoreError> {
        let after = LedgerHead { seq: row.event.seq, hash: row.event.hash.clone() };
        let entry = &row.event.entry;
        let decisions = BTreeMap::from([(entry.purpose.as_str(), entry.decision.permits())]);
        let mut transaction = Transaction::new();
        transaction.create(self, (), row)?;
        transaction.update(self, (), &ProfileRow::key(row.person), consent_change(&decisions, before, &after))?;
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
