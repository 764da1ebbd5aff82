//! Alerts about cases.

use std::time::Duration;

use jiff::Timestamp;
use koe_domain::{InvitationId, PersonId};

use crate::client::{Store, Written};
use crate::error::StoreError;
use crate::query::DueRow;
use crate::rows::CaseRow;

impl Store {
    /// Claims a due alert, as an invitation is claimed. One round trip.
    ///
    /// # Errors
    /// As any write. [`Written::ConditionFailed`] when another run was first.
    pub async fn claim_alert(
        &self,
        due: &DueRow,
        now: Timestamp,
        lease: Duration,
    ) -> Result<Written<CaseRow>, StoreError> {
        self.run_update(self.claim(due, now, lease)).await
    }

    /// A case. One round trip.
    ///
    /// # Errors
    /// As any read.
    pub async fn case(&self, person: PersonId, invitation: InvitationId) -> Result<Option<CaseRow>, StoreError> {
        self.get(&CaseRow::key(person, invitation)).await
    }

    /// Writes a changed case over the one read at revision `seen`. One round trip.
    ///
    /// # Errors
    /// As any write.
    pub async fn replace_case(&self, row: &CaseRow, seen: u64) -> Result<Written, StoreError> {
        self.replace(row, seen).await
    }
}
