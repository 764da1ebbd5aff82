//! Letters about somebody's data: claim, say `sending`, and say how it went.

use std::time::Duration;

use jiff::Timestamp;
use koe_domain::{PersonId, RequestId};

use crate::client::{Store, Written};
use crate::error::StoreError;
use crate::query::DueRow;
use crate::rows::{LetterRow, ProfileRow};
use crate::transaction::Transaction;

impl Store {
    /// Claims a due letter, as an invitation is claimed. One round trip.
    ///
    /// # Errors
    /// As any write. [`Written::ConditionFailed`] when another run was first, or the letter is gone.
    pub async fn claim_letter(
        &self,
        due: &DueRow,
        now: Timestamp,
        lease: Duration,
    ) -> Result<Written<LetterRow>, StoreError> {
        self.run_update(self.claim(due, now, lease)).await
    }

    /// A letter. One round trip.
    ///
    /// # Errors
    /// As any read.
    pub async fn letter(&self, person: PersonId, id: RequestId) -> Result<Option<LetterRow>, StoreError> {
        self.get(&LetterRow::key(person, id)).await
    }

    /// Says that a letter is being sent, over the one read at revision `seen`, provided that nobody began to erase its
    /// person. One round trip.
    ///
    /// # Errors
    /// As any write. [`Written::ConditionFailed`] when the letter changed, or its person is gone.
    pub async fn start_letter(&self, row: &LetterRow, seen: u64) -> Result<Written, StoreError> {
        let mut transaction = Transaction::new();
        let living = "attribute_exists(pk) AND attribute_not_exists(tombstone)";
        transaction.require(self, (), &ProfileRow::key(row.person), living)?;
        transaction.replace(self, (), row, seen)?;
        self.done(transaction).await
    }

    /// Writes a changed letter over the one read at revision `seen`. One round trip.
    ///
    /// # Errors
    /// As any write. [`Written::ConditionFailed`] when it changed meanwhile, or is gone.
    pub async fn replace_letter(&self, row: &LetterRow, seen: u64) -> Result<Written, StoreError> {
        self.replace(row, seen).await
    }
}
