//! What a person sees of theirs: a few reads, whatever there is.

use aws_sdk_dynamodb::types::ReturnConsumedCapacity;
use koe_domain::PersonId;

use super::LIVING;
use crate::client::{Store, Written, string};
use crate::error::StoreError;
use crate::meter::Kind;
use crate::row::{Item, Key, from_item, text};
use crate::rows::{CaseRow, InvitationRow, LookRow, OutboxRow, PersonKeyRow, PointerRow, ProfileRow, ReferenceRow};
use crate::table::Table;
use crate::transaction::{Committed, Transaction};

/// Everything in a person's own partition but letters.
#[derive(Clone, Debug, Default)]
pub struct OwnRows {
    /// The person.
    pub profile: Option<ProfileRow>,
    /// Their invitations.
    pub invitations: Vec<InvitationRow>,
    /// Their cases.
    pub cases: Vec<CaseRow>,
    /// Rows elsewhere that hold something of them.
    pub references: Vec<ReferenceRow>,
    /// Who looked at them.
    pub looks: Vec<LookRow>,
}

impl Store {
    /// Everything in a person's own partition but letters. One round trip for each megabyte.
    ///
    /// # Errors
    /// As any read.
    pub async fn own_rows(&self, person: PersonId) -> Result<OwnRows, StoreError> {
        let mut rows = OwnRows::default();
        for (sk, item) in partition(self, Table::People, &ProfileRow::partition(person)).await? {
            match sk.split('#').next().unwrap_or_default() {
                "PROFILE" => rows.profile = Some(from_item(item)?),
                "INVITE" => rows.invitations.push(from_item(item)?),
                "CASE" => rows.cases.push(from_item(item)?),
                "REF" => rows.references.push(from_item(item)?),
                "LOOK" => rows.looks.push(from_item(item)?),
                _ => {}
            }
        }
        Ok(rows)
    }

    /// A person's key, and the ways to their responses that were not cut. One round trip for each megabyte.
    ///
    /// # Errors
    /// As any read.
    pub async fn own_keys(&self, person: PersonId) -> Result<(Option<PersonKeyRow>, Vec<PointerRow>), StoreError> {
        let (mut key, mut pointers) = (None, Vec::new());
        for (sk, item) in partition(self, Table::Keys, &ProfileRow::partition(person)).await? {
            match sk.split('#').next().unwrap_or_default() {
                "KEY" => key = Some(from_item(item)?),
                "POINTER" => pointers.push(from_item(item)?),
                _ => {}
            }
        }
        Ok((key, pointers))
    }

    /// The events for other systems among `references`. One round trip for each hundred.
    ///
    /// # Errors
    /// As any read.
    pub async fn own_deliveries(&self, references: &[ReferenceRow]) -> Result<Vec<OutboxRow>, StoreError> {
        let outbox = references.iter().filter(|reference| reference.row.starts_with("OUTBOX#"));
        let keys: Vec<Key> =
            outbox.map(|reference| Key::new(Table::People, reference.row.as_str(), "OUTBOX")).collect();
        let mut rows = Vec::with_capacity(keys.len());
        for keys in keys.chunks(100) {
            let mut batch = self.batch(keys).await?;
            for key in keys {
                rows.extend(batch.take::<OutboxRow>(key)?);
            }
        }
        Ok(rows)
    }

    /// Notes that staff looked at a person. One round trip.
    ///
    /// # Errors
    /// As any write. [`Written::ConditionFailed`] when the person is gone: then nothing may be shown.
    pub async fn note_look(&self, row: &LookRow) -> Result<Written, StoreError> {
        let mut transaction = Transaction::new();
        transaction.require(self, (), &ProfileRow::key(row.person), LIVING)?;
        transaction.create(self, (), row)?;
        Ok(match transaction.commit(self).await? {
            Committed::Done => Written::Done(()),
            Committed::Stopped(_) => Written::ConditionFailed,
        })
    }
}

/// All rows of a partition, with their sort keys.
async fn partition(store: &Store, table: Table, pk: &str) -> Result<Vec<(String, Item)>, StoreError> {
    let mut rows = Vec::new();
    let mut start: Option<Item> = None;
    loop {
        let got = store
            .client
            .query()
            .table_name(store.name(table))
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", text(pk))
            .consistent_read(true)
            .set_exclusive_start_key(start.take())
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await?;
        store.meter.record(Kind::Read, got.consumed_capacity());
        for item in got.items.unwrap_or_default() {
            rows.push((string(&item, "sk").unwrap_or_default(), item));
        }
        match got.last_evaluated_key {
            Some(key) if !key.is_empty() => start = Some(key),
            _ => return Ok(rows),
        }
    }
}
