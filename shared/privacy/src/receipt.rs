//! Consent receipts: what a person agreed to or refused, in a form that they can keep and a machine can read.
//!
//! ISO/IEC TS 27560:2023 as the W3C Data Privacy Vocabulary (DPV 2.3) writes it in JSON-LD: one receipt holds a record
//! for each purpose, and each record every event of the ledger that belongs to it, with its hashes. The context stands
//! inside, so that nothing has to be fetched to read it; lists are arrays, since a repeated key loses all but one.
//!
//! Where the organisation has not stated what the standard asks for, a general term says so and nothing is invented:
//! `dpv:CloudLocation` for where data are stored, `dpv:Location` for the jurisdiction, `dpv:IndeterminateDuration` for
//! the retention, `dpv:LegalBasis` for the ground of mails, and the organisation itself as the only recipient.

mod check;
mod context;
mod event;
mod party;
mod record;
mod terms;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use jiff::Timestamp;
use koe_domain::Organisation;
use koe_domain::consent::{ConsentEvent, NOTICE};
use koe_domain::organisation::Law;
use serde_json::{Map, Value, json};

use crate::sign::object;

pub use check::{Standing, check, standings};

/// What a receipt is made of. `Debug` prints its kind alone.
#[derive(Clone, Copy)]
pub struct ReceiptInput<'a> {
    /// The receipt's own id: a UUID as text.
    pub id: &'a str,
    /// When it is made.
    pub created: Timestamp,
    /// Where Koe is reached, for instance `https://feedback.example.com`.
    pub base_url: &'a str,
    /// Who asked.
    pub organisation: &'a Organisation,
    /// The person's opaque id, as staff know it.
    pub person: &'a str,
    /// The person's chain, in order.
    pub events: &'a [ConsentEvent],
    /// The purpose that the receipt is about; all of [`purposes`] where there is none.
    pub purpose: Option<&'a str>,
    /// How long what a purpose needs is kept, as an ISO 8601 duration, by purpose.
    pub retention: &'a BTreeMap<String, String>,
    /// The link to the person's own page, where consent is withdrawn; without one, the page for people without a link.
    pub withdrawal_link: Option<&'a str>,
}

impl fmt::Debug for ReceiptInput<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReceiptInput")
    }
}

impl ReceiptInput<'_> {
    fn base(&self) -> &str {
        self.base_url.trim_end_matches('/')
    }

    /// The name of something that belongs to the organisation: `controller`, `recipient-1`.
    fn name_of(&self, what: &str) -> String {
        format!("{}/#{what}", self.base())
    }

    fn person_name(&self) -> String {
        format!("{}/v1/people/{}", self.base(), self.person)
    }

    fn own_page(&self) -> String {
        let base = self.base();
        self.withdrawal_link.map_or_else(|| format!("{base}/privacy"), |link| format!("{base}/privacy/{link}"))
    }

    /// The profiles of TS 27560 that `kind` (`record`, `receipt`) keeps to; that of the GDPR where it applies and its
    /// additional fields are there.
    fn profiles(&self, kind: &str) -> Vec<String> {
        let settings = &self.organisation.privacy;
        let mut profiles = vec![format!("{}{kind}", terms::PROFILE)];
        if settings.goes_by(Law::Gdpr) && settings.authority.is_some() {
            profiles.push(format!("{}{kind}-eu-gdpr", terms::PROFILE));
        }
        profiles
    }
}

/// The purposes of which a chain tells something: decided about, or shown with a notice.
#[must_use]
pub fn purposes(events: &[ConsentEvent]) -> BTreeSet<&str> {
    let (served, decided): (Vec<_>, Vec<_>) =
        events.iter().map(|event| &event.entry).partition(|entry| entry.purpose == NOTICE);
    let shown = served.into_iter().filter_map(|entry| entry.shown.as_ref());
    let shown = shown.flat_map(|shown| shown.purposes.iter().map(String::as_str));
    decided.into_iter().map(|entry| entry.purpose.as_str()).chain(shown).collect()
}

/// The receipt, not signed yet. A purpose of which the chain tells nothing gives a receipt without a record, which
/// [`check`] refuses; callers look it up in [`purposes`] first.
#[must_use]
pub fn receipt(input: &ReceiptInput<'_>) -> Map<String, Value> {
    let told = purposes(input.events);
    let wanted = told.into_iter().filter(|told| input.purpose.is_none_or(|purpose| purpose == *told));
    let records: Vec<Value> = wanted.map(|purpose| record::record(input, purpose)).collect();
    object([
        ("@context", context::context(input.base())),
        ("@id", json!(format!("urn:uuid:{}", input.id))),
        ("@type", json!("dpv:ConsentReceipt")),
        ("dct:identifier", json!(input.id)),
        ("dpv:hasIdentifier", json!(input.id)),
        ("dct:conformsTo", json!(input.profiles("receipt"))),
        ("dct:created", json!(input.created.to_string())),
        ("dct:publisher", json!(input.name_of("controller"))),
        ("dct:audience", json!("dpv:DataSubject")),
        ("dpv:hasRecordOfActivity", json!(records)),
    ])
}

#[cfg(test)]
mod tests {
    use koe_domain::Locale;
    use koe_domain::consent::{Decision, Entry, LedgerError, LedgerHead, Method, Shown};

    use super::*;

    #[test]
    fn purposes_are_those_decided_about_and_those_shown() -> Result<(), LedgerError> {
        let entry = |purpose, decision| {
            Entry::new(purpose, decision, Timestamp::UNIX_EPOCH, Method::SurveyForm, Locale::english(), "text")
        };
        let shown = Shown {
            notice: "survey/a".to_owned(),
            notice_version: "0".repeat(16),
            source_sha256: "0".repeat(64),
            rendered_sha256: "1".repeat(64),
            purposes: vec!["follow_up".to_owned(), "publish".to_owned()],
            control: None,
            preset: false,
        };
        let served = Entry { shown: Some(shown), ..entry(NOTICE, Decision::Served) };
        let head = LedgerHead::default();
        let (events, _) = head.append_all([served, entry("survey_mails", Decision::Withdrawn)])?;
        assert_eq!(purposes(&events).into_iter().collect::<Vec<_>>(), ["follow_up", "publish", "survey_mails"]);
        Ok(())
    }
}
