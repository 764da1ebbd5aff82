//! Receipts to look at.

use std::collections::BTreeMap;
use std::error::Error;

use jiff::Timestamp;
use koe_domain::consent::{Actor, ConsentEvent, Decision, Entry, LedgerHead, Method, NOTICE, Shown, sha256_hex};
use koe_domain::{Locale, Organisation};
use koe_privacy::receipt::{ReceiptInput, receipt};
use koe_privacy::sign::{SigningKey, SigningKeys};
use serde_json::{Map, Value, json};

const BASE: &str = "https://feedback.example.com";
const RECEIPT: &str = "4b0c0b1e-6f0a-4c39-9a55-3d1f5d1b9a10";

fn organisation(privacy: &Value) -> Result<Organisation, serde_json::Error> {
    serde_json::from_value(json!({
        "legal_name": "株式会社エグザンプル", "address": "Example Street 1, Tokyo", "complaints": "help@example.com",
        "sender": {"name": "Example", "email": "feedback@example.com"},
        "privacy_contact": "privacy@example.com", "locale": "ja", "timezone": "Asia/Tokyo", "privacy": privacy
    }))
}

/// An organisation that states all there is to state, and one country too many.
pub(crate) fn all_stated() -> Value {
    json!({
        "laws": ["gdpr", "appi", "ccpa"],
        "purposes": {"default": "To learn what to do better.", "ja": "サービスの改善のため"},
        "legal_basis": {"default": "Consent"}, "storage_countries": ["JP", "IE", "XX"], "sells_or_shares": true,
        "recipients": [
            {"name": "Example Hosting", "country": "IE"}, {"name": "Example Post", "contact": "+81-3-0000-0000"}
        ],
        "officer": {"name": "Data protection officer", "contact": "dpo@example.com"},
        "representative": {"name": "Example Europe", "address": "Example Street 2", "country": "IE"},
        "authority": {"name": "Example Authority", "url": "https://authority.example.com/complain"},
        "policy_url": "https://www.example.com/privacy",
        "basis": {"kind": "existing_customer", "evidence": "notice at checkout"}
    })
}

/// A chain with every kind of decision.
pub(crate) fn chain() -> Result<Vec<ConsentEvent>, Box<dyn Error>> {
    let entry = |purpose: &str, decision, minute: i64, method, locale: &str| -> Result<Entry, Box<dyn Error>> {
        let at = Timestamp::from_second(1_795_000_000 + 60 * minute)?;
        Ok(Entry::new(purpose, decision, at, method, Locale::parse(locale)?, "連絡に同意します。"))
    };
    let shown = |control: Option<&str>| {
        Some(Shown {
            notice: "survey/after-purchase".to_owned(),
            notice_version: sha256_hex("notice")[..16].to_owned(),
            source_sha256: sha256_hex("notice"),
            rendered_sha256: sha256_hex("rendered"),
            purposes: vec!["follow_up".to_owned(), "publish".to_owned()],
            control: control.map(str::to_owned),
            preset: false,
        })
    };
    let form = Method::SurveyForm;
    let end = Timestamp::from_second(1_830_000_000)?;
    let entries = [
        Entry { shown: shown(None), ..entry(NOTICE, Decision::Served, 0, form, "ja")? },
        Entry {
            shown: shown(Some("checkbox c.follow_up")),
            valid_until: Some(end),
            ..entry("follow_up", Decision::Given, 1, form, "ja")?
        },
        Entry {
            shown: shown(Some("checkbox c.publish")),
            gpc: true,
            ..entry("publish", Decision::Refused, 1, form, "ja")?
        },
        entry("survey_mails", Decision::Withdrawn, 2, Method::UnsubscribeLink, "en")?,
        entry("sale_or_sharing", Decision::Refused, 3, Method::Signal, "en")?,
        entry("follow_up", Decision::Withdrawn, 4, Method::PrivacyPage, "en")?,
        Entry { by: Actor::Staff, ..entry("follow_up", Decision::Renewed, 5, Method::Staff, "en")? },
        Entry { by: Actor::System, ..entry("follow_up", Decision::Expired, 6, Method::Time, "en")? },
        entry("survey_mails", Decision::Renewed, 7, Method::Api, "en")?,
    ];
    Ok(LedgerHead::default().append_all(entries)?.0)
}

/// The keys that sign here.
pub(crate) fn keys() -> SigningKeys {
    SigningKeys::new(SigningKey { id: 1, seed: [5; 32] }, Vec::new())
}

/// A signed receipt of the chain; for one purpose with the person's own link.
pub(crate) fn made(privacy: &Value, purpose: Option<&str>) -> Result<Map<String, Value>, Box<dyn Error>> {
    let created = Timestamp::from_second(1_796_000_000)?;
    let made = receipt(&ReceiptInput {
        id: RECEIPT,
        created,
        base_url: BASE,
        organisation: &organisation(privacy)?,
        person: "opaque-id-of-a-person",
        events: &chain()?,
        purpose,
        retention: &BTreeMap::from([("follow_up".to_owned(), "P730D".to_owned())]),
        withdrawal_link: purpose.map(|_| "link-of-the-person"),
    });
    Ok(keys().sign(made, created, BASE)?)
}
