//! The mail that asks, and how long what comes of it is kept.

use serde_json::Value;

use crate::duration::Period;
use crate::fault::Faults;
use crate::survey::object::{Object, period, words};
use crate::text::Localized;

/// The mail that asks, and when it goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvitationSettings {
    /// The mail's subject, one line of at most 200 characters. Default: see `Settings::subject`.
    pub subject: Option<Localized>,
    /// What stands above the first question in the mail, at most 1000 characters. Default: nothing.
    pub intro: Option<Localized>,
    /// How long after its cause the mail goes, unless the source's rule says otherwise. Default: `P1D`.
    pub delay: Period,
    /// How long after the mail the survey may be answered, more than nothing. Default: `P30D`.
    pub expires_after: Period,
    /// How long a person is left alone after being asked. Default: `P30D`.
    pub ask_at_most_every: Period,
}

/// How long things are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retention {
    /// The pointer from an invitation to its response; at least `invitation.expires_after`. Default: `P90D`.
    pub link: Period,
    /// Free text. Default: `P365D`.
    pub free_text: Period,
    /// The contact of a person of whom nothing else needs it; at least `P1D`. Default: `P90D`.
    pub contact: Period,
    /// The proof of a consent, after it has ended. Default: `P1095D`.
    pub proof: Period,
}

impl Default for InvitationSettings {
    fn default() -> Self {
        Self {
            subject: None,
            intro: None,
            delay: Period::days(1),
            expires_after: Period::days(30),
            ask_at_most_every: Period::days(30),
        }
    }
}

impl Default for Retention {
    fn default() -> Self {
        Self {
            link: Period::days(90),
            free_text: Period::days(365),
            contact: Period::days(90),
            proof: Period::days(1095),
        }
    }
}

impl InvitationSettings {
    pub(super) fn read(value: &Value) -> Result<Self, Faults> {
        let default = Self::default();
        let mut object = Object::of(value)?;
        let subject = object.read("subject", line);
        let intro = object.read("intro", |value| words(value, 1000));
        let delay = object.read("delay", period).unwrap_or(default.delay);
        let expires_after = object.read("expires_after", some_time).unwrap_or(default.expires_after);
        let ask_at_most_every = object.read("ask_at_most_every", period).unwrap_or(default.ask_at_most_every);
        object.refuse("reminder_after", "reminder_after is not supported yet");
        object.finish().into_result(|| Self { subject, intro, delay, expires_after, ask_at_most_every })
    }
}

impl Retention {
    pub(super) fn read(value: &Value) -> Result<Self, Faults> {
        let default = Self::default();
        let mut object = Object::of(value)?;
        let link = object.read("link", period).unwrap_or(default.link);
        let free_text = object.read("free_text", period).unwrap_or(default.free_text);
        let contact = object.read("contact", period).unwrap_or(default.contact);
        if contact < Period::days(1) {
            // The mail may go a little after its time; the address must still be there.
            object.fault("contact", "is shorter than a day");
        }
        let proof = object.read("proof", period).unwrap_or(default.proof);
        object.finish().into_result(|| Self { link, free_text, contact, proof })
    }
}

/// A mail's subject: a line break in it would start another header.
fn line(value: &Value) -> Result<Localized, Faults> {
    let text = words(value, 200)?;
    if text.iter().any(|(_, text)| text.chars().any(char::is_control)) {
        return Err(Faults::one("", "a single line is expected"));
    }
    Ok(text)
}

fn some_time(value: &Value) -> Result<Period, Faults> {
    let period = period(value)?;
    if period == Period::ZERO { Err(Faults::one("", "more than no time is expected")) } else { Ok(period) }
}
