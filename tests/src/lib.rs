//! The harness of the end-to-end tests: a town with a shop, people, an inbox and a clock.
//!
//! Everything in it is what a user meets: HTTP on a socket, the embedded engine behind the AWS SDK, the SES wire. Time
//! moves by the clock alone.

mod asking;
mod key;
mod own_page;
mod person;
mod rows;
mod sender;
mod shop;
mod sink;
mod tables;
mod tamper;
mod town;
mod verdict;
mod wire;

pub use asking::after_delivery;
pub use key::{Key, SCOPES};
pub use own_page::OwnPage;
pub use person::{Person, field};
pub use sender::Sender;
pub use shop::Shop;
pub use sink::Sink;
pub use tables::{Rows, Tables, changes};
pub use town::{Answer, Town, after_purchase, organisation};
pub use wire::{Side, Wire};

/// What a test returns.
pub type Outcome = Result<(), Box<dyn std::error::Error>>;
/// A fault on the way of a test.
pub type Fault = Box<dyn std::error::Error>;
