//! What a run did, in numbers.

use koe_store::StoreError;
use serde::Serialize;

/// What a run did, in rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Invitations that expired.
    pub expired: u64,
    /// Invitations that lost their pointer.
    pub cut: u64,
    /// Invitations that went at the end of their proof.
    pub invitations: u64,
    /// Rows of which only the next time was noted.
    pub postponed: u64,
    /// People whose contact was forgotten.
    pub contacts: u64,
    /// People whose ledger went at the end of its proof.
    pub ledgers: u64,
    /// People of whom an agreement ended by itself.
    pub ended: u64,
    /// People, and tombstones, of whom nothing is held any more.
    pub people: u64,
    /// Orders that wait for a contact no longer.
    pub orders: u64,
    /// Responses that lost their free text.
    pub texts: u64,
    /// Requests that nobody confirmed.
    pub lapsed: u64,
    /// Requests whose record went.
    pub requests: u64,
    /// Certificates that went.
    pub certificates: u64,
    /// Letters that were done with.
    pub letters: u64,
    /// Erasures that came to their end and are certified.
    pub erased: u64,
    /// Erasures that go on in another run.
    pub erasing: u64,
    /// Rows that the index still named, with nothing left to do.
    pub settled: u64,
    /// Rows left for the next run: they changed meanwhile, or the tables were busy.
    pub left: u64,
    /// Rows that are corrupt or were refused, and erasures that do not come to their end.
    pub failed: u64,
    /// Whether rows, or time, ran out before nothing was due.
    pub cut_short: bool,
}

/// What became of one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Expired,
    Cut,
    Invitation,
    Postponed,
    Contact,
    Ledger,
    Ended,
    Person,
    Order,
    Text,
    Lapsed,
    Request,
    Certificate,
    Letter,
    Erased,
    Erasing,
    Settled,
    /// It changed between being read and being written.
    Changed,
    /// It does not go on by itself; why was logged.
    Stuck,
}

impl Report {
    /// Adds one row. A failure that will not pass is logged here, by the kind of row; one that will is only counted.
    pub(crate) fn add(&mut self, outcome: Result<Outcome, StoreError>) {
        let count = match outcome {
            Ok(outcome) => self.of(outcome),
            Err(error) if error.is_passing() => &mut self.left,
            Err(error) => {
                tracing::error!(%error, "a row that is due could not be read or changed");
                &mut self.failed
            }
        };
        *count += 1;
    }

    const fn of(&mut self, outcome: Outcome) -> &mut u64 {
        match outcome {
            Outcome::Expired => &mut self.expired,
            Outcome::Cut => &mut self.cut,
            Outcome::Invitation => &mut self.invitations,
            Outcome::Postponed => &mut self.postponed,
            Outcome::Contact => &mut self.contacts,
            Outcome::Ledger => &mut self.ledgers,
            Outcome::Ended => &mut self.ended,
            Outcome::Person => &mut self.people,
            Outcome::Order => &mut self.orders,
            Outcome::Text => &mut self.texts,
            Outcome::Lapsed => &mut self.lapsed,
            Outcome::Request => &mut self.requests,
            Outcome::Certificate => &mut self.certificates,
            Outcome::Letter => &mut self.letters,
            Outcome::Erased => &mut self.erased,
            Outcome::Erasing => &mut self.erasing,
            Outcome::Settled => &mut self.settled,
            Outcome::Changed => &mut self.left,
            Outcome::Stuck => &mut self.failed,
        }
    }
}

#[cfg(test)]
mod tests {
    use koe_store::Table;

    use super::*;

    #[test]
    fn a_busy_table_is_no_failure_and_a_corrupt_row_is_one() {
        let mut report = Report::default();
        report.add(Ok(Outcome::Cut));
        report.add(Ok(Outcome::Changed));
        report.add(Err(StoreError::Unreachable));
        report.add(Err(StoreError::Corrupt { table: Table::People, kind: "order", fault: "its version is unknown" }));
        report.add(Ok(Outcome::Stuck));
        assert_eq!(report, Report { cut: 1, left: 2, failed: 2, ..Report::default() });
    }
}
