//! After a restored backup: tombstones come back into force.

use crate::client::{Store, Written};
use crate::error::StoreError;
use crate::rows::{ErasedRow, ErasureRow, ProfileRow};
use crate::transaction::Transaction;

impl Store {
    /// Who was erased on a day (`YYYY-MM-DD`, UTC). One round trip for each megabyte.
    ///
    /// # Errors
    /// As any read.
    pub async fn erased_on(&self, day: &str) -> Result<Vec<ErasedRow>, StoreError> {
        // The sort key is a pseudonym in base64url, whose characters all lie between these.
        self.range(&ErasedRow::partition(day), "-", "~").await
    }

    /// Begins the erasure of somebody whom a restored backup has brought back: tombstone, erasure, and once more the row
    /// that outlives a backup. `seen` is the revision of the profile that was read; none where only other rows came
    /// back. One round trip.
    ///
    /// # Errors
    /// As any write. [`Written::ConditionFailed`] when the person changed meanwhile, or that erasure has begun.
    pub async fn erase_again(
        &self,
        erasure: &ErasureRow,
        profile: &ProfileRow,
        seen: Option<u64>,
        erased: &ErasedRow,
    ) -> Result<Written, StoreError> {
        let mut transaction = Transaction::new();
        transaction.create(self, (), erasure)?;
        transaction.write(self, (), profile, seen)?;
        transaction.overwrite(self, (), erased)?;
        self.done(transaction).await
    }
}
