//! The daily roots over all consent ledgers.

use aws_sdk_dynamodb::types::ReturnConsumedCapacity;

use crate::client::{Store, Written};
use crate::error::StoreError;
use crate::meter::Kind;
use crate::row::{DUE_SHARDS, Key, from_item, text};
use crate::rows::{ProfileRow, RootPageRow, RootRow};
use crate::table::Table;

/// Profiles read at once.
const BATCH: i32 = 100;
/// Stands after every day.
const AFTER_ALL: &str = "~";

impl Store {
    /// The heads of the ledgers that last moved on a day (`YYYY-MM-DD`, UTC), sorted. A ledger that has moved on since
    /// belongs to a later day, whose head covers this one. 16 round trips, and two more for each hundred people.
    ///
    /// # Errors
    /// As any read.
    pub async fn heads_moved_on(&self, day: &str) -> Result<Vec<String>, StoreError> {
        let mut heads = Vec::new();
        for shard in 0..DUE_SHARDS {
            let list = ProfileRow::ledger_list(day, shard);
            let mut cursor: Option<String> = None;
            loop {
                let Ok(page) = self.listed_rows::<ProfileRow>(&list, false, BATCH, cursor.as_deref()).await? else {
                    break;
                };
                let here = page.items.into_iter().filter(|row| row.list_pk.as_deref() == Some(list.as_str()));
                heads.extend(here.map(|row| row.head.hash).filter(|hash| !hash.is_empty()));
                cursor = page.cursor;
                if cursor.is_none() {
                    break;
                }
            }
        }
        heads.sort_unstable();
        heads.dedup();
        Ok(heads)
    }

    /// The root of a day. One round trip.
    ///
    /// # Errors
    /// As any read.
    pub async fn root(&self, day: &str) -> Result<Option<RootRow>, StoreError> {
        self.get(&RootRow::key(day)).await
    }

    /// Roots of days before `before`, the last first. One round trip.
    ///
    /// # Errors
    /// As any read.
    pub async fn roots(&self, limit: i32, before: Option<&str>) -> Result<Vec<RootRow>, StoreError> {
        let got = self
            .client
            .query()
            .table_name(self.name(Table::Koe))
            .key_condition_expression("pk = :pk AND sk < :before")
            .expression_attribute_values(":pk", text(RootRow::PARTITION))
            .expression_attribute_values(":before", text(before.unwrap_or(AFTER_ALL)))
            .scan_index_forward(false)
            .limit(limit)
            .consistent_read(true)
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await?;
        self.meter.record(Kind::Read, got.consumed_capacity());
        got.items.unwrap_or_default().into_iter().map(from_item).collect()
    }

    /// All that was written of the heads of a day's root. One round trip for each megabyte.
    ///
    /// # Errors
    /// As any read.
    pub async fn root_pages(&self, day: &str) -> Result<Vec<RootPageRow>, StoreError> {
        let Key { pk, .. } = RootPageRow::key(day, 0);
        self.range(&pk, "000000", "999999").await
    }

    /// Some of the heads of a day's root. One round trip.
    ///
    /// # Errors
    /// As any read.
    pub async fn root_page(&self, day: &str, page: u32) -> Result<Option<RootPageRow>, StoreError> {
        self.get(&RootPageRow::key(day, page)).await
    }

    /// Writes some of the heads of a day's root, once. One round trip.
    ///
    /// # Errors
    /// As any write. [`Written::ConditionFailed`] when they were written before.
    pub async fn create_root_page(&self, row: &RootPageRow) -> Result<Written, StoreError> {
        self.create(row).await
    }

    /// Writes the root of a day, once. One round trip.
    ///
    /// # Errors
    /// As any write. [`Written::ConditionFailed`] when it was written before.
    pub async fn create_root(&self, row: &RootRow) -> Result<Written, StoreError> {
        self.create(row).await
    }

    /// Writes a changed root over the one read at revision `seen`: where its mail stands. One round trip.
    ///
    /// # Errors
    /// As any write.
    pub async fn replace_root(&self, row: &RootRow, seen: u64) -> Result<Written, StoreError> {
        self.replace(row, seen).await
    }
}
