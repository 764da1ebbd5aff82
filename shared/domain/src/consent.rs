//! The consent ledger: one decision per event, each bound to the one before.
//!
//! A boolean says what holds now; it cannot say what was shown, when, and what came before. The ledger can, and the
//! chain of hashes shows whether a row was changed or taken out. `hash = SHA-256(canonical JSON of the event without
//! its hash, the previous hash included)`, canonical as in RFC 8785.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::id::SurveyId;
use crate::text::Locale;

/// The purpose under which "may we mail you surveys" is kept.
pub const SURVEY_MAILS: &str = "survey_mails";

/// What was decided. GDPR art. 7; W3C DPV 2.3 `dpv:ConsentStatus`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// The person agreed.
    Given,
    /// The person was asked and did not agree.
    Refused,
    /// The person took an agreement, or the absence of an objection, back.
    Withdrawn,
    /// The person agreed again after a withdrawal.
    Renewed,
}

impl Decision {
    /// Whether what was asked for may be done after this decision.
    #[must_use]
    pub const fn permits(self) -> bool {
        match self {
            Self::Given | Self::Renewed => true,
            Self::Refused | Self::Withdrawn => false,
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
    /// SHA-256 of the text shown, lower-case hex.
    pub text_sha256: String,
}

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

/// One event of the ledger. Shape version 1.
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
    /// The event that records `entry` after this head.
    ///
    /// # Errors
    /// When the entry has no canonical form.
    pub fn append(&self, entry: Entry) -> Result<(ConsentEvent, Self), LedgerError> {
        let seq = self.seq + 1;
        let hash = hash(&Hashed { schema: 1, seq, prev: &self.hash, entry: &entry })?;
        let event = ConsentEvent { schema: 1, seq, prev: self.hash.clone(), entry, hash: hash.clone() };
        Ok((event, Self { seq, hash }))
    }
}

/// Walks a person's events in order and gives the head of the chain.
///
/// # Errors
/// [`LedgerError::Broken`] names the first event that was altered, left out or put in.
pub fn verify<'a>(events: impl IntoIterator<Item = &'a ConsentEvent>) -> Result<LedgerHead, LedgerError> {
    let mut head = LedgerHead::default();
    for event in events {
        let (expected, next) = head.append(event.entry.clone())?;
        if *event != expected {
            return Err(LedgerError::Broken { seq: head.seq + 1 });
        }
        head = next;
    }
    Ok(head)
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
mod tests {
    use super::*;

    fn entry(purpose: &str, decision: Decision) -> Entry {
        Entry {
            purpose: purpose.to_owned(),
            decision,
            at: Timestamp::UNIX_EPOCH,
            method: Method::SurveyForm,
            survey: None,
            version: Some(1),
            locale: Locale::english(),
            text_sha256: sha256_hex("You may contact me about my answer."),
        }
    }

    fn chain() -> Result<Vec<ConsentEvent>, LedgerError> {
        let mut head = LedgerHead::default();
        let mut events = Vec::new();
        for decision in [Decision::Given, Decision::Withdrawn, Decision::Renewed] {
            let (event, next) = head.append(entry("follow_up", decision))?;
            events.push(event);
            head = next;
        }
        Ok(events)
    }

    #[test]
    fn an_altered_or_missing_event_is_named() -> Result<(), LedgerError> {
        let whole = chain()?;
        assert_eq!(verify(&whole)?.seq, 3);

        let mut altered = whole.clone();
        altered[1].entry.decision = Decision::Given;
        assert_eq!(verify(&altered), Err(LedgerError::Broken { seq: 2 }));

        let mut short = whole.clone();
        short.remove(0);
        assert_eq!(verify(&short), Err(LedgerError::Broken { seq: 1 }));
        Ok(())
    }

    #[test]
    fn the_stored_shape_of_version_1_stays_readable() -> Result<(), Box<dyn std::error::Error>> {
        let stored = r#"{"schema":1,"seq":1,"prev":"","purpose":"follow_up","decision":"given","at":"1970-01-01T00:00:00Z","method":"survey_form","survey":null,"version":1,"locale":"en","text_sha256":"2d15","hash":"x"}"#;
        let event: ConsentEvent = serde_json::from_str(stored)?;
        assert_eq!(serde_json::to_string(&event)?, stored);
        Ok(())
    }

    #[test]
    fn a_decision_is_recorded_only_where_something_changes() {
        assert_eq!(Decision::between(None, false), Some(Decision::Refused));
        assert_eq!(Decision::between(Some(true), true), None);
        assert_eq!(Decision::between(Some(true), false), Some(Decision::Withdrawn));
    }
}
