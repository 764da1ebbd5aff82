//! Rows as the tables' streams report them.

use std::collections::HashMap;

use aws_lambda_events::event::dynamodb::{Event, EventRecord};
use serde_dynamo::AttributeValue;

use crate::error::StoreError;
use crate::row::Row;
use crate::rows::{CaseRow, InvitationRow, ProfileRow, ResponseRow};

type Image = HashMap<String, AttributeValue>;

/// A change of a row, with its place in the stream.
#[derive(Clone, Debug)]
pub struct Change<R> {
    /// The record's sequence number, by which a failed record is reported.
    pub sequence: String,
    /// Whether the row is new.
    pub created: bool,
    /// The row as it was before; none where it is new, or was not readable.
    pub before: Option<R>,
    /// The row as it is now, or why it could not be read.
    pub row: Result<R, StoreError>,
}

/// A change of a row of the people table that somebody may have to hear of.
#[derive(Clone, Debug)]
pub enum PeopleChange {
    /// A case was opened or handled.
    Case(Box<Change<CaseRow>>),
    /// An invitation moved.
    Invitation(Box<Change<InvitationRow>>),
    /// A person's row changed.
    Profile(Box<Change<ProfileRow>>),
}

impl PeopleChange {
    /// The record's sequence number.
    #[must_use]
    pub fn sequence(&self) -> &str {
        match self {
            Self::Case(change) => &change.sequence,
            Self::Invitation(change) => &change.sequence,
            Self::Profile(change) => &change.sequence,
        }
    }
}

/// The responses that an event reports as new or changed. Removed rows are left out: they never change a counter.
#[must_use]
pub fn responses(event: Event) -> Vec<Change<ResponseRow>> {
    let wanted = |record: &EventRecord| part(&record.change.new_image, "pk").starts_with("RESPONSE#");
    event.records.into_iter().filter(wanted).map(change).collect()
}

/// The cases, invitations and people that an event reports as new or changed, in its order. Removed rows are left out.
#[must_use]
pub fn people(event: Event) -> Vec<PeopleChange> {
    let told = |record: EventRecord| {
        let sk = part(&record.change.new_image, "sk");
        let (case, invitation, profile) = (sk.starts_with("CASE#"), sk.starts_with("INVITE#"), sk == "PROFILE");
        if case {
            Some(PeopleChange::Case(Box::new(change(record))))
        } else if invitation {
            Some(PeopleChange::Invitation(Box::new(change(record))))
        } else {
            profile.then(|| PeopleChange::Profile(Box::new(change(record))))
        }
    };
    event.records.into_iter().filter_map(told).collect()
}

/// A part of an image's key; empty where there is no image.
fn part<'a>(image: &'a serde_dynamo::Item, name: &str) -> &'a str {
    match image.inner().get(name) {
        Some(AttributeValue::S(text)) => text,
        _ => "",
    }
}

fn change<R: Row>(record: EventRecord) -> Change<R> {
    Change {
        created: record.event_name == "INSERT",
        sequence: record.change.sequence_number.unwrap_or_default(),
        before: read(record.change.old_image.into_inner()).ok(),
        row: read(record.change.new_image.into_inner()),
    }
}

fn read<R: Row>(image: Image) -> Result<R, StoreError> {
    let corrupt = |fault| StoreError::Corrupt { table: R::TABLE, kind: R::KIND, fault };
    let version = match image.get("v") {
        Some(AttributeValue::N(number)) => number.parse().unwrap_or(0),
        _ => 0_u32,
    };
    if version == 0 || version > R::VERSION {
        return Err(corrupt("its version is unknown"));
    }
    serde_dynamo::from_item(serde_dynamo::Item::from(image))
        .map_err(|_| corrupt("a field is missing or of another type"))
}
