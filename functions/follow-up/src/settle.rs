//! Writing down what became of an alert, whatever stands in the way for a moment.

use std::time::Duration;

use koe_store::rows::CaseRow;
use koe_store::{StoreError, Written};

use crate::State;
use crate::outcome::Outcome;

/// Tries before the row is left as being sent; it is `unknown` when its lease ends.
const TRIES: u32 = 5;

/// Writes the outcome over the row as it was written before its mails were handed over. A write without an answer may
/// have happened, and a score may have been corrected meanwhile, so every further try reads the row again; the first one
/// too where it is `doubtful` that it was written before.
///
/// # Errors
/// The last failure, when all tries failed.
pub(crate) async fn settle(state: &State, row: &CaseRow, outcome: Outcome, doubtful: bool) -> Result<(), StoreError> {
    let mut last = StoreError::Busy { code: "ConditionFailed".to_owned() };
    for attempt in 0..TRIES {
        if attempt > 0 {
            tokio::time::sleep(Duration::from_millis(100 << attempt)).await;
        }
        match write(state, row, outcome, doubtful || attempt > 0).await {
            Ok(Written::Done(())) => return Ok(()),
            Ok(Written::ConditionFailed) => {}
            Err(error) if error.is_passing() => last = error,
            Err(error) => return Err(error),
        }
    }
    Err(last)
}

async fn write(state: &State, row: &CaseRow, outcome: Outcome, again: bool) -> Result<Written, StoreError> {
    let mut row = if again {
        let Some(row) = state.store.case(row.person, row.invitation).await? else { return Ok(Written::Done(())) };
        row
    } else {
        row.clone()
    };
    let seen = row.rev;
    if !outcome.apply(&mut row, state.clock.now()) {
        return Ok(Written::Done(()));
    }
    state.store.replace_case(&row, seen).await
}
