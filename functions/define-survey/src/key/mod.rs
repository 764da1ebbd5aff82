//! API keys: made once, shown once, revoked for good.

pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod list;

use std::collections::BTreeSet;

use jiff::Timestamp;
use koe_domain::Random;
use koe_store::rows::ApiKeyRow;
use koe_store::{Store, StoreError, Written};
use koe_web::Scope;
use koe_web::auth::ApiKey;

/// Draws a key and stores the row that knows it again; nothing where a key of the same public part was there. One round
/// trip.
pub(crate) async fn make(
    store: &Store,
    random: &dyn Random,
    name: String,
    scopes: &BTreeSet<Scope>,
    now: Timestamp,
) -> Result<Option<(ApiKey, ApiKeyRow)>, StoreError> {
    let key = ApiKey::generate(random);
    let row = key.row(name, scopes, now);
    Ok(match store.create_api_key(&row).await? {
        Written::Done(()) => Some((key, row)),
        Written::ConditionFailed => None,
    })
}
