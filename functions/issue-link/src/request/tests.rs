use std::error::Error;

use serde_json::{Value, json};

use super::*;
use crate::sample::{at, now, setting, wanted};

fn pointers(body: &Value) -> Result<Vec<String>, Box<dyn Error>> {
    let received = Received { body: serde_json::from_value(body.clone())?, setting: Some(setting()?), now: now()? };
    let faults = Wanted::try_from(received).err().unwrap_or_default();
    let mut pointers: Vec<String> = faults.into_iter().map(|fault| fault.pointer).collect();
    pointers.sort_unstable();
    Ok(pointers)
}

#[test]
fn every_fault_is_named_at_once() -> Result<(), Box<dyn Error>> {
    let long = "x".repeat(101);
    let found = pointers(&json!({
        "survey": "No Name", "to": {"id": "a\n", "email": "a@example.com", "name": {"given": long}, "locale": "xxxx"},
        "send_at": "tomorrow", "store": "nowhere", "labels": {"channel": "fax", "colour": "red"},
    }))?;
    let expected = [
        "/labels/channel",
        "/labels/colour",
        "/send_at",
        "/store",
        "/survey",
        "/to",
        "/to/id",
        "/to/locale",
        "/to/name/given",
    ];
    assert_eq!(found, expected);
    Ok(())
}

#[test]
fn one_way_to_reach_a_person_and_one_time_are_expected() -> Result<(), Box<dyn Error>> {
    assert_eq!(pointers(&json!({"survey": "s", "to": {}}))?, ["/to"]);
    assert_eq!(pointers(&json!({"survey": "s", "to": {"email": "no"}}))?, ["/to/email"]);
    assert_eq!(pointers(&json!({"survey": "s", "to": {"id": ""}}))?, ["/to/id"]);
    let both = json!({"survey": "s", "to": {"id": "7"}, "send_at": "2026-10-02T00:00:00Z", "delay": "P1D"});
    assert_eq!(pointers(&both)?, ["/delay"]);
    for (name, value) in [("send_at", "2027-10-03T00:00:00Z"), ("delay", "P367D"), ("delay", "P1M")] {
        let body = json!({"survey": "s", "to": {"id": "7"}, name: value});
        assert_eq!(pointers(&body)?, [format!("/{name}")], "{value}");
    }
    Ok(())
}

#[test]
fn a_survey_that_is_not_there_is_a_fault() -> Result<(), Box<dyn Error>> {
    let body = serde_json::from_value(json!({"survey": "s", "to": {"id": "7"}, "labels": {"a": "b"}}))?;
    let faults = Wanted::try_from(Received { body, setting: None, now: now()? }).err().unwrap_or_default();
    assert_eq!(faults.iter().map(|fault| fault.pointer.as_str()).collect::<Vec<_>>(), ["/survey"]);
    Ok(())
}

#[test]
fn the_time_of_a_mail_is_the_callers_else_the_surveys_and_never_past() -> Result<(), Box<dyn Error>> {
    for (more, expected) in [
        (json!({}), "2026-10-02T00:00:00Z"),
        (json!({"send": false}), "2026-10-01T00:00:00Z"),
        (json!({"delay": "PT2H"}), "2026-10-01T02:00:00Z"),
        (json!({"send_at": "2026-10-05T09:00:00+09:00"}), "2026-10-05T00:00:00Z"),
        (json!({"send_at": "2020-01-01T00:00:00Z"}), "2026-10-01T00:00:00Z"),
    ] {
        assert_eq!(wanted(&more)?.send_at, at(expected)?, "{more}");
    }
    Ok(())
}

#[test]
fn a_name_comes_in_one_piece_or_in_two() -> Result<(), Box<dyn Error>> {
    for (sent, family, given) in [
        (json!("例 花子"), Some("例 花子"), None),
        (json!({"family": "例", "given": "花子"}), Some("例"), Some("花子")),
        (json!({"given": "Ex"}), None, Some("Ex")),
    ] {
        let name = wanted(&json!({"to": {"email": "a@example.com", "name": sent}}))?.name.unwrap_or_default();
        assert_eq!((name.family.as_deref(), name.given.as_deref()), (family, given));
    }
    let odd = koe_web::extract::from_json::<InvitationBody>(br#"{"survey":"s","to":{"id":"7","name":5}}"#);
    let text = odd.err().map(|problem| serde_json::to_string(&problem)).transpose()?.unwrap_or_default();
    assert!(text.contains("\"/to/name\"") && text.contains("a text, or an object"), "{text}");
    Ok(())
}

#[test]
fn what_is_not_known_is_refused() {
    for body in [
        json!({"survey": "s", "to": {"id": "7"}, "remind": true}),
        json!({"survey": "s", "to": {"id": "7", "phone": "1"}}),
        json!({"survey": "s", "to": {"id": "7", "name": {"middle": "x"}}}),
    ] {
        assert!(serde_json::from_value::<InvitationBody>(body).is_err());
    }
}
