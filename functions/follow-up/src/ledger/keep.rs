//! Keeping the chain of roots: one for each day, made once.

use std::collections::BTreeSet;

use jiff::civil::Date;
use koe_store::rows::{Alert, RootPageRow, RootRow};
use koe_store::{StoreError, Table};
use serde_json::Value;

use super::days::{last_day, next_day};
use super::mail::{mail, unmailed};
use super::root::Made;
use crate::State;

/// Days back in which the first root is looked for: a stack that was down for a while has not lost it.
const LOOK_BACK: usize = 7;
/// Days that one run catches up at most.
const CATCH_UP: usize = 14;
/// Roots among which those are looked for that are still to be mailed: made while sending was paused or the mail service
/// took none. One that is older is covered by those after it.
const KNOWN: i32 = 15;
/// How often it is tried when another run writes the same day meanwhile.
const TRIES: usize = 3;

/// Makes the roots of the days that are over and have none, in their order, and mails those that were not mailed yet, in
/// the same order. How many were made. One round trip where nothing is to be done. The first root is made on the first
/// day on which a ledger moved; from then on every day has one, be it over no heads.
///
/// # Errors
/// As any read or write.
pub(crate) async fn keep(state: &State, paused: bool) -> Result<u64, StoreError> {
    let Some(until) = last_day(state.clock.now()) else { return Ok(0) };
    if state.outbound.is_rootless(&until.to_string()) {
        return Ok(0);
    }
    // The last first.
    let mut known = state.store.roots(KNOWN, None).await?;
    let mut made = 0;
    for _ in 0..CATCH_UP {
        let day = match known.first() {
            Some(root) => next_day(&root.day, until),
            None => first_day(state, until).await?,
        };
        let Some(day) = day else { break };
        let Some(root) = make(state, day, known.first()).await? else { break };
        known.insert(0, root);
        made += 1;
    }
    if !paused {
        mail(state, &unmailed(&known)).await?;
    }
    Ok(made)
}

/// The first day with a root: the first of the last days on which a ledger moved. None where none did.
async fn first_day(state: &State, until: Date) -> Result<Option<Date>, StoreError> {
    let mut days = vec![until];
    while let (true, Some(before)) = (days.len() < LOOK_BACK, days.last().and_then(|day| day.yesterday().ok())) {
        days.push(before);
    }
    for day in days.into_iter().rev() {
        if !state.store.heads_moved_on(&day.to_string()).await?.is_empty() {
            return Ok(Some(day));
        }
    }
    state.outbound.note_rootless(&until.to_string());
    Ok(None)
}

/// Makes the root of a day. A root that is there stays as it is.
async fn make(state: &State, day: Date, previous: Option<&RootRow>) -> Result<Option<RootRow>, StoreError> {
    let day = day.to_string();
    let moved = state.store.heads_moved_on(&day).await?;
    let pages = write_pages(state, &day, &moved).await?;
    let heads: Vec<String> = pages.iter().flat_map(|page| page.heads.iter().cloned()).collect();
    let made = Made::over(previous, &day, &heads, number(pages.len()));
    let statement = statement(state, &made).await?;
    let Made { day, previous_day, previous, heads, pages, root } = made;
    let row = RootRow { day, rev: 1, previous_day, previous, heads, pages, root, statement, mail: Alert::Due };
    if state.store.create_root(&row).await?.is_done() {
        tracing::info!(heads = row.heads, "a root of the ledger was made");
        return Ok(Some(row));
    }
    state.store.root(&row.day).await
}

/// Writes the heads onto pages that are only ever added to, and gives all there are: what another run wrote before this
/// one stays, and is covered too.
async fn write_pages(state: &State, day: &str, heads: &[String]) -> Result<Vec<RootPageRow>, StoreError> {
    for _ in 0..TRIES {
        let mut pages = state.store.root_pages(day).await?;
        let raced = 'page: {
            for heads in missing(&pages, heads).chunks(RootPageRow::HEADS) {
                let page = number(pages.len());
                let row = RootPageRow { day: day.to_owned(), page, heads: heads.to_vec() };
                if !state.store.create_root_page(&row).await?.is_done() {
                    break 'page true;
                }
                pages.push(row);
            }
            false
        };
        if !raced {
            return Ok(pages);
        }
    }
    Err(StoreError::Busy { code: "ConditionFailed".to_owned() })
}

/// The heads that stand on no page yet.
fn missing(pages: &[RootPageRow], heads: &[String]) -> Vec<String> {
    let written: BTreeSet<&str> = pages.iter().flat_map(|page| &page.heads).map(String::as_str).collect();
    heads.iter().filter(|head| !written.contains(head.as_str())).cloned().collect()
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// The signed statement, as JSON.
async fn statement(state: &State, made: &Made) -> Result<String, StoreError> {
    let now = state.clock.now();
    let organisation = state.surveys.organisation(&state.store, now).await?;
    let name = organisation.as_ref().map(|organisation| organisation.legal_name.as_str());
    let statement = made.statement(&state.base_url, name);
    let signed = state.signing.fresh(now).await.sign(statement, now, &state.base_url);
    let fault = "its statement cannot be signed";
    let signed = signed.map_err(|_| StoreError::Corrupt { table: Table::Koe, kind: "ledger root", fault })?;
    Ok(Value::Object(signed).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_another_run_wrote_is_not_written_again() {
        let head = |n: usize| format!("{n:064x}");
        let page = |page, heads: &[usize]| RootPageRow {
            day: "2026-11-22".to_owned(),
            page,
            heads: heads.iter().copied().map(head).collect(),
        };
        let pages = [page(0, &[1, 3]), page(1, &[4])];
        let wanted: Vec<String> = [1, 2, 3, 5].map(head).to_vec();
        assert_eq!(missing(&pages, &wanted), [head(2), head(5)]);
        assert_eq!(missing(&[], &wanted), wanted);
    }
}
