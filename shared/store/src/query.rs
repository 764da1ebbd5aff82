//! Lists: one partition read in order, and the sparse indexes `due` and `list`.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::{AttributeValue, ReturnConsumedCapacity};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;

use crate::client::{Store, string};
use crate::error::StoreError;
use crate::meter::Kind;
use crate::row::{DUE, DUE_SHARDS, Item, Key, LIST, Queue, Row, from_item, text, whole_seconds};
use crate::table::Table;

/// A row that is due, as the index knows it: its key and the time seen.
#[derive(Clone, Debug)]
pub struct DueRow {
    /// Where it stands.
    pub key: Key,
    /// The time seen; a claim holds only where it is still this.
    pub at: Timestamp,
}

/// Which part of a queue is read.
#[derive(Clone, Copy, Debug)]
enum Bound {
    Until(Timestamp),
    After(Timestamp),
}

/// A page of a list.
#[derive(Clone, Debug)]
pub struct Page<T> {
    /// The rows.
    pub items: Vec<T>,
    /// Where the next page starts; none at the end.
    pub cursor: Option<String>,
}

/// A cursor that did not come from this list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a cursor of this list")]
pub struct BadCursor;

impl Store {
    /// All rows of a partition whose sort keys lie in `from..=to`, in order.
    pub(crate) async fn range<R: Row>(&self, pk: &str, from: &str, to: &str) -> Result<Vec<R>, StoreError> {
        let mut rows = Vec::new();
        let mut start: Option<Item> = None;
        loop {
            let got = self
                .client
                .query()
                .table_name(self.name(R::TABLE))
                .key_condition_expression("pk = :pk AND sk BETWEEN :from AND :to")
                .expression_attribute_values(":pk", text(pk))
                .expression_attribute_values(":from", text(from))
                .expression_attribute_values(":to", text(to))
                .consistent_read(true)
                .set_exclusive_start_key(start.take())
                .return_consumed_capacity(ReturnConsumedCapacity::Total)
                .send()
                .await?;
            self.meter.record(Kind::Read, got.consumed_capacity());
            for item in got.items.unwrap_or_default() {
                rows.push(from_item(item)?);
            }
            match got.last_evaluated_key {
                Some(key) if !key.is_empty() => start = Some(key),
                _ => return Ok(rows),
            }
        }
    }

    /// What of `queue` is due at `now`, from all shards, at most `limit` of each; the oldest first in each.
    ///
    /// # Errors
    /// As any read.
    pub async fn due(&self, queue: Queue, now: Timestamp, limit: i32) -> Result<Vec<DueRow>, StoreError> {
        let shards = (0..DUE_SHARDS).map(|shard| self.due_in(queue, shard, Bound::Until(now), limit));
        Ok(futures::future::try_join_all(shards).await?.into_iter().flatten().collect())
    }

    /// The next time after `now` at which a row of `queue` is due.
    ///
    /// # Errors
    /// As any read.
    pub async fn next_due_after(&self, queue: Queue, now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        let shards = (0..DUE_SHARDS).map(|shard| self.due_in(queue, shard, Bound::After(now), 1));
        Ok(futures::future::try_join_all(shards).await?.into_iter().flatten().map(|row| row.at).min())
    }

    async fn due_in(&self, queue: Queue, shard: u8, bound: Bound, limit: i32) -> Result<Vec<DueRow>, StoreError> {
        let (condition, now) = match bound {
            Bound::Until(now) => ("due_pk = :q AND due_at <= :now", now),
            Bound::After(now) => ("due_pk = :q AND due_at > :now", now),
        };
        let got = self
            .client
            .query()
            .table_name(self.name(queue.table()))
            .index_name(DUE)
            .key_condition_expression(condition)
            .expression_attribute_values(":q", text(&queue.partition(shard)))
            .expression_attribute_values(":now", text(&whole_seconds(now).to_string()))
            .limit(limit)
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await?;
        self.meter.record(Kind::Read, got.consumed_capacity());
        Ok(got.items.unwrap_or_default().iter().filter_map(|item| due_row(queue.table(), item)).collect())
    }

    /// A page of the keys under `list_pk`, newest last unless `newest_first`.
    pub(crate) async fn listed(
        &self,
        table: Table,
        list_pk: &str,
        newest_first: bool,
        limit: i32,
        cursor: Option<&str>,
    ) -> Result<Result<Page<Key>, BadCursor>, StoreError> {
        let start = match cursor.map(|cursor| decode_cursor(cursor, list_pk)).transpose() {
            Ok(start) => start,
            Err(bad) => return Ok(Err(bad)),
        };
        let got = self
            .client
            .query()
            .table_name(self.name(table))
            .index_name(LIST)
            .key_condition_expression("list_pk = :l")
            .expression_attribute_values(":l", text(list_pk))
            .scan_index_forward(!newest_first)
            .limit(limit)
            .set_exclusive_start_key(start)
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await?;
        self.meter.record(Kind::Read, got.consumed_capacity());
        let items = got.items.unwrap_or_default().iter().filter_map(|item| key_of(table, item)).collect();
        let cursor = got.last_evaluated_key.filter(|key| !key.is_empty()).map(|key| encode_cursor(&key));
        Ok(Ok(Page { items, cursor }))
    }

    /// A page of whole rows of one kind under `list_pk`.
    pub(crate) async fn listed_rows<R: Row>(
        &self,
        list_pk: &str,
        newest_first: bool,
        limit: i32,
        cursor: Option<&str>,
    ) -> Result<Result<Page<R>, BadCursor>, StoreError> {
        let page = match self.listed(R::TABLE, list_pk, newest_first, limit, cursor).await? {
            Ok(page) => page,
            Err(bad) => return Ok(Err(bad)),
        };
        let mut batch = self.batch(&page.items).await?;
        let mut items = Vec::with_capacity(page.items.len());
        for key in &page.items {
            items.extend(batch.take::<R>(key)?);
        }
        Ok(Ok(Page { items, cursor: page.cursor }))
    }
}

fn key_of(table: Table, item: &Item) -> Option<Key> {
    Some(Key::new(table, string(item, "pk")?, string(item, "sk")?))
}

fn due_row(table: Table, item: &Item) -> Option<DueRow> {
    Some(DueRow { key: key_of(table, item)?, at: string(item, "due_at")?.parse().ok()? })
}

const CURSOR: [&str; 4] = ["pk", "sk", "list_pk", "list_at"];

fn encode_cursor(key: &Item) -> String {
    let parts: Vec<String> = CURSOR.iter().map(|name| string(key, name).unwrap_or_default()).collect();
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(&parts).unwrap_or_default())
}

fn decode_cursor(cursor: &str, list_pk: &str) -> Result<HashMap<String, AttributeValue>, BadCursor> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| BadCursor)?;
    let parts: Vec<String> = serde_json::from_slice(&bytes).map_err(|_| BadCursor)?;
    if parts.len() != CURSOR.len() || parts[2] != list_pk || parts.iter().any(String::is_empty) {
        return Err(BadCursor);
    }
    Ok(CURSOR.iter().zip(parts).map(|(name, part)| ((*name).to_owned(), AttributeValue::S(part))).collect())
}
