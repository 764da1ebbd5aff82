use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};

use aws_lambda_events::sns::SnsEvent;
use serde_json::{Value, json};

use super::*;

/// An event of a tagged mail, as SES publishes it: a line of JSON and its end.
fn event(kind: &str, more: Value) -> String {
    let mut event = json!({
        "eventType": kind,
        "mail": {
            "timestamp": "2026-10-01T09:00:00.000Z", "source": "Example <feedback@example.com>",
            "messageId": "0102018c00000000-00000000-0000-4000-8000-000000000001-000000",
            "destination": ["recipient@example.com"], "headersTruncated": false,
            "tags": {"ses:configuration-set": ["koe"], "kind": ["invitation"], "invitation": ["an-id"]},
        },
    });
    if let (Some(event), Value::Object(more)) = (event.as_object_mut(), more) {
        event.extend(more);
    }
    format!("{event}\n")
}

fn bounce(kind: &str, why: &str) -> String {
    event("Bounce", json!({"bounce": {"bounceType": kind, "bounceSubType": why, "bouncedRecipients": []}}))
}

fn complaint(kind: Option<&str>) -> String {
    event("Complaint", json!({"complaint": {"complainedRecipients": [], "complaintFeedbackType": kind}}))
}

fn happened(message: &str) -> Result<Option<Happened>, Unreadable> {
    Ok(read(message)?.map(|report| report.happened))
}

#[test]
fn each_event_is_read_as_what_it_means() {
    for (message, expected) in [
        (event("Send", json!({"send": {}})), Some(Happened::Sent)),
        (event("Delivery", json!({"delivery": {"smtpResponse": "250 ok"}})), Some(Happened::Delivered)),
        (event("Reject", json!({"reject": {"reason": "Bad content"}})), Some(Happened::Refused("rejected"))),
        (event("Rendering Failure", json!({"failure": {}})), Some(Happened::Refused("rendering_failure"))),
        (complaint(Some("abuse")), Some(Happened::Complained)),
        (complaint(None), Some(Happened::Complained)),
        (complaint(Some("not-spam")), None),
        (bounce("Permanent", "General"), Some(Happened::Bounced("general"))),
        (bounce("Permanent", "NoEmail"), Some(Happened::Bounced("no_email"))),
        (bounce("Permanent", "Suppressed"), Some(Happened::Bounced("suppressed"))),
        (bounce("Permanent", "OnAccountSuppressionList"), Some(Happened::Bounced("on_account_suppression_list"))),
        (bounce("Permanent", "SomethingNew"), Some(Happened::Bounced("permanent"))),
        (bounce("Transient", "MailboxFull"), None),
        (bounce("Undetermined", "Undetermined"), None),
        (event("DeliveryDelay", json!({"deliveryDelay": {"delayType": "MailboxFull"}})), None),
        (event("Open", json!({"open": {}})), None),
        (event("Something New", json!({})), None),
    ] {
        assert_eq!(happened(&message), Ok(expected), "{message}");
    }
}

#[test]
fn the_invitation_is_the_one_the_mail_was_tagged_with() -> Result<(), Box<dyn Error>> {
    let report = read(&event("Send", json!({}))).map_err(|_| "unreadable")?;
    assert_eq!(report.map(|report| report.invitation), Some("an-id".to_owned()));
    Ok(())
}

#[test]
fn mails_that_ask_nobody_are_none_of_ours() {
    let alert = r#"{"eventType":"Delivery","mail":{"tags":{"kind":["alert"]}},"delivery":{}}"#;
    let untagged = r#"{"notificationType":"Delivery","mail":{},"delivery":{}}"#;
    let greeting = "Successfully validated SNS topic for Amazon SES event publishing.";
    for message in [alert, untagged, greeting] {
        assert_eq!(happened(message), Ok(None), "{message}");
    }
}

#[test]
fn what_is_no_event_is_unreadable() {
    for message in
        ["", "Hello", "{}", "[]", "{\"eventType\":1}", &event("Bounce", json!({})), "{\"eventType\":\"Send\""]
    {
        assert_eq!(happened(message), Err(Unreadable), "{message}");
    }
}

#[test]
fn the_message_is_read_out_of_the_envelope() -> Result<(), Box<dyn Error>> {
    let envelope: SnsEvent = serde_json::from_value(json!({"Records": [{
        "EventVersion": "1.0", "EventSource": "aws:sns", "EventSubscriptionArn": "arn:aws:sns:region:000000000000:koe",
        "Sns": {
            "Type": "Notification", "MessageId": "00000000-0000-4000-8000-000000000001", "Subject": null,
            "TopicArn": "arn:aws:sns:region:000000000000:koe", "Message": bounce("Permanent", "General"),
            "Timestamp": "2026-10-01T09:00:01.000Z", "SignatureVersion": "1", "Signature": "",
            "SigningCertUrl": "", "UnsubscribeUrl": "", "MessageAttributes": {},
        },
    }]}))?;
    let read: Vec<_> = envelope.records.iter().map(|record| happened(&record.sns.message)).collect();
    assert_eq!(read, [Ok(Some(Happened::Bounced("general")))]);
    Ok(())
}

/// Events that SES documents, kept beside the project; none where they are not there.
fn samples() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/samples/ses");
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("the documented SES events are not beside the project: not read");
    None
}

#[test]
fn the_documented_events_are_read() -> Result<(), Box<dyn Error>> {
    let Some(folder) = samples() else { return Ok(()) };
    let expected: BTreeMap<&str, Option<Happened>> = BTreeMap::from([
        ("bounce", Some(Happened::Bounced("general"))),
        ("click", None),
        ("complaint", Some(Happened::Complained)),
        ("delivery", Some(Happened::Delivered)),
        ("deliverydelay", None),
        ("open", None),
        ("reject", Some(Happened::Refused("rejected"))),
        ("rendering_failure", Some(Happened::Refused("rendering_failure"))),
        ("send", Some(Happened::Sent)),
        ("subscription", None),
    ]);
    for (name, expected) in expected {
        let text = std::fs::read_to_string(folder.join(format!("sns_event_{name}.json")))?;
        // They carry no tag of ours, so that they concern no invitation as they are.
        assert_eq!(happened(&text), Ok(None), "{name}");
        let mut tagged: Value = serde_json::from_str(&text)?;
        tagged["mail"]["tags"]["invitation"] = json!(["an-id"]);
        assert_eq!(happened(&tagged.to_string()), Ok(expected), "{name}");
    }
    Ok(())
}

#[test]
fn the_documented_envelopes_are_read() -> Result<(), Box<dyn Error>> {
    let Some(folder) = samples() else { return Ok(()) };
    for (name, expected) in
        [("lambda_sns_ses_bounce.derived.json", Ok(None)), ("lambda_sns_envelope.json", Err(Unreadable))]
    {
        let envelope: SnsEvent = serde_json::from_str(&std::fs::read_to_string(folder.join(name))?)?;
        let read: Vec<_> = envelope.records.iter().map(|record| happened(&record.sns.message)).collect();
        assert_eq!(read, [expected], "{name}");
    }
    Ok(())
}
