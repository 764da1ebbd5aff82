//! What the answers to an order are counted by: its store and its rule's labels, as far as they are set up.

use std::collections::BTreeMap;

use koe_domain::StoreId;
use koe_store::rows::OrderRow;
use koe_web::surveys::Setting;

/// The order's store, where the organisation has one of that code.
pub(crate) fn store_of(order: &OrderRow, setting: &Setting) -> Option<StoreId> {
    let id = StoreId::parse(order.store.as_deref()?).ok()?;
    setting.organisation.store(&id).map(|store| store.id.clone())
}

/// The rule's labels that the survey counts by.
pub(crate) fn labels_of(labels: &BTreeMap<String, String>, setting: &Setting) -> BTreeMap<String, String> {
    let known = &setting.version.settings.labels;
    let counted = |(name, value): &(&String, &String)| known.get(*name).is_some_and(|values| values.contains(value));
    labels.iter().filter(counted).map(|(name, value)| (name.clone(), value.clone())).collect()
}
