//! Planning to ask somebody: what must be read, and the one transaction that writes it.

use jiff::Timestamp;
use koe_domain::{InvitationId, PersonId, SourceId};

use crate::client::Store;
use crate::error::StoreError;
use crate::query::{BadCursor, Page};
use crate::row::Key;
use crate::rows::{
    IdempotencyRow, InvitationRow, OrderRow, PersonKeyRow, ProfileRow, ReferenceRow, SeenRow, SuppressedRow,
};
use crate::transaction::{Committed, Transaction};

/// What is known of a person when something is planned.
#[derive(Clone, Debug)]
pub struct Known {
    /// The person.
    pub person: PersonId,
    /// The profile, where the person was seen before.
    pub profile: Option<ProfileRow>,
    /// The person's key.
    pub key: Option<PersonKeyRow>,
    /// Whether the address must not be written to.
    pub suppressed: Option<SuppressedRow>,
}

/// A profile to write, and the revision it was read at.
#[derive(Clone, Debug)]
pub struct ProfileWrite {
    /// The row.
    pub row: ProfileRow,
    /// The revision read; none when new.
    pub seen: Option<u64>,
    /// The person's key, where it is new.
    pub new_key: Option<PersonKeyRow>,
}

/// An invitation to write.
#[derive(Clone, Debug)]
pub enum InvitationWrite {
    /// A new one.
    Create(InvitationRow),
    /// A changed one, and the revision it was read at.
    Replace(InvitationRow, u64),
    /// One that moves to another person: the old key and its revision.
    Remove(Key, u64),
}

/// Everything that one cause writes.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The event, so that its repetition is known.
    pub seen: Option<SeenRow>,
    /// The call's idempotency key.
    pub idempotency: Option<IdempotencyRow>,
    /// The order, and the revision it was read at.
    pub order: Option<(OrderRow, Option<u64>)>,
    /// The people concerned.
    pub people: Vec<ProfileWrite>,
    /// Rows elsewhere that the people's partitions list.
    pub references: Vec<ReferenceRow>,
    /// Invitations.
    pub invitations: Vec<InvitationWrite>,
}

/// How planning ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlanOutcome {
    /// Written.
    Done,
    /// This very event, or this very call, was taken before; nothing was written.
    Repeated,
    /// Something was changed meanwhile; nothing was written, read again.
    Raced,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Check {
    Repeat,
    Other,
}

impl Store {
    /// What is known of a person. One round trip.
    ///
    /// # Errors
    /// As any read.
    pub async fn known(&self, person: PersonId, suppression: &str) -> Result<Known, StoreError> {
        let (profile, key) = (ProfileRow::key(person), PersonKeyRow::row_key_of(person));
        let suppressed = SuppressedRow::key(suppression);
        let mut batch = self.batch(&[profile.clone(), key.clone(), suppressed.clone()]).await?;
        Ok(Known {
            person,
            profile: batch.take(&profile)?,
            key: batch.take(&key)?,
            suppressed: batch.take(&suppressed)?,
        })
    }

    /// An order. One round trip.
    ///
    /// # Errors
    /// As any read.
    pub async fn order(&self, name: &str) -> Result<Option<OrderRow>, StoreError> {
        self.get(&OrderRow::key(name)).await
    }

    /// What came in from a source, newest first. Two round trips.
    ///
    /// # Errors
    /// As any read.
    pub async fn events(
        &self,
        source: &SourceId,
        limit: i32,
        cursor: Option<&str>,
    ) -> Result<Result<Page<SeenRow>, BadCursor>, StoreError> {
        self.listed_rows(&SeenRow::list(source), true, limit, cursor).await
    }

    /// The answer given to an earlier call with this idempotency key. One round trip.
    ///
    /// # Errors
    /// As any read.
    pub async fn idempotency(&self, name: &str) -> Result<Option<IdempotencyRow>, StoreError> {
        self.get(&IdempotencyRow::key(name)).await
    }

    /// An invitation. One round trip.
    ///
    /// # Errors
    /// As any read.
    pub async fn invitation(&self, person: PersonId, id: InvitationId) -> Result<Option<InvitationRow>, StoreError> {
        self.get(&InvitationRow::key(person, id)).await
    }

    /// Writes a plan, all of it or nothing. One round trip.
    ///
    /// # Errors
    /// As any write.
    pub async fn commit_plan(&self, plan: &Plan) -> Result<PlanOutcome, StoreError> {
        let mut transaction = Transaction::new();
        if let Some(seen) = &plan.seen {
            transaction.create(self, Check::Repeat, seen)?;
        }
        if let Some(idempotency) = &plan.idempotency {
            transaction.create(self, Check::Repeat, idempotency)?;
        }
        if let Some((order, seen)) = &plan.order {
            transaction.write(self, Check::Other, order, *seen)?;
        }
        for person in &plan.people {
            transaction.write(self, Check::Other, &person.row, person.seen)?;
            match &person.new_key {
                Some(key) => transaction.create(self, Check::Other, key)?,
                // The key may have been destroyed since it was read; what it sealed would be lost.
                None if person.row.contact.is_some() => {
                    let key = PersonKeyRow::row_key_of(person.row.person);
                    transaction.require(self, Check::Other, &key, "attribute_exists(pk)")?;
                }
                None => {}
            }
        }
        for reference in &plan.references {
            transaction.overwrite(self, Check::Other, reference)?;
        }
        for invitation in &plan.invitations {
            match invitation {
                InvitationWrite::Create(row) => transaction.create(self, Check::Other, row)?,
                InvitationWrite::Replace(row, seen) => transaction.replace(self, Check::Other, row, *seen)?,
                InvitationWrite::Remove(key, seen) => transaction.delete(self, Check::Other, key, Some(*seen))?,
            }
        }
        Ok(match transaction.commit(self).await? {
            Committed::Done => PlanOutcome::Done,
            Committed::Stopped(failed) if failed.iter().any(|failed| failed.label == Check::Repeat) => {
                PlanOutcome::Repeated
            }
            Committed::Stopped(_) => PlanOutcome::Raced,
        })
    }

    /// Writes a changed invitation over the one read at revision `seen`. One round trip.
    ///
    /// # Errors
    /// As any write.
    pub async fn replace_invitation(
        &self,
        row: &InvitationRow,
        seen: u64,
    ) -> Result<crate::client::Written, StoreError> {
        self.replace(row, seen).await
    }

    /// Notes an event that asks for nothing else. One round trip.
    ///
    /// # Errors
    /// As any write.
    pub async fn note_event(&self, row: &SeenRow) -> Result<crate::client::Written, StoreError> {
        self.create(row).await
    }
}

impl SeenRow {
    /// Days for which a repetition is known: longer than any sender tries.
    pub const DAYS: i64 = 30;

    /// An event seen at `at`.
    #[must_use]
    pub fn new(source: SourceId, event: String, topic: String, at: Timestamp, result: &str) -> Self {
        Self {
            list_pk: Self::list(&source),
            // To the millisecond, in one length: deliveries of one second keep their order.
            list_at: at.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string(),
            ttl: at.as_second() + Self::DAYS * 86_400,
            source,
            event,
            topic,
            at,
            result: result.to_owned(),
        }
    }
}
