//! One response into the counters.

use koe_domain::counting::difference;
use koe_store::StoreError;
use koe_store::rows::{CountedRow, ResponseRow};
use koe_web::counted::counted_of;

use crate::State;

/// How often it is tried against others who count the same response.
const TRIES: usize = 4;

/// Moves the counters to what `row` says, unless they are there or further on already.
pub(crate) async fn count(state: &State, row: &ResponseRow) -> Result<(), StoreError> {
    let version = state.versions.get(&state.store, &row.survey, row.version).await?;
    let after = counted_of(row, &version);
    // Most answers are a first one that nobody has counted: for them, what is counted is not read but required to be
    // absent, which saves a round trip.
    let mut before = if row.rev > 1 { state.store.counted(row.id).await? } else { None };
    for _ in 0..TRIES {
        let seen = before.as_ref().map(|before| &before.counted);
        if !after.supersedes(seen) {
            return Ok(());
        }
        let deltas = difference(seen, &after);
        let next = CountedRow { response: row.id, rev: row.rev, counted: after.clone() };
        let seen = before.as_ref().map(|before| before.rev);
        if state.store.count(&row.survey, &deltas, &next, seen).await?.is_done() {
            return Ok(());
        }
        before = state.store.counted(row.id).await?;
    }
    Err(StoreError::Busy { code: "Contended".to_owned() })
}
