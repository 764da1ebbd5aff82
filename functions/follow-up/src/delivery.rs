//! Deliveries: what became of each event for a subscription, and sending one again.

pub(crate) mod list;
pub(crate) mod replay;
