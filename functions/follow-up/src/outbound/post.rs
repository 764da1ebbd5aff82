//! One attempt to hand an event over, and what the answer means.

use std::error::Error;
use std::time::Duration;

use koe_domain::DeliveryId;
use reqwest::header::{CONTENT_TYPE, RETRY_AFTER};
use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode};

use super::address::{NotPublic, PublicOnly};
use super::parcel::Parcel;
use super::sign::signature;

/// How long an attempt may take in all.
const TIME_OUT: Duration = Duration::from_secs(10);
/// How much of an answer is read, so that its connection may serve again. It is dropped: only its status counts.
const ANSWER: usize = 1024;

const AGENT: &str = concat!("Koe/", env!("CARGO_PKG_VERSION"));

/// How an attempt ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    /// The status, or a word.
    pub(crate) word: String,
    pub(crate) verdict: Verdict,
}

/// What follows from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Acknowledged.
    Taken,
    /// The receiver wants no more of it.
    Refused,
    /// To be tried again; the receiver may have said after how many seconds.
    Later(Option<i64>),
}

impl Answer {
    pub(crate) fn word(word: &str, verdict: Verdict) -> Self {
        Self { word: word.to_owned(), verdict }
    }
}

/// A client that follows no redirect, uses no proxy, and connects to public addresses only, but on one machine.
///
/// # Errors
/// When it finds no certificates to prove a receiver by.
pub(super) fn client(one_machine: bool) -> reqwest::Result<Client> {
    let builder = || Client::builder().redirect(Policy::none()).no_proxy().timeout(TIME_OUT).user_agent(AGENT);
    if one_machine {
        // A bare machine may have no certificates; the receivers on it speak plain HTTP.
        return builder().build().or_else(|_| builder().tls_certs_only([]).build());
    }
    builder().dns_resolver(PublicOnly).build()
}

/// Hands the body over, signed at `now` (seconds since 1970).
pub(super) async fn post(client: &Client, id: DeliveryId, parcel: Parcel, now: i64) -> Answer {
    let Parcel { url, secret, body } = parcel;
    let id = id.encode();
    let signature = secret.standard_webhooks_key().and_then(|key| signature(&key, &id, now, &body));
    let Some(signature) = signature else { return Answer::word("no_signature", Verdict::Later(None)) };
    let request = client
        .post(url)
        .header(CONTENT_TYPE, "application/cloudevents+json")
        .header("webhook-id", id)
        .header("webhook-timestamp", now.to_string())
        .header("webhook-signature", signature)
        .body(body);
    match request.send().await {
        Ok(response) => {
            let answer = read(response.status(), asked(&response));
            drain(response).await;
            answer
        }
        Err(error) => Answer::word(word(&error), Verdict::Later(None)),
    }
}

/// Seconds that the receiver asks to be left alone. A date is not read: receivers' clocks differ.
fn asked(response: &Response) -> Option<i64> {
    response.headers().get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()
}

fn read(status: StatusCode, asked: Option<i64>) -> Answer {
    let verdict = match status {
        status if status.is_success() => Verdict::Taken,
        StatusCode::GONE => Verdict::Refused,
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => Verdict::Later(asked),
        _ => Verdict::Later(None),
    };
    Answer::word(status.as_str(), verdict)
}

async fn drain(mut response: Response) {
    let mut left = ANSWER;
    while let Ok(Some(part)) = response.chunk().await {
        left = left.saturating_sub(part.len());
        if left == 0 {
            return;
        }
    }
}

/// A word for an attempt without an answer. The error itself names the address, and is not kept.
fn word(error: &reqwest::Error) -> &'static str {
    let mut cause = error.source();
    while let Some(inner) = cause {
        if inner.is::<NotPublic>() {
            return "private_address";
        }
        cause = inner.source();
    }
    if error.is_timeout() {
        "timed_out"
    } else if error.is_connect() {
        "no_connection"
    } else {
        "broken_off"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_status_alone_decides() {
        for (status, asked, verdict) in [
            (200, None, Verdict::Taken),
            (204, None, Verdict::Taken),
            (299, Some(5), Verdict::Taken),
            (302, None, Verdict::Later(None)),
            (400, Some(5), Verdict::Later(None)),
            (410, None, Verdict::Refused),
            (429, Some(120), Verdict::Later(Some(120))),
            (500, None, Verdict::Later(None)),
            (503, None, Verdict::Later(None)),
        ] {
            let answer = StatusCode::from_u16(status).map(|status| read(status, asked));
            assert_eq!(answer.ok(), Some(Answer::word(&status.to_string(), verdict)));
        }
    }

    #[tokio::test]
    async fn a_name_that_leads_inside_is_not_called() -> Result<(), reqwest::Error> {
        // No certificates, no client: there is nothing to try then.
        let Ok(client) = client(false) else { return Ok(()) };
        let answer = client.post("https://localhost:1/").send().await;
        assert_eq!(answer.err().map(|error| word(&error)), Some("private_address"));
        Ok(())
    }
}
