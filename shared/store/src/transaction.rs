//! Several writes that happen together or not at all, and which condition stopped them.

use std::collections::HashMap;
use std::time::Duration;

use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{
    AttributeValue, CancellationReason, ConditionCheck, Delete, Put, ReturnConsumedCapacity,
    ReturnValuesOnConditionCheckFailure, TransactWriteItem, Update,
};

use crate::client::Store;
use crate::error::StoreError;
use crate::meter::Kind;
use crate::row::{Item, Key, Row, from_item, number, to_item};

/// A transaction in the making. Each write has a label `C`, by which a failed condition is told from another.
#[derive(Debug)]
pub(crate) struct Transaction<C> {
    labels: Vec<C>,
    writes: Vec<TransactWriteItem>,
}

/// A condition that did not hold, with the row as it was.
#[derive(Debug)]
pub(crate) struct Failed<C> {
    pub(crate) label: C,
    item: Option<Item>,
}

impl<C> Failed<C> {
    /// The row that stood in the way.
    pub(crate) fn row<R: Row>(&self) -> Result<Option<R>, StoreError> {
        self.item.clone().map(from_item).transpose()
    }
}

/// How a transaction ended.
#[derive(Debug)]
pub(crate) enum Committed<C> {
    Done,
    /// At least one condition did not hold; nothing was written.
    Stopped(Vec<Failed<C>>),
}

/// Retries of a transaction that was cancelled by nothing but conflict or throttling.
const RETRIES: u32 = 4;

impl<C: Copy> Transaction<C> {
    pub(crate) const fn new() -> Self {
        Self { labels: Vec::new(), writes: Vec::new() }
    }

    fn push(&mut self, label: C, write: TransactWriteItem) {
        self.labels.push(label);
        self.writes.push(write);
    }

    /// Writes a row that must not exist yet.
    pub(crate) fn create<R: Row>(&mut self, store: &Store, label: C, row: &R) -> Result<(), StoreError> {
        self.put(store, label, row, Some("attribute_not_exists(pk)"), None)
    }

    /// Writes a row over the one read at revision `seen`.
    pub(crate) fn replace<R: Row>(&mut self, store: &Store, label: C, row: &R, seen: u64) -> Result<(), StoreError> {
        let values = HashMap::from([(":seen".to_owned(), number(seen))]);
        self.put(store, label, row, Some("rev = :seen"), Some(values))
    }

    /// Creates the row, or replaces the one read at revision `seen`.
    pub(crate) fn write<R: Row>(
        &mut self,
        store: &Store,
        label: C,
        row: &R,
        seen: Option<u64>,
    ) -> Result<(), StoreError> {
        match seen {
            Some(seen) => self.replace(store, label, row, seen),
            None => self.create(store, label, row),
        }
    }

    /// Writes a row, whatever was there.
    pub(crate) fn overwrite<R: Row>(&mut self, store: &Store, label: C, row: &R) -> Result<(), StoreError> {
        self.put(store, label, row, None, None)
    }

    fn put<R: Row>(
        &mut self,
        store: &Store,
        label: C,
        row: &R,
        condition: Option<&str>,
        values: Option<HashMap<String, AttributeValue>>,
    ) -> Result<(), StoreError> {
        let put = Put::builder()
            .table_name(store.name(R::TABLE))
            .set_item(Some(to_item(row)?))
            .set_condition_expression(condition.map(str::to_owned))
            .set_expression_attribute_values(values)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .build()
            .map_err(build)?;
        self.push(label, TransactWriteItem::builder().put(put).build());
        Ok(())
    }

    /// Requires `condition` of a row without writing it.
    pub(crate) fn require(&mut self, store: &Store, label: C, key: &Key, condition: &str) -> Result<(), StoreError> {
        let check = ConditionCheck::builder()
            .table_name(store.name(key.table))
            .set_key(Some(key.item()))
            .condition_expression(condition)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .build()
            .map_err(build)?;
        self.push(label, TransactWriteItem::builder().condition_check(check).build());
        Ok(())
    }

    /// Changes parts of a row.
    pub(crate) fn update(&mut self, store: &Store, label: C, key: &Key, change: Change) -> Result<(), StoreError> {
        let update = Update::builder()
            .table_name(store.name(key.table))
            .set_key(Some(key.item()))
            .update_expression(change.expression)
            .set_condition_expression(change.condition)
            .set_expression_attribute_names((!change.names.is_empty()).then_some(change.names))
            .set_expression_attribute_values((!change.values.is_empty()).then_some(change.values))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .build()
            .map_err(build)?;
        self.push(label, TransactWriteItem::builder().update(update).build());
        Ok(())
    }

    /// Removes a row; `seen` is the revision it must have.
    pub(crate) fn delete(&mut self, store: &Store, label: C, key: &Key, seen: Option<u64>) -> Result<(), StoreError> {
        let mut delete = Delete::builder()
            .table_name(store.name(key.table))
            .set_key(Some(key.item()))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        if let Some(seen) = seen {
            delete = delete.condition_expression("rev = :seen").expression_attribute_values(":seen", number(seen));
        }
        self.push(label, TransactWriteItem::builder().delete(delete.build().map_err(build)?).build());
        Ok(())
    }

    /// Writes all of it, or nothing. Conflict and throttling are tried again, 4 times with jitter.
    pub(crate) async fn commit(self, store: &Store) -> Result<Committed<C>, StoreError> {
        let mut attempt = 0;
        loop {
            let sent = store
                .client
                .transact_write_items()
                .set_transact_items(Some(self.writes.clone()))
                .return_consumed_capacity(ReturnConsumedCapacity::Total)
                .send()
                .await;
            let reasons = match sent {
                Ok(sent) => {
                    store.meter.record(Kind::Write, sent.consumed_capacity());
                    return Ok(Committed::Done);
                }
                Err(SdkError::ServiceError(context)) => match context.into_err() {
                    TransactWriteItemsError::TransactionCanceledException(cancelled) => {
                        store.meter.record(Kind::Write, None);
                        cancelled.cancellation_reasons.unwrap_or_default()
                    }
                    other => {
                        return Err(aws_sdk_dynamodb::error::ProvideErrorMetadata::code(&other)
                            .map_or(StoreError::Unreachable, StoreError::of_code));
                    }
                },
                Err(other) => return Err(other.into()),
            };
            match self.judge(reasons) {
                Ok(failed) => return Ok(Committed::Stopped(failed)),
                Err(StoreError::Busy { .. }) if attempt < RETRIES => {
                    attempt += 1;
                    pause(attempt).await;
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// The failed conditions, or the error where the reasons are of another kind.
    fn judge(&self, reasons: Vec<CancellationReason>) -> Result<Vec<Failed<C>>, StoreError> {
        let mut failed = Vec::new();
        let mut other = None;
        for (label, reason) in self.labels.iter().zip(reasons) {
            match reason.code.as_deref() {
                None | Some("None") => {}
                Some("ConditionalCheckFailed") => failed.push(Failed { label: *label, item: reason.item }),
                Some(code) => other = Some(StoreError::of_code(code)),
            }
        }
        match other {
            // A condition that failed beside a conflict was judged on a row that is being written: try again.
            Some(error) => Err(error),
            None if failed.is_empty() => Err(StoreError::Busy { code: "TransactionCanceled".to_owned() }),
            None => Ok(failed),
        }
    }
}

/// A change of parts of a row, in DynamoDB's expression language.
#[derive(Debug, Default)]
pub(crate) struct Change {
    pub(crate) expression: String,
    pub(crate) condition: Option<String>,
    pub(crate) names: HashMap<String, String>,
    pub(crate) values: HashMap<String, AttributeValue>,
}

impl Change {
    pub(crate) fn new(expression: impl Into<String>) -> Self {
        Self { expression: expression.into(), ..Self::default() }
    }

    pub(crate) fn only_if(mut self, condition: impl Into<String>) -> Self {
        self.condition = Some(condition.into());
        self
    }

    pub(crate) fn name(mut self, alias: &str, name: &str) -> Self {
        self.names.insert(alias.to_owned(), name.to_owned());
        self
    }

    pub(crate) fn value(mut self, alias: &str, value: AttributeValue) -> Self {
        self.values.insert(alias.to_owned(), value);
        self
    }
}

fn build<E>(_: E) -> StoreError {
    StoreError::Refused { code: "BuildError".to_owned() }
}

/// Waits 10 to 20 ms, doubled with each attempt; the spread comes from the process's hash seed.
pub(crate) async fn pause(attempt: u32) {
    use std::hash::{BuildHasher as _, RandomState};
    let spread = RandomState::new().hash_one(attempt) % 10;
    tokio::time::sleep(Duration::from_millis((10 + spread) << attempt)).await;
}

#[cfg(test)]
mod tests;
