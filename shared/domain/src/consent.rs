//! The consent ledger: one decision per event, each bound to the one before.
//!
//! A boolean says what holds now; it cannot say what was shown, when, and what came before. The ledger can, and the
//! chain of hashes shows whether a row was changed or taken out. `hash = SHA-256(canonical JSON of the event without
//! its hash, the previous hash included)`, canonical as in RFC 8785.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::id::{PersonId, SurveyId};
use crate::text::Locale;

/// The purpose under which "may we mail you surveys" is kept.
pub const SURVEY_MAILS: &str = "survey_mails";
/// The purpose under which "may our data about you be sold or shared" is kept (CCPA, Civil Code 1798.120).
pub const SALE_OR_SHARING: &str = "sale_or_sharing";
/// What stands for a purpose where a notice was served and nothing decided.
pub const NOTICE: &str = "notice";

/// Purposes that no box of a survey may have: they have a meaning of their own.
pub const RESERVED: [&str; 3] = [SURVEY_MAILS, SALE_OR_SHARING, NOTICE];

/// What happened. GDPR art. 7; W3C DPV 2.3 `dpv:ConsentStatus`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// A notice and its boxes were shown. Nothing is decided by that; it proves what stood there before the decision.
    Served,
    /// The person agreed.
    Given,
    /// The person was asked and did not agree.
    Refused,
    /// The person took an agreement, or the absence of an objection, back.
    Withdrawn,
    /// The person agreed again after a withdrawal.
    Renewed,
    /// The agreement's time is over.
    Expired,
}

impl Decision {
    /// Whether what was asked for may be done after this; none where it decides nothing.
    #[must_use]
    pub const fn permits(self) -> Option<bool> {
        match self {
            Self::Served => None,
            Self::Given | Self::Renewed => Some(true),
            Self::Refused | Self::Withdrawn | Self::Expired => Some(false),
        }
    }

    /// The decision that leads from `before` (none yet: `None`) to `now`, or `None` where nothing changes.
    #[must_use]
    pub const fn between(before: Option<bool>, now: bool) -> Option<Self> {
        match (before, now) {
            (None, true) => Some(Self::Given),
            (None, false) => Some(Self::Refused),
            (Some(false), true) => Some(Self::Renewed),
            (Some(true), false) => Some(Self::Withdrawn),
            (Some(true), true) | (Some(false), false) => None,
        }
    }
}

/// By what act the decision was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// A box on the survey's page, unticked when shown, and its Send button.
    SurveyForm,
    /// The same answer sent as JSON.
    Api,
    /// One-click unsubscribe from the mail program (RFC 8058), or the button on the page behind the same link.
    UnsubscribeLink,
    /// A button on the person's own page.
    PrivacyPage,
    /// The signal of the person's browser (`Sec-GPC: 1`, Global Privacy Control).
    Signal,
    /// Asked for by staff, on the person's behalf.
    Staff,
    /// The time set for it ran out.
    Time,
}

/// Who decided.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// The person.
    #[default]
    Subject,
    /// The organisation's staff, for the person.
    Staff,
    /// Nobody: time ran out.
    System,
}

impl Actor {
    fn is_subject(&self) -> bool {
        *self == Self::Subject
    }
}

/// What stood on the page, and by which control the decision was made (ISO/IEC 29184, 5.2.8: the version of the notice
/// presented is kept).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// The notice, for instance `survey/after-purchase`.
    pub notice: String,
    /// Its version: the first 16 digits of `source_sha256`, so that a changed text is another version by itself.
    pub notice_version: String,
    /// SHA-256 of the notice's text in this language before anything was filled in, lower-case hex; the text is kept
    /// under it.
    pub source_sha256: String,
    /// SHA-256 of the text as it was shown to this person, boxes included, lower-case hex.
    pub rendered_sha256: String,
    /// The purposes whose boxes or buttons stood there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub purposes: Vec<String>,
    /// The control, for instance `checkbox c.follow_up`; none where nothing was decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub control: Option<String>,
    /// Whether the control was set before the person touched it. Koe never does that; the field proves it was asked.
    #[serde(default)]
    pub preset: bool,
}

/// What was decided, and what was shown: everything but the place in the chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// For what.
    pub purpose: String,
    /// What.
    pub decision: Decision,
    /// When, by the server's clock.
    pub at: Timestamp,
    /// By what act.
    pub method: Method,
    /// The survey on whose page the text stood.
    pub survey: Option<SurveyId>,
    /// Its version, which fixes every text of it.
    pub version: Option<u32>,
    /// The language shown.
    pub locale: Locale,
    /// SHA-256 of the text beside the control, lower-case hex.
    pub text_sha256: String,
    /// What stood on the page. Absent in events of schema 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown: Option<Shown>,
    /// Who decided.
    #[serde(default, skip_serializing_if = "Actor::is_subject")]
    pub by: Actor,
    /// Until when it holds; none where it has no end of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<Timestamp>,
    /// Whether the request carried `Sec-GPC: 1`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub gpc: bool,
    /// The build of the page: Koe's version.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub build: String,
}

impl Entry {
    /// An event of now, in a language; what was shown and the rest is added to it.
    #[must_use]
    pub fn new(purpose: &str, decision: Decision, at: Timestamp, method: Method, locale: Locale, text: &str) -> Self {
        Self {
            purpose: purpose.to_owned(),
            decision,
            at,
            method,
            survey: None,
            version: None,
            locale,
            text_sha256: sha256_hex(text),
            shown: None,
            by: Actor::Subject,
            valid_until: None,
            gpc: false,
            build: BUILD.to_owned(),
        }
    }
}

/// The build of every page: the version of the crates, which all have the same.
pub const BUILD: &str = concat!("koe/", env!("CARGO_PKG_VERSION"));

/// Where a chain ends: number and hash of its last event. Zero and empty before the first.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerHead {
    /// Number of the last event, from 1.
    pub seq: u64,
    /// Its hash, lower-case hex.
    pub hash: String,
}

impl fmt::Debug for LedgerHead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LedgerHead {}", self.seq)
    }
}

/// One event of the ledger. Shape version 2; events of version 1 lack what was shown, and stay valid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentEvent {
    /// Version of this shape.
    pub schema: u8,
    /// Number in the person's chain, from 1.
    pub seq: u64,
    /// Hash of the event before, empty for the first.
    pub prev: String,
    /// The decision.
    #[serde(flatten)]
    pub entry: Entry,
    /// Hash of all of the above, lower-case hex.
    pub hash: String,
}

/// What the hash is taken over.
#[derive(Serialize)]
struct Hashed<'a> {
    schema: u8,
    seq: u64,
    prev: &'a str,
    #[serde(flatten)]
    entry: &'a Entry,
}

/// Why a chain does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LedgerError {
    /// The first event that does not follow from the one before it, or was altered.
    #[error("the chain breaks at event {seq}")]
    Broken {
        /// Its number.
        seq: u64,
    },
    /// An event could not be brought into canonical form.
    #[error("an event has no canonical form")]
    Canonical,
}

impl LedgerHead {
    /// Where the ledger of a person begins: no event yet, and a hash that names the person's pseudonym, so that a chain
    /// does not fit under anybody else.
    #[must_use]
    pub fn of(person: PersonId) -> Self {
        Self { seq: 0, hash: sha256_hex(&format!("koe/ledger/2 {}", person.encode())) }
    }

    /// The event that records `entry` after this head.
    ///
    /// # Errors
    /// When the entry has no canonical form.
    pub fn append(&self, entry: Entry) -> Result<(ConsentEvent, Self), LedgerError> {
        self.append_as(2, entry)
    }

    /// The events that record `entries`, one after another, and the head after the last.
    ///
    /// # Errors
    /// When an entry has no canonical form.
    pub fn append_all(
        &self,
        entries: impl IntoIterator<Item = Entry>,
    ) -> Result<(Vec<ConsentEvent>, Self), LedgerError> {
        let mut head = self.clone();
        let mut events = Vec::new();
        for entry in entries {
            let (event, next) = head.append(entry)?;
            events.push(event);
            head = next;
        }
        Ok((events, head))
    }

    fn append_as(&self, schema: u8, entry: Entry) -> Result<(ConsentEvent, Self), LedgerError> {
        let seq = self.seq + 1;
        let hash = hash(&Hashed { schema, seq, prev: &self.hash, entry: &entry })?;
        let event = ConsentEvent { schema, seq, prev: self.hash.clone(), entry, hash: hash.clone() };
        Ok((event, Self { seq, hash }))
    }
}

/// Walks a person's events in order and gives the head of the chain. Whose chain it is, is not looked at: see
/// [`verify_of`].
///
/// # Errors
/// [`LedgerError::Broken`] names the first event that was altered, left out or put in.
pub fn verify<'a>(events: impl IntoIterator<Item = &'a ConsentEvent>) -> Result<LedgerHead, LedgerError> {
    let mut events = events.into_iter().peekable();
    // The first event says itself where it begins.
    let begin = events.peek().map(|event| event.prev.clone()).unwrap_or_default();
    let mut head = LedgerHead { seq: 0, hash: begin };
    for event in events {
        let (expected, next) = head.append_as(event.schema, event.entry.clone())?;
        if *event != expected {
            return Err(LedgerError::Broken { seq: head.seq + 1 });
        }
        head = next;
    }
    Ok(head)
}

/// Walks the events that stand under a person, and holds them against the person too. Chains of schema 1 began with
/// nothing; they count as anybody's.
///
/// # Errors
/// As [`verify`]; a chain that began under somebody else is broken at its first event.
pub fn verify_of<'a>(
    person: PersonId,
    events: impl IntoIterator<Item = &'a ConsentEvent, IntoIter: Clone>,
) -> Result<LedgerHead, LedgerError> {
    let events = events.into_iter();
    let begin = LedgerHead::of(person).hash;
    let foreign = |event: &ConsentEvent| event.prev != begin && !(event.schema == 1 && event.prev.is_empty());
    match events.clone().next() {
        None => Ok(LedgerHead::of(person)),
        Some(first) if foreign(first) => Err(LedgerError::Broken { seq: 1 }),
        Some(_) => verify(events),
    }
}

fn hash(event: &Hashed<'_>) -> Result<String, LedgerError> {
    let canonical = serde_json_canonicalizer::to_vec(event).map_err(|_| LedgerError::Canonical)?;
    Ok(hex(&Sha256::digest(canonical)))
}

/// SHA-256 of a text as lower-case hex.
#[must_use]
pub fn sha256_hex(text: &str) -> String {
    hex(&Sha256::digest(text))
}

fn hex(bytes: &[u8]) -> String {
    use fmt::Write as _;
    bytes.iter().fold(String::with_capacity(64), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

#[cfg(test)]
mod tests;
