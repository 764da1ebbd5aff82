//! What SES would publish about a mail.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::json;

use crate::inbox::Mail;

/// The event that SES publishes about a mail, in the envelope of SNS.
pub(super) fn report(mail: &Mail, now: Timestamp) -> serde_json::Value {
    let tags: BTreeMap<&String, [&String; 1]> = mail.tags.iter().map(|(name, value)| (name, [value])).collect();
    let about = json!({
        "timestamp": mail.sent_at.to_string(), "source": mail.from, "messageId": mail.id,
        "destination": [mail.to], "tags": tags,
    });
    let at = now.to_string();
    let message = match mail.to.split('@').next() {
        Some("bounce") if mail.to.ends_with("@simulator.amazonses.com") => json!({
            "eventType": "Bounce", "mail": about, "bounce": {
                "bounceType": "Permanent", "bounceSubType": "General", "timestamp": at, "feedbackId": "local",
                "bouncedRecipients": [{"emailAddress": mail.to, "action": "failed", "status": "5.1.1"}]},
        }),
        Some("complaint") if mail.to.ends_with("@simulator.amazonses.com") => json!({
            "eventType": "Complaint", "mail": about, "complaint": {
                "timestamp": at, "feedbackId": "local", "complainedRecipients": [{"emailAddress": mail.to}]},
        }),
        _ => json!({
            "eventType": "Delivery", "mail": about, "delivery": {
                "timestamp": at, "recipients": [mail.to], "smtpResponse": "250 ok", "processingTimeMillis": 1},
        }),
    };
    json!({"Records": [{
        "EventVersion": "1.0", "EventSource": "aws:sns", "EventSubscriptionArn": "arn:aws:sns:local:000000000000:koe",
        "Sns": {
            "Type": "Notification", "MessageId": mail.id, "TopicArn": "arn:aws:sns:local:000000000000:koe",
            "Subject": "Amazon SES Email Event Notification", "Message": format!("{message}\n"),
            "Timestamp": at, "SignatureVersion": "1", "Signature": "local", "SigningCertUrl": "local",
            "UnsubscribeUrl": "local", "MessageAttributes": {},
        },
    }]})
}
