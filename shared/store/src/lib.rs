//! The tables: rows as types, keys as types, one method per access pattern.
//!
//! Only this crate names DynamoDB. A method states what it reads and writes and how many round trips it takes; a failed
//! condition is a value that says which one, never an error. There is no generic `put` to the outside: what a function
//! may do with a table is the list of methods here. Rejected: a mapping framework (it hides what a call costs) and an
//! in-memory stand-in for tests (what was tested would not be what runs).

mod access;
pub mod asking;
mod client;
mod error;
mod meter;
mod query;
mod row;
pub mod rows;
mod sealed_source;
pub mod stream;
mod table;
mod transaction;

pub use access::answer::{Answer, AnswerOutcome, CaseWrite};
pub use access::case::CaseFile;
pub use access::count::COUNTER_SHARDS;
pub use access::erase::{Destruction, Elsewhere, Left, kind_of};
pub use access::export::{Everything, TiedAnswer};
pub use access::open::OpenOutcome;
pub use access::outbound::{Concerned, DeliveryMade, Told};
pub use access::plan::{InvitationWrite, Known, Plan, PlanOutcome, ProfileWrite};
pub use access::request::{BeforeRequest, BeforeWay, ErasureBegun, OwnRows, RequestTaken, WayLetter};
pub use access::retain::Retained;
pub use access::rotate::RewrapError;
pub use access::shop::{ShopCall, ShopTaken};
pub use access::staff::RequestEntered;
pub use access::view::{LinkView, PageRows};
pub use client::{Store, Written};
pub use error::StoreError;
pub use meter::Usage;
pub use query::{BadCursor, DueRow, Page};
pub use row::{DUE_SHARDS, Due, INDEXES, Key, Queue, Row, whole_seconds};
pub use table::{Table, TableNames};
