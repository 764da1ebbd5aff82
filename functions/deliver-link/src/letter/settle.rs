//! Writing down what became of a letter, whatever stands in the way for a moment.

use koe_store::rows::LetterRow;
use koe_store::{StoreError, Written};

use super::outcome::apply;
use crate::State;
use crate::outcome::Outcome;
use crate::settle::{TRIES, pause};

/// Writes the outcome over the row as it was written before its mail was handed over. A write without an answer may
/// have happened, so every further try reads the row again; the first one too where it is `doubtful` that it was written
/// before. A row that an erasure took away needs no outcome.
///
/// # Errors
/// The last failure, when all tries failed.
pub(crate) async fn settle(
    state: &State,
    row: &LetterRow,
    outcome: &Outcome,
    doubtful: bool,
) -> Result<(), StoreError> {
    let mut last = StoreError::Busy { code: "ConditionFailed".to_owned() };
    for attempt in 0..TRIES {
        if attempt > 0 {
            pause(state, attempt).await;
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

async fn write(state: &State, row: &LetterRow, outcome: &Outcome, again: bool) -> Result<Written, StoreError> {
    let mut row = if again {
        let Some(row) = state.store.letter(row.person, row.id).await? else { return Ok(Written::Done(())) };
        row
    } else {
        row.clone()
    };
    let seen = row.rev;
    if !apply(outcome, &mut row, state.clock.now()) {
        return Ok(Written::Done(()));
    }
    state.store.replace_letter(&row, seen).await
}
