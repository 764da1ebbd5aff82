//! What a shop's webhooks lead to, in whatever order they come, and however often.

use futures::future::join_all;
use koe_tests::{Fault, Outcome, Shop, Town, after_purchase};
use serde_json::{Value, json};

/// What ends asking about an order, as rows say it.
const ENDS: [&str; 2] = ["order_cancelled", "order_refunded"];

fn address(number: u64) -> String {
    format!("customer{number}@example.com")
}

/// Ends asking about an order, and gives what it led to.
async fn ends(shop: &Shop, number: u64, why: &str) -> Result<Value, Fault> {
    let answer = match why {
        "order_refunded" => shop.refunds(number).await?,
        _ => shop.cancels(number, &address(number)).await?,
    };
    Ok(answer.ok()?["result"].take())
}

/// Where the one rule's question about the one order stands.
fn asked(town: &Town) -> Result<Value, Fault> {
    Ok(town.only("koe-people", "ORDER#")?["asks"]["delivered:after-purchase"]["state"].take())
}

#[tokio::test]
async fn a_delivery_that_comes_before_its_order_waits_for_it() -> Outcome {
    let (town, shop) = Town::with_a_shop().await?;
    assert_eq!(shop.delivers(1001).await?.ok()?["result"], "waiting");
    assert_eq!(asked(&town)?, "waiting");
    assert_eq!(shop.places(1001, &address(1001)).await?.ok()?["result"], "planned");
    assert_eq!(asked(&town)?, "planned");
    town.advance("P1D").await?;
    assert_eq!((town.mails_to(&address(1001)), town.states()?), (1, vec!["delivered".to_owned()]));
    Ok(())
}

#[tokio::test]
async fn an_order_told_of_many_times_is_asked_about_once() -> Outcome {
    let (town, shop) = Town::with_a_shop().await?;
    let order = shop.order(1001, &address(1001));
    for (id, result) in [("placed-1", "noted"), ("placed-2", "noted"), ("placed-2", "seen_before")] {
        assert_eq!(shop.sends("orders/create", id, &order).await?.ok()?["result"], result, "{id}");
    }
    for (id, result) in [("delivered-1", "planned"), ("delivered-2", "noted"), ("delivered-1", "seen_before")] {
        assert_eq!(shop.delivers_as(1001, id).await?.ok()?["result"], result, "{id}");
    }
    town.advance("P2D").await?;
    assert_eq!((town.mails_to(&address(1001)), town.states()?), (1, vec!["delivered".to_owned()]));

    let listed = town.get("/v1/sources/shop/events").await?.ok()?;
    let mut results: Vec<&str> =
        listed["items"].as_array().into_iter().flatten().filter_map(|item| item["result"].as_str()).collect();
    results.sort_unstable();
    assert_eq!(results, ["noted", "noted", "noted", "planned"]);
    Ok(())
}

#[tokio::test]
async fn twenty_deliveries_of_one_webhook_at_once_make_one_invitation() -> Outcome {
    let (town, shop) = Town::with_a_shop().await?;
    shop.places(1001, &address(1001)).await?.ok()?;
    let mut results = Vec::new();
    for answer in join_all((0..20).map(|_| shop.delivers(1001))).await {
        results.push(answer?.ok()?["result"].as_str().unwrap_or_default().to_owned());
    }
    results.sort();
    let mut expected = vec!["planned".to_owned()];
    expected.extend(vec!["seen_before".to_owned(); 19]);
    assert_eq!(results, expected);
    town.advance("P2D").await?;
    assert_eq!((town.mails_to(&address(1001)), town.states()?), (1, vec!["delivered".to_owned()]));
    Ok(())
}

#[tokio::test]
async fn an_order_called_off_before_its_delivery_is_not_asked_about() -> Outcome {
    for why in ENDS {
        let (town, shop) = Town::with_a_shop().await?;
        shop.places(1001, &address(1001)).await?.ok()?;
        assert_eq!(ends(&shop, 1001, why).await?, "noted");
        assert_eq!(shop.delivers(1001).await?.ok()?["result"], "noted");
        town.advance("P2D").await?;
        assert_eq!(town.mails_to(&address(1001)), 0);
        assert!(town.states()?.is_empty());
        let order = town.only("koe-people", "ORDER#")?;
        assert_eq!((&order["called_off"]["why"], asked(&town)?), (&json!(why), json!("revoked")));
    }
    Ok(())
}

#[tokio::test]
async fn an_order_called_off_after_its_delivery_is_not_asked_about_either() -> Outcome {
    for why in ENDS {
        let (town, shop) = Town::with_a_shop().await?;
        shop.places(1001, &address(1001)).await?.ok()?;
        shop.delivers(1001).await?.ok()?;
        town.advance("PT23H").await?;
        assert_eq!(ends(&shop, 1001, why).await?, "called_off");
        town.advance("P2D").await?;
        assert_eq!((town.mails_to(&address(1001)), town.states()?), (0, vec!["revoked".to_owned()]));
        let steps = town.only("koe-people", "INVITE#")?["history"].take();
        assert_eq!(steps[1]["why"], why);
    }
    Ok(())
}

#[tokio::test]
async fn a_call_off_that_comes_first_of_all_holds() -> Outcome {
    for why in ENDS {
        let (town, shop) = Town::with_a_shop().await?;
        assert_eq!(ends(&shop, 1001, why).await?, "noted");
        assert_eq!(shop.places(1001, &address(1001)).await?.ok()?["result"], "noted");
        assert_eq!(shop.delivers(1001).await?.ok()?["result"], "noted");
        town.advance("P2D").await?;
        assert_eq!(town.mails_to(&address(1001)), 0);
        assert!(town.states()?.is_empty());
    }
    Ok(())
}

#[tokio::test]
async fn a_call_off_after_the_mail_leaves_its_link_working() -> Outcome {
    for why in ENDS {
        let (town, shop) = Town::with_a_shop().await?;
        shop.places(1001, &address(1001)).await?.ok()?;
        shop.delivers(1001).await?.ok()?;
        town.advance("P1D").await?;
        assert_eq!(ends(&shop, 1001, why).await?, "noted");
        let person = town.person(&address(1001))?;
        assert_eq!(person.opens("").await?.status, 200);
        assert_eq!(person.answers(2).await?.ok()?, json!({"revision": 1}));
        assert_eq!(town.states()?, ["answered"]);
    }
    Ok(())
}

#[tokio::test]
async fn a_corrected_address_moves_the_mail_to_the_right_person_and_only_there() -> Outcome {
    let (town, shop) = Town::with_a_shop().await?;
    let before = shop.order(1001, "mistyped@example.com");
    shop.sends("orders/create", "placed", &before).await?.ok()?;
    shop.delivers(1001).await?.ok()?;
    let wrong = town.only("koe-people", "INVITE#")?;
    let corrected = shop.order(1001, "right@example.com");
    assert_eq!(shop.sends("orders/updated", "corrected", &corrected).await?.ok()?["result"], "moved");
    // What the shop said before is late news, and moves nothing back.
    assert_eq!(shop.sends("orders/updated", "late", &before).await?.ok()?["result"], "noted");
    let right = town.only("koe-people", "INVITE#")?;
    assert_eq!(right["sk"], wrong["sk"], "the same invitation");
    assert_ne!(right["pk"], wrong["pk"], "under another person");
    town.advance("P2D").await?;
    assert_eq!((town.mails_to("mistyped@example.com"), town.mails_to("right@example.com")), (0, 1));
    assert_eq!(town.person("right@example.com")?.answers(9).await?.ok()?, json!({"revision": 1}));

    // Once it is sent, the mail is where it is.
    let again = shop.order(1001, "third@example.com");
    assert_eq!(shop.sends("orders/updated", "too-late", &again).await?.ok()?["result"], "noted");
    town.advance("P2D").await?;
    assert_eq!((town.mails_to("right@example.com"), town.mails_to("third@example.com")), (1, 0));
    Ok(())
}

#[tokio::test]
async fn an_order_that_names_nobody_ends_without_a_contact_until_it_names_somebody() -> Outcome {
    let (town, shop) = Town::with_a_shop().await?;
    let mut order = shop.order(1001, "");
    for field in ["email", "contact_email", "customer"] {
        order[field] = Value::Null;
    }
    assert_eq!(shop.sends("orders/create", "placed", &order).await?.ok()?["result"], "noted");
    assert_eq!(shop.delivers(1001).await?.ok()?["result"], "no_contact");
    assert!(town.states()?.is_empty());
    let listed = town.get("/v1/sources/shop/events").await?.ok()?;
    let delivered = listed["items"].as_array().into_iter().flatten().find(|item| item["id"] == "delivered-1001");
    let delivered = delivered.ok_or("the delivery is not listed")?;
    assert_eq!(
        (&delivered["topic"], &delivered["result"]),
        (&json!("fulfillment_events/create"), &json!("no_contact"))
    );

    let named = shop.order(1001, &address(1001));
    assert_eq!(shop.sends("orders/updated", "named", &named).await?.ok()?["result"], "planned");
    town.advance("P1D").await?;
    assert_eq!(town.mails_to(&address(1001)), 1);
    Ok(())
}

#[tokio::test]
async fn a_delivery_whose_order_never_comes_stops_waiting_after_fourteen_days() -> Outcome {
    let (town, shop) = Town::with_a_shop().await?;
    assert_eq!(shop.delivers(1001).await?.ok()?["result"], "waiting");
    town.advance("P13D").await?;
    assert_eq!(asked(&town)?, "waiting");
    town.advance("P2D").await?;
    assert_eq!(asked(&town)?, "no_contact");
    assert!(town.only("koe-people", "ORDER#")?["due_at"].is_null(), "nothing waits any more");
    assert!(town.inbox.mails().is_empty());
    Ok(())
}

#[tokio::test]
async fn order_numbers_beyond_two_to_the_fifty_third_stay_apart() -> Outcome {
    let (town, shop) = Town::with_a_shop().await?;
    // As floating point numbers, these two are the same.
    let numbers = [9_007_199_254_740_992, 9_007_199_254_740_993];
    for number in numbers {
        shop.places(number, &address(number)).await?.ok()?;
    }
    for number in numbers {
        assert_eq!(shop.delivers(number).await?.ok()?["result"], "planned");
    }
    town.advance("P1D").await?;
    assert_eq!(town.stored("koe-people", "ORDER#")?.len(), 2);
    assert_eq!(numbers.map(|number| town.mails_to(&address(number))), [1, 1]);
    Ok(())
}

#[tokio::test]
async fn a_customer_with_two_orders_on_one_day_is_asked_once() -> Outcome {
    let (town, shop) = Town::with_a_shop().await?;
    for number in [1001, 1002] {
        shop.places(number, "hanako@example.com").await?.ok()?;
        assert_eq!(shop.delivers(number).await?.ok()?["result"], "planned");
    }
    town.advance("P20D").await?;
    assert_eq!((town.mails_to("hanako@example.com"), town.states()?.join(" ")), (1, "deferred delivered".to_owned()));
    let rows = town.stored("koe-people", "INVITE#")?;
    let deferred = rows.iter().find(|row| row["state"] == "deferred").ok_or("nothing was deferred")?;
    assert_eq!(deferred["history"][1]["why"], "asked_recently");

    // A third one while the pause lasts is deferred at once; after it, they are asked again.
    shop.places(1003, "hanako@example.com").await?.ok()?;
    assert_eq!(shop.delivers(1003).await?.ok()?["result"], "deferred");
    town.advance("P15D").await?;
    shop.places(1004, "hanako@example.com").await?.ok()?;
    assert_eq!(shop.delivers(1004).await?.ok()?["result"], "planned");
    town.advance("P1D").await?;
    assert_eq!(town.mails_to("hanako@example.com"), 2);
    Ok(())
}

#[tokio::test]
async fn two_rules_ask_about_one_order_twice() -> Outcome {
    let mut survey = after_purchase();
    survey["settings"]["invitation"] = json!({"ask_at_most_every": "P0D"});
    let rules = json!([{"on": "placed", "survey": "after-purchase", "delay": "PT1H"},
        {"on": "delivered", "survey": "after-purchase"}]);
    let (town, shop) = Town::asking(&survey, &rules).await?;
    assert_eq!(shop.places(1001, &address(1001)).await?.ok()?["result"], "planned");
    assert_eq!(shop.delivers(1001).await?.ok()?["result"], "planned");
    town.advance("PT1H").await?;
    assert_eq!(town.mails_to(&address(1001)), 1);
    let first = town.person(&address(1001))?;
    town.advance("P1D").await?;
    assert_eq!(town.mails_to(&address(1001)), 2);
    let second = town.person(&address(1001))?;
    assert_ne!(first.link, second.link);
    for person in [first, second] {
        assert_eq!(person.answers(9).await?.ok()?, json!({"revision": 1}));
    }
    assert_eq!(town.states()?, ["answered", "answered"]);
    Ok(())
}
