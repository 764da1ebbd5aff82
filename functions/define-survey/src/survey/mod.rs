//! Surveys: each document that was published is a version, and a version never changes.

mod body;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod put;
pub(crate) mod version;

use koe_store::{StoreError, Table};
use koe_web::{Caller, Problem, Scope};
use serde_json::Value;

/// Whoever defines surveys may read them, and so may whoever reads what was answered.
fn require_reader(caller: &Caller) -> Result<(), Problem> {
    if caller.has(Scope::Read) { Ok(()) } else { caller.require(Scope::Define) }
}

/// A document as its row holds it.
fn document(json: &str) -> Result<Value, StoreError> {
    serde_json::from_str(json).map_err(|_| StoreError::Corrupt {
        table: Table::Koe,
        kind: "survey version",
        fault: "a document in it is no JSON",
    })
}
