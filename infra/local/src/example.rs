//! The example: an organisation, a survey, a shop, and five orders delivered just now.
//!
//! It is made through the API, as anyone would; a stack that has an organisation is left as it is.

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use koe_domain::Clock as _;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::house::{House, LocalError};
use crate::shop::{Played, SOURCE};

/// The example's survey.
pub const SURVEY: &str = "after-purchase";

/// Makes the organisation, and with `all` the rest of the example.
///
/// # Errors
/// When the API refuses a part of it.
pub async fn fill(house: &House, all: bool) -> Result<(), LocalError> {
    if house.store.organisation().await?.is_some() {
        return Ok(());
    }
    put(&house.router, &house.api_key, "/v1/organisation", &organisation()).await?;
    if !all {
        return Ok(());
    }
    put(&house.router, &house.api_key, &format!("/v1/surveys/{SURVEY}"), &survey()).await?;
    let source = json!({
        "platform": "shopify", "secrets": [house.shop_secret],
        "basis": {"kind": "existing_customer", "evidence": "notice at checkout (example)"},
        "rules": [{"on": "delivered", "survey": SURVEY}],
    });
    put(&house.router, &house.api_key, &format!("/v1/sources/{SOURCE}"), &source).await?;
    let people =
        [("花子 例", "ja"), ("太郎 例", "ja"), ("Ex Ample", "en"), ("Sam Ple", "en"), ("Demo Nstration", "en")];
    for (number, (name, locale)) in (1001_u64..).zip(people) {
        let email = format!("customer{number}@example.com");
        let played = Played { number, email: &email, name, locale, at: house.clock.now() };
        played.send(&house.router, &house.shop_secret, "delivered").await.map_err(LocalError::Example)?;
    }
    Ok(())
}

async fn put(router: &Router, key: &str, path: &str, body: &Value) -> Result<(), LocalError> {
    let failed = |why: String| LocalError::Example(format!("{path}: {why}"));
    let request = Request::put(path)
        .header(AUTHORIZATION, format!("Bearer {key}"))
        .header(CONTENT_TYPE, "application/json")
        .body(Body::from(body.to_string()))
        .map_err(|error| failed(error.to_string()))?;
    let Ok(answer) = router.clone().oneshot(request).await;
    if answer.status().is_success() {
        return Ok(());
    }
    let status = answer.status();
    let body = axum::body::to_bytes(answer.into_body(), 64 * 1024).await.unwrap_or_default();
    Err(failed(format!("{status} {}", String::from_utf8_lossy(&body))))
}

fn organisation() -> Value {
    json!({
        "legal_name": "Example Shop K.K.", "address": "1-1-1 Example, Chiyoda-ku, Tokyo 100-0000, Japan",
        "sender": {"name": "Example Shop", "email": "feedback@example.com", "reply_to": "support@example.com"},
        "complaints": "support@example.com", "privacy_contact": "privacy@example.com",
        "locale": "en", "timezone": "Asia/Tokyo",
        "stores": [{"id": "online", "name": {"default": "Online shop", "ja": "オンラインショップ"}}],
    })
}

fn survey() -> Value {
    json!({
        "definition": {
            "title": {"default": "How was your order?", "ja": "ご注文はいかがでしたか"},
            "pages": [{"name": "main", "elements": [
                {"type": "rating", "name": "nps", "rateMin": 0, "rateMax": 10, "isRequired": true,
                 "title": {"default": "How likely are you to recommend us to a friend?",
                           "ja": "当店をご友人に薦める可能性はどのくらいありますか"},
                 "minRateDescription": {"default": "Not at all likely", "ja": "まったく薦めない"},
                 "maxRateDescription": {"default": "Extremely likely", "ja": "ぜひ薦めたい"}},
                {"type": "rating", "name": "delivery", "rateMin": 1, "rateMax": 5,
                 "title": {"default": "How was the delivery?", "ja": "配送はいかがでしたか"},
                 "minRateDescription": {"default": "Poor", "ja": "悪い"},
                 "maxRateDescription": {"default": "Excellent", "ja": "とても良い"}},
                {"type": "comment", "name": "why", "title": {"default": "Why did you choose that score?",
                 "ja": "その点数を選ばれた理由をお聞かせください"}},
            ]}],
        },
        "settings": {
            "mode": "live",
            "metrics": {"nps": {"question": "nps"}, "csat": {"question": "delivery"}},
            "invitation": {"subject": {"default": "How was your order?", "ja": "ご注文はいかがでしたか"}, "delay": "P1D"},
            "consents": [{"purpose": "follow_up", "text": {
                "default": "You may contact me about my answer.", "ja": "回答について連絡を受けることに同意します。"}}],
            "alert": {},
        },
    })
}
