//! A shop on Shopify: its orders, and the webhooks it sends.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use koe_domain::Clock as _;
use koe_local::clock::MovableClock;
use reqwest::Client;
use serde_json::{Value, json};
use sha2::Sha256;
use std::sync::Arc;

use crate::{Answer, Fault, Town};

/// A shop.
#[derive(Clone, Debug)]
pub struct Shop {
    /// Its source.
    pub source: String,
    /// Its secret.
    pub secret: String,
    address: String,
    client: Client,
    clock: Arc<MovableClock>,
}

impl Shop {
    /// A shop whose webhooks go to `source`, signed with `secret`.
    #[must_use]
    pub fn new(town: &Town, source: &str, secret: &str) -> Self {
        Self {
            source: source.to_owned(),
            secret: secret.to_owned(),
            address: town.address.clone(),
            client: town.client.clone(),
            clock: Arc::clone(&town.clock),
        }
    }

    /// An order as the platform describes it.
    #[must_use]
    pub fn order(&self, number: u64, email: &str) -> Value {
        let now = self.clock.now().to_string();
        json!({
            "id": number, "name": format!("#{number}"), "email": email, "contact_email": email,
            "created_at": now, "updated_at": now, "cancelled_at": null, "customer_locale": "en",
            "customer": {"id": number + 1, "email": email, "first_name": "Hanako", "last_name": "Example"},
        })
    }

    /// `orders/create`.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn places(&self, number: u64, email: &str) -> Result<Answer, Fault> {
        self.sends("orders/create", &format!("placed-{number}"), &self.order(number, email)).await
    }

    /// `fulfillment_events/create` with the status `delivered`: it names the order and nobody else.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn delivers(&self, number: u64) -> Result<Answer, Fault> {
        self.delivers_as(number, &format!("delivered-{number}")).await
    }

    /// The same under an id of its own.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn delivers_as(&self, number: u64, id: &str) -> Result<Answer, Fault> {
        let now = self.clock.now().to_string();
        let body = json!({
            "id": number + 2, "fulfillment_id": number + 3, "order_id": number, "status": "delivered",
            "happened_at": now, "created_at": now, "updated_at": now,
        });
        self.sends("fulfillment_events/create", id, &body).await
    }

    /// `orders/cancelled`.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn cancels(&self, number: u64, email: &str) -> Result<Answer, Fault> {
        let mut body = self.order(number, email);
        body["cancelled_at"] = json!(self.clock.now().to_string());
        self.sends("orders/cancelled", &format!("cancelled-{number}"), &body).await
    }

    /// `refunds/create`.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn refunds(&self, number: u64) -> Result<Answer, Fault> {
        let now = self.clock.now().to_string();
        let body = json!({"id": number + 4, "order_id": number, "created_at": now, "processed_at": now});
        self.sends("refunds/create", &format!("refunded-{number}"), &body).await
    }

    /// A signed delivery.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn sends(&self, topic: &str, id: &str, body: &Value) -> Result<Answer, Fault> {
        let bytes = body.to_string().into_bytes();
        let signature = self.sign(&bytes);
        self.posts(topic, id, bytes, &signature).await
    }

    /// A delivery with these very bytes and this signature.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn posts(&self, topic: &str, id: &str, body: Vec<u8>, signature: &str) -> Result<Answer, Fault> {
        let request = self
            .client
            .post(format!("{}/v1/sources/{}/events", self.address, self.source))
            .header("content-type", "application/json")
            .header("x-shopify-topic", topic)
            .header("x-shopify-webhook-id", id)
            .header("x-shopify-hmac-sha256", signature)
            .body(body);
        Answer::of(request).await
    }

    /// The signature over `body`.
    #[must_use]
    pub fn sign(&self, body: &[u8]) -> String {
        let Ok(mut mac) = <Hmac<Sha256>>::new_from_slice(self.secret.as_bytes()) else { return String::new() };
        mac.update(body);
        STANDARD.encode(mac.finalize().into_bytes())
    }

    /// Now, by the shop's clock.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }
}
