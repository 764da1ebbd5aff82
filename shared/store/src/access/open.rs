//! Recording an answer that belongs to nobody.

use crate::client::Store;
use crate::error::StoreError;
use crate::rows::{ResponseRow, TextKeyRow};
use crate::transaction::{Committed, Transaction};

/// How recording ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenOutcome {
    /// Recorded.
    Done,
    /// This very answer was recorded before; nothing was written.
    Repeated,
    /// Another answer was recorded from the same page; nothing was written.
    Other,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Check {
    Response,
    Key,
}

impl Store {
    /// Records an answer without a person. One round trip.
    ///
    /// # Errors
    /// As any write.
    pub async fn record_open(&self, row: &ResponseRow, key: Option<&TextKeyRow>) -> Result<OpenOutcome, StoreError> {
        let mut transaction = Transaction::new();
        transaction.create(self, Check::Response, row)?;
        if let Some(key) = key {
            transaction.create(self, Check::Key, key)?;
        }
        let Committed::Stopped(failed) = transaction.commit(self).await? else { return Ok(OpenOutcome::Done) };
        let held = failed.iter().find(|failed| failed.label == Check::Response);
        let held = held.map(crate::transaction::Failed::row::<ResponseRow>).transpose()?.flatten();
        let same = held.is_some_and(|held| held.with == row.with);
        Ok(if same { OpenOutcome::Repeated } else { OpenOutcome::Other })
    }
}
