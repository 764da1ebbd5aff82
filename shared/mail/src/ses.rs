//! The way out: `SendEmail` of SES v2, one recipient a call, tried once.
//!
//! The SDK repeats a request by itself after a time-out or a lost connection. SES has no idempotency token, so that would
//! be a second mail; repeats are switched off here, whatever the client is set to. `SendBulkEmail` was rejected: it can
//! succeed for some and fail for others in one answer, and saves nothing at the rates an account may send.

use std::error::Error;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use aws_sdk_sesv2::Client;
use aws_sdk_sesv2::config::interceptors::BeforeTransmitInterceptorContextRef;
use aws_sdk_sesv2::config::retry::RetryConfig;
use aws_sdk_sesv2::config::{Builder, ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_sesv2::error::{BoxError, BuildError, ProvideErrorMetadata, SdkError};
use aws_sdk_sesv2::operation::send_email::builders::SendEmailFluentBuilder;
use aws_sdk_sesv2::types::{self, Body, Content, Destination, EmailContent, MessageHeader, MessageTag};

use crate::error::{SendError, classify};
use crate::message::Message;

/// Sends mails through SES.
#[derive(Clone, Debug)]
pub struct Mailer {
    pub(crate) client: Client,
    configuration_set: Option<String>,
}

/// The name that SES gave to a mail it took; its events carry it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageId(String);

impl MessageId {
    /// The name as SES wrote it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<MessageId> for String {
    fn from(id: MessageId) -> Self {
        id.0
    }
}

impl Mailer {
    /// A mailer that sends with this client, and with this configuration set, which decides what events are reported.
    #[must_use]
    pub fn new(client: Client, configuration_set: Option<String>) -> Self {
        Self { client, configuration_set }
    }

    /// Sends the mail, once.
    ///
    /// # Errors
    /// [`SendError`], which says whether the mail may have been sent and whether sending it later can help.
    pub async fn send(&self, message: &Message) -> Result<MessageId, SendError> {
        message.check()?;
        let departed = Arc::new(AtomicBool::new(false));
        let request = self.request(message).map_err(|_| SendError::NotSent)?;
        let answer = request
            .customize()
            .config_override(Builder::new().retry_config(RetryConfig::disabled()))
            .interceptor(Departure(Arc::clone(&departed)))
            .send()
            .await;
        match answer {
            Ok(output) => {
                output.message_id.map(MessageId).ok_or_else(|| SendError::Unknown { code: "NoMessageId".to_owned() })
            }
            Err(error) => Err(read(&error, departed.load(Ordering::Acquire))),
        }
    }

    fn request(&self, message: &Message) -> Result<SendEmailFluentBuilder, BuildError> {
        let utf8 = |data: &str| Content::builder().data(data).charset("UTF-8").build();
        let body = Body::builder().text(utf8(&message.text)?).html(utf8(&message.html)?).build();
        let mut simple = types::Message::builder().subject(utf8(&message.subject)?).body(body);
        for (name, value) in &message.headers {
            simple = simple.headers(MessageHeader::builder().name(name).value(value).build()?);
        }
        let mut request = self
            .client
            .send_email()
            .from_email_address(message.sender.mailbox())
            .destination(Destination::builder().to_addresses(message.to.deliverable()).build())
            .set_reply_to_addresses(message.sender.reply_to.as_ref().map(|address| vec![address.deliverable()]))
            .set_configuration_set_name(self.configuration_set.clone())
            .content(EmailContent::builder().simple(simple.build()).build());
        for (name, value) in &message.tags {
            request = request.email_tags(MessageTag::builder().name(name).value(value).build()?);
        }
        Ok(request)
    }
}

/// Notes that a request is about to go out. What fails before this point (credentials, endpoint, signature) certainly
/// sent nothing, though the SDK reports it like a lost connection.
#[derive(Debug)]
struct Departure(Arc<AtomicBool>);

impl Intercept for Departure {
    fn name(&self) -> &'static str {
        "Departure"
    }

    fn read_before_transmit(
        &self,
        _: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        self.0.store(true, Ordering::Release);
        Ok(())
    }
}

/// What the SDK's error says about the mail; `departed` when the request was about to go out.
pub(crate) fn read<E>(error: &SdkError<E>, departed: bool) -> SendError
where
    E: ProvideErrorMetadata + Error + 'static,
{
    let unknown = |code: &str| SendError::Unknown { code: code.to_owned() };
    match error {
        SdkError::ServiceError(answer) => {
            let status = answer.raw().status().as_u16();
            classify(answer.err().code(), answer.err().message().unwrap_or_default(), Some(status))
        }
        SdkError::ConstructionFailure(_) => SendError::NotSent,
        _ if !departed || never_connected(error) => SendError::NotSent,
        SdkError::TimeoutError(_) => unknown("TimedOut"),
        SdkError::DispatchFailure(_) => unknown("ConnectionLost"),
        SdkError::ResponseError(_) => unknown("AnswerUnreadable"),
        _ => unknown("Unreadable"),
    }
}

/// Whether no connection came about, so that no byte of the request left. The HTTP client tells it by its type, which the
/// SDK hides, and by this text; should the text change, the outcome is unknown again, which is the safe side.
fn never_connected(error: &(dyn Error + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        let refused = error.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::ConnectionRefused);
        if refused || error.to_string() == "client error (Connect)" {
            return true;
        }
        next = error.source();
    }
    false
}

#[cfg(test)]
mod tests;
