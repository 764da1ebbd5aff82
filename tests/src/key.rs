//! Callers other than the one who may do everything.

use reqwest::{Method, RequestBuilder};
use serde_json::json;

use crate::{Answer, Fault, Town};

/// Every scope there is.
pub const SCOPES: [&str; 7] = ["define", "issue", "links", "read", "handle", "privacy", "admin"];

/// An API key that was made by the API.
#[derive(Clone, Debug)]
pub struct Key {
    /// Its public part.
    pub id: String,
    /// The whole of it, as it was shown once.
    pub key: String,
}

impl Key {
    /// The part that nobody else may know.
    #[must_use]
    pub fn secret(&self) -> &str {
        self.key.splitn(3, '_').nth(2).unwrap_or_default()
    }
}

impl Town {
    /// Makes a key with these scopes.
    ///
    /// # Errors
    /// When it is refused.
    pub async fn makes_key(&self, scopes: &[&str]) -> Result<Key, Fault> {
        let made = self.post("/v1/keys", &json!({"name": "of a test", "scopes": scopes})).await?.ok()?;
        let text = |name: &str| made[name].as_str().map(str::to_owned).ok_or_else(|| format!("no {name}"));
        Ok(Key { id: text("id")?, key: text("key")? })
    }

    /// A request of somebody without a key.
    pub fn stranger(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.address))
    }

    /// `GET` by the holder of `key`.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn get_as(&self, key: &str, path: &str) -> Result<Answer, Fault> {
        Answer::of(self.stranger(Method::GET, path).bearer_auth(key)).await
    }
}
