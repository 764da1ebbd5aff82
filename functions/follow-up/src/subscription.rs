//! Subscriptions: which other systems hear of what. Their secrets come in, and never go out again.

mod body;
pub(crate) mod delete;
pub(crate) mod get;
pub(crate) mod list;
mod name;
pub(crate) mod put;
mod secret;
mod view;

pub(crate) use name::SubscriptionName;
pub(crate) use secret::open_secret;
