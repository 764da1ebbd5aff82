//! What staff enter about people: requests that came by letter, by phone or over the counter.

use jiff::Timestamp;
use koe_domain::PersonId;

use crate::client::Store;
use crate::error::StoreError;
use crate::rows::{ErasedRow, IdempotencyRow, ProfileRow, ReferenceRow, RequestRow};
use crate::transaction::{Committed, Transaction};

/// How entering a request ended. Something was written in the first case alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestEntered {
    /// Entered.
    Done,
    /// This very call was taken before.
    Repeated,
    /// The person is gone.
    Gone,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Check {
    Call,
    Profile,
    Other,
}

impl Store {
    /// Enters a request; the partition of its person, where there is one, lists it. One round trip.
    ///
    /// # Errors
    /// As any write.
    pub async fn enter_request(
        &self,
        request: &RequestRow,
        call: Option<&IdempotencyRow>,
    ) -> Result<RequestEntered, StoreError> {
        let mut transaction = Transaction::new();
        if let Some(call) = call {
            transaction.create(self, Check::Call, call)?;
        }
        transaction.create(self, Check::Other, request)?;
        if let Some(person) = request.person {
            let living = "attribute_exists(pk) AND attribute_not_exists(tombstone)";
            transaction.require(self, Check::Profile, &ProfileRow::key(person), living)?;
            let reference = ReferenceRow { person, row: RequestRow::partition(request.id) };
            transaction.overwrite(self, Check::Other, &reference)?;
        }
        Ok(match transaction.commit(self).await? {
            Committed::Done => RequestEntered::Done,
            Committed::Stopped(failed) if failed.iter().any(|it| it.label == Check::Profile) => RequestEntered::Gone,
            Committed::Stopped(_) => RequestEntered::Repeated,
        })
    }

    /// By which erasure a person was erased who got their tombstone at `tombstone`; none where that was too long ago.
    /// One round trip.
    ///
    /// # Errors
    /// As any read.
    pub async fn erased_by(&self, person: PersonId, tombstone: Timestamp) -> Result<Option<ErasedRow>, StoreError> {
        let text = tombstone.to_string();
        self.get(&ErasedRow::key(text.get(..10).unwrap_or_default(), person)).await
    }
}
