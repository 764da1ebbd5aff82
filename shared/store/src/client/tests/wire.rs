//! A table that says what a test wants it to say, at the far end of a real wire: what the engine on a laptop never
//! does, such as conflict, throttling and a connection that is cut.

use std::collections::VecDeque;
use std::io;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::timeout::TimeoutConfig;
use aws_sdk_dynamodb::config::{BehaviorVersion, Config, Credentials, Region};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

use crate::client::Store;
use crate::table::TableNames;

/// What the table does with one call.
#[derive(Clone, Debug)]
pub(crate) enum Reply {
    /// Answers with this status and body.
    Says(u16, Value),
    /// Closes the connection without an answer.
    Cuts,
}

impl Reply {
    pub(crate) fn fine(body: Value) -> Self {
        Self::Says(200, body)
    }

    /// An error of this name, in DynamoDB's shape.
    pub(crate) fn error(name: &str) -> Self {
        Self::Says(400, json!({"__type": format!("com.amazonaws.dynamodb.v20120810#{name}"), "message": "scripted"}))
    }

    /// A transaction that was cancelled for these reasons, one for each of its writes.
    pub(crate) fn cancelled(reasons: Value) -> Self {
        let mut reply = Self::error("TransactionCanceledException");
        if let Self::Says(_, body) = &mut reply {
            body["CancellationReasons"] = reasons;
        }
        reply
    }
}

/// What was asked, and what is still to be answered.
#[derive(Debug)]
struct Script {
    replies: VecDeque<Reply>,
    asked: Vec<Value>,
}

/// A running table that follows a script.
#[derive(Debug)]
pub(crate) struct Scripted {
    /// A store whose tables these are.
    pub(crate) store: Store,
    script: Arc<Mutex<Script>>,
}

impl Scripted {
    /// A table that gives these replies, one for each call; the last one for ever.
    pub(crate) async fn with(replies: impl IntoIterator<Item = Reply>) -> io::Result<Self> {
        let script = Arc::new(Mutex::new(Script { replies: replies.into_iter().collect(), asked: Vec::new() }));
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let endpoint = format!("http://{}", listener.local_addr()?);
        let followed = Arc::clone(&script);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(converse(stream, Arc::clone(&followed)));
            }
        });
        let config = Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("local"))
            .credentials_provider(Credentials::new("local", "local", None, None, "local"))
            .endpoint_url(endpoint)
            .retry_config(RetryConfig::standard().with_max_attempts(2).with_initial_backoff(Duration::from_millis(1)))
            .timeout_config(TimeoutConfig::builder().operation_timeout(Duration::from_secs(20)).build())
            .build();
        Ok(Self { store: Store::new(Client::from_conf(config), TableNames::with_prefix("koe")), script })
    }

    /// The bodies of all calls so far.
    pub(crate) fn asked(&self) -> Vec<Value> {
        self.script.lock().unwrap_or_else(PoisonError::into_inner).asked.clone()
    }

    /// How many calls there were.
    pub(crate) fn calls(&self) -> usize {
        self.asked().len()
    }
}

/// Answers the calls of one connection until either side closes it.
async fn converse(stream: TcpStream, script: Arc<Mutex<Script>>) -> io::Result<()> {
    let mut stream = BufReader::new(stream);
    while let Some(body) = hear(&mut stream).await? {
        let reply = {
            let mut script = script.lock().unwrap_or_else(PoisonError::into_inner);
            script.asked.push(body);
            let last = script.replies.len() <= 1;
            if last { script.replies.front().cloned() } else { script.replies.pop_front() }
        };
        let Some(Reply::Says(status, body)) = reply else { break };
        let body = body.to_string();
        let head = "Content-Type: application/x-amz-json-1.0\r\nContent-Length";
        let answer = format!("HTTP/1.1 {status} Scripted\r\n{head}: {}\r\n\r\n{body}", body.len());
        stream.write_all(answer.as_bytes()).await?;
        stream.flush().await?;
    }
    Ok(())
}

/// The body of the next call; none where the connection was closed.
async fn hear(stream: &mut BufReader<TcpStream>) -> io::Result<Option<Value>> {
    let mut length: usize = 0;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(None);
        }
        let line = line.trim_end().to_ascii_lowercase();
        if line.is_empty() {
            break;
        }
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().map_err(io::Error::other)?;
        }
    }
    let mut body = vec![0_u8; length];
    stream.read_exact(&mut body).await?;
    Ok(Some(serde_json::from_slice(&body)?))
}
