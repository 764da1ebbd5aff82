//! One method per access pattern, by what it is for.

pub(crate) mod answer;
pub(crate) mod case;
mod consent;
pub(crate) mod count;
mod deliver;
pub(crate) mod erase;
pub(crate) mod export;
mod ledger;
mod letter;
mod mail;
pub(crate) mod open;
pub(crate) mod outbound;
pub(crate) mod plan;
pub(crate) mod request;
pub(crate) mod retain;
pub(crate) mod rotate;
mod setup;
pub(crate) mod shop;
pub(crate) mod staff;
pub(crate) mod view;
