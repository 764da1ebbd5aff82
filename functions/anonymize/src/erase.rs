//! Erasure: one person, what one shop brought of a person, or everything that one shop brought.
//!
//! An erasure works through the same steps each time it is taken up: each looks at what is left and destroys that, so a
//! run may stop after any write. Nobody remembers how far it came; what is left says so. It has come to its end when two
//! partitions, read consistently, hold nothing but a tombstone. Then those who got the data are told, and in the end the
//! certificate is signed and the person's pseudonym is taken out of the row.
//!
//! Keys go first. What they sealed cannot be read from then on, wherever a copy of it lies.

mod answers;
mod certificate;
mod certify;
mod mail_service;
mod own;
mod part;
mod references;
mod shop;
mod source;
mod tell;
mod tombstone;
mod words;

use std::time::Duration;

use jiff::Timestamp;
use koe_domain::PersonId;
use koe_privacy::sign::SignError;
use koe_store::rows::{ErasureRow, ErasureState, Scope};
use koe_store::{Destruction, DueRow, Queue, StoreError, Table, Written};

use crate::State;
use crate::report::Outcome;

use self::part::Part;

pub(crate) use self::shop::free_id;
pub(crate) use self::tombstone::{erased_row, is_blank};

/// How long a claim holds: much longer than the function's time-out, so that no two runs work on one erasure.
const LEASE: Duration = Duration::from_secs(10 * 60);
/// How often a run looks again at what is left.
const ROUNDS: usize = 5;
/// After so many runs something is wrong, and somebody must look.
const PATIENCE: u32 = 10;

/// Why an erasure does not go on in this run.
#[derive(Debug)]
pub(crate) enum Halt {
    /// The tables did not serve.
    Store(StoreError),
    /// Another run has brought it to its end.
    Over,
    /// The certificate could not be signed.
    Unsigned(SignError),
}

impl From<StoreError> for Halt {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// An erasure in progress.
#[derive(Debug)]
pub(crate) struct Work<'a> {
    state: &'a State,
    /// No further person is begun after this.
    until: Timestamp,
    row: ErasureRow,
    /// Whether a write was stopped, so that somebody else was at work in this round.
    raced: bool,
}

/// Takes up an erasure that is due, and brings it as far as it goes.
pub(crate) async fn take(state: &State, due: &DueRow, until: Timestamp) -> Result<Outcome, StoreError> {
    let Written::Done(row) = state.store.claim_erasure(due, state.clock.now(), LEASE).await? else {
        return Ok(Outcome::Settled);
    };
    if row.state == ErasureState::Done || !row.due.is_in(Queue::Erase) {
        return Ok(Outcome::Settled);
    }
    let mut work = Work { state, until, row, raced: false };
    match work.go_on().await {
        Ok(true) => Ok(Outcome::Erased),
        Ok(false) => Ok(work.unfinished()),
        Err(Halt::Over) => Ok(Outcome::Changed),
        Err(Halt::Store(error)) => Err(error),
        Err(Halt::Unsigned(error)) => {
            tracing::error!(%error, "an erasure is done, but its certificate could not be signed");
            Ok(Outcome::Stuck)
        }
    }
}

impl Work<'_> {
    /// Whether it is at its end.
    async fn go_on(&mut self) -> Result<bool, Halt> {
        match self.row.scope.clone() {
            Scope::Shop(source) if self.row.state == ErasureState::Erasing => {
                if !self.shop(&source).await? {
                    return Ok(false);
                }
                self.end().await
            }
            Scope::Shop(_) | Scope::Source(_) | Scope::Person => self.one().await,
        }
    }

    /// The erasure of one person, or of a part of what is held of them. Whether it is at its end.
    pub(super) async fn one(&mut self) -> Result<bool, Halt> {
        if self.row.state == ErasureState::Erasing {
            let person = self.somebody()?;
            let gone = match self.row.scope.clone() {
                Scope::Source(source) => self.source(person, &source).await?,
                Scope::Person | Scope::Shop(_) => self.person(person).await?,
            };
            if !gone {
                return Ok(false);
            }
        }
        self.end().await
    }

    /// What follows once everything is destroyed here.
    async fn end(&mut self) -> Result<bool, Halt> {
        if self.row.state == ErasureState::Erasing {
            self.settle().await?;
        }
        self.tell().await?;
        self.listen().await?;
        if self.waits_for_somebody() { Ok(false) } else { self.certify().await }
    }

    /// Everything of one person, step by step. Whether nothing is left.
    async fn person(&mut self, person: PersonId) -> Result<bool, Halt> {
        for _ in 0..ROUNDS {
            self.raced = false;
            self.bury(person).await?;
            let done_with_contact = self.mail_service(person).await?;
            self.answers(person, &Part::Whole).await?;
            if done_with_contact {
                self.key(person).await?;
            }
            self.references(person, &Part::Whole).await?;
            self.own_rows(person, &Part::Whole).await?;
            if !done_with_contact {
                return Ok(false);
            }
            self.blank(person).await?;
            self.suppression(person).await?;
            if !self.raced && self.is_gone(person).await? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Writes what a step destroys, together with what `change` makes of the erasure. Whether it was written; where it
    /// was not, the erasure is read again, and the next round looks again at what is left.
    async fn carry_out(
        &mut self,
        what: &Destruction,
        change: impl FnOnce(&mut ErasureRow) + Send,
    ) -> Result<bool, Halt> {
        let mut row = self.row.clone();
        change(&mut row);
        row.rev += 1;
        if self.state.store.carry_out(&row, self.row.rev, what).await?.is_done() {
            self.row = row;
            return Ok(true);
        }
        self.raced = true;
        self.read_again().await?;
        Ok(false)
    }

    async fn read_again(&mut self) -> Result<(), Halt> {
        let row = self.state.store.erasure_now(self.row.id).await?;
        self.row = row.filter(|row| row.state != ErasureState::Done).ok_or(Halt::Over)?;
        Ok(())
    }

    fn somebody(&self) -> Result<PersonId, StoreError> {
        let fault = "it names nobody";
        self.row.person.ok_or(StoreError::Corrupt { table: Table::People, kind: "erasure", fault })
    }

    fn is_late(&self) -> bool {
        self.state.clock.now() >= self.until
    }

    /// A shop's erasure takes as many runs as it has people; any other that is not through by now is a fault.
    fn unfinished(&self) -> Outcome {
        let shop = matches!(self.row.scope, Scope::Shop(_));
        if self.row.state == ErasureState::Erasing && self.row.attempts > PATIENCE && !shop {
            tracing::error!("an erasure does not come to its end; its rows must be looked at");
            return Outcome::Stuck;
        }
        Outcome::Erasing
    }
}

/// Adds to what was destroyed.
fn count(row: &mut ErasureRow, kind: &str, rows: u64) {
    if rows > 0 {
        *row.destroyed.entry(kind.to_owned()).or_default() += rows;
    }
}
