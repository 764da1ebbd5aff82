//! What the mail service reports.

use koe_domain::PersonId;

use crate::client::Store;
use crate::error::StoreError;
use crate::rows::{ProfileRow, SuppressedRow};
use crate::transaction::Transaction;

impl Store {
    /// Notes that a person's address must not be written to; the first reason stays. Of somebody who was erased nothing
    /// is noted: late news of a mail must not leave a trace again. One round trip.
    ///
    /// # Errors
    /// As any write.
    pub async fn suppress(&self, person: PersonId, row: &SuppressedRow) -> Result<(), StoreError> {
        let mut transaction = Transaction::new();
        transaction.create(self, (), row)?;
        transaction.require(self, (), &ProfileRow::key(person), "attribute_not_exists(tombstone)")?;
        transaction.commit(self).await.map(|_| ())
    }

    /// Brings back, after a restore, that an erased person is never to be asked; a reason that is there stays. One round
    /// trip.
    ///
    /// # Errors
    /// As any write.
    pub async fn restore_never_ask(&self, row: &SuppressedRow) -> Result<(), StoreError> {
        self.create(row).await.map(|_| ())
    }
}
