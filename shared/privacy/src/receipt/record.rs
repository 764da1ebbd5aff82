//! The record of one purpose: what is done for it, for whom, on what ground, for how long, and every event.

use std::collections::BTreeMap;

use koe_domain::consent::{ConsentEvent, SALE_OR_SHARING, SURVEY_MAILS};
use koe_domain::organisation::Law;
use koe_domain::source::BasisKind;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::{ReceiptInput, event, party, terms};
use crate::sign::{hex, object};

/// The record of `purpose`.
pub(super) fn record(input: &ReceiptInput<'_>, purpose: &str) -> Value {
    let settings = &input.organisation.privacy;
    let id = record_id(input.person, purpose);
    let person = json!({
        "@id": input.person_name(), "@type": "dpv:DataSubject",
        "dct:identifier": input.person, "dpv:hasIdentifier": input.person,
    });
    let events: Vec<&ConsentEvent> = input.events.iter().filter(|it| event::belongs(it, purpose)).collect();
    let notices: BTreeMap<String, Value> = events
        .iter()
        .map(|it| event::notice(&it.entry))
        .map(|notice| (notice["@id"].to_string(), Value::Object(notice)))
        .collect();
    let mut fields = object([
        ("@id", json!(format!("urn:uuid:{id}"))),
        ("@type", json!("dpv:ConsentRecord")),
        ("dct:identifier", json!(id)),
        ("dpv:hasIdentifier", json!(id)),
        ("dct:conformsTo", json!(input.profiles("record"))),
        ("dpv:hasDataSubject", person),
        ("dpv:hasNotice", notices.into_values().collect()),
        ("dpv:hasJurisdiction", json!(jurisdictions(input))),
        ("dpv:hasDataController", json!(input.name_of("controller"))),
        ("dpv:hasEntity", json!(party::entities(input))),
        ("dpv:hasProcess", json!([process(input, purpose)])),
        ("dpv:hasRight", json!(party::rights(input))),
        ("dpv:hasConsentStatus", events.iter().map(|it| event::event(input, it)).collect()),
    ]);
    let laws: Vec<&str> = settings.laws.iter().flat_map(|law| laws(*law)).copied().collect();
    if !laws.is_empty() {
        fields.insert("dpv:hasApplicableLaw".to_owned(), json!(laws));
    }
    if settings.authority.is_some() {
        fields.insert("dpv:hasAuthority".to_owned(), json!(input.name_of("authority")));
    }
    Value::Object(fields)
}

/// A UUID (RFC 9562, version 8) that is the same in every receipt: from the person and the purpose.
fn record_id(person: &str, purpose: &str) -> String {
    let digest = Sha256::digest(format!("koe/consent-record/1\0{person}\0{purpose}"));
    let mut bytes = [0_u8; 16];
    for (to, from) in bytes.iter_mut().zip(digest.iter()) {
        *to = *from;
    }
    bytes[6] = (bytes[6] & 0x0f) | 0x80;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let [a, b, c, d, e] = [&bytes[..4], &bytes[4..6], &bytes[6..8], &bytes[8..10], &bytes[10..]].map(hex);
    format!("{a}-{b}-{c}-{d}-{e}")
}

const fn laws(law: Law) -> &'static [&'static str] {
    match law {
        Law::Gdpr => &["legal-eu:law-GDPR"],
        Law::Appi => &["legal-jp:law-APPI"],
        Law::Ccpa => &["legal-us:law-CA-CCPA", "legal-us:law-CA-CPRA"],
    }
}

fn jurisdictions(input: &ReceiptInput<'_>) -> Vec<String> {
    let places = input.organisation.privacy.laws.iter().map(|law| match law {
        Law::Gdpr => "loc:EU".to_owned(),
        Law::Appi => "loc:JP".to_owned(),
        Law::Ccpa => "loc:US-CA".to_owned(),
    });
    let places: Vec<String> = places.collect();
    if places.is_empty() { countries(input, "dpv:Location") } else { places }
}

/// Where data are stored, or `unstated`.
fn countries(input: &ReceiptInput<'_>, unstated: &str) -> Vec<String> {
    let stated = input.organisation.privacy.storage_countries.iter().filter(|code| terms::is_country(code));
    let stated: Vec<String> = stated.map(|code| format!("loc:{code}")).collect();
    if stated.is_empty() { vec![unstated.to_owned()] } else { stated }
}

fn process(input: &ReceiptInput<'_>, purpose: &str) -> Value {
    let (data, processing): (&[&str], &[&str]) = match purpose {
        SURVEY_MAILS => (&["pd:EmailAddress", "pd:Name"], &["dpv:Store", "dpv:Use"]),
        SALE_OR_SHARING => (&["pd:EmailAddress", "pd:Name", "pd:Opinion"], &["dpv:Store", "dpv:Share"]),
        _ => (&["pd:EmailAddress", "pd:Name", "pd:Opinion"], &["dpv:Collect", "dpv:Store", "dpv:Use"]),
    };
    let retention = input.retention.get(purpose).map_or_else(
        || json!({"@type": "dpv:IndeterminateDuration"}),
        |period| json!({"@type": "dpv:TemporalDuration", "rdf:value": period}),
    );
    let mut fields = object([
        ("@type", json!("dpv:Process")),
        ("dpv:hasPurpose", json!([purpose_node(purpose)])),
        ("dpv:hasLegalBasis", json!(legal_basis(input, purpose))),
        ("dpv:hasPersonalData", json!(data)),
        ("dpv:hasNecessity", json!("dpv:Optional")),
        ("dpv:hasProcessing", json!(processing)),
        ("dpv:hasDataSource", json!("dpv:DataSubjectDataSource")),
        ("dpv:hasRecipient", json!(party::recipients(input))),
        (
            "dpv:hasStorageCondition",
            json!([
                {"@type": "dpv:StorageLocation", "dpv:hasLocation": countries(input, "dpv:CloudLocation")},
                {"@type": "dpv:StorageDuration", "dpv:hasDuration": retention},
            ]),
        ),
        ("dpv:hasConsentControl", json!([{"@type": "dpv:WithdrawConsent", "dpv:isExercisedAt": input.own_page()}])),
    ]);
    if let Some(purposes) = &input.organisation.privacy.purposes {
        let in_language = |(key, text): (&str, &str)| match key {
            "default" => json!(text),
            _ => json!({"@value": text, "@language": key}),
        };
        fields.insert("dct:description".to_owned(), purposes.iter().map(in_language).collect());
    }
    Value::Object(fields)
}

/// DPV has no purpose for surveys or feedback: ours are narrower than those it has.
fn purpose_node(purpose: &str) -> Value {
    let feedback = json!({
        "@id": "koe:SurveyFeedback", "@type": "dpv:Purpose",
        "skos:prefLabel": {"@value": "Feedback through surveys", "@language": "en"},
        "skos:broader": ["dpv:ImproveExistingProductsAndServices"],
    });
    let broader = match purpose {
        SURVEY_MAILS => json!([feedback, "dpv:CommunicationForCustomerCare"]),
        SALE_OR_SHARING => json!(["dpv:SellDataToThirdParties"]),
        _ => json!([feedback]),
    };
    let name = format!("koe:purpose-{purpose}");
    json!({"@id": name, "@type": "dpv:Purpose", "dct:identifier": purpose, "skos:broader": broader})
}

/// A box rests on consent, and so does a sale. Mails rest on what the organisation states; that is not guessed.
fn legal_basis(input: &ReceiptInput<'_>, purpose: &str) -> &'static str {
    let settings = &input.organisation.privacy;
    let kind = match (purpose, &settings.basis) {
        (SURVEY_MAILS, None) => return "dpv:LegalBasis",
        (SURVEY_MAILS, Some(basis)) => basis.kind,
        _ => BasisKind::Consent,
    };
    match (settings.goes_by(Law::Gdpr), kind) {
        (true, BasisKind::Consent) => "eu-gdpr:A6-1-a",
        (true, BasisKind::Contract) => "eu-gdpr:A6-1-b",
        (true, BasisKind::ExistingCustomer) => "eu-gdpr:A6-1-f",
        (false, BasisKind::Consent) => "dpv:ExpressedConsent",
        (false, BasisKind::Contract) => "dpv:Contract",
        (false, BasisKind::ExistingCustomer) => "dpv:LegitimateInterestOfController",
    }
}
