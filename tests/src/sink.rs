//! Another system that takes outbound events, and checks that Koe signed them.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::{Fault, Town};

/// What it got, in order: each event as JSON, and whether its signature was right.
type Taken = Arc<Mutex<Vec<(Value, bool)>>>;

/// A system that subscribed.
#[derive(Debug)]
pub struct Sink {
    /// The subscription's name.
    pub name: String,
    taken: Taken,
    status: Arc<Mutex<StatusCode>>,
    serving: JoinHandle<()>,
}

#[derive(Clone)]
struct Ear {
    taken: Taken,
    status: Arc<Mutex<StatusCode>>,
    key: Vec<u8>,
}

impl Town {
    /// A system that wants these events.
    ///
    /// # Errors
    /// When the subscription is refused.
    pub async fn subscribes(&self, name: &str, events: &Value, third_party: bool) -> Result<Sink, Fault> {
        let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await?;
        let url = format!("http://{}/events", listener.local_addr()?);
        let key = format!("{name:-<32}").into_bytes();
        let secret = format!("whsec_{}", STANDARD.encode(&key));
        let (taken, status) = (Taken::default(), Arc::new(Mutex::new(StatusCode::OK)));
        let ear = Ear { taken: Arc::clone(&taken), status: Arc::clone(&status), key };
        let router = Router::new().fallback(take).with_state(ear);
        let serving = tokio::spawn(async move {
            let _ = axum::serve(listener, router).await;
        });
        let body = json!({"url": url, "secret": secret, "events": events, "third_party": third_party});
        self.put(&format!("/v1/subscriptions/{name}"), &body).await?.ok()?;
        Ok(Sink { name: name.to_owned(), taken, status, serving })
    }
}

impl Sink {
    /// The events of this type, each with a right signature.
    ///
    /// # Errors
    /// When one was not signed by Koe.
    pub fn events(&self, kind: &str) -> Result<Vec<Value>, Fault> {
        let taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let of_kind = taken.iter().filter(|(event, _)| event["type"] == json!(format!("koe.{kind}")));
        of_kind.map(|(event, signed)| if *signed { Ok(event.clone()) } else { Err("unsigned".into()) }).collect()
    }

    /// Everything that came, as one text to be searched.
    #[must_use]
    pub fn everything(&self) -> String {
        let taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.iter().map(|(event, _)| event.to_string()).collect()
    }

    /// Answers with this status from now on.
    pub fn answers(&self, status: StatusCode) {
        *self.status.lock().unwrap_or_else(PoisonError::into_inner) = status;
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn take(State(ear): State<Ear>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let status = *ear.status.lock().unwrap_or_else(PoisonError::into_inner);
    if status.is_success() {
        let event = serde_json::from_slice(&body).unwrap_or(Value::Null);
        let signed = is_signed(&ear.key, &headers, &body);
        ear.taken.lock().unwrap_or_else(PoisonError::into_inner).push((event, signed));
    }
    status
}

/// Standard Webhooks 1.0.0: `v1,` and the HMAC-SHA256 of `id.timestamp.body`, base64.
fn is_signed(key: &[u8], headers: &HeaderMap, body: &[u8]) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let Ok(mut mac) = <Hmac<Sha256>>::new_from_slice(key) else { return false };
    mac.update(format!("{}.{}.", text("webhook-id"), text("webhook-timestamp")).as_bytes());
    mac.update(body);
    let wanted = format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()));
    text("webhook-signature").split(' ').any(|sent| sent == wanted)
}
