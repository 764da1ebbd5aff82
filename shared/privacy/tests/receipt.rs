//! Receipts as people and lawyers get them: complete, in terms that exist, and worthless once a byte is changed.

use std::collections::BTreeSet;
use std::error::Error;
use std::path::Path;

use jiff::Timestamp;
use koe_privacy::receipt::{check, standings};
use koe_privacy::sign::{PublicKeys, read, verify};
use serde_json::{Value, json};

use made::{all_stated, chain, keys, made};

#[path = "receipt/made.rs"]
mod made;

type Outcome = Result<(), Box<dyn Error>>;

/// Every term of DPV that may stand in a receipt, written down here once more and apart from the code.
const TERMS: &str = "
dpv:CloudLocation dpv:Collect dpv:CommunicationForCustomerCare dpv:ConsentExpired dpv:ConsentGiven dpv:ConsentNotice
dpv:ConsentReceipt dpv:ConsentRecord dpv:ConsentRefused dpv:ConsentRequested dpv:ConsentWithdrawn dpv:Contract
dpv:DataController dpv:DataProtectionAuthority dpv:DataProtectionOfficer dpv:DataSubject dpv:DataSubjectDataSource
dpv:DataSubjectRight dpv:ExpressedConsent dpv:ImproveExistingProductsAndServices dpv:IndeterminateDuration
dpv:LegalBasis dpv:LegitimateInterestOfController dpv:Location dpv:Optional dpv:Organisation dpv:Process dpv:Purpose
dpv:Recipient dpv:RenewedConsentGiven dpv:Representative dpv:SellDataToThirdParties dpv:Share dpv:StorageDuration
dpv:StorageLocation dpv:Store dpv:TemporalDuration dpv:UntilEventDuration dpv:UntilTimeDuration dpv:Use
dpv:WithdrawConsent dpv:hasApplicableLaw dpv:hasAuthority dpv:hasConsentControl dpv:hasConsentStatus
dpv:hasDataController dpv:hasDataProtectionOfficer dpv:hasDataSource dpv:hasDataSubject dpv:hasDuration dpv:hasEntity
dpv:hasIdentifier dpv:hasIndicationMethod dpv:hasJurisdiction dpv:hasLegalBasis dpv:hasLocation dpv:hasName
dpv:hasNecessity dpv:hasNotice dpv:hasPersonalData dpv:hasProcess dpv:hasProcessing dpv:hasPurpose dpv:hasRecipient
dpv:hasRecordOfActivity dpv:hasRepresentative dpv:hasRight dpv:hasStorageCondition dpv:isExercisedAt
dpv:isIndicatedAtTime dpv:isIndicatedBy eu-gdpr:A15 eu-gdpr:A16 eu-gdpr:A17 eu-gdpr:A18 eu-gdpr:A20 eu-gdpr:A21
eu-gdpr:A6-1-a eu-gdpr:A6-1-b eu-gdpr:A6-1-f eu-gdpr:A7-3 eu-gdpr:A77 legal-eu:law-GDPR legal-jp:law-APPI
legal-us:law-CA-CCPA legal-us:law-CA-CPRA loc:EU loc:IE loc:JP loc:US-CA pd:EmailAddress pd:Name pd:Opinion";

/// What whoever gets a receipt does: read it, check the signature, look whether it is complete.
fn accept(bytes: &[u8], keys: &PublicKeys) -> Result<(), String> {
    let value = read(bytes).map_err(|error| error.to_string())?;
    let receipt = value.as_object().ok_or("no object")?;
    verify(receipt, keys).map_err(|error| error.to_string())?;
    check(receipt).into_result(|| ()).map_err(|faults| faults.to_string())
}

/// Every text of a document and every name in it, its context aside.
fn words<'a>(value: &'a Value, found: &mut BTreeSet<&'a str>) {
    match value {
        Value::String(text) => {
            found.insert(text);
        }
        Value::Array(items) => items.iter().for_each(|item| words(item, found)),
        Value::Object(fields) => {
            for (name, item) in fields.iter().filter(|(name, _)| *name != "@context") {
                found.insert(name);
                words(item, found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[test]
fn receipts_are_complete_whatever_the_organisation_stated() -> Outcome {
    let public = PublicKeys::from_jwks(&keys().public_jwks())?;
    for stated in
        [all_stated(), json!({}), json!({"laws": ["gdpr"]}), json!({"laws": ["appi"], "storage_countries": ["JP"]})]
    {
        for purpose in [None, Some("follow_up"), Some("survey_mails"), Some("sale_or_sharing")] {
            let signed = Value::Object(made(&stated, purpose)?);
            assert_eq!(accept(signed.to_string().as_bytes(), &public), Ok(()), "{stated} {purpose:?}");
        }
    }
    let unknown = made(&json!({}), Some("no_such_purpose"))?;
    assert!(check(&unknown).iter().any(|fault| fault.pointer == "/dpv:hasRecordOfActivity"));
    Ok(())
}

#[test]
fn a_receipt_tells_each_purpose_with_its_events() -> Outcome {
    let signed = made(&all_stated(), None)?;
    let told: Vec<(String, &str, usize)> =
        standings(&signed).into_iter().map(|it| (it.purpose, it.state, it.events)).collect();
    let expected = [
        ("follow_up", "expired", 5),
        ("publish", "refused", 2),
        ("sale_or_sharing", "refused", 1),
        ("survey_mails", "given again", 2),
    ];
    assert_eq!(told, expected.map(|(purpose, state, events)| (purpose.to_owned(), state, events)));

    let record = &signed["dpv:hasRecordOfActivity"][0];
    assert_eq!(record["dpv:hasNotice"].as_array().map(Vec::len), Some(2), "the notice, and the words of later buttons");
    let given = &record["dpv:hasConsentStatus"][1];
    assert_eq!(given["@type"], json!(["dpv:ConsentGiven", "dpv:ExpressedConsent"]));
    assert_eq!(given["dpv:hasDuration"]["@type"], "dpv:UntilTimeDuration");
    assert_eq!(given["koe:prevHash"], record["dpv:hasConsentStatus"][0]["koe:eventHash"]);
    let how = given["dpv:hasIndicationMethod"].as_str().unwrap_or_default();
    assert!(how.contains("checkbox c.follow_up; nothing was set beforehand"), "{how}");
    let process = &record["dpv:hasProcess"][0];
    assert_eq!(process["dpv:hasLegalBasis"], "eu-gdpr:A6-1-a");
    assert_eq!(process["dpv:hasStorageCondition"][0]["dpv:hasLocation"], json!(["loc:JP", "loc:IE"]));
    assert_eq!(process["dpv:hasStorageCondition"][1]["dpv:hasDuration"]["rdf:value"], "P730D");
    Ok(())
}

#[test]
fn terms_exist_and_times_are_utc() -> Outcome {
    let own: BTreeSet<&str> = TERMS.split_whitespace().collect();
    let mut used = BTreeSet::new();
    let receipts = [made(&all_stated(), None)?, made(&json!({}), None)?].map(Value::Object);
    for receipt in &receipts {
        words(receipt, &mut used);
    }
    let prefixes = receipts[0]["@context"].as_object().cloned().unwrap_or_default();
    let full = |term: &str| {
        let (prefix, name) = term.split_once(':')?;
        let iri = prefixes.get(prefix)?.as_str().filter(|iri| iri.starts_with("https://w3id.org/dpv"))?;
        Some(format!("{iri}{name}"))
    };
    let foreign: Vec<&&str> = used.iter().filter(|word| full(word).is_some() && !own.contains(*word)).collect();
    assert!(foreign.is_empty(), "{foreign:?}");
    assert!(used.iter().filter(|word| full(word).is_some()).count() > 60);

    let list = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/samples/consent/dpv_terms_2.3.txt");
    match std::fs::read_to_string(&list) {
        Ok(list) => {
            let exist: BTreeSet<&str> = list.lines().collect();
            let missing: Vec<&&str> =
                own.iter().filter(|term| !full(term).is_some_and(|iri| exist.contains(iri.as_str()))).collect();
            assert!(missing.is_empty(), "{missing:?}");
        }
        Err(_) => println!("NOT COMPARED with the list of DPV 2.3: {} is not here", list.display()),
    }

    let looks_like_time = |word: &str| word.len() > 18 && word.as_bytes()[10] == b'T' && word.starts_with("20");
    let times: Vec<&&str> = used.iter().filter(|word| word.is_ascii() && looks_like_time(word)).collect();
    assert!(times.len() > 5 && times.iter().all(|time| time.ends_with('Z') && time.parse::<Timestamp>().is_ok()));
    Ok(())
}

#[test]
fn what_is_missing_or_made_up_is_named() -> Outcome {
    let whole = Value::Object(made(&all_stated(), Some("follow_up"))?);
    let after = |change: &dyn Fn(&mut Value)| -> Vec<String> {
        let mut changed = whole.clone();
        change(&mut changed);
        let faults = changed.as_object().map(check).unwrap_or_default();
        faults.iter().map(|fault| fault.pointer.clone()).collect()
    };
    let record = "/dpv:hasRecordOfActivity/0";
    assert!(after(&|_| ()).is_empty());
    assert_eq!(after(&|it| it["dct:created"] = json!("2026-11-22T03:10:00+09:00")), ["/dct:created"]);
    assert_eq!(after(&|it| it["@context"]["pd"] = json!("https://example.com/")), ["/@context"]);
    let at = "dpv:hasRecordOfActivity";
    assert_eq!(after(&|it| it[at][0]["dpv:hasRight"] = json!([])), [format!("{record}/dpv:hasRight")]);
    assert_eq!(
        after(&|it| it[at][0]["dpv:hasProcess"][0]["dpv:hasPersonalData"] = json!(["pd:Fingerprint", "dpv:Nothing"])),
        [0, 1].map(|i| format!("{record}/dpv:hasProcess/0/dpv:hasPersonalData/{i}"))
    );
    let states = "dpv:hasConsentStatus";
    assert_eq!(
        after(&|it| it[at][0][states][1]["koe:prevHash"] = json!("0")),
        [format!("{record}/{states}/1/koe:prevHash")]
    );
    assert_eq!(
        after(&|it| it[at][0][states][1]["@type"] = json!("dpv:DataSubject")),
        [format!("{record}/{states}/1/@type")]
    );
    Ok(())
}

/// A generator of small numbers that is the same in every run (Knuth's MMIX constants).
fn next(state: &mut u64) -> usize {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    usize::try_from(*state >> 40).unwrap_or_default()
}

/// Whether a byte at a place is of a kind.
type Kind<'a> = dyn Fn(usize, u8) -> bool + 'a;

#[test]
fn no_byte_can_be_changed() -> Outcome {
    let public = PublicKeys::from_jwks(&keys().public_jwks())?;
    let whole = Value::Object(made(&all_stated(), Some("follow_up"))?).to_string().into_bytes();
    assert_eq!(accept(&whole, &public), Ok(()));
    let proof = whole.windows(8).rposition(|part| part == b"\"proof\":").ok_or("no proof")?;
    let hash = whole.windows(15).position(|part| part == b"\"koe:eventHash\"").ok_or("no hash")?;
    let kinds: [(&str, &Kind<'_>); 8] = [
        ("structure", &|_, byte| b"{}[],:".contains(&byte)),
        ("quotes", &|_, byte| byte == b'"'),
        ("digits", &|_, byte| byte.is_ascii_digit()),
        ("letters", &|_, byte| byte.is_ascii_alphabetic()),
        ("beyond ASCII", &|_, byte| !byte.is_ascii()),
        ("context", &|at, _| at < 2_000),
        ("proof", &|at, _| at > proof),
        ("an event's hash", &|at, _| (hash + 17..hash + 81).contains(&at)),
    ];
    let (mut state, mut changes) = (1, 0);
    for (kind, of_kind) in kinds {
        let places: Vec<usize> = (0..whole.len()).filter(|at| of_kind(*at, whole[*at])).collect();
        assert!(!places.is_empty(), "{kind}");
        for _ in 0..40 {
            let at = places[next(&mut state) % places.len()];
            let mut changed = whole.clone();
            changed[at] ^= u8::try_from(next(&mut state) % 255 + 1)?;
            assert!(accept(&changed, &public).is_err(), "{kind}: byte {at} became {}", changed[at]);
            changes += 1;
        }
    }
    assert!(changes >= 200);
    Ok(())
}

/// For checks by programs that are not ours (`tests/jsonld/validate.py`), and by the command that Koe ships.
#[test]
fn a_receipt_is_left_for_others_to_check() -> Outcome {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    for (name, stated) in [("koe-receipt.jsonld", all_stated()), ("koe-receipt-bare.jsonld", json!({}))] {
        std::fs::write(folder.join(name), serde_json::to_string_pretty(&made(&stated, None)?)?)?;
    }
    std::fs::write(folder.join("koe-signing-keys.json"), serde_json::to_string_pretty(&keys().public_jwks())?)?;
    std::fs::write(folder.join("koe-ledger.json"), serde_json::to_string_pretty(&chain()?)?)?;

    let command = |words: &[&str]| {
        let verify = env!("CARGO_BIN_EXE_koe-verify");
        let done = std::process::Command::new(verify).current_dir(folder).args(words).output();
        done.map(|done| (done.status.code(), String::from_utf8_lossy(&done.stdout).into_owned()))
    };
    let keys = "koe-signing-keys.json";
    let (code, said) = command(&["receipt", "koe-receipt.jsonld", "--keys", keys])?;
    assert!(code == Some(0) && said.contains("- follow_up: expired since 2026-"), "{said}");
    let (code, said) = command(&["ledger", "koe-ledger.json"])?;
    assert!(code == Some(0) && said.starts_with("HOLDS: 9 events"), "{said}");
    assert_eq!(command(&["receipt", keys, "--keys", keys])?.0, Some(1), "a set of keys is no receipt");
    assert_eq!(command(&["receipt", "koe-ledger.json", "--keys", keys])?.0, Some(2));
    Ok(())
}
