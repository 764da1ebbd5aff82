//! Sources: the shops' systems whose webhooks are taken. Their secrets come in, and never go out again.

pub(crate) mod delete;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod put;
mod view;
