//! Who stands in a receipt: the organisation, those who get the data, and whom one may turn to; and the rights.

use koe_domain::organisation::{Law, Party};
use serde_json::{Map, Value, json};

use super::ReceiptInput;
use crate::sign::object;

/// The organisation and everyone it names, each under its own name.
pub(super) fn entities(input: &ReceiptInput<'_>) -> Vec<Value> {
    let settings = &input.organisation.privacy;
    let mut entities = vec![controller(input)];
    for (i, recipient) in settings.recipients.iter().enumerate() {
        entities.push(party(input, &recipient_name(i), &["dpv:Organisation", "dpv:Recipient"], recipient));
    }
    for (name, kind, stated) in [
        ("officer", "dpv:DataProtectionOfficer", &settings.officer),
        ("representative", "dpv:Representative", &settings.representative),
        ("authority", "dpv:DataProtectionAuthority", &settings.authority),
    ] {
        entities.extend(stated.as_ref().map(|stated| party(input, name, &[kind], stated)));
    }
    entities
}

/// The names of those who get the data: the organisation, then whom it states.
pub(super) fn recipients(input: &ReceiptInput<'_>) -> Vec<String> {
    let others = (0..input.organisation.privacy.recipients.len()).map(recipient_name);
    std::iter::once("controller".to_owned()).chain(others).map(|name| input.name_of(&name)).collect()
}

fn recipient_name(i: usize) -> String {
    format!("recipient-{}", i + 1)
}

fn controller(input: &ReceiptInput<'_>) -> Value {
    let organisation = input.organisation;
    let mut fields = entity(input, "controller", &["dpv:Organisation", "dpv:DataController"], &organisation.legal_name);
    let address = json!({"@type": "schema:PostalAddress", "schema:streetAddress": organisation.address});
    let mut contact = object([
        ("@id", json!(input.name_of("contact"))),
        ("@type", json!("schema:ContactPoint")),
        ("schema:email", json!(organisation.privacy_contact.deliverable())),
        ("schema:address", address.clone()),
    ]);
    if let Some(url) = &organisation.privacy.policy_url {
        contact.insert("schema:url".to_owned(), json!(url));
    }
    fields.insert("schema:address".to_owned(), address);
    fields.insert("schema:contactPoint".to_owned(), Value::Object(contact));
    for (name, property, stated) in [
        ("officer", "dpv:hasDataProtectionOfficer", &organisation.privacy.officer),
        ("representative", "dpv:hasRepresentative", &organisation.privacy.representative),
    ] {
        if stated.is_some() {
            fields.insert(property.to_owned(), json!(input.name_of(name)));
        }
    }
    Value::Object(fields)
}

/// A party as it is stated. One of which no contact is stated is reached through the organisation.
fn party(input: &ReceiptInput<'_>, name: &str, kinds: &[&str], party: &Party) -> Value {
    let mut fields = entity(input, name, kinds, &party.name);
    let mut address = object([("@type", json!("schema:PostalAddress"))]);
    add(&mut address, "schema:streetAddress", party.address.as_deref());
    add(&mut address, "schema:addressCountry", party.country.as_deref());
    let mut contact = object([("@type", json!("schema:ContactPoint"))]);
    let way = if party.contact.as_ref().is_some_and(|way| way.contains('@')) { "email" } else { "telephone" };
    add(&mut contact, &format!("schema:{way}"), party.contact.as_deref());
    add(&mut contact, "schema:url", party.url.as_deref());
    let contact = if contact.len() > 1 { Value::Object(contact) } else { json!({"@id": input.name_of("contact")}) };
    if address.len() > 1 {
        fields.insert("schema:address".to_owned(), Value::Object(address));
    }
    fields.insert("schema:contactPoint".to_owned(), contact);
    Value::Object(fields)
}

fn entity(input: &ReceiptInput<'_>, name: &str, kinds: &[&str], legal_name: &str) -> Map<String, Value> {
    let name = input.name_of(name);
    object([
        ("@id", json!(name)),
        ("@type", json!(kinds)),
        ("dpv:hasIdentifier", json!(name)),
        ("dpv:hasName", json!(legal_name)),
    ])
}

fn add(fields: &mut Map<String, Value>, name: &str, value: Option<&str>) {
    if let Some(value) = value {
        fields.insert(name.to_owned(), json!(value));
    }
}

/// The rights of the person, and where each is exercised. Only those of the GDPR have terms of their own in DPV.
pub(super) fn rights(input: &ReceiptInput<'_>) -> Vec<Value> {
    let settings = &input.organisation.privacy;
    let page = input.own_page();
    let right = |kinds: &[&str], place: &str| object([("@type", json!(kinds)), ("dpv:isExercisedAt", json!(place))]);
    let mut rights = vec![right(&["dpv:DataSubjectRight"], &page)];
    if settings.goes_by(Law::Gdpr) {
        for term in ["A7-3", "A15", "A16", "A17", "A18", "A20", "A21"] {
            rights.push(right(&["dpv:DataSubjectRight", &format!("eu-gdpr:{term}")], &page));
        }
        let place = match settings.authority.as_ref().map(|authority| authority.url.as_deref()) {
            Some(Some(url)) if is_address(url) => url.to_owned(),
            Some(_) => input.name_of("authority"),
            None => page.clone(),
        };
        rights.push(right(&["dpv:DataSubjectRight", "eu-gdpr:A77"], &place));
    }
    for (law, term) in [(Law::Appi, "legal-jp:law-APPI"), (Law::Ccpa, "legal-us:law-CA-CCPA")] {
        if settings.goes_by(law) {
            let mut right = right(&["dpv:DataSubjectRight"], &page);
            right.insert("dpv:hasApplicableLaw".to_owned(), json!([term]));
            rights.push(right);
        }
    }
    rights.into_iter().map(Value::Object).collect()
}

/// Whether this can stand as a name in JSON-LD; a text that cannot would be dropped by whoever reads it.
fn is_address(url: &str) -> bool {
    let plain = url.chars().all(|c| !c.is_whitespace() && !c.is_control() && !"<>\"{}|\\^`".contains(c));
    plain && (url.starts_with("https://") || url.starts_with("http://"))
}
