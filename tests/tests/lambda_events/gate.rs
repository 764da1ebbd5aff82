//! Calls a router with the JSON event that an HTTP API hands to Lambda.

use axum::Router;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use koe_tests::{Fault, Town};
use lambda_http::request::from_str;
use reqwest::header::HeaderMap;
use serde_json::{Value, json};
use tower::ServiceExt as _;

/// The way in.
pub(crate) struct Gate {
    router: Router,
    key: String,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Back {
    pub(crate) status: u16,
    pub(crate) text: String,
    pub(crate) headers: HeaderMap,
}

impl Back {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

impl Gate {
    pub(crate) fn of(town: &Town) -> Self {
        Self { router: town.router.clone(), key: town.key.clone() }
    }

    /// Calls with the key of all scopes.
    pub(crate) async fn call(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Result<Back, Fault> {
        let bearer = format!("Bearer {}", self.key);
        let mut headers = headers.to_vec();
        headers.push(("authorization", &bearer));
        self.anonymous(method, path, &headers, body).await
    }

    /// Calls without a key.
    pub(crate) async fn anonymous(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Result<Back, Fault> {
        let event = event(method, path, headers, body);
        let request = from_str(&event.to_string())?;
        let Ok(response) = self.router.clone().oneshot(request).await;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let bytes = axum::body::to_bytes(response.into_body(), 10 * 1024 * 1024).await?;
        Ok(Back { status, headers, text: String::from_utf8(bytes.to_vec())? })
    }
}

/// The event, as documented for payload format 2.0: lower-case header names, and a body in base64.
fn event(method: &str, target: &str, headers: &[(&str, &str)], body: &[u8]) -> Value {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut named: serde_json::Map<String, Value> =
        headers.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
    named.insert("host".to_owned(), json!("127.0.0.1"));
    let mut event = json!({
        "version": "2.0", "routeKey": format!("{method} {path}"), "rawPath": path, "rawQueryString": query,
        "headers": named,
        "requestContext": {
            "accountId": "000000000000", "apiId": "api", "domainName": "api.example.com", "domainPrefix": "api",
            "http": {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1", "userAgent": "test"},
            "requestId": "id", "routeKey": "$default", "stage": "$default",
            "time": "22/Nov/2026:00:00:00 +0000", "timeEpoch": 1_795_305_600_000_u64,
        },
        "isBase64Encoded": !body.is_empty(),
    });
    if !body.is_empty() {
        event["body"] = json!(STANDARD.encode(body));
    }
    event
}
