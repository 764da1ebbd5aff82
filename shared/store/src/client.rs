//! The store: one handle to the four tables, and the few primitives from which the access patterns are made.

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use aws_sdk_dynamodb::types::{
    AttributeValue, KeysAndAttributes, ReturnConsumedCapacity, ReturnValue, ReturnValuesOnConditionCheckFailure,
};

use crate::error::StoreError;
use crate::meter::{Kind, Meter, Usage};
use crate::row::{Item, Key, Row, from_item, to_item};
use crate::table::{Table, TableNames};
use crate::transaction::pause;

/// The tables of one stack.
#[derive(Clone, Debug)]
pub struct Store {
    pub(crate) client: Client,
    pub(crate) names: TableNames,
    pub(crate) meter: Meter,
}

/// How a conditional write ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written<T = ()> {
    /// Done.
    Done(T),
    /// The condition did not hold: somebody else was first, or the row is not what was thought.
    ConditionFailed,
}

impl<T> Written<T> {
    /// Whether it was done.
    #[must_use]
    pub const fn is_done(&self) -> bool {
        matches!(self, Self::Done(_))
    }
}

/// Rows of several kinds read in one round trip.
#[derive(Debug, Default)]
pub(crate) struct Batch(HashMap<Key, Item>);

impl Batch {
    pub(crate) fn take<R: Row>(&mut self, key: &Key) -> Result<Option<R>, StoreError> {
        self.0.remove(key).map(from_item).transpose()
    }
}

impl Store {
    /// A store over `client`, whose tables have these names.
    #[must_use]
    pub fn new(client: Client, names: TableNames) -> Self {
        Self { client, names, meter: Meter::default() }
    }

    /// The same tables with a count of its own.
    #[must_use]
    pub fn metered(&self) -> Self {
        Self { meter: Meter::default(), ..self.clone() }
    }

    /// What was used through this handle and its clones since the last call of this.
    #[must_use]
    pub fn take_usage(&self) -> Usage {
        self.meter.take()
    }

    pub(crate) fn name(&self, table: Table) -> &str {
        self.names.of(table)
    }

    /// One row, read consistently.
    pub(crate) async fn get<R: Row>(&self, key: &Key) -> Result<Option<R>, StoreError> {
        let got = self
            .client
            .get_item()
            .table_name(self.name(key.table))
            .set_key(Some(key.item()))
            .consistent_read(true)
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await?;
        self.meter.record(Kind::Read, got.consumed_capacity());
        got.item.map(from_item).transpose()
    }

    /// Up to 100 rows of any kinds and tables, read consistently, in one round trip where the tables keep up.
    pub(crate) async fn batch(&self, keys: &[Key]) -> Result<Batch, StoreError> {
        let mut wanted: HashMap<String, KeysAndAttributes> = HashMap::new();
        for table in Table::ALL {
            let of_table: Vec<Item> = keys.iter().filter(|key| key.table == table).map(Key::item).collect();
            if !of_table.is_empty() {
                let keys = KeysAndAttributes::builder().set_keys(Some(of_table)).consistent_read(true).build();
                let keys = keys.map_err(|_| StoreError::Refused { code: "BuildError".to_owned() })?;
                wanted.insert(self.name(table).to_owned(), keys);
            }
        }
        let mut batch = Batch::default();
        let mut rounds = 0;
        while !wanted.is_empty() {
            if rounds == 5 {
                return Err(StoreError::Busy { code: "UnprocessedKeys".to_owned() });
            }
            if rounds > 0 {
                pause(rounds).await;
            }
            rounds += 1;
            let got = self
                .client
                .batch_get_item()
                .set_request_items(Some(wanted))
                .return_consumed_capacity(ReturnConsumedCapacity::Total)
                .send()
                .await?;
            self.meter.record(Kind::Read, got.consumed_capacity());
            for (name, items) in got.responses.unwrap_or_default() {
                let Some(table) = self.names.table(&name) else { continue };
                for item in items {
                    if let (Some(pk), Some(sk)) = (string(&item, "pk"), string(&item, "sk")) {
                        batch.0.insert(Key::new(table, pk, sk), item);
                    }
                }
            }
            wanted = got.unprocessed_keys.unwrap_or_default();
        }
        Ok(batch)
    }

    /// Writes a row that must not exist yet.
    pub(crate) async fn create<R: Row>(&self, row: &R) -> Result<Written, StoreError> {
        self.put(row, Some("attribute_not_exists(pk)"), None).await
    }

    /// Writes a row, whatever was there.
    pub(crate) async fn overwrite<R: Row>(&self, row: &R) -> Result<(), StoreError> {
        self.put(row, None, None).await.map(|_| ())
    }

    /// Writes a row over the one that was read at revision `seen`.
    pub(crate) async fn replace<R: Row>(&self, row: &R, seen: u64) -> Result<Written, StoreError> {
        let values = HashMap::from([(":seen".to_owned(), crate::row::number(seen))]);
        self.put(row, Some("rev = :seen"), Some(values)).await
    }

    async fn put<R: Row>(
        &self,
        row: &R,
        condition: Option<&str>,
        values: Option<HashMap<String, AttributeValue>>,
    ) -> Result<Written, StoreError> {
        let put = self
            .client
            .put_item()
            .table_name(self.name(R::TABLE))
            .set_item(Some(to_item(row)?))
            .set_condition_expression(condition.map(str::to_owned))
            .set_expression_attribute_values(values)
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await;
        match put {
            Ok(put) => {
                self.meter.record(Kind::Write, put.consumed_capacity());
                Ok(Written::Done(()))
            }
            Err(SdkError::ServiceError(context)) if context.err().is_conditional_check_failed_exception() => {
                self.meter.record(Kind::Write, None);
                Ok(Written::ConditionFailed)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// An update of `key`; the caller adds expressions and runs it with [`Store::run_update`].
    pub(crate) fn update(&self, key: &Key) -> UpdateItemFluentBuilder {
        self.client
            .update_item()
            .table_name(self.name(key.table))
            .set_key(Some(key.item()))
            .return_values(ReturnValue::AllNew)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::None)
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
    }

    /// Runs an update and reads the row as it is afterwards.
    pub(crate) async fn run_update<R: Row>(&self, update: UpdateItemFluentBuilder) -> Result<Written<R>, StoreError> {
        match update.send().await {
            Ok(updated) => {
                self.meter.record(Kind::Write, updated.consumed_capacity());
                Ok(Written::Done(from_item(updated.attributes.unwrap_or_default())?))
            }
            Err(SdkError::ServiceError(context)) if context.err().is_conditional_check_failed_exception() => {
                self.meter.record(Kind::Write, None);
                Ok(Written::ConditionFailed)
            }
            Err(error) => Err(error.into()),
        }
    }
}

pub(crate) fn string(item: &Item, name: &str) -> Option<String> {
    item.get(name).and_then(|value| value.as_s().ok()).cloned()
}

#[cfg(test)]
pub(crate) mod tests;
