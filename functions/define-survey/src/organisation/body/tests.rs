use serde_json::{Value, json};

use super::*;

type Outcome = Result<(), Box<dyn std::error::Error>>;

fn sent() -> Value {
    json!({
        "legal_name": " Example Shop K.K. ",
        "address": "1-1-1 Example\nTokyo",
        "sender": {"name": "Example Shop", "email": "feedback@example.com", "reply_to": "support@example.com"},
        "complaints": "support@example.com",
        "privacy_contact": "Privacy@Example.com",
        "locale": "ja_jp",
        "timezone": "asia/tokyo",
        "stores": [{"id": "shibuya", "name": {"default": "Shibuya", "ja": "渋谷店"}, "region": "Kanto",
            "timezone": "UTC", "alerts": ["shibuya@example.jp"]}, {"id": "online", "name": "Online"}]
    })
}

fn read(body: &Value) -> Result<Result<Organisation, Faults>, serde_json::Error> {
    let Unchecked(body) = serde_json::from_value(body.clone())?;
    Ok(Organisation::try_from(body))
}

#[test]
fn what_was_read_is_written_in_a_form_that_reads_the_same() -> Outcome {
    let organisation = read(&sent())??;
    assert_eq!(organisation.legal_name, "Example Shop K.K.");
    assert_eq!((organisation.locale.as_str(), organisation.timezone.as_str()), ("ja-JP", "Asia/Tokyo"));
    assert_eq!(organisation.stores.len(), 2);
    let again = read(&serde_json::to_value(&organisation)?)??;
    assert_eq!(again, organisation);
    Ok(())
}

#[test]
fn all_faults_are_told_at_once() -> Outcome {
    let mut body = sent();
    body["legal_name"] = json!("");
    body["sender"] = json!({"name": "a\r\nBcc: b", "email": "nobody", "reply_to": "nobody"});
    body["privacy_contact"] = json!("@");
    body["locale"] = json!("japanese");
    body["timezone"] = json!("Mars/Olympus");
    body["stores"] = json!([
        {"id": "a", "name": ""},
        {"id": "a", "name": {"nowhere": "x"}, "region": " ", "timezone": "+09:00", "alerts": ["x", "b@example.jp"]}
    ]);
    let faults = read(&body)?.err().into_iter().flatten();
    assert_eq!(
        faults.map(|fault| fault.pointer).collect::<Vec<_>>(),
        [
            "/legal_name",
            "/locale",
            "/privacy_contact",
            "/sender/email",
            "/sender/name",
            "/sender/reply_to",
            "/stores/0/name",
            "/stores/1/alerts/0",
            "/stores/1/id",
            "/stores/1/name/nowhere",
            "/stores/1/region",
            "/stores/1/timezone",
            "/timezone"
        ]
    );
    Ok(())
}

#[test]
fn an_unknown_field_is_refused_and_lists_are_bounded() -> Outcome {
    let mut body = sent();
    body["sender"]["phone"] = json!("1");
    assert!(read(&body).is_err());
    let mut body = sent();
    body["stores"] = (0..501).map(|n| json!({"id": format!("s{n}"), "name": "x"})).collect();
    let faults = read(&body)?.err().into_iter().flatten();
    assert_eq!(faults.map(|fault| fault.pointer).collect::<Vec<_>>(), ["/stores"]);
    body["stores"] = json!([{"id": "a", "name": "x", "alerts": vec!["a@example.jp"; 11]}]);
    let faults = read(&body)?.err().into_iter().flatten();
    assert_eq!(faults.map(|fault| fault.pointer).collect::<Vec<_>>(), ["/stores/0/alerts"]);
    Ok(())
}
