//! Counts what the tables charge for, so that a test or a benchmark can state the price of a step.

use std::sync::{Arc, Mutex, PoisonError};

use aws_sdk_dynamodb::types::ConsumedCapacity;

/// What a number of calls cost.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Usage {
    /// Calls to DynamoDB: round trips.
    pub calls: u64,
    /// Read request units.
    pub read_units: f64,
    /// Write request units.
    pub write_units: f64,
}

/// Whether a call reads or writes: DynamoDB states one number for both.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    Read,
    Write,
}

/// A shared count.
#[derive(Clone, Debug, Default)]
pub(crate) struct Meter(Arc<Mutex<Usage>>);

impl Meter {
    pub(crate) fn record<'a>(&self, kind: Kind, capacity: impl IntoIterator<Item = &'a ConsumedCapacity>) {
        let mut usage = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        usage.calls += 1;
        for part in capacity {
            let units = part.capacity_units().unwrap_or_default();
            match kind {
                Kind::Read => usage.read_units += units,
                Kind::Write => usage.write_units += units,
            }
        }
    }

    /// What was used since the last call of this.
    pub(crate) fn take(&self) -> Usage {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
