//! One method per access pattern, by what it is for.

pub(crate) mod answer;
mod case;
mod consent;
pub(crate) mod count;
mod deliver;
mod mail;
pub(crate) mod plan;
pub(crate) mod retain;
mod setup;
pub(crate) mod view;
