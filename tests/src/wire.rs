//! A wire to the tables that breaks: after so many writes every further request fails, before its effect or after it.
//! Reads are not counted, since to the tables a process that was killed before a read is one killed before its next
//! write.
//!
//! What is behind it is the real engine, so that what was done before the break is really there. A process whose wire is
//! cut for good is, to the tables, one that was killed.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use reqwest::Client;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::Fault;

/// On which side of its effect the first request fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// It never reaches the table.
    Before,
    /// It is done, and its answer is lost.
    After,
}

/// A wire that breaks once.
#[derive(Debug)]
pub struct Wire {
    /// Where the tables seem to be.
    pub endpoint: String,
    passed: Arc<AtomicUsize>,
    serving: JoinHandle<()>,
}

#[derive(Clone)]
struct Passage {
    target: String,
    client: Client,
    passed: Arc<AtomicUsize>,
    last: usize,
    side: Side,
}

impl Wire {
    /// A wire to the tables at `target` over which `passes` writes go well; then it breaks.
    ///
    /// # Errors
    /// When no port is free.
    pub async fn to(target: &str, passes: usize, side: Side) -> Result<Self, Fault> {
        let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await?;
        let endpoint = format!("http://{}", listener.local_addr()?);
        let passed = Arc::new(AtomicUsize::new(0));
        let client = Client::builder().no_proxy().build()?;
        let passage = Passage { target: target.to_owned(), client, passed: Arc::clone(&passed), last: passes, side };
        let router = Router::new().fallback(pass).with_state(passage);
        let serving = tokio::spawn(async move {
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self { endpoint, passed, serving })
    }

    /// Writes that came so far, those that failed included.
    #[must_use]
    pub fn passed(&self) -> usize {
        self.passed.load(Ordering::SeqCst)
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn pass(State(passage): State<Passage>, request: Request) -> Response {
    let target = request.headers().get("x-amz-target").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let reads = ["GetItem", "BatchGetItem", "Query"].iter().any(|read| target.ends_with(&format!(".{read}")));
    if reads {
        let cut = passage.passed.load(Ordering::SeqCst) > passage.last;
        return if cut { broken() } else { forward(&passage, request).await.unwrap_or_else(|_| broken()) };
    }
    let number = passage.passed.fetch_add(1, Ordering::SeqCst);
    let breaks = number >= passage.last;
    if breaks && (passage.side == Side::Before || number > passage.last) {
        return broken();
    }
    let answer = forward(&passage, request).await;
    if breaks { broken() } else { answer.unwrap_or_else(|_| broken()) }
}

/// An error that the SDK does not send again.
fn broken() -> Response {
    let body = r#"{"__type":"com.amazonaws.dynamodb.v20120810#AccessDeniedException","message":"the wire is cut"}"#;
    (StatusCode::BAD_REQUEST, [("content-type", "application/x-amz-json-1.0")], body).into_response()
}

async fn forward(passage: &Passage, request: Request) -> Result<Response, Fault> {
    let (parts, body) = request.into_parts();
    let mut sent = passage.client.request(parts.method, format!("{}/", passage.target));
    for (name, value) in &parts.headers {
        if name != "host" && name != "content-length" {
            sent = sent.header(name, value);
        }
    }
    let answer = sent.body(to_bytes(body, 64 * 1024 * 1024).await?).send().await?;
    let mut response = Response::builder().status(answer.status());
    for (name, value) in answer.headers() {
        if name != "content-length" && name != "transfer-encoding" {
            response = response.header(name, value);
        }
    }
    Ok(response.body(Body::from(answer.bytes().await?))?)
}
