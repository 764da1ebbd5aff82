//! What the mail service reports.

use crate::client::Store;
use crate::error::StoreError;
use crate::rows::SuppressedRow;

impl Store {
    /// Notes that an address must not be written to; the first reason stays. One round trip.
    ///
    /// # Errors
    /// As any write.
    pub async fn suppress(&self, row: &SuppressedRow) -> Result<(), StoreError> {
        self.create(row).await.map(|_| ())
    }
}
