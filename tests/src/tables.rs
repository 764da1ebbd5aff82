//! Every row of every table, for tests that say that nothing was written.

use std::collections::BTreeMap;
use std::fmt;

use dynoxide::Database;
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
