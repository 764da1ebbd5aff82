//! Rows as the tables' streams report them.

use aws_lambda_events::event::dynamodb::{Event, EventRecord};

use crate::error::StoreError;
use crate::row::Row;
use crate::rows::{CaseRow, ResponseRow};
use crate::table::Table;

/// A change of a row, with its place in the stream.
#[derive(Clone, Debug)]
pub struct Change<R> {
    /// The record's sequence number, by which a failed record is reported.
    pub sequence: String,
    /// The row as it is now, or why it could not be read.
    pub row: Result<R, StoreError>,
}

/// The responses that an event reports as new or changed. Removed rows are left out: they never change a counter.
#[must_use]
pub fn responses(event: Event) -> Vec<Change<ResponseRow>> {
    changes(event, |pk, _| pk.starts_with("RESPONSE#"))
}

/// The cases that an event reports as new or changed.
#[must_use]
pub fn cases(event: Event) -> Vec<Change<CaseRow>> {
    changes(event, |_, sk| sk.starts_with("CASE#"))
}

fn changes<R: Row>(event: Event, wanted: impl Fn(&str, &str) -> bool) -> Vec<Change<R>> {
    event.records.into_iter().filter_map(|record| change(record, &wanted)).collect()
}

fn change<R: Row>(record: EventRecord, wanted: impl Fn(&str, &str) -> bool) -> Option<Change<R>> {
    let image = record.change.new_image;
    if image.is_empty() {
        return None;
    }
    let item = image.into_inner();
    let part = |name: &str| match item.get(name) {
        Some(serde_dynamo::AttributeValue::S(text)) => text.clone(),
        _ => String::new(),
    };
    if !wanted(&part("pk"), &part("sk")) {
        return None;
    }
    let corrupt = |fault| StoreError::Corrupt { table: Table::Koe, kind: R::KIND, fault };
    let version = match item.get("v") {
        Some(serde_dynamo::AttributeValue::N(number)) => number.parse().unwrap_or(0),
        _ => 0_u32,
    };
    let row = if version == 0 || version > R::VERSION {
        Err(corrupt("its version is unknown"))
    } else {
        serde_dynamo::from_item(serde_dynamo::Item::from(item))
            .map_err(|_| corrupt("a field is missing or of another type"))
    };
    Some(Change { sequence: record.change.sequence_number.unwrap_or_default(), row })
}
