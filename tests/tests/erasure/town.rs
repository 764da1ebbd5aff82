//! The town in which people are erased.

use koe_tests::{Fault, Outcome, Shop, Sink, Town, after_delivery, after_purchase, organisation};
use serde_json::json;

use crate::person::Told;

/// A town with an alert, a consent, a shop and another system that is told of everything.
pub(crate) async fn town() -> Result<(Town, Shop, Sink), Fault> {
    let mut survey = after_purchase();
    survey["settings"]["alert"] = json!({"question": "nps", "at_most": 6});
    let (town, shop) = Town::asking(&survey, &after_delivery()).await?;
    town.put("/v1/organisation", &organisation()).await?.ok()?;
    let events = json!(["response.recorded", "case.opened", "consent.changed"]);
    let sink = town.subscribes("crm", &events, false).await?;
    Ok((town, shop, sink))
}

/// Erases `told`, and waits until it is done.
pub(crate) async fn erased(town: &Town, told: &Told) -> Outcome {
    let confirm = told.page.asks(town, &told.email, "erase", false).await?;
    told.page.confirms(&confirm).await?.ok()?;
    town.settle().await?;
    Ok(())
}
