//! The name of a subscription. It becomes part of keys, and of the names by which a receiver knows people.

use koe_domain::{Faults, SourceId};
use serde::Deserialize;

/// A name such as `crm`: of the same form as every name that a person chooses here.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct SubscriptionName(String);

impl SubscriptionName {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for SubscriptionName {
    type Error = Faults;
    fn try_from(name: String) -> Result<Self, Faults> {
        SourceId::parse(&name).map(|_| Self(name))
    }
}
