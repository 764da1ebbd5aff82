//! What a shop asks about its customers: forget one, forget all, say what is held. It is about that shop's data alone.

use jiff::{SignedDuration, Timestamp};
use koe_tests::{Fault, Outcome, Person, Shop, Town, after_delivery, after_purchase};
use serde_json::{Value, json};

use super::skips;

const HANAKO: &str = "hanako@example.com";

/// A stack with two shops that ask by the same survey, where one may be asked again at once and change an answer for long.
async fn two_shops() -> Result<(Town, Shop, Shop), Fault> {
    let mut survey = after_purchase();
    survey["settings"]["invitation"] = json!({"ask_at_most_every": "P0D"});
    survey["settings"]["edit_window"] = json!("P30D");
    let (town, shop) = Town::asking(&survey, &after_delivery()).await?;
    let other = town.opens_shop("other", &after_delivery()).await?;
    Ok((town, shop, other))
}

/// Somebody buys, gets the mail and complains in these words.
async fn complains(town: &Town, shop: &Shop, number: u64, address: &str, words: &str) -> Result<Person, Fault> {
    shop.places(number, address).await?.ok()?;
    shop.delivers(number).await?.ok()?;
    town.advance("P1D").await?;
    let person = town.person(address)?;
    let body = json!({"nonce": person.nonce().await?, "answers": {"nps": 3, "why": words}});
    person.sends(&body).await?.ok()?;
    town.settle().await?;
    Ok(person)
}

/// The customer as the platform names them.
fn customer(email: &Value, orders: &str, numbers: &[u64]) -> Value {
    let mut body = json!({"shop_id": 1, "shop_domain": "shop.example.com", "customer": {"id": 77, "email": email}});
    body[orders] = json!(numbers);
    body
}

/// How many invitations and orders of a source there are.
fn brought_by(town: &Town, source: &str) -> Result<(usize, usize), Fault> {
    let invitations = town.stored("koe-people", "INVITE#")?;
    let orders = town.stored("koe-people", "ORDER#")?;
    Ok((
        invitations.iter().filter(|row| row["origin"]["source"] == source).count(),
        orders.iter().filter(|row| row["source"] == source).count(),
    ))
}

/// The erasure of this extent, as staff see it.
async fn erasure(town: &Town, scope: &Value) -> Result<Value, Fault> {
    let rows = town.stored("koe-people", "ERASURE#")?;
    let row = rows.iter().find(|row| row["scope"] == *scope).ok_or("no erasure of this extent")?;
    let id = row["pk"].as_str().and_then(|pk| pk.strip_prefix("ERASURE#")).ok_or("no id")?;
    town.get(&format!("/v1/erasures/{id}")).await?.ok()
}

#[tokio::test]
async fn a_customer_whom_one_shop_forgets_is_still_the_other_shop_s_customer() -> Outcome {
    let (town, shop, other) = two_shops().await?;
    let from = town.today()?;
    let here = complains(&town, &shop, 1001, HANAKO, "The lid was open").await?;
    let there = complains(&town, &other, 2001, HANAKO, "The box was wet").await?;
    let redact = customer(&json!(HANAKO), "orders_to_redact", &[1001]);
    assert_eq!(shop.sends("customers/redact", "redact-1", &redact).await?.ok()?["result"], "erasing");
    town.advance("PT1H").await?;

    assert_eq!((brought_by(&town, "shop")?, brought_by(&town, "other")?), ((0, 0), (1, 1)));
    for (table, kind) in [("koe-keys", "POINTER#"), ("koe-keys", "TEXT#"), ("koe-people", "CASE#")] {
        assert_eq!(town.stored(table, kind)?.len(), 1, "{kind}");
    }
    let responses = town.stored("koe", "RESPONSE#")?;
    assert_eq!((responses.len(), responses.iter().filter(|row| !row["text"].is_null()).count()), (2, 1));
    let profile = town.only("koe-people", "PROFILE")?;
    assert!(!profile["contact"].is_null() && profile["tombstone"].is_null(), "{profile}");
    let page = here.opens("").await?;
    assert!(page.status == 410 && page.text.contains("has been erased"), "{}", page.text);
    assert_eq!(there.reads().await?.ok()?["answers"]["why"], "The box was wet");
    assert_eq!(town.recounts_since(&from).await?, 2, "the totals stand");

    let shown = erasure(&town, &json!({"source": "shop"})).await?;
    assert_eq!((&shown["state"], &shown["via"]), (&json!("done"), &json!("shop")), "{shown}");
    assert_eq!(shown["scope"], json!({"kind": "source", "source": "shop"}));
    for kind in ["invitations", "orders", "pointers", "texts", "cases"] {
        assert_eq!(shown["destroyed"][kind], 1, "{kind} in {shown}");
    }
    assert!(shown["certificate"]["proof"].is_object(), "{shown}");

    let before = town.rows().await?;
    assert_eq!(shop.sends("customers/redact", "redact-1", &redact).await?.ok()?["result"], "seen_before");
    town.wrote_nothing_since(&before, "a repeated delivery").await
}

#[tokio::test]
async fn a_customer_without_an_address_is_found_by_the_order_and_goes_where_nothing_else_is_left() -> Outcome {
    let (town, shop, _) = two_shops().await?;
    let person = complains(&town, &shop, 1001, HANAKO, "The lid was open").await?;
    let strange = customer(&Value::Null, "orders_to_redact", &[4711]);
    assert_eq!(shop.sends("customers/redact", "redact-0", &strange).await?.ok()?["result"], "nobody");
    let redact = customer(&Value::Null, "orders_to_redact", &[1001]);
    assert_eq!(shop.sends("customers/redact", "redact-1", &redact).await?.ok()?["result"], "erasing");
    town.advance("PT1H").await?;

    let left = town.only("koe-people", "PERSON#")?;
    assert!(left["sk"] == "PROFILE" && !left["tombstone"].is_null() && left["contact"].is_null(), "{left}");
    for (table, kind) in [("koe-keys", "PERSON#"), ("koe-keys", "TEXT#"), ("koe-people", "ORDER#")] {
        assert!(town.stored(table, kind)?.is_empty(), "{kind}");
    }
    assert!(town.only("koe", "RESPONSE#")?["text"].is_null(), "the score stays, the words do not");
    let shown = erasure(&town, &json!("person")).await?;
    assert_eq!((&shown["state"], &shown["scope"]), (&json!("done"), &json!({"kind": "person"})));
    let page = person.opens("").await?;
    assert!(page.status == 410 && page.text.contains("has been erased"), "{}", page.text);

    // What the shop still says does not bring them back.
    shop.places(1002, HANAKO).await?.ok()?;
    assert_eq!(shop.delivers(1002).await?.ok()?["result"], "no_contact");
    town.advance("P2D").await?;
    assert_eq!(town.mails_to(HANAKO), 1);
    assert_eq!(town.only("koe-people", "PERSON#")?["sk"], "PROFILE");
    Ok(())
}

#[tokio::test]
async fn a_system_of_ones_own_forgets_in_its_own_words() -> Outcome {
    let (town, _, _) = two_shops().await?;
    let system = town.opens_sender("own", &after_delivery()).await?;
    let order = json!({"order": "A-1", "email": HANAKO});
    system.sends("1", "order.placed", &order).await?.ok()?;
    system.sends("2", "order.delivered", &json!({"order": "A-1"})).await?.ok()?;
    assert_eq!(brought_by(&town, "own")?, (1, 1));
    let redact = json!({"orders": ["A-1"]});
    assert_eq!(system.sends("3", "customer.redact", &redact).await?.ok()?["result"], "erasing");
    town.advance("P2D").await?;
    assert_eq!((brought_by(&town, "own")?, town.mails_to(HANAKO)), ((0, 0), 0));
    assert!(!town.only("koe-people", "PROFILE")?["tombstone"].is_null());
    Ok(())
}

#[tokio::test]
async fn a_shop_that_leaves_takes_all_its_customers_along_but_those_of_others() -> Outcome {
    let (town, shop, other) = two_shops().await?;
    let from = town.today()?;
    for (number, address) in [(1001, "taro@example.com"), (1002, "jiro@example.com"), (1003, HANAKO)] {
        complains(&town, &shop, number, address, "The lid was open").await?;
    }
    complains(&town, &other, 2001, HANAKO, "The box was wet").await?;
    let leaves = json!({"shop_id": 1, "shop_domain": "shop.example.com"});
    assert_eq!(shop.sends("shop/redact", "redact-shop", &leaves).await?.ok()?["result"], "erasing");
    town.advance("P1D").await?;

    assert_eq!((brought_by(&town, "shop")?, brought_by(&town, "other")?), ((0, 0), (1, 1)));
    let profiles = town.stored("koe-people", "PROFILE")?;
    assert_eq!((profiles.len(), profiles.iter().filter(|row| !row["tombstone"].is_null()).count()), (3, 2));
    assert_eq!(town.stored("koe-keys", "POINTER#")?.len(), 1);
    assert_eq!(town.person(HANAKO)?.reads().await?.ok()?["answers"]["why"], "The box was wet");
    assert_eq!(town.recounts_since(&from).await?, 4, "the totals stand");

    let shown = erasure(&town, &json!({"shop": "shop"})).await?;
    assert_eq!((&shown["state"], &shown["destroyed"]["people"]), (&json!("done"), &json!(3)), "{shown}");
    assert!(shown["certificate"]["proof"].is_object(), "{shown}");
    let erasures = town.stored("koe-people", "ERASURE#")?;
    assert_eq!(erasures.len(), 4, "one of the shop, and one of each customer");
    assert!(erasures.iter().all(|row| row["state"] == "done" && row["person"].is_null()));
    assert_eq!(shop.sends("shop/redact", "redact-shop", &leaves).await?.ok()?["result"], "seen_before");
    Ok(())
}

#[tokio::test]
async fn what_a_customer_asks_the_shop_staff_answer_within_thirty_days() -> Outcome {
    let (town, shop, other) = two_shops().await?;
    complains(&town, &shop, 1001, HANAKO, "The lid was open").await?;
    complains(&town, &other, 2001, HANAKO, "The box was wet").await?;
    let strange = customer(&json!("stranger@example.com"), "orders_requested", &[]);
    assert_eq!(shop.sends("customers/data_request", "ask-0", &strange).await?.ok()?["result"], "nobody");
    let asks = customer(&json!(HANAKO), "orders_requested", &[1001]);
    assert_eq!(shop.sends("customers/data_request", "ask-1", &asks).await?.ok()?["result"], "request_opened");
    assert_eq!(shop.sends("customers/data_request", "ask-1", &asks).await?.ok()?["result"], "seen_before");

    let listed = town.get("/v1/privacy-requests").await?.ok()?;
    assert_eq!(listed["items"].as_array().map(Vec::len), Some(1), "{listed}");
    let request = &listed["items"][0];
    for (name, value) in [("kind", "export"), ("via", "shop"), ("source", "shop"), ("state", "open")] {
        assert_eq!(request[name], value, "{request}");
    }
    let time = |name: &str| -> Result<Timestamp, Fault> { Ok(request[name].as_str().ok_or("no time")?.parse()?) };
    let given = time("answer_by")?.duration_since(time("received_at")?);
    assert_eq!(given, SignedDuration::from_hours(30 * 24));
    assert_eq!((&request["next"]["what"], &request["overdue"]), (&json!("answer"), &json!(false)));

    // The copy holds what this shop brought, and nothing of the other.
    let copy = town.get(request["export"].as_str().ok_or("no copy")?).await?;
    let (text, copy) = (copy.text.clone(), copy.ok()?);
    assert_eq!((&copy["only_from"], &copy["contact"]["email"]), (&json!("shop"), &json!(HANAKO)));
    assert!(text.contains("The lid was open") && !text.contains("The box was wet"), "{text}");

    skips(&town, 31).await?;
    let listed = town.get("/v1/privacy-requests?state=open").await?.ok()?;
    assert_eq!(listed["items"][0]["overdue"], true, "{listed}");
    Ok(())
}

#[tokio::test]
async fn nobody_but_the_shop_may_ask_and_whoever_tries_leaves_no_trace() -> Outcome {
    let (town, shop, other) = two_shops().await?;
    complains(&town, &shop, 1001, HANAKO, "The lid was open").await?;
    let mut forged = shop.clone();
    // Signed by another shop of the same stack.
    forged.secret.clone_from(&other.secret);
    let before = town.rows().await?;
    for (topic, orders) in [("customers/redact", "orders_to_redact"), ("customers/data_request", "orders_requested")] {
        let body = customer(&json!(HANAKO), orders, &[1001]);
        assert_eq!(forged.sends(topic, "forged", &body).await?.verdict(), "401 unauthorised", "{topic}");
        let unsigned = shop.posts(topic, "unsigned", body.to_string().into_bytes(), "").await?;
        assert_eq!(unsigned.verdict(), "401 unauthorised", "{topic}");
    }
    assert_eq!(forged.sends("shop/redact", "forged", &json!({"shop_id": 1})).await?.verdict(), "401 unauthorised");
    // Signed, but not readable: the place is told, and nothing is written either.
    let mut odd = customer(&json!(HANAKO), "orders_to_redact", &[]);
    odd["orders_to_redact"] = json!([true]);
    let unreadable = shop.sends("customers/redact", "odd", &odd).await?;
    assert_eq!(unreadable.verdict(), "400 unreadable /orders_to_redact/0");
    town.wrote_nothing_since(&before, "a call that was refused").await
}
