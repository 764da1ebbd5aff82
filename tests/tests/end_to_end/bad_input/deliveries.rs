//! Deliveries that their sender signed, and that say nothing that can be read.

use koe_tests::{Answer, Fault, Outcome, Shop, Town, changes};
use serde_json::{Value, json};

/// What becomes of an order with `change` made to it, signed by the shop and sent as delivery `odd`.
async fn ordered(shop: &Shop, change: impl FnOnce(&mut Value)) -> Result<Answer, Fault> {
    let mut order = shop.order(1001, "hanako@example.com");
    change(&mut order);
    shop.sends("orders/create", "odd", &order).await
}

#[tokio::test]
async fn a_signed_delivery_that_cannot_be_read_is_refused_and_not_remembered() -> Outcome {
    let (town, shop) = Town::with_a_shop().await?;
    let before = town.rows().await?;
    let broken =
        [b"".as_slice(), b"{\"id\": 1001", b"\xff\xfe{}", b"{\"id\": 1001, \"email\": \"\xff\"}", b"[]", b"null"];
    for body in broken {
        let answer = shop.posts("orders/create", "odd", body.to_vec(), &shop.sign(body)).await?;
        assert_eq!(answer.verdict(), "400 unreadable (body)", "{}", body.escape_ascii());
    }
    for id in [json!(1001.5), json!(8.2e17), json!(true), json!([1001]), Value::Null] {
        let answer = ordered(&shop, |order| order["id"] = id.clone()).await?;
        assert_eq!(answer.verdict(), "400 unreadable /id", "{id}");
    }
    let several = ordered(&shop, |order| {
        order["id"] = json!(1.5);
        order["updated_at"] = json!("noon");
        order["customer"]["email"] = json!(["hanako@example.com"]);
    });
    let several = several.await?;
    assert_eq!(several.verdict(), "400 unreadable /customer/email /id /updated_at");
    assert!(!several.text.contains("hanako"), "{}", several.text);
    town.wrote_nothing_since(&before, "an unreadable delivery").await?;

    assert_eq!(ordered(&shop, |_| ()).await?.ok()?["result"], "noted");
    Ok(())
}

#[tokio::test]
async fn a_topic_that_means_nothing_here_is_noted_and_nothing_else() -> Outcome {
    let (town, shop) = Town::with_a_shop().await?;
    let before = town.rows().await?;
    let order = shop.order(1001, "hanako@example.com");
    assert_eq!(shop.sends("carts/update", "cart-1", &order).await?.ok()?, json!({"result": "ignored"}));
    let written = changes(&before, &town.rows().await?);
    assert_eq!(written, ["koe SEEN#shop#cart-1 SEEN"]);

    let mut nowhere = shop.clone();
    for source in ["nowhere", "Shop", "shop%21", "%FF"] {
        nowhere.source = source.to_owned();
        assert_eq!(nowhere.places(1001, "hanako@example.com").await?.verdict(), "404 not-found", "{source}");
    }
    assert_eq!(changes(&before, &town.rows().await?), written);
    Ok(())
}
