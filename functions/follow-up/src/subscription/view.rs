//! A subscription as a caller sees it: without its secret.

use std::collections::BTreeSet;

use jiff::Timestamp;
use koe_store::rows::SubscriptionRow;
use serde::Serialize;
use utoipa::ToSchema;

/// A subscription.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SubscriptionView {
    /// Its name.
    name: String,
    /// Where events go.
    url: String,
    /// The events wanted.
    events: BTreeSet<String>,
    /// Whether the receiver is a third party to whom data are sold or shared (CCPA).
    third_party: bool,
    /// When it was last written.
    #[schema(value_type = String, format = DateTime)]
    updated_at: Timestamp,
}

impl From<SubscriptionRow> for SubscriptionView {
    fn from(row: SubscriptionRow) -> Self {
        let SubscriptionRow { name, url, events, third_party, updated_at, .. } = row;
        Self { name, url, events, third_party, updated_at }
    }
}
