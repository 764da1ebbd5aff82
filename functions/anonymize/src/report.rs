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
    /// Invitations of which only the next time was noted.
    pub postponed: u64,
    /// People whose contact was forgotten.
    pub contacts: u64,
    /// Orders that wait for a contact no longer.
    pub orders: u64,
    /// Responses that lost their free text.
    pub texts: u64,
    /// Rows that the index still named, with nothing left to do.
    pub settled: u64,
    /// Rows left for the next run: they changed meanwhile, or the tables were busy.
    pub left: u64,
    /// Rows that are corrupt or were refused.
    pub failed: u64,
    /// Whether rows, or time, ran out before nothing was due.
    pub cut_short: bool,
}

/// What became of one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Expired,
    Cut,
    Postponed,
    Contact,
    Order,
    Text,
    Settled,
    /// It changed between being read and being written.
    Changed,
}

impl Report {
    /// Adds one row. A failure that will not pass is logged here, by the kind of row; one that will is only counted.
    pub(crate) fn add(&mut self, outcome: Result<Outcome, StoreError>) {
        let count = match outcome {
            Ok(Outcome::Expired) => &mut self.expired,
            Ok(Outcome::Cut) => &mut self.cut,
            Ok(Outcome::Postponed) => &mut self.postponed,
            Ok(Outcome::Contact) => &mut self.contacts,
            Ok(Outcome::Order) => &mut self.orders,
            Ok(Outcome::Text) => &mut self.texts,
            Ok(Outcome::Settled) => &mut self.settled,
            Ok(Outcome::Changed) => &mut self.left,
            Err(error) if error.is_passing() => &mut self.left,
            Err(error) => {
                tracing::error!(%error, "a row that is due could not be read or changed");
                &mut self.failed
            }
        };
        *count += 1;
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
        assert_eq!(report, Report { cut: 1, left: 2, failed: 1, ..Report::default() });
    }
}
