//! The daily root of the consent ledger.
//!
//! Each person's ledger is a chain that nobody can change in its middle; its end could be cut off or put anew by
//! whoever may write the tables. So once a day the ends that moved are hashed together with the root of the day before,
//! signed, and mailed to where the tables' owner cannot reach. Whoever has that mail can show what the ledgers were on
//! that day.

mod days;
mod keep;
pub(crate) mod list;
mod mail;
mod root;
pub(crate) mod show;

pub(crate) use days::is_day;
pub use days::root_due_after;
pub(crate) use keep::keep;
