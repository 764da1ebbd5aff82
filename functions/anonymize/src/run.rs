//! One run: batch by batch, until nothing is due, or rows or time run out.

use std::collections::HashSet;

use futures::future::join_all;
use jiff::{SignedDuration, Timestamp};
use koe_store::{Due, DueRow, Key, Queue, Retained, Store, StoreError, Written};

use crate::report::{Outcome, Report};
use crate::{State, erase, invitation, order, person, request};

/// The queues of retention. They take turns, so that neither keeps the other waiting.
const QUEUES: [Queue; 2] = [Queue::Retain, Queue::Text];
/// Rows read from each shard of a queue at once.
const PER_SHARD: i32 = 100;
/// Rows worked on at once.
const IN_FLIGHT: usize = 8;
/// Most rows of a run. With a run every five minutes, some half a million a day.
const MOST: usize = 2_000;
/// After this nothing new is begun; the function's time-out is 60 s, and two calls of the tables take 16 s at most.
const LONGEST: SignedDuration = SignedDuration::from_secs(30);
/// After this no further erasure is begun, nor another of a shop's people: retention has its turn as well.
const ERASING: SignedDuration = SignedDuration::from_secs(20);

/// A run in progress.
pub(crate) struct Run<'a> {
    state: &'a State,
    now: Timestamp,
    seen: HashSet<Key>,
    report: Report,
}

impl<'a> Run<'a> {
    pub(crate) fn new(state: &'a State) -> Self {
        Self { state, now: state.clock.now(), seen: HashSet::new(), report: Report::default() }
    }

    pub(crate) const fn report(&self) -> Report {
        self.report
    }

    /// Works until nothing new is due: erasures first, since somebody waits for them.
    pub(crate) async fn all(&mut self) -> Result<(), StoreError> {
        self.erasures().await?;
        loop {
            let mut taken = 0;
            for queue in QUEUES {
                taken += self.batch(queue).await?;
            }
            if taken == 0 || self.report.cut_short {
                return Ok(());
            }
        }
    }

    /// Takes up the erasures that are due, one after another.
    async fn erasures(&mut self) -> Result<(), StoreError> {
        let until = self.now.saturating_add(ERASING).unwrap_or(Timestamp::MAX);
        for due in self.state.store.due(Queue::Erase, self.now, PER_SHARD).await? {
            if self.state.clock.now() >= until {
                self.report.cut_short = true;
                return Ok(());
            }
            let outcome = erase::take(self.state, &due, until).await;
            self.report.add(outcome);
        }
        Ok(())
    }

    /// Does what is due in `queue` and was not met in this run before: the index is a moment behind the rows, and a row
    /// that failed stays in it. Gives how many rows that were.
    async fn batch(&mut self, queue: Queue) -> Result<usize, StoreError> {
        let due = self.state.store.due(queue, self.now, PER_SHARD).await?;
        let fresh: Vec<DueRow> = due.into_iter().filter(|row| !self.seen.contains(&row.key)).collect();
        for chunk in fresh.chunks(IN_FLIGHT) {
            let spent = self.state.clock.now().duration_since(self.now);
            if self.seen.len() >= MOST || spent > LONGEST {
                self.report.cut_short = true;
                break;
            }
            self.seen.extend(chunk.iter().map(|row| row.key.clone()));
            let (store, now) = (&self.state.store, self.now);
            let rows: Vec<DueRow> = chunk.to_vec();
            let outcomes = join_all(rows.into_iter().map(|row| settle(store, queue, row, now))).await;
            for outcome in outcomes {
                self.report.add(outcome);
            }
        }
        Ok(fresh.len())
    }
}

/// Brings one row to where its time has brought it. Two round trips.
async fn settle(store: &Store, queue: Queue, due: DueRow, now: Timestamp) -> Result<Outcome, StoreError> {
    if queue == Queue::Text {
        return text(store, &due.key, now).await;
    }
    let Some(row) = store.retained(&due.key).await? else { return Ok(Outcome::Settled) };
    if !has_come(due_of(&row), queue, now) {
        return Ok(Outcome::Settled);
    }
    match row {
        Retained::Invitation(row) => invitation::settle(store, *row, now).await,
        Retained::Person(row) => person::settle(store, *row, now).await,
        Retained::Order(row) => order::settle(store, *row).await,
        Retained::Request(row) => request::settle(store, *row, now).await,
        Retained::Certificate(row) => said(store.drop_certificate(&row).await?, Outcome::Certificate),
        Retained::Letter(row) => said(store.drop_letter(&row).await?, Outcome::Letter),
    }
}

fn due_of(row: &Retained) -> &Due {
    match row {
        Retained::Invitation(row) => &row.due,
        Retained::Person(row) => &row.due,
        Retained::Order(row) => &row.due,
        Retained::Request(row) => &row.due,
        Retained::Certificate(row) => &row.due,
        Retained::Letter(row) => &row.due,
    }
}

fn said(written: Written, outcome: Outcome) -> Result<Outcome, StoreError> {
    Ok(if written.is_done() { outcome } else { Outcome::Changed })
}

/// Takes the free text out of a response. Its revision stays, so that what the stream then reports supersedes nothing
/// that was counted ([`koe_domain::counting::Counted::supersedes`]): no counter moves.
async fn text(store: &Store, key: &Key, now: Timestamp) -> Result<Outcome, StoreError> {
    let Some(row) = store.due_response(key).await? else { return Ok(Outcome::Settled) };
    if !has_come(&row.due, Queue::Text, now) {
        return Ok(Outcome::Settled);
    }
    said(store.forget_text(&row.survey, &row.response_key(), row.rev).await?, Outcome::Text)
}

/// Whether the row itself says that its time has come; what the index says may be old.
fn has_come(due: &Due, queue: Queue, now: Timestamp) -> bool {
    due.is_in(queue) && due.time().is_some_and(|time| time <= now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_row_s_own_time_in_this_queue_counts() -> Result<(), jiff::Error> {
        let at: Timestamp = "2026-11-22T00:00:00Z".parse()?;
        let before: Timestamp = "2026-11-21T23:59:59Z".parse()?;
        let due = Due::at(Queue::Retain, "PERSON#a", at);
        assert!(has_come(&due, Queue::Retain, at));
        assert!(!has_come(&due, Queue::Retain, before));
        assert!(!has_come(&due, Queue::Text, at));
        assert!(!has_come(&Due::at(Queue::Deliver, "PERSON#a", before), Queue::Retain, at));
        assert!(!has_come(&Due::NEVER, Queue::Retain, at));
        Ok(())
    }
}
