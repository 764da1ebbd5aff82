//! Who may say that an order moved: whoever holds the source's secret, over the very bytes that came in.

use koe_tests::{Answer, Fault, Outcome, Shop, Town};
use reqwest::Method;
use serde_json::json;

use super::altered;

/// What the source of `shop` says to a delivery with these bytes and this signature.
async fn delivered(shop: &Shop, body: &[u8], signature: &str) -> Result<String, Fault> {
    Ok(shop.posts("orders/create", "order-1", body.to_vec(), signature).await?.verdict())
}

#[tokio::test]
async fn a_delivery_without_the_right_signature_is_refused_and_not_remembered() -> Outcome {
    let (town, shop) = Town::with_a_shop().await?;
    let outlet = town.opens_shop("outlet", &json!([])).await?;
    let before = town.rows().await?;
    let body = shop.order(1001, "hanako@example.com").to_string().into_bytes();
    let right = shop.sign(&body);
    for wrong in [
        String::new(),
        "nonsense".to_owned(),
        altered(&right, 0),
        altered(&right, 20),
        right[..right.len() - 4].to_owned(),
        format!("{right}{right}"),
        outlet.sign(&body),
        shop.sign(b""),
    ] {
        assert_eq!(delivered(&shop, &body, &wrong).await?, "401 unauthorised", "{wrong}");
    }
    for position in [0, body.len() / 2, body.len() - 1] {
        let mut other = body.clone();
        other[position] ^= 1;
        assert_eq!(delivered(&shop, &other, &right).await?, "401 unauthorised", "byte {position}");
    }
    let mut longer = body.clone();
    longer.push(b' ');
    assert_eq!(delivered(&shop, &longer, &right).await?, "401 unauthorised");
    assert_eq!(delivered(&shop, b"", &right).await?, "401 unauthorised");

    // Not even a key with all scopes stands in for a signature.
    let unsigned = town.post("/v1/sources/shop/events", &shop.order(1001, "hanako@example.com")).await?;
    assert_eq!(unsigned.verdict(), "401 unauthorised");
    let unnamed = town.stranger(Method::POST, "/v1/sources/shop/events").body(body.clone());
    assert_eq!(Answer::of(unnamed).await?.verdict(), "401 unauthorised");
    town.wrote_nothing_since(&before, "a delivery of somebody else").await?;

    let believed = shop.posts("orders/create", "order-1", body, &right).await?;
    assert_eq!(believed.ok()?, json!({"result": "noted"}));
    Ok(())
}

#[tokio::test]
async fn a_secret_that_was_replaced_signs_no_more_and_during_a_change_both_do() -> Outcome {
    let (town, shop) = Town::with_a_shop().await?;
    let mut renewed = shop.clone();
    renewed.secret = "the-secret-after".to_owned();
    let body = shop.order(1001, "hanako@example.com").to_string().into_bytes();
    let source = |secrets: &[&str]| {
        json!({
            "platform": "shopify", "secrets": secrets, "rules": [],
            "basis": {"kind": "existing_customer", "evidence": "notice at checkout"},
        })
    };
    for (secrets, old, new) in [
        (vec![shop.secret.as_str()], "200", "401 unauthorised"),
        (vec![shop.secret.as_str(), renewed.secret.as_str()], "200", "200"),
        (vec![renewed.secret.as_str()], "401 unauthorised", "200"),
    ] {
        town.put("/v1/sources/shop", &source(&secrets)).await?.ok()?;
        assert_eq!(delivered(&shop, &body, &shop.sign(&body)).await?, old, "{secrets:?}");
        assert_eq!(delivered(&shop, &body, &renewed.sign(&body)).await?, new, "{secrets:?}");
    }
    town.delete("/v1/sources/shop").await?;
    assert_eq!(delivered(&shop, &body, &renewed.sign(&body)).await?, "404 not-found");
    Ok(())
}
