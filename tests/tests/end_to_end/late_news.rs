//! Events that come late, and name somebody whom newer ones have replaced.

use koe_tests::{Outcome, Town, after_purchase};
use serde_json::json;

#[tokio::test]
async fn a_late_event_that_names_the_old_address_asks_the_person_of_the_newer_one() -> Outcome {
    let (town, shop) = Town::asking(&after_purchase(), &json!([{"on": "shipped", "survey": "after-purchase"}])).await?;
    let early = shop.order(1001, "old@example.com");
    shop.sends("orders/create", "placed", &early).await?.ok()?;
    town.advance("PT2H").await?;
    let corrected = shop.order(1001, "new@example.com");
    shop.sends("orders/updated", "corrected", &corrected).await?.ok()?;
    // Shipped before the correction, told after it: the body still has the old address.
    assert_eq!(shop.sends("orders/fulfilled", "shipped", &early).await?.ok()?["result"], "planned");
    town.advance("P2D").await?;
    assert_eq!((town.mails_to("old@example.com"), town.mails_to("new@example.com")), (0, 1));
    Ok(())
}

#[tokio::test]
async fn an_order_whose_contact_was_forgotten_on_the_way_waits_for_one_again() -> Outcome {
    let mut survey = after_purchase();
    survey["settings"]["retention"] = json!({"contact": "P7D"});
    let (town, shop) = Town::asking(&survey, &koe_tests::after_delivery()).await?;
    shop.places(1001, "hanako@example.com").await?.ok()?;
    town.advance("P8D").await?;
    assert!(town.stored("koe-keys", "PERSON#")?.is_empty(), "the address is kept a week");
    assert_eq!(shop.delivers(1001).await?.ok()?["result"], "waiting");
    let again = shop.order(1001, "hanako@example.com");
    assert_eq!(shop.sends("orders/updated", "again", &again).await?.ok()?["result"], "planned");
    town.advance("P2D").await?;
    assert_eq!(town.mails_to("hanako@example.com"), 1);
    Ok(())
}
