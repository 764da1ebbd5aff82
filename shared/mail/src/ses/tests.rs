use aws_sdk_sesv2::Config;
use aws_sdk_sesv2::config::http::HttpResponse;
use aws_sdk_sesv2::config::{BehaviorVersion, Region};
use aws_sdk_sesv2::error::{ConnectorError, ErrorMetadata};
use aws_sdk_sesv2::operation::send_email::SendEmailError;

use super::*;
use crate::message::tests::sample;

type Outcome = Result<(), Box<dyn Error>>;

fn answered(code: &str, message: &str, status: u16) -> Result<SdkError<SendEmailError>, Box<dyn Error>> {
    let metadata = ErrorMetadata::builder().code(code).message(message).build();
    let response = HttpResponse::new(status.try_into()?, "".into());
    Ok(SdkError::service_error(SendEmailError::generic(metadata), response))
}

fn told(error: SdkError<SendEmailError>, departed: bool) -> SendError {
    read(&error, departed)
}

#[test]
fn an_answer_of_ses_is_read_by_code_text_and_status() -> Outcome {
    let error = answered("TooManyRequestsException", "Daily message quota exceeded.", 429)?;
    assert_eq!(read(&error, true), SendError::QuotaSpent);
    let error = answered("InternalFailure", "", 500)?;
    assert_eq!(read(&error, true), SendError::Unknown { code: "InternalFailure".to_owned() });
    Ok(())
}

#[test]
fn only_what_certainly_stayed_here_counts_as_not_sent() {
    let reset = || ConnectorError::io(io::Error::from(io::ErrorKind::ConnectionReset).into());
    let refused = || ConnectorError::io(io::Error::from(io::ErrorKind::ConnectionRefused).into());
    let unconnected = || ConnectorError::timeout("client error (Connect)".into());
    let unknown = |code: &str| SendError::Unknown { code: code.to_owned() };

    assert_eq!(told(SdkError::construction_failure("x"), false), SendError::NotSent);
    assert_eq!(told(SdkError::dispatch_failure(refused()), true), SendError::NotSent);
    assert_eq!(told(SdkError::dispatch_failure(unconnected()), true), SendError::NotSent);
    assert_eq!(told(SdkError::dispatch_failure(reset()), false), SendError::NotSent);
    assert_eq!(told(SdkError::timeout_error("x"), false), SendError::NotSent);

    assert_eq!(told(SdkError::dispatch_failure(reset()), true), unknown("ConnectionLost"));
    assert_eq!(told(SdkError::timeout_error("x"), true), unknown("TimedOut"));
}

#[test]
fn a_mail_becomes_one_request_to_one_recipient() -> Outcome {
    let config = Config::builder().behavior_version(BehaviorVersion::latest()).region(Region::new("ap-northeast-1"));
    let mailer = Mailer::new(Client::from_conf(config.build()), Some("feedback".to_owned()));
    let request = mailer.request(&sample()?)?;
    let input = request.as_input();

    let from = "=?UTF-8?B?6KaL5pys44Gu5bqX?= <feedback@mail.example.jp>";
    assert_eq!(input.get_from_email_address().as_deref(), Some(from));
    assert_eq!(input.get_configuration_set_name().as_deref(), Some("feedback"));
    assert_eq!(input.get_reply_to_addresses().as_deref(), Some(["support@example.jp".to_owned()].as_slice()));
    let recipients = input.get_destination().as_ref().map(Destination::to_addresses);
    assert_eq!(recipients, Some(["hanako@example.jp".to_owned()].as_slice()));
    let tags = input.get_email_tags().as_deref().unwrap_or_default();
    assert_eq!(tags.iter().map(|tag| (tag.name(), tag.value())).collect::<Vec<_>>(), [("kind", "invitation")]);

    let simple = input.get_content().as_ref().and_then(EmailContent::simple).ok_or("no simple content")?;
    let subject = simple.subject().ok_or("no subject")?;
    assert_eq!((subject.data(), subject.charset()), ("ご注文はいかがでしたか", Some("UTF-8")));
    let body = simple.body().ok_or("no body")?;
    assert_eq!(body.text().map(Content::data), Some("text"));
    assert_eq!(body.html().map(Content::data), Some("<p>html</p>"));
    let headers: Vec<_> = simple.headers().iter().map(|header| (header.name(), header.value())).collect();
    assert_eq!(headers, [("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")]);
    Ok(())
}
