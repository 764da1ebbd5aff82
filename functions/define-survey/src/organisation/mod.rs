//! The organisation: nothing is sent before it is there.

mod body;
pub(crate) mod get;
mod privacy;
pub(crate) mod put;
mod store;
