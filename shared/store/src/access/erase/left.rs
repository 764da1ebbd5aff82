//! What is left of a person, by keys: a row that nobody can read any more goes as well as any other.

use aws_sdk_dynamodb::types::ReturnConsumedCapacity;
use koe_domain::PersonId;

use crate::client::{Store, string};
use crate::error::StoreError;
use crate::meter::Kind;
use crate::row::{Item, Key, text};
use crate::rows::ProfileRow;
use crate::table::Table;

/// What is left of a person.
#[derive(Clone, Debug, Default)]
pub struct Left {
    /// The person. Read first: whatever is written later raises the revision.
    pub profile: Option<ProfileRow>,
    /// All else in the person's partitions of the tables of people and of keys.
    pub rows: Vec<Key>,
}

impl Left {
    /// The rows of one kind: those whose sort key is `kind`, or begins with it and `#`.
    pub fn of_kind<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Key> {
        self.rows.iter().filter(move |key| kind_of(key) == kind)
    }
}

/// The kind of a row in a person's partition.
#[must_use]
pub fn kind_of(key: &Key) -> &str {
    key.sk.split('#').next().unwrap_or_default()
}

impl Store {
    /// What is left of a person, but for their ledger; read consistently. Three round trips.
    ///
    /// # Errors
    /// As any read.
    pub async fn left_of(&self, person: PersonId) -> Result<Left, StoreError> {
        let profile = self.profile(person).await?;
        let mut rows = self.keys_under(Table::People, person).await?;
        rows.retain(|key| key.sk != "PROFILE");
        rows.extend(self.keys_under(Table::Keys, person).await?);
        Ok(Left { profile, rows })
    }

    /// The keys of a person's ledger, in order; read consistently. One round trip for each megabyte.
    ///
    /// # Errors
    /// As any read.
    pub async fn ledger_keys(&self, person: PersonId) -> Result<Vec<Key>, StoreError> {
        self.keys_under(Table::Consent, person).await
    }

    async fn keys_under(&self, table: Table, person: PersonId) -> Result<Vec<Key>, StoreError> {
        let pk = ProfileRow::partition(person);
        let mut keys = Vec::new();
        let mut start: Option<Item> = None;
        loop {
            let got = self
                .client
                .query()
                .table_name(self.name(table))
                .key_condition_expression("pk = :pk")
                .projection_expression("pk, sk")
                .expression_attribute_values(":pk", text(&pk))
                .consistent_read(true)
                .set_exclusive_start_key(start.take())
                .return_consumed_capacity(ReturnConsumedCapacity::Total)
                .send()
                .await?;
            self.meter.record(Kind::Read, got.consumed_capacity());
            for item in got.items.unwrap_or_default() {
                keys.extend(string(&item, "sk").map(|sk| Key::new(table, pk.as_str(), sk)));
            }
            match got.last_evaluated_key {
                Some(key) if !key.is_empty() => start = Some(key),
                _ => return Ok(keys),
            }
        }
    }
}
