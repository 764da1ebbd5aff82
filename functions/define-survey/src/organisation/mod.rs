//! The organisation: nothing is sent before it is there.

mod body;
pub(crate) mod get;
pub(crate) mod put;
mod store;
