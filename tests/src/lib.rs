//! The harness of the end-to-end tests: a town with a shop, people, an inbox and a clock.
//!
//! Everything in it is what a user meets: HTTP on a socket, the embedded engine behind the AWS SDK, the SES wire. Time
//! moves by the clock alone.

mod person;
mod shop;
mod town;

pub use person::{Person, field};
pub use shop::Shop;
pub use town::{Answer, Town, after_purchase, organisation};

/// What a test returns.
pub type Outcome = Result<(), Box<dyn std::error::Error>>;
/// A fault on the way of a test.
pub type Fault = Box<dyn std::error::Error>;
