//! Rows as types: a struct with serde, its key, and the attributes of the indexes.

use std::collections::HashMap;
use std::fmt;

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::{Timestamp, Unit};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::error::StoreError;
use crate::table::Table;

/// A row as DynamoDB holds it.
pub(crate) type Item = HashMap<String, AttributeValue>;

/// Where a row stands. `Debug` prints its table alone: keys hold pseudonyms.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Key {
    /// The table.
    pub table: Table,
    /// Partition key.
    pub pk: String,
    /// Sort key.
    pub sk: String,
}

impl Key {
    pub(crate) fn new(table: Table, pk: impl Into<String>, sk: impl Into<String>) -> Self {
        Self { table, pk: pk.into(), sk: sk.into() }
    }

    pub(crate) fn item(&self) -> Item {
        HashMap::from([("pk".to_owned(), text(&self.pk)), ("sk".to_owned(), text(&self.sk))])
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key in {}", self.table)
    }
}

/// A kind of row. Its fields are the struct's; `pk`, `sk` and `v` (the shape's version) are added when it is written.
pub trait Row: Serialize + DeserializeOwned {
    /// The table it stands in.
    const TABLE: Table;
    /// Its name in errors.
    const KIND: &'static str;
    /// Version of its shape. A reader refuses versions it does not know.
    const VERSION: u32 = 1;
    /// Its key.
    fn row_key(&self) -> Key;
}

/// The queues of the `due` index: who takes a row when its time has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Queue {
    /// Invitations to send.
    Deliver,
    /// People, invitations, orders, requests and certificates whose retention ends.
    Retain,
    /// Alerts to send.
    Alert,
    /// Letters about somebody's data, to send at once.
    Letter,
    /// Erasures under way.
    Erase,
    /// Events for other systems, to send.
    Outbox,
    /// Free text of responses whose retention ends (table `koe`).
    Text,
}

impl Queue {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Deliver, Self::Retain, Self::Alert, Self::Letter, Self::Erase, Self::Outbox, Self::Text];

    /// The table whose rows it holds.
    #[must_use]
    pub const fn table(self) -> Table {
        match self {
            Self::Deliver | Self::Retain | Self::Alert | Self::Letter | Self::Erase | Self::Outbox => Table::People,
            Self::Text => Table::Koe,
        }
    }

    pub(crate) const fn label(self) -> &'static str {
        match self {
            Self::Deliver => "deliver",
            Self::Retain => "retain",
            Self::Alert => "alert",
            Self::Letter => "letter",
            Self::Erase => "erase",
            Self::Outbox => "outbox",
            Self::Text => "text",
        }
    }

    pub(crate) fn partition(self, shard: u8) -> String {
        format!("{}#{shard:x}", self.label())
    }
}

/// The indexes, and the tables that have them.
pub const INDEXES: [(Table, &str); 5] =
    [(Table::Koe, DUE), (Table::Koe, LIST), (Table::People, DUE), (Table::People, LIST), (Table::Keys, LIST)];

/// The index of what is due.
pub(crate) const DUE: &str = "due";
/// The index of lists.
pub(crate) const LIST: &str = "list";

/// Partitions of each queue, so that a burst does not fall on one.
pub const DUE_SHARDS: u8 = 16;

/// One of 16 shards for a key, evenly spread. FNV-1a: stable; nothing secret rests on it.
#[must_use]
pub(crate) fn shard_of(key: &str) -> u8 {
    let hash = key
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    u8::try_from((hash >> 32) % u64::from(DUE_SHARDS)).unwrap_or_default()
}

/// When a row is due, and for whom. A row has one due time, the next of its times.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    due_pk: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    due_at: Option<Timestamp>,
}

impl Due {
    /// Never.
    pub const NEVER: Self = Self { due_pk: None, due_at: None };

    /// Due for `queue` at `at`, to the second; `pk` (the row's partition key) chooses the shard.
    #[must_use]
    pub fn at(queue: Queue, pk: &str, at: Timestamp) -> Self {
        let shard = shard_of(pk);
        Self { due_pk: Some(queue.partition(shard)), due_at: Some(whole_seconds(at)) }
    }

    /// The time, where there is one.
    #[must_use]
    pub const fn time(&self) -> Option<Timestamp> {
        self.due_at
    }

    /// Whether the row waits in `queue`.
    #[must_use]
    pub fn is_in(&self, queue: Queue) -> bool {
        self.due_pk.as_deref().and_then(|pk| pk.split('#').next()) == Some(queue.label())
    }
}

/// A time cut to whole seconds: all of them are written in one length, so that their order as text is their order.
#[must_use]
pub fn whole_seconds(at: Timestamp) -> Timestamp {
    at.round(jiff::TimestampRound::new().smallest(Unit::Second).mode(jiff::RoundMode::Trunc)).unwrap_or(at)
}

pub(crate) fn to_item<R: Row>(row: &R) -> Result<Item, StoreError> {
    let corrupt = |fault| StoreError::Corrupt { table: R::TABLE, kind: R::KIND, fault };
    let mut item: Item = serde_dynamo::to_item(row).map_err(|_| corrupt("it cannot be written"))?;
    item.extend(row.row_key().item());
    item.insert("v".to_owned(), number(R::VERSION));
    Ok(item)
}

pub(crate) fn from_item<R: Row>(item: Item) -> Result<R, StoreError> {
    let corrupt = |fault| StoreError::Corrupt { table: R::TABLE, kind: R::KIND, fault };
    let version = item.get("v").and_then(|v| v.as_n().ok()).and_then(|v| v.parse::<u32>().ok());
    if version.is_none_or(|version| version == 0 || version > R::VERSION) {
        return Err(corrupt("its version is unknown"));
    }
    serde_dynamo::from_item(item).map_err(|_| corrupt("a field is missing or of another type"))
}

pub(crate) fn text(value: &str) -> AttributeValue {
    AttributeValue::S(value.to_owned())
}

pub(crate) fn number(value: impl Into<i128>) -> AttributeValue {
    AttributeValue::N(value.into().to_string())
}
