//! Every row of every table, for tests that say that nothing was written.

use std::collections::BTreeMap;
use std::fmt;

use dynoxide::Database;
use dynoxide::actions::get_records::GetRecordsRequest;
use dynoxide::actions::list_streams::ListStreamsRequest;
use koe_store::TableNames;
use serde_json::{Value, json};

use crate::{Fault, Town};

/// Every row, by table and key.
pub type Rows = BTreeMap<String, Value>;

/// The engine behind the tables: a test may look at everything, which no function does.
#[derive(Clone)]
pub struct Tables(Database);

impl fmt::Debug for Tables {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tables")
    }
}

impl Tables {
    pub(crate) fn of(db: Database) -> Self {
        Self(db)
    }

    /// Puts every table but that of keys back to what it was, as a restore from a backup does: later rows are gone, and
    /// what was deleted since is there again.
    ///
    /// # Errors
    /// When the engine refuses.
    pub fn restore(&self, backup: &Rows) -> Result<(), Fault> {
        let restored = |name: &str| !name.starts_with("koe-keys ");
        for (name, row) in self.rows()? {
            let table = name.split(' ').next().unwrap_or_default();
            if restored(&name) && !backup.contains_key(&name) {
                let asked = json!({"TableName": table, "Key": {"pk": row["pk"], "sk": row["sk"]}});
                self.0.delete_item(serde_json::from_value(asked)?)?;
            }
        }
        for (name, row) in backup.iter().filter(|(name, _)| restored(name)) {
            let table = name.split(' ').next().unwrap_or_default();
            self.0.put_item(serde_json::from_value(json!({"TableName": table, "Item": row}))?)?;
        }
        Ok(())
    }

    /// Every record of every stream, as one text to be searched.
    ///
    /// # Errors
    /// When the engine refuses to read.
    pub fn streamed(&self) -> Result<String, Fault> {
        let mut text = String::new();
        for stream in self.0.list_streams(ListStreamsRequest::default())?.streams {
            let described = self.0.describe_stream(serde_json::from_value(json!({"StreamArn": stream.stream_arn}))?)?;
            let described = serde_json::to_value(described)?;
            for shard in described["StreamDescription"]["Shards"].as_array().into_iter().flatten() {
                let asked = json!({"StreamArn": stream.stream_arn, "ShardId": shard["ShardId"],
                    "ShardIteratorType": "TRIM_HORIZON"});
                let mut next = self.0.get_shard_iterator(serde_json::from_value(asked)?)?.shard_iterator;
                while let Some(shard_iterator) = next {
                    let got = self.0.get_records(GetRecordsRequest { shard_iterator, limit: Some(1000) })?;
                    if got.records.is_empty() {
                        break;
                    }
                    text.push_str(&serde_json::to_string(&got.records)?);
                    next = got.next_shard_iterator;
                }
            }
        }
        Ok(text)
    }

    /// Writes a row past every function, as whoever holds the tables could. The row is typed, as [`Tables::rows`] gives
    /// it.
    ///
    /// # Errors
    /// When the engine refuses it.
    pub fn write(&self, table: &str, row: &Value) -> Result<(), Fault> {
        self.0.put_item(serde_json::from_value(json!({"TableName": table, "Item": row}))?)?;
        Ok(())
    }

    /// Every row as it is now.
    ///
    /// # Errors
    /// When the engine refuses to read.
    pub fn rows(&self) -> Result<Rows, Fault> {
        let names = TableNames::with_prefix("koe");
        let mut rows = Rows::new();
        for table in [names.koe, names.people, names.consent, names.keys] {
            let mut asked = json!({"TableName": table, "ConsistentRead": true});
            loop {
                let page = serde_json::to_value(self.0.scan(serde_json::from_value(asked.clone())?)?)?;
                for item in page["Items"].as_array().into_iter().flatten() {
                    let (pk, sk) = (item["pk"]["S"].as_str(), item["sk"]["S"].as_str());
                    let (pk, sk) = pk.zip(sk).ok_or("a row without its keys")?;
                    rows.insert(format!("{table} {pk} {sk}"), item.clone());
                }
                if page["LastEvaluatedKey"].is_null() {
                    break;
                }
                asked["ExclusiveStartKey"] = page["LastEvaluatedKey"].clone();
            }
        }
        Ok(rows)
    }
}

/// The keys of the rows that are new, gone or other than before.
#[must_use]
pub fn changes(before: &Rows, after: &Rows) -> Vec<String> {
    let gone = before.keys().filter(|key| !after.contains_key(*key));
    let other = after.iter().filter(|(key, row)| before.get(*key) != Some(*row)).map(|(key, _)| key);
    gone.chain(other).cloned().collect()
}

impl Town {
    /// Every row, once all that is due is done.
    ///
    /// # Errors
    /// When something due fails, or the engine refuses to read.
    pub async fn rows(&self) -> Result<Rows, Fault> {
        self.settle().await?;
        self.tables.rows()
    }

    /// Requires that no row has changed since `before`, not even by what fell due in between. `what` says who should have
    /// left them alone.
    ///
    /// # Errors
    /// When a row has.
    pub async fn wrote_nothing_since(&self, before: &Rows, what: &str) -> Result<(), Fault> {
        let written = changes(before, &self.rows().await?);
        if written.is_empty() { Ok(()) } else { Err(format!("{what} changed {written:?}").into()) }
    }
}
