//! Events for other systems: who wants them, making them once, sending them until they are taken.

use std::time::Duration;

use jiff::Timestamp;
use koe_domain::{DeliveryId, InvitationId, PersonId, RequestId};

use crate::client::{Store, Written};
use crate::error::StoreError;
use crate::query::{BadCursor, DueRow, Page};
use crate::row::{Queue, number, shard_of, text, whole_seconds};
use crate::rows::{
    ErasureRow, InvitationRow, OutboxRow, PersonKeyRow, PointerRow, ProfileRow, ReferenceRow, ResponseRow,
    SubscriptionRow,
};
use crate::transaction::{Change, Committed, Transaction};

/// Whom an event is about, as far as making and sending it needs.
#[derive(Clone, Debug)]
pub struct Concerned {
    /// The person.
    pub profile: Option<ProfileRow>,
    /// The person's key.
    pub key: Option<PersonKeyRow>,
    /// The invitation, where one was asked for.
    pub invitation: Option<InvitationRow>,
    /// The way to the response, where one was asked for and it was not cut.
    pub pointer: Option<PointerRow>,
}

/// How making a delivery ended. Something was written in the first case alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeliveryMade {
    /// Made, and due.
    Done,
    /// It was made before.
    Repeated,
    /// The person or the invitation is gone.
    Gone,
    /// The person's key changed meanwhile; read again.
    Raced,
}

/// How an event about an erasure ended, as the erasure keeps it by subscription.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// The receiver acknowledged it.
    Acknowledged,
    /// The receiver could not be reached, or refused it.
    Unreached,
}

impl Told {
    /// The word in the erasure's row.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Acknowledged => "acknowledged",
            Self::Unreached => "unreached",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Check {
    Profile,
    Invitation,
    Key,
    Row,
    Erasure,
}

impl Store {
    /// A subscription. One round trip.
    ///
    /// # Errors
    /// As any read.
    pub async fn subscription(&self, name: &str) -> Result<Option<SubscriptionRow>, StoreError> {
        self.get(&SubscriptionRow::key(name)).await
    }

    /// Writes a subscription: a new one, or over the one read at revision `seen`. One round trip.
    ///
    /// # Errors
    /// As any write. [`Written::ConditionFailed`] when somebody else was first.
    pub async fn put_subscription(&self, row: &SubscriptionRow, seen: Option<u64>) -> Result<Written, StoreError> {
        match seen {
            Some(seen) => self.replace(row, seen).await,
            None => self.create(row).await,
        }
    }

    /// Removes a subscription; its deliveries stay as proof of what was sent. One round trip.
    ///
    /// # Errors
    /// As any write.
    pub async fn delete_subscription(&self, name: &str) -> Result<(), StoreError> {
        let mut transaction = Transaction::new();
        transaction.delete(self, (), &SubscriptionRow::key(name), None)?;
        transaction.commit(self).await.map(|_| ())
    }

    /// A page of subscriptions, by name. Two round trips.
    ///
    /// # Errors
    /// As any read.
    pub async fn subscriptions(
        &self,
        limit: i32,
        cursor: Option<&str>,
    ) -> Result<Result<Page<SubscriptionRow>, BadCursor>, StoreError> {
        self.listed_rows(SubscriptionRow::LIST, false, limit, cursor).await
    }

    /// Whom an event is about; with `invitation` itself and the way to its answer, where one is named. One round trip.
    ///
    /// # Errors
    /// As any read.
    pub async fn concerned(&self, person: PersonId, invitation: Option<InvitationId>) -> Result<Concerned, StoreError> {
        let (profile, key) = (ProfileRow::key(person), PersonKeyRow::row_key_of(person));
        let mut keys = vec![profile.clone(), key.clone()];
        let asked = invitation.map(|id| (InvitationRow::key(person, id), PointerRow::key(person, id)));
        if let Some((invitation, pointer)) = &asked {
            keys.extend([invitation.clone(), pointer.clone()]);
        }
        let mut batch = self.batch(&keys).await?;
        let (invitation, pointer) = match asked {
            Some((invitation, pointer)) => (batch.take(&invitation)?, batch.take(&pointer)?),
            None => (None, None),
        };
        Ok(Concerned { profile: batch.take(&profile)?, key: batch.take(&key)?, invitation, pointer })
    }

    /// The response that a pointer leads to, without the key of its free text. One round trip.
    ///
    /// # Errors
    /// As any read.
    pub async fn pointed_at(&self, pointer: &PointerRow) -> Result<Option<ResponseRow>, StoreError> {
        self.get(&ResponseRow::key(&pointer.survey, &pointer.response)).await
    }

    /// Makes a delivery of an event about `person`, whose partition lists it; with the person's key, where that is
    /// new. One round trip.
    ///
    /// # Errors
    /// As any write.
    pub async fn make_delivery(
        &self,
        row: &OutboxRow,
        person: PersonId,
        new_key: Option<&PersonKeyRow>,
    ) -> Result<DeliveryMade, StoreError> {
        self.make_delivery_of(row, person, new_key, None).await
    }

    /// Makes a delivery as [`Store::make_delivery`] does, of an event about `invitation`: none is made once that is
    /// gone, so that an erasure of what one shop brought finds every delivery there is. One round trip.
    ///
    /// # Errors
    /// As any write.
    pub async fn make_delivery_of(
        &self,
        row: &OutboxRow,
        person: PersonId,
        new_key: Option<&PersonKeyRow>,
        invitation: Option<InvitationId>,
    ) -> Result<DeliveryMade, StoreError> {
        let mut transaction = Transaction::new();
        if let Some(id) = invitation {
            let key = InvitationRow::key(person, id);
            transaction.require(self, Check::Invitation, &key, "attribute_exists(pk)")?;
        }
        let living = "attribute_exists(pk) AND attribute_not_exists(tombstone)";
        transaction.require(self, Check::Profile, &ProfileRow::key(person), living)?;
        match new_key {
            Some(key) => transaction.create(self, Check::Key, key)?,
            None => {
                transaction.require(self, Check::Key, &PersonKeyRow::row_key_of(person), "attribute_exists(pk)")?;
            }
        }
        transaction.create(self, Check::Row, row)?;
        let reference = ReferenceRow { person, row: OutboxRow::partition(row.id) };
        transaction.overwrite(self, Check::Row, &reference)?;
        let Committed::Stopped(failed) = transaction.commit(self).await? else { return Ok(DeliveryMade::Done) };
        let stopped_by = |check: Check| failed.iter().any(|failed| failed.label == check);
        Ok(if stopped_by(Check::Row) {
            DeliveryMade::Repeated
        } else if stopped_by(Check::Profile) || stopped_by(Check::Invitation) {
            DeliveryMade::Gone
        } else {
            DeliveryMade::Raced
        })
    }

    /// Claims a due delivery, as an invitation is claimed. One round trip.
    ///
    /// # Errors
    /// As any write. [`Written::ConditionFailed`] when another run was first, or the delivery is gone.
    pub async fn claim_delivery(
        &self,
        due: &DueRow,
        now: Timestamp,
        lease: Duration,
    ) -> Result<Written<OutboxRow>, StoreError> {
        self.run_update(self.claim(due, now, lease)).await
    }

    /// A delivery. One round trip.
    ///
    /// # Errors
    /// As any read.
    pub async fn delivery(&self, id: DeliveryId) -> Result<Option<OutboxRow>, StoreError> {
        self.get(&OutboxRow::key(id)).await
    }

    /// Writes a changed delivery over the one read at revision `seen`. One round trip.
    ///
    /// # Errors
    /// As any write. [`Written::ConditionFailed`] when it changed meanwhile, or is gone.
    pub async fn replace_delivery(&self, row: &OutboxRow, seen: u64) -> Result<Written, StoreError> {
        self.replace(row, seen).await
    }

    /// Writes how an event about an erasure ended, into the delivery read at revision `seen` and into the erasure,
    /// which goes on at `now`. An erasure that is certified stays as it is. One round trip, or two.
    ///
    /// # Errors
    /// As any write. [`Written::ConditionFailed`] when the delivery changed meanwhile.
    pub async fn settle_erased(
        &self,
        row: &OutboxRow,
        seen: u64,
        erasure: RequestId,
        told: Told,
        now: Timestamp,
    ) -> Result<Written, StoreError> {
        let queue = Queue::Erase.partition(shard_of(&ErasureRow::partition(erasure)));
        let change = Change::new("SET told.#name = :told, rev = rev + :one, due_pk = :queue, due_at = :now")
            .only_if("attribute_exists(told) AND #state <> :done")
            .name("#name", &row.subscription)
            .name("#state", "state")
            .value(":told", text(told.as_str()))
            .value(":one", number(1))
            .value(":queue", text(&queue))
            .value(":now", text(&whole_seconds(now).to_string()))
            .value(":done", text("done"));
        let mut transaction = Transaction::new();
        transaction.replace(self, Check::Row, row, seen)?;
        transaction.update(self, Check::Erasure, &ErasureRow::key(erasure), change)?;
        match transaction.commit(self).await? {
            Committed::Done => Ok(Written::Done(())),
            Committed::Stopped(failed) if failed.iter().any(|failed| failed.label == Check::Row) => {
                Ok(Written::ConditionFailed)
            }
            Committed::Stopped(_) => self.replace(row, seen).await,
        }
    }

    /// A page of a subscription's deliveries, newest first. Two round trips.
    ///
    /// # Errors
    /// As any read.
    pub async fn deliveries(
        &self,
        subscription: &str,
        limit: i32,
        cursor: Option<&str>,
    ) -> Result<Result<Page<OutboxRow>, BadCursor>, StoreError> {
        self.listed_rows(&OutboxRow::list(subscription), true, limit, cursor).await
    }
}
