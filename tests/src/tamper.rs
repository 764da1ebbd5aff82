//! Somebody who holds the tables, and writes to them past every function.

use serde_json::{Value, json};

use crate::{Fault, Town};

impl Town {
    /// Changes the one row of `table` with the sort key `sk`. `change` gets it with DynamoDB's names of types
    /// (`{"S": "…"}`). Gives the row as it was, for [`Town::puts_back`].
    ///
    /// # Errors
    /// When there is no such row, or more than one, or nothing was changed.
    pub fn tampers(&self, table: &str, sk: &str, change: impl FnOnce(&mut Value)) -> Result<Value, Fault> {
        let of_table = format!("{table} ");
        let rows = self.tables.rows()?.into_iter().filter(|(key, _)| key.starts_with(&of_table));
        let mut found = rows.map(|(_, row)| row).filter(|row| row["sk"]["S"] == sk);
        let (Some(row), None) = (found.next(), found.next()) else {
            return Err(format!("there is not one row {sk} in {table}").into());
        };
        let mut changed = row.clone();
        change(&mut changed);
        if changed == row {
            return Err(format!("{sk} in {table} is as it was").into());
        }
        self.tables.write(table, &changed)?;
        Ok(row)
    }

    /// Changes the first byte of a text or number in the one row of `table` with the sort key `sk`, by one bit; `place`
    /// is a JSON pointer into the typed row. Gives the row as it was.
    ///
    /// # Errors
    /// When there is no such row or no such text.
    pub fn flips_a_byte(&self, table: &str, sk: &str, place: &str) -> Result<Value, Fault> {
        self.tampers(table, sk, |row| {
            if let Some(text) = row.pointer_mut(place)
                && let Some(other) = text.as_str().and_then(flipped)
            {
                *text = json!(other);
            }
        })
    }

    /// Writes a row of `table` as it was before.
    ///
    /// # Errors
    /// When the engine refuses it.
    pub fn puts_back(&self, table: &str, row: &Value) -> Result<(), Fault> {
        self.tables.write(table, row)
    }
}

fn flipped(text: &str) -> Option<String> {
    let mut bytes = text.as_bytes().to_vec();
    *bytes.first_mut()? ^= 1;
    String::from_utf8(bytes).ok()
}
