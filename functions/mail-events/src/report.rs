//! An event of SES, as far as it says something about an invitation.
//!
//! Shapes: Amazon SES developer guide, "Contents of event data that Amazon SES publishes to Amazon SNS". Of a mail
//! nothing is read but its tags: addresses and subjects, which are there too, are of no use here.

use std::collections::HashMap;
use std::fmt;

use serde::Deserialize;

/// What SES sends to a topic when it becomes an event destination; no JSON.
const GREETING: &str = "Successfully validated SNS topic";

/// What happened to one invitation's mail.
pub(crate) struct Report {
    /// The invitation's sealed id, as the mail was tagged.
    pub(crate) invitation: String,
    pub(crate) happened: Happened,
}

/// What SES reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Happened {
    /// SES took the mail.
    Sent,
    /// The recipient's server took it.
    Delivered,
    /// The recipient's server refused it for good. Says why.
    Bounced(&'static str),
    /// The recipient called it spam.
    Complained,
    /// SES did not send it. Says why.
    Refused(&'static str),
}

/// A message that is no event of SES.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unreadable;

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an event in the shape that SES documents")
    }
}

#[derive(Deserialize)]
struct Message {
    #[serde(rename = "eventType", alias = "notificationType")]
    kind: String,
    #[serde(default)]
    mail: Mail,
    bounce: Option<Bounce>,
    complaint: Option<Complaint>,
}

#[derive(Default, Deserialize)]
struct Mail {
    #[serde(default)]
    tags: HashMap<String, Vec<String>>,
}

#[derive(Deserialize)]
struct Bounce {
    #[serde(rename = "bounceType")]
    kind: String,
    #[serde(rename = "bounceSubType", default)]
    why: String,
}

#[derive(Deserialize)]
struct Complaint {
    #[serde(rename = "complaintFeedbackType")]
    kind: Option<String>,
}

/// Reads the message of a notification. `None` where it concerns no invitation, or changes nothing about one: a delay,
/// an open, a bounce that may pass, a mail without an invitation's tag.
pub(crate) fn read(message: &str) -> Result<Option<Report>, Unreadable> {
    if message.starts_with(GREETING) {
        return Ok(None);
    }
    let message: Message = serde_json::from_str(message).map_err(|_| Unreadable)?;
    let Some(happened) = message.happened()? else { return Ok(None) };
    let invitation = message.mail.tags.get("invitation").and_then(|values| values.first());
    Ok(invitation.map(|invitation| Report { invitation: invitation.clone(), happened }))
}

impl Message {
    fn happened(&self) -> Result<Option<Happened>, Unreadable> {
        Ok(Some(match self.kind.as_str() {
            "Send" => Happened::Sent,
            "Delivery" => Happened::Delivered,
            "Bounce" => match &self.bounce {
                Some(bounce) if bounce.kind == "Permanent" => Happened::Bounced(why_bounced(&bounce.why)),
                Some(_) => return Ok(None),
                None => return Err(Unreadable),
            },
            "Complaint" => match &self.complaint {
                // The report that takes an earlier one back.
                Some(complaint) if complaint.kind.as_deref() == Some("not-spam") => return Ok(None),
                Some(_) => Happened::Complained,
                None => return Err(Unreadable),
            },
            "Reject" => Happened::Refused("rejected"),
            "Rendering Failure" => Happened::Refused("rendering_failure"),
            _ => return Ok(None),
        }))
    }
}

/// The word for a kind of permanent bounce.
fn why_bounced(kind: &str) -> &'static str {
    match kind {
        "General" => "general",
        "NoEmail" => "no_email",
        "Suppressed" => "suppressed",
        "OnAccountSuppressionList" => "on_account_suppression_list",
        "UnsubscribedRecipient" => "unsubscribed_recipient",
        _ => "permanent",
    }
}

#[cfg(test)]
mod tests;
