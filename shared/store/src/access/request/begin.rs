//! How an erasure begins, and what may be taken back after one.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::types::ReturnConsumedCapacity;
use jiff::Timestamp;
use koe_domain::{PersonId, RequestId};

use crate::client::{Store, Written};
use crate::error::StoreError;
use crate::meter::Kind;
use crate::row::{Due, Queue, number, text, whole_seconds};
use crate::rows::{ErasedRow, ErasureRow, ErasureState, ProfileRow, RequestRow, Scope, SuppressedRow, Via};
use crate::transaction::{Change, Committed, Transaction};

/// How beginning an erasure ended. Nothing was written but in the first case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErasureBegun {
    /// Begun: from now on nothing is written under the person.
    Done,
    /// The request was dealt with before.
    Spent,
    /// The person was erased before, or was never held.
    Gone,
    /// The person changed meanwhile; read again.
    Raced,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Check {
    Profile,
    Request,
    Other,
}

impl Store {
    /// Begins an erasure: the person gets a tombstone, so that nothing is written under them any more, and everything
    /// else is left to whoever works through the queue `erase`. `profile` as it was read; `request` with the revision
    /// read. One round trip.
    ///
    /// # Errors
    /// As any write.
    pub async fn begin_erasure(
        &self,
        erasure: &ErasureRow,
        profile: &ProfileRow,
        suppression: Option<&SuppressedRow>,
        request: Option<(&RequestRow, u64)>,
    ) -> Result<ErasureBegun, StoreError> {
        let mut transaction = Transaction::new();
        transaction.create(self, Check::Other, erasure)?;
        let change = Change::new("SET tombstone = :at, rev = rev + :one")
            .only_if("attribute_not_exists(tombstone) AND rev = :seen")
            .value(":at", text(&erasure.started_at.to_string()))
            .value(":one", number(1))
            .value(":seen", number(profile.rev));
        transaction.update(self, Check::Profile, &ProfileRow::key(profile.person), change)?;
        transaction.overwrite(self, Check::Other, &erasure.erased(profile.person))?;
        if let Some(row) = suppression {
            transaction.overwrite(self, Check::Other, row)?;
        }
        if let Some((row, seen)) = request {
            transaction.replace(self, Check::Request, row, seen)?;
        }
        let Committed::Stopped(failed) = transaction.commit(self).await? else { return Ok(ErasureBegun::Done) };
        let mut ended = ErasureBegun::Raced;
        for failed in failed {
            match failed.label {
                Check::Request => return Ok(ErasureBegun::Spent),
                Check::Profile => {
                    let row = failed.row::<ProfileRow>()?;
                    if row.is_none_or(|row| row.tombstone.is_some()) {
                        ended = ErasureBegun::Gone;
                    }
                }
                Check::Other => {}
            }
        }
        Ok(ended)
    }

    /// Takes back that somebody is never to be asked; a suppression of another reason stays. One round trip.
    ///
    /// # Errors
    /// As any write. [`Written::ConditionFailed`] when there is no such suppression.
    pub async fn take_back_never_ask(&self, name: &str) -> Result<Written, StoreError> {
        let key = SuppressedRow::key(name);
        let deleted = self
            .client
            .delete_item()
            .table_name(self.name(key.table))
            .set_key(Some(key.item()))
            .condition_expression("why = :why")
            .expression_attribute_values(":why", text(SuppressedRow::NEVER_ASK))
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await;
        match deleted {
            Ok(deleted) => {
                self.meter.record(Kind::Write, deleted.consumed_capacity());
                Ok(Written::Done(()))
            }
            Err(SdkError::ServiceError(context)) if context.err().is_conditional_check_failed_exception() => {
                self.meter.record(Kind::Write, None);
                Ok(Written::ConditionFailed)
            }
            Err(error) => Err(error.into()),
        }
    }
}

impl SuppressedRow {
    /// Why somebody is suppressed who asked never to be asked again.
    pub const NEVER_ASK: &'static str = "never_ask";
}

impl ErasureRow {
    /// The erasure of a whole person, begun at `at` and due at once.
    #[must_use]
    pub fn of_person(id: RequestId, profile: &ProfileRow, via: Via, never_ask: bool, at: Timestamp) -> Self {
        let at = whole_seconds(at);
        Self {
            id,
            rev: 1,
            person: Some(profile.person),
            scope: Scope::Person,
            via,
            never_ask,
            request: None,
            state: ErasureState::Erasing,
            started_at: at,
            erased_at: None,
            destroyed: BTreeMap::new(),
            head: profile.head.clone(),
            mail_service: None,
            told: BTreeMap::new(),
            certificate: None,
            attempts: 0,
            due: Due::at(Queue::Erase, &Self::partition(id), at),
        }
    }

    fn erased(&self, person: PersonId) -> ErasedRow {
        let text = self.started_at.to_string();
        ErasedRow {
            person,
            day: text.get(..10).unwrap_or_default().to_owned(),
            erasure: self.id,
            never_ask: self.never_ask,
            ttl: self.started_at.as_second() + ErasedRow::DAYS * 86_400,
        }
    }
}
