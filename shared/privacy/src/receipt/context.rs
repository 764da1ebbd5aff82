//! The context of a receipt: what its names mean, inside it.
//!
//! The names of its proof are mapped here as well, as the context of Data Integrity maps them, so that a JSON-LD
//! processor needs no network for any part of it.

use serde_json::{Map, Value, json};

use super::terms::{LINKS, VOCABULARIES};
use crate::sign::object;

const OTHER_VOCABULARIES: [(&str, &str); 6] = [
    ("dct", "http://purl.org/dc/terms/"),
    ("schema", "https://schema.org/"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
    ("sec", "https://w3id.org/security#"),
];

const OTHER_LINKS: [&str; 4] = ["dct:audience", "dct:conformsTo", "dct:publisher", "skos:broader"];

const TIMES: [&str; 2] = ["dct:created", "dpv:isIndicatedAtTime"];

/// The context. Koe's own names, `koe:`, belong to the installation that made the receipt.
pub(super) fn context(base: &str) -> Value {
    let mut context = proof_names();
    for (prefix, iri) in VOCABULARIES.into_iter().chain(OTHER_VOCABULARIES) {
        context.insert(prefix.to_owned(), json!(iri));
    }
    context.insert("koe".to_owned(), json!(format!("{base}/ns#")));
    for link in LINKS.into_iter().chain(OTHER_LINKS) {
        context.insert(link.to_owned(), json!({"@type": "@id"}));
    }
    for time in TIMES {
        context.insert(time.to_owned(), json!({"@type": "xsd:dateTime"}));
    }
    Value::Object(context)
}

fn proof_names() -> Map<String, Value> {
    object([
        ("type", json!("@type")),
        ("proof", json!({"@id": "sec:proof", "@type": "@id", "@container": "@graph"})),
        ("DataIntegrityProof", json!("sec:DataIntegrityProof")),
        ("assertionMethod", json!("sec:assertionMethod")),
        ("created", json!({"@id": "dct:created", "@type": "xsd:dateTime"})),
        ("cryptosuite", json!({"@id": "sec:cryptosuite", "@type": "sec:cryptosuiteString"})),
        ("proofPurpose", json!({"@id": "sec:proofPurpose", "@type": "@vocab"})),
        ("proofValue", json!({"@id": "sec:proofValue", "@type": "sec:multibase"})),
        ("verificationMethod", json!({"@id": "sec:verificationMethod", "@type": "@id"})),
    ])
}

/// Whether the prefixes of the vocabulary mean in this context what they mean in DPV 2.3.
pub(super) fn is_ours(context: Option<&Value>) -> bool {
    let Some(context) = context else { return false };
    VOCABULARIES.into_iter().chain(OTHER_VOCABULARIES).all(|(prefix, iri)| context[prefix] == iri)
}
