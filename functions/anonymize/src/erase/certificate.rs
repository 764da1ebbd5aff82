//! What a certificate says. It names nobody: whoever holds its number knows whom it is about, nobody else can find out.

use std::collections::BTreeMap;

use jiff::Timestamp;
use koe_store::rows::{ErasureRow, Scope};
use serde_json::{Map, Value, json};

use super::shop::BEGUN;
use super::words::{Text, kept, not_reached};
use crate::day::named;

/// What a certificate is made of.
#[derive(Debug)]
pub(super) struct Certificate<'a> {
    pub(super) row: &'a ErasureRow,
    /// In whose name it is given.
    pub(super) organisation: Option<&'a str>,
    /// Now.
    pub(super) now: Timestamp,
}

/// The certificate, to be signed. Days are in UTC.
pub(super) fn document(certificate: &Certificate<'_>) -> Map<String, Value> {
    let Certificate { row, organisation, now } = certificate;
    let destroyed: BTreeMap<&str, u64> =
        row.destroyed.iter().filter(|(kind, _)| *kind != BEGUN).map(|(kind, rows)| (kind.as_str(), *rows)).collect();
    let subscriptions: Vec<Value> =
        row.told.iter().map(|(name, state)| json!({"name": name, "state": state})).collect();
    let fields = [
        ("type", json!("ErasureCertificate")),
        ("version", json!(1)),
        ("id", json!(row.id.encode())),
        ("issued_by", json!(organisation)),
        ("issued_on", json!(named(*now))),
        ("timezone", json!("UTC")),
        ("scope", scope(&row.scope)),
        ("asked_for_by", json!(row.via)),
        ("never_ask", json!(row.never_ask)),
        ("started_on", json!(named(row.started_at))),
        ("finished_on", json!(named(row.erased_at.unwrap_or(*now)))),
        ("destroyed", json!(destroyed)),
        ("consent_ledger", json!({"events": row.head.seq, "head": row.head.hash})),
        ("mail_service", json!(row.mail_service.as_deref().unwrap_or("not_asked"))),
        ("subscriptions", json!(subscriptions)),
        ("kept", texts(&kept(row))),
        ("not_reached", texts(&not_reached(row))),
    ];
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn scope(scope: &Scope) -> Value {
    match scope {
        Scope::Person => json!({"kind": "person"}),
        Scope::Source(source) => json!({"kind": "source", "source": source}),
        Scope::Shop(source) => json!({"kind": "shop", "source": source}),
    }
}

fn texts(texts: &[Text]) -> Value {
    texts.iter().map(|text| json!({"what": text.what, "en": text.english, "ja": text.japanese})).collect()
}

#[cfg(test)]
mod tests {
    use koe_domain::consent::LedgerHead;
    use koe_domain::{Faults, PersonId, RequestId, SourceId};
    use koe_privacy::sign::{PublicKeys, SigningKey, SigningKeys, verify};

    use super::*;

    type Outcome = Result<(), Box<dyn std::error::Error>>;

    const ME: PersonId = PersonId::from_bytes([1; 10]);

    fn row(scope: Scope) -> Result<ErasureRow, Box<dyn std::error::Error>> {
        let started: Timestamp = "2026-11-22T09:30:15Z".parse()?;
        let mut row = ErasureRow::of_source(RequestId::from_bytes([2; 16]), scope, Some(ME), started);
        row.erased_at = Some("2026-11-23T00:10:00Z".parse()?);
        row.head = LedgerHead { seq: 2, hash: "ab".repeat(32) };
        row.mail_service = Some("removed".to_owned());
        row.destroyed = [("invitations", 3), ("texts", 1), (BEGUN, 9)].map(|(k, n)| (k.to_owned(), n)).into();
        row.told = [("crm", "acknowledged"), ("lake", "unreached")].map(|(k, w)| (k.to_owned(), w.to_owned())).into();
        Ok(row)
    }

    fn stated(row: &ErasureRow) -> Result<Value, Box<dyn std::error::Error>> {
        let now = "2026-11-30T12:00:00Z".parse()?;
        Ok(Value::Object(document(&Certificate { row, organisation: Some("Example Inc."), now })))
    }

    fn whats(value: &Value) -> Vec<&str> {
        value.as_array().into_iter().flatten().filter_map(|text| text["what"].as_str()).collect()
    }

    #[test]
    fn it_says_what_went_and_names_nobody() -> Outcome {
        let certificate = stated(&row(Scope::Person)?)?;
        assert_eq!(certificate["destroyed"], json!({"invitations": 3, "texts": 1}));
        assert_eq!(certificate["started_on"], "2026-11-22");
        assert_eq!(
            (&certificate["finished_on"], &certificate["issued_on"]),
            (&json!("2026-11-23"), &json!("2026-11-30"))
        );
        assert_eq!(certificate["consent_ledger"]["events"], 2);
        assert_eq!(certificate["subscriptions"][0], json!({"name": "crm", "state": "acknowledged"}));
        let text = certificate.to_string();
        assert!(!text.contains(&ME.encode()) && !text.contains("09:30"), "{text}");
        Ok(())
    }

    #[test]
    fn it_says_what_could_not_be_reached_in_both_languages() -> Outcome {
        let certificate = stated(&row(Scope::Person)?)?;
        let reached = whats(&certificate["not_reached"]);
        for what in
            ["delivered_mails", "mail_provider_logs", "backups", "change_stream", "failures_queue", "subscriptions"]
        {
            assert!(reached.contains(&what), "{what}");
        }
        for text in certificate["not_reached"].as_array().into_iter().chain(certificate["kept"].as_array()).flatten() {
            assert!(text["en"].as_str().is_some_and(str::is_ascii), "{text}");
            assert!(text["ja"].as_str().is_some_and(|ja| ja.ends_with('。')), "{text}");
        }
        Ok(())
    }

    #[test]
    fn a_shop_s_part_says_that_others_stay() -> Outcome {
        let shop = || SourceId::parse("shop");
        let part = stated(&row(Scope::Source(shop()?))?)?;
        assert_eq!(part["scope"], json!({"kind": "source", "source": "shop"}));
        assert!(whats(&part["kept"]).contains(&"others") && !whats(&part["kept"]).contains(&"tombstone"));
        let whole = stated(&row(Scope::Shop(shop()?))?)?;
        assert!(whats(&whole["not_reached"]).contains(&"old_orders"));
        Ok(())
    }

    #[test]
    fn it_can_be_signed_and_checked() -> Result<(), Box<dyn std::error::Error>> {
        let keys = SigningKeys::new(SigningKey { id: 1, seed: [7; 32] }, Vec::new());
        let Value::Object(stated) = stated(&row(Scope::Person)?)? else {
            return Err(Faults::one("", "no object").into());
        };
        let signed = keys.sign(stated, Timestamp::UNIX_EPOCH, "https://koe.example.com")?;
        verify(&signed, &PublicKeys::from_jwks(&keys.public_jwks())?)?;
        Ok(())
    }
}
