//! Plays a shop: deliveries in the documented shape of Shopify's webhooks, signed, and sent through the router.

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use serde_json::{Value, json};
use sha2::Sha256;
use tower::ServiceExt as _;

/// An order that is played.
pub(crate) struct Played<'a> {
    pub(crate) number: u64,
    pub(crate) email: &'a str,
    pub(crate) name: &'a str,
    pub(crate) locale: &'a str,
    pub(crate) at: Timestamp,
}

/// The shop that the example sets up.
pub(crate) const SOURCE: &str = "example-shop";

impl Played<'_> {
    fn order(&self) -> Value {
        let (first, last) = self.name.split_once(' ').unwrap_or(("", self.name));
        json!({
            "id": self.number, "admin_graphql_api_id": format!("gid://shopify/Order/{}", self.number),
            "name": format!("#{}", self.number), "email": self.email, "contact_email": self.email,
            "created_at": self.at.to_string(), "updated_at": self.at.to_string(), "cancelled_at": null,
            "currency": "JPY", "total_price": "4800", "customer_locale": self.locale, "test": true,
            "customer": {"id": self.number + 1_000_000, "email": self.email, "first_name": first, "last_name": last},
            "line_items": [],
        })
    }

    /// Sends what `event` (`placed`, `delivered`, `cancelled`) stands for.
    pub(crate) async fn send(&self, router: &Router, secret: &str, event: &str) -> Result<(), String> {
        match event {
            "placed" => self.post(router, secret, "orders/create", &self.order()).await,
            "delivered" => {
                self.post(router, secret, "orders/create", &self.order()).await?;
                let body = json!({
                    "id": self.number + 2_000_000, "fulfillment_id": self.number + 3_000_000, "order_id": self.number,
                    "status": "delivered", "happened_at": self.at.to_string(), "created_at": self.at.to_string(),
                    "updated_at": self.at.to_string(), "shop_id": 1, "message": null, "country": "JP",
                });
                self.post(router, secret, "fulfillment_events/create", &body).await
            }
            "cancelled" => {
                let mut body = self.order();
                body["cancelled_at"] = json!(self.at.to_string());
                body["cancel_reason"] = json!("customer");
                self.post(router, secret, "orders/cancelled", &body).await
            }
            _ => Err("the event is one of placed, delivered, cancelled".to_owned()),
        }
    }

    async fn post(&self, router: &Router, secret: &str, topic: &str, body: &Value) -> Result<(), String> {
        let bytes = body.to_string().into_bytes();
        let signature = sign(secret, &bytes);
        let request = Request::post(format!("/v1/sources/{SOURCE}/events"))
            .header("content-type", "application/json")
            .header("x-shopify-topic", topic)
            .header("x-shopify-webhook-id", format!("{}-{topic}-{}", self.number, self.at))
            .header("x-shopify-hmac-sha256", signature)
            .body(Body::from(bytes))
            .map_err(|_| "the delivery could not be written".to_owned())?;
        let status = match router.clone().oneshot(request).await {
            Ok(answer) => answer.status(),
            Err(never) => match never {},
        };
        match status {
            StatusCode::OK => Ok(()),
            StatusCode::UNAUTHORIZED => Err("the shop's secret was changed: set up the source anew".to_owned()),
            StatusCode::NOT_FOUND => Err(format!("there is no source {SOURCE}: start with the example")),
            other => Err(format!("the delivery was answered with {other}")),
        }
    }
}

fn sign(secret: &str, body: &[u8]) -> String {
    let Ok(mut mac) = <Hmac<Sha256>>::new_from_slice(secret.as_bytes()) else { return String::new() };
    mac.update(body);
    STANDARD.encode(mac.finalize().into_bytes())
}
