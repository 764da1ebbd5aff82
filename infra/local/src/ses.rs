//! The far end of SES v2 on one machine: `SendEmail` and `DeleteSuppressedDestination`, and nothing else.
//!
//! It takes what the AWS client sends and refuses what SES documents to refuse, so that a mail which leaves here leaves there.
//! A mail library with an SMTP server was rejected: the code under test would not be the code that ships.

mod request;

use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, post};
use axum::{Json, Router};
use serde_json::json;

use crate::inbox::{Fault, Inbox};

/// The largest request: 40 MB (SES, service quotas for the v2 API).
const LARGEST: usize = 40 * 1024 * 1024;

/// The endpoint: `POST /v2/email/outbound-emails` and `DELETE /v2/email/suppression/addresses/{address}`. Signatures are not checked; any credentials will do.
pub fn ses_router(inbox: Inbox) -> Router {
    Router::new()
        .route("/v2/email/outbound-emails", post(send_email))
        .route("/v2/email/suppression/addresses/{address}", delete(forget))
        .layer(DefaultBodyLimit::max(LARGEST))
        .with_state(inbox)
}

/// An error of the SES API in restJson1: the type in a header, the message in the body.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// The request breaks a documented rule.
    BadRequest(String),
    /// The body is no request at all.
    Unreadable,
    /// SES will not send this mail.
    Rejected(&'static str),
    /// Above the rate, or above the quota: only the message tells which.
    TooMany(&'static str),
    /// The address is not on the list.
    NotFound,
    /// A fault of the service.
    Internal,
}

impl Refused {
    fn of(fault: Fault) -> Option<Self> {
        match fault {
            Fault::Throttle => Some(Self::TooMany("Maximum sending rate exceeded.")),
            Fault::Quota => Some(Self::TooMany("Daily message quota exceeded.")),
            Fault::Reject => Some(Self::Rejected("The message cannot be sent as it is.")),
            Fault::Error500 => Some(Self::Internal),
            Fault::AcceptThenError500 | Fault::AcceptThenCut => None,
        }
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let (status, kind, message) = match self {
            Self::BadRequest(message) => (StatusCode::BAD_REQUEST, "BadRequestException", message),
            Self::Unreadable => (StatusCode::BAD_REQUEST, "SerializationException", "unreadable".to_owned()),
            Self::Rejected(message) => (StatusCode::BAD_REQUEST, "MessageRejected", message.to_owned()),
            Self::TooMany(message) => (StatusCode::TOO_MANY_REQUESTS, "TooManyRequestsException", message.to_owned()),
            Self::NotFound => {
                (StatusCode::NOT_FOUND, "NotFoundException", "the address is not on the suppression list".to_owned())
            }
            Self::Internal => {
                (StatusCode::INTERNAL_SERVER_ERROR, "InternalServiceErrorException", "internal failure".to_owned())
            }
        };
        (status, [("x-amzn-errortype", kind)], Json(json!({ "message": message }))).into_response()
    }
}

async fn send_email(State(inbox): State<Inbox>, body: Bytes) -> Response {
    let fault = inbox.next_fault();
    if let Some(refused) = fault.and_then(Refused::of) {
        return refused.into_response();
    }
    match keep(&inbox, &body) {
        Err(refused) => refused.into_response(),
        Ok(_) if fault == Some(Fault::AcceptThenCut) => cut(),
        Ok(_) if fault == Some(Fault::AcceptThenError500) => Refused::Internal.into_response(),
        Ok(id) => Json(json!({ "MessageId": id })).into_response(),
    }
}

/// `DeleteSuppressedDestination`.
async fn forget(State(inbox): State<Inbox>, Path(address): Path<String>) -> Response {
    if let Some(refused) = inbox.next_fault().and_then(Refused::of) {
        return refused.into_response();
    }
    if inbox.forget(&address) { Json(json!({})).into_response() } else { Refused::NotFound.into_response() }
}

fn keep(inbox: &Inbox, body: &[u8]) -> Result<String, Refused> {
    let letter = request::read(body)?;
    inbox.accept(letter).map_err(|error| {
        tracing::error!(%error, "the mail could not be kept");
        Refused::Internal
    })
}

/// A body that fails before its first byte: the server closes the connection without having written an answer.
fn cut() -> Response {
    let broken = std::io::Error::from(std::io::ErrorKind::ConnectionAborted);
    Body::from_stream(futures::stream::iter([Err::<Bytes, _>(broken)])).into_response()
}

#[cfg(test)]
mod tests {
    use std::error::Error;
    use std::io::{self, Read as _, Write as _};
    use std::net::{SocketAddr, TcpStream};
    use std::sync::Arc;
    use std::time::Duration;

    use axum::http::Request;
    use http_body_util::BodyExt as _;
    use serde_json::Value;
    use tower::ServiceExt as _;

    use super::*;
    use crate::inbox::tests::Still;

    fn request() -> Value {
        json!({
            "FromEmailAddress": "=?UTF-8?B?44GT44GI?= <shop@example.com>",
            "Destination": {"ToAddresses": ["a@example.com"]},
            "ReplyToAddresses": ["reply@example.com"],
            "Content": {"Simple": {
                "Subject": {"Data": "ご注文はいかがでしたか", "Charset": "UTF-8"},
                "Body": {"Text": {"Data": "Hi"}, "Html": {"Data": "<p>Hi</p>"}},
                "Headers": [{"Name": "List-Unsubscribe", "Value": "<https://koe.example.com/unsubscribe/x>"}]}},
            "EmailTags": [{"Name": "kind", "Value": "invitation"}],
            "ConfigurationSetName": "koe",
        })
    }

    async fn send(inbox: &Inbox, body: &Value) -> Result<(StatusCode, String, Value), Box<dyn Error>> {
        let body = Body::from(body.to_string());
        let request = Request::post("/v2/email/outbound-emails").body(body)?;
        let answer = ses_router(inbox.clone()).oneshot(request).await?;
        let kind = answer.headers().get("x-amzn-errortype").map(|kind| kind.to_str().map(str::to_owned));
        let (status, kind) = (answer.status(), kind.transpose()?.unwrap_or_default());
        Ok((status, kind, serde_json::from_slice(&answer.into_body().collect().await?.to_bytes())?))
    }

    #[tokio::test]
    async fn a_mail_is_kept_with_its_headers_and_tags() -> Result<(), Box<dyn Error>> {
        let inbox = Inbox::open(None, Arc::new(Still))?;
        let (status, _, answer) = send(&inbox, &request()).await?;
        assert_eq!(status, StatusCode::OK);
        let mail = inbox.latest_to("a@example.com").ok_or("no mail")?;
        assert_eq!(answer["MessageId"], mail.id.as_str());
        assert_eq!((mail.from.as_str(), mail.subject.as_str()), ("こえ <shop@example.com>", "ご注文はいかがでしたか"));
        assert_eq!((mail.text.as_str(), mail.html.as_str()), ("Hi", "<p>Hi</p>"));
        assert_eq!(mail.headers["List-Unsubscribe"], "<https://koe.example.com/unsubscribe/x>");
        assert_eq!(mail.headers["Reply-To"], "reply@example.com");
        assert_eq!(mail.tags["kind"], "invitation");
        Ok(())
    }

    #[tokio::test]
    async fn every_fault_is_told_apart_by_type_message_and_effect() -> Result<(), Box<dyn Error>> {
        let inbox = Inbox::open(None, Arc::new(Still))?;
        for (fault, status, kind, mails) in [
            (Fault::Throttle, 429, "TooManyRequestsException", 0),
            (Fault::Quota, 429, "TooManyRequestsException", 0),
            (Fault::Reject, 400, "MessageRejected", 0),
            (Fault::Error500, 500, "InternalServiceErrorException", 0),
            (Fault::AcceptThenError500, 500, "InternalServiceErrorException", 1),
        ] {
            inbox.fault(fault);
            let answer = send(&inbox, &request()).await?;
            assert_eq!((answer.0.as_u16(), answer.1.as_str(), inbox.mails().len()), (status, kind, mails), "{fault:?}");
        }
        Ok(())
    }

    /// All bytes that come back; none of them where the connection is closed or reset.
    fn answer_to(address: SocketAddr, body: &str) -> io::Result<Vec<u8>> {
        let head = "POST /v2/email/outbound-emails HTTP/1.1\r\nhost: localhost\r\ncontent-length: ";
        let mut connection = TcpStream::connect(address)?;
        connection.set_read_timeout(Some(Duration::from_secs(10)))?;
        connection.write_all(format!("{head}{}\r\n\r\n{body}", body.len()).as_bytes())?;
        let mut answer = Vec::new();
        match connection.read_to_end(&mut answer) {
            Err(error) if error.kind() != io::ErrorKind::ConnectionReset => Err(error),
            _ => Ok(answer),
        }
    }

    #[tokio::test]
    async fn a_cut_connection_carries_no_byte_though_the_mail_was_sent() -> Result<(), Box<dyn Error>> {
        let inbox = Inbox::open(None, Arc::new(Still))?;
        inbox.fault(Fault::AcceptThenCut);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let server = tokio::spawn(axum::serve(listener, ses_router(inbox.clone())).into_future());
        let answer = tokio::task::spawn_blocking(move || answer_to(address, &request().to_string())).await??;
        assert_eq!((answer.len(), inbox.mails().len()), (0, 1));
        server.abort();
        Ok(())
    }
}
