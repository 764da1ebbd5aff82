//! Cases: their alerts, and how they are handled.

use std::time::Duration;

use jiff::Timestamp;
use koe_domain::link::Target;
use koe_domain::{InvitationId, PersonId};

use crate::client::{Store, Written};
use crate::error::StoreError;
use crate::query::{BadCursor, DueRow, Page};
use crate::rows::{CaseRow, CaseState, InvitationRow, PersonKeyRow, PointerRow, ProfileRow};

/// A case with all that handling it may show.
#[derive(Clone, Debug)]
pub struct CaseFile {
    /// The case; none when it is over.
    pub case: Option<CaseRow>,
    /// The person.
    pub profile: Option<ProfileRow>,
    /// The person's key.
    pub key: Option<PersonKeyRow>,
    /// The invitation answered.
    pub invitation: Option<InvitationRow>,
    /// The way to the response, where it was not cut.
    pub pointer: Option<PointerRow>,
}

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

    /// A case with its person, its invitation and the way to its response. One round trip.
    ///
    /// # Errors
    /// As any read.
    pub async fn case_file(&self, target: Target) -> Result<CaseFile, StoreError> {
        let Target { person, invitation } = target;
        let case = CaseRow::key(person, invitation);
        let profile = ProfileRow::key(person);
        let key = PersonKeyRow::row_key_of(person);
        let asked = InvitationRow::key(person, invitation);
        let pointer = PointerRow::key(person, invitation);
        let keys = [case.clone(), profile.clone(), key.clone(), asked.clone(), pointer.clone()];
        let mut batch = self.batch(&keys).await?;
        Ok(CaseFile {
            case: batch.take(&case)?,
            profile: batch.take(&profile)?,
            key: batch.take(&key)?,
            invitation: batch.take(&asked)?,
            pointer: batch.take(&pointer)?,
        })
    }

    /// A page of the cases in a state, the last opened first. Two round trips.
    ///
    /// # Errors
    /// As any read.
    pub async fn cases(
        &self,
        state: CaseState,
        limit: i32,
        cursor: Option<&str>,
    ) -> Result<Result<Page<CaseRow>, BadCursor>, StoreError> {
        let page = self.listed_rows::<CaseRow>(&CaseRow::list(state), true, limit, cursor).await?;
        Ok(page.map(|mut page| {
            // The index is a moment behind the rows.
            page.items.retain(|row| row.state == state);
            page
        }))
    }

    /// Writes a changed case over the one read at revision `seen`. One round trip.
    ///
    /// # Errors
    /// As any write.
    pub async fn replace_case(&self, row: &CaseRow, seen: u64) -> Result<Written, StoreError> {
        self.replace(row, seen).await
    }
}
