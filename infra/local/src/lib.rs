//! The same functions on one machine: an embedded DynamoDB engine, a mail service that keeps everything in an inbox, a
//! clock that can be moved, and the ticker and stream readers that AWS would provide.
//!
//! Only the far end of the wire differs from AWS. It listens on 127.0.0.1 and is not for production.

pub mod clock;
pub mod controls;
pub mod engine;
pub mod example;
pub mod home;
pub mod house;
pub mod inbox;
mod keep;
mod parts;
pub mod ses;
pub mod settings;
mod shop;
mod start;
pub mod streams;
pub mod tables;
pub mod turn;

pub use start::start;
