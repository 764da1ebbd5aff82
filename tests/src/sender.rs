//! A system of somebody's own that signs as Standard Webhooks says.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use koe_domain::Clock as _;
use koe_local::clock::MovableClock;
use reqwest::Client;
use serde_json::{Value, json};
use sha2::Sha256;

use crate::{Answer, Fault, Town};

/// A system that sends.
#[derive(Clone, Debug)]
pub struct Sender {
    /// Its source.
    pub source: String,
    key: Vec<u8>,
    address: String,
    client: Client,
    clock: Arc<MovableClock>,
}

impl Town {
    /// Sets up a Standard Webhooks source with these rules.
    ///
    /// # Errors
    /// When it is refused.
    pub async fn opens_sender(&self, source: &str, rules: &Value) -> Result<Sender, Fault> {
        let key = format!("key-of-{source}").into_bytes();
        let body = json!({
            "platform": "standard_webhooks", "secrets": [format!("whsec_{}", STANDARD.encode(&key))], "rules": rules,
            "basis": {"kind": "consent", "evidence": "box at checkout"},
        });
        self.put(&format!("/v1/sources/{source}"), &body).await?.ok()?;
        Ok(Sender {
            source: source.to_owned(),
            key,
            address: self.address.clone(),
            client: self.client.clone(),
            clock: Arc::clone(&self.clock),
        })
    }
}

impl Sender {
    /// Sends an event that happened just now.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn sends(&self, id: &str, kind: &str, data: &Value) -> Result<Answer, Fault> {
        self.sends_at(id, kind, data, self.clock.now()).await
    }

    /// The same, signed as sent at another time.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn sends_at(&self, id: &str, kind: &str, data: &Value, sent: Timestamp) -> Result<Answer, Fault> {
        let body = json!({"type": kind, "timestamp": self.clock.now().to_string(), "data": data}).to_string();
        let time = sent.as_second().to_string();
        let signature = self.sign(&format!("{id}.{time}.{body}"));
        let request = self
            .client
            .post(format!("{}/v1/sources/{}/events", self.address, self.source))
            .header("content-type", "application/json")
            .header("webhook-id", id)
            .header("webhook-timestamp", time)
            .header("webhook-signature", format!("v1,{signature}"))
            .body(body);
        Answer::of(request).await
    }

    fn sign(&self, signed: &str) -> String {
        let Ok(mut mac) = <Hmac<Sha256>>::new_from_slice(&self.key) else { return String::new() };
        mac.update(signed.as_bytes());
        STANDARD.encode(mac.finalize().into_bytes())
    }
}
