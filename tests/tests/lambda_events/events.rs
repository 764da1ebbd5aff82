//! The functions behind the API's own events: what Lambda hands over is an HTTP API event of version 2.0, and every route
//! answers to it as it does over HTTP.

use std::collections::BTreeSet;

use koe_local::house::House;
use koe_local::settings::LocalSettings;
use koe_tests::{Outcome, Shop, Town, after_purchase, field, organisation};
use reqwest::Method;
use serde_json::json;

use crate::gate::Gate;

/// A path with its parameters filled in.
fn filled(path: &str) -> String {
    path.replace("{survey}", "after-purchase")
        .replace("{version}", "1")
        .replace("{store}", "shibuya")
        .replace("{source}", "shop")
        .replace("{name}", "crm")
        .replace("{purpose}", "survey_mails")
        .replace("{seq}", "1")
        .replace("{day}", "2026-11-22")
        .replace("{sha256}", &"0".repeat(64))
        .replace("{id}", "unknown")
        .replace("{person}", "unknown")
        .replace("{link}", "unknown")
        .replace("{token}", "unknown")
}

#[tokio::test]
async fn every_route_answers_an_event_as_it_answers_http() -> Outcome {
    let documents = House::build(&LocalSettings::bare()).await?.documents;
    let (town, _) = Town::with_a_shop().await?;
    let gate = Gate::of(&town);
    let mut seen = BTreeSet::new();
    for (function, document) in documents {
        let document = serde_json::to_value(document)?;
        for (path, item) in document["paths"].as_object().into_iter().flatten() {
            for method in item.as_object().into_iter().flat_map(|item| item.keys()) {
                let (method, path) = (method.to_uppercase(), filled(path));
                assert!(!path.contains('{'), "{function}: {path}");
                // Requests that change nothing: reads, and writes without a body.
                let http = town.request(Method::from_bytes(method.as_bytes())?, &path).send().await?;
                let event = gate.call(&method, &path, &[], b"").await?;
                assert_eq!(event.status, http.status().as_u16(), "{function}: {method} {path}");
                assert!(event.headers.contains_key("x-request-id"), "{function}: {method} {path}");
                let kind = http.headers().get("content-type").and_then(|v| v.to_str().ok()).unwrap_or_default();
                assert_eq!(event.header("content-type"), kind, "{function}: {method} {path}");
                seen.insert((method, path));
            }
        }
    }
    assert!(seen.len() >= 65, "{seen:?}");
    Ok(())
}

#[tokio::test]
async fn the_main_job_passes_through_events_alone() -> Outcome {
    let town = Town::empty().await?;
    let gate = Gate::of(&town);
    let typed = [("content-type", "application/json")];
    let put =
        async |path: &str, body: serde_json::Value| gate.call("PUT", path, &typed, body.to_string().as_bytes()).await;
    assert_eq!(put("/v1/organisation", organisation()).await?.status, 200);
    assert_eq!(put("/v1/surveys/after-purchase", after_purchase()).await?.status, 201);
    let source = json!({
        "platform": "shopify", "secrets": ["secret-of-shop"], "basis": {"kind": "contract", "evidence": "terms"},
        "rules": [{"on": "delivered", "survey": "after-purchase"}],
    });
    assert_eq!(put("/v1/sources/shop", source).await?.status, 200);

    let shop = Shop::new(&town, "shop", "secret-of-shop");
    let now = shop.now().to_string();
    let delivered = json!({"id": 1, "order_id": 1001, "status": "delivered", "happened_at": now, "created_at": now});
    let mails = [("orders/create", shop.order(1001, "hanako@example.com")), ("fulfillment_events/create", delivered)];
    for (topic, body) in mails {
        let bytes = body.to_string().into_bytes();
        let signature = shop.sign(&bytes);
        // The signature is over the bytes as sent, which the event carries in base64.
        let headers =
            [("x-shopify-topic", topic), ("x-shopify-webhook-id", topic), ("x-shopify-hmac-sha256", &signature)];
        let answer = gate.anonymous("POST", "/v1/sources/shop/events", &headers, &bytes).await?;
        assert_eq!(answer.status, 200, "{}", answer.text);
    }
    town.advance("P1D").await?;

    let person = town.person("hanako@example.com")?;
    let path = format!("/s/{}", person.token());
    let page = gate.anonymous("GET", &format!("{path}?score=9&lang=ja"), &[("accept", "text/html")], b"").await?;
    assert!(page.status == 200 && page.text.contains("lang=\"ja\""), "{}", page.text);
    let nonce = field(&page.text, "nonce").ok_or("no nonce")?;
    let form = format!("nonce={nonce}&q.nps=9&q.why=%E5%A3%B0");
    let headers = [("content-type", "application/x-www-form-urlencoded"), ("accept", "text/html")];
    let thanks = gate.anonymous("POST", &path, &headers, form.as_bytes()).await?;
    assert_eq!(thanks.status, 200, "{}", thanks.text);
    town.settle().await?;
    let summary = gate.call("GET", "/v1/surveys/after-purchase/summary", &[], b"").await?;
    assert!(summary.text.contains("\"withheld\":true"), "{}", summary.text);
    Ok(())
}
