//! Rows of one kind as plain JSON, for tests that say what was written.

use serde_json::{Map, Value};

use crate::{Fault, Town};

impl Town {
    /// The rows of `table` whose partition key or sort key begins with `kind`, as they are now.
    ///
    /// # Errors
    /// When the engine refuses to read.
    pub fn stored(&self, table: &str, kind: &str) -> Result<Vec<Value>, Fault> {
        let of_table = format!("{table} ");
        let rows = self.tables.rows()?.into_iter().filter(|(name, _)| name.starts_with(&of_table));
        let rows = rows.map(|(_, row)| fields(row.as_object()));
        let begins = |row: &Value, key: &str| row[key].as_str().is_some_and(|text| text.starts_with(kind));
        Ok(rows.filter(|row| begins(row, "pk") || begins(row, "sk")).collect())
    }

    /// The one row of this kind.
    ///
    /// # Errors
    /// When there is none, or more than one.
    pub fn only(&self, table: &str, kind: &str) -> Result<Value, Fault> {
        let mut rows = self.stored(table, kind)?;
        match (rows.pop(), rows.len()) {
            (Some(row), 0) => Ok(row),
            (last, others) => Err(format!("{} rows {kind}, not one", others + usize::from(last.is_some())).into()),
        }
    }

    /// The states of all invitations, sorted.
    ///
    /// # Errors
    /// When the engine refuses to read.
    pub fn states(&self) -> Result<Vec<String>, Fault> {
        let rows = self.stored("koe-people", "INVITE#")?;
        let mut states: Vec<String> = rows.iter().filter_map(|row| row["state"].as_str().map(str::to_owned)).collect();
        states.sort();
        Ok(states)
    }

    /// Everything that the tables' streams still hold, as one text to be searched.
    ///
    /// # Errors
    /// When the engine refuses to read.
    pub fn streamed(&self) -> Result<String, Fault> {
        self.tables.streamed()
    }

    /// Everything that is stored, as one text to be searched.
    ///
    /// # Errors
    /// When the engine refuses to read.
    pub fn everything(&self) -> Result<String, Fault> {
        Ok(serde_json::to_string(&self.tables.rows()?)?)
    }
}

fn fields(typed: Option<&Map<String, Value>>) -> Value {
    typed.into_iter().flatten().map(|(name, value)| (name.clone(), plain(value))).collect()
}

/// A value without DynamoDB's name of its type.
fn plain(typed: &Value) -> Value {
    let Some((kind, value)) = typed.as_object().and_then(|object| object.iter().next()) else { return Value::Null };
    match (kind.as_str(), value) {
        ("NULL", _) => Value::Null,
        ("N", Value::String(digits)) => serde_json::from_str(digits).unwrap_or(Value::Null),
        ("L", Value::Array(items)) => items.iter().map(plain).collect(),
        ("M", value) => fields(value.as_object()),
        (_, value) => value.clone(),
    }
}
