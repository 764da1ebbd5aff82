use serde_json::json;

use super::*;

fn definition() -> Result<Definition, Faults> {
    Definition::parse(&json!({"title": "Your visit", "elements": [
        {"type": "rating", "name": "nps", "rateMin": 0, "rateMax": 10},
        {"type": "rating", "name": "five"},
        {"type": "rating", "name": "seven", "rateMax": 7},
        {"type": "comment", "name": "why"},
    ]}))
}

fn parse(value: &Value) -> Result<Settings, Faults> {
    Settings::parse(value, &definition()?)
}

fn pointers(value: &Value) -> Vec<String> {
    parse(value).err().into_iter().flatten().map(|fault| fault.pointer).collect()
}

#[test]
fn every_setting_has_its_documented_default() -> Result<(), Faults> {
    let settings = parse(&Value::Null)?;
    assert_eq!(settings, parse(&json!({}))?);
    let expected = Settings {
        mode: Mode::Test,
        test_recipients: Vec::new(),
        identity: SurveyIdentity::Confidential,
        metrics: BTreeMap::new(),
        labels: BTreeMap::new(),
        invitation: InvitationSettings {
            subject: None,
            intro: None,
            delay: Period::days(1),
            expires_after: Period::days(30),
            ask_at_most_every: Period::days(30),
        },
        edit_window: Period::days(1),
        retention: Retention {
            link: Period::days(90),
            free_text: Period::days(365),
            contact: Period::days(90),
            proof: Period::days(1095),
        },
        consents: Vec::new(),
        minimum_group: 5,
        minimum_group_comments: 10,
        refresh: Refresh::Live,
        alert: None,
        timezone: None,
    };
    assert_eq!(settings, expected);
    Ok(())
}

#[test]
fn everything_can_be_set() -> Result<(), Faults> {
    let settings = parse(&json!({
        "mode": "live", "test_recipients": ["staff@example.jp"], "identity": "confidential",
        "metrics": {"nps": {"question": "nps"}, "csat": {"question": "five"},
            "ces": {"question": "seven", "variant": "positive"}},
        "labels": {"channel": ["web", "phone"]},
        "invitation": {"subject": {"default": "How was it?", "ja": "いかがでしたか"}, "intro": "One minute.", "delay": "PT2H",
            "expires_after": "P2W", "ask_at_most_every": "P60D"},
        "edit_window": "PT0S",
        "retention": {"link": "P14D", "free_text": "P30D", "contact": "P30D", "proof": "P365D"},
        "consents": [{"purpose": "follow_up", "text": "You may write to me."}],
        "minimum_group": 20, "refresh": "batches",
        "alert": {"question": "five", "to": ["alerts@example.jp"], "due": "PT4H"},
        "timezone": "asia/tokyo",
    }))?;
    assert_eq!(
        settings.metric_of("seven").map(|(name, metric)| (name, metric.variant)),
        Some((MetricName::Ces, Some(CesVariant::Positive)))
    );
    assert_eq!(settings.metric_of("why"), None);
    assert_eq!(settings.invitation.delay, Period::hours(2));
    assert_eq!((settings.minimum_group_comments, settings.refresh), (20, Refresh::Batches));
    assert_eq!(settings.alert.map(|alert| (alert.at_most, alert.to.len())), Some((2, 1)));
    assert_eq!(settings.timezone.as_deref(), Some("Asia/Tokyo"));
    Ok(())
}

#[test]
fn each_bad_setting_is_named() {
    for (value, pointer) in [
        (json!([]), ""),
        (json!({"colour": 1}), "/colour"),
        (json!({"mode": "pilot"}), "/mode"),
        (json!({"mode": "on"}), "/mode"),
        (json!({"identity": "secret"}), "/identity"),
        (json!({"identity": "none", "consents": [{"purpose": "a", "text": "b"}]}), "/consents"),
        (json!({"test_recipients": ["a@example.com", "nobody"]}), "/test_recipients/1"),
        (json!({"labels": {"Channel": ["a"]}}), "/labels/Channel"),
        (json!({"labels": {"store": ["a"]}}), "/labels/store"),
        (json!({"labels": {"channel": ["a", "a"]}}), "/labels/channel/1"),
        (json!({"labels": {"channel": []}}), "/labels/channel"),
        (json!({"labels": {"a": [1], "b": [1], "c": [1], "d": [1], "e": [1], "f": [1]}}), "/labels"),
        (json!({"invitation": {"subject": "a\nb"}}), "/invitation/subject"),
        (json!({"invitation": {"subject": {"default": "a", "ja": " "}}}), "/invitation/subject"),
        (json!({"invitation": {"delay": "P1M"}}), "/invitation/delay"),
        (json!({"invitation": {"expires_after": "PT0S"}}), "/invitation/expires_after"),
        (json!({"invitation": {"reminder_after": "P3D"}}), "/invitation/reminder_after"),
        (json!({"edit_window": 1}), "/edit_window"),
        (json!({"retention": {"links": "P1D"}}), "/retention/links"),
        (json!({"retention": {"link": "P29D"}}), "/retention/link"),
        (json!({"invitation": {"expires_after": "P91D"}}), "/retention/link"),
        (json!({"consents": [{"purpose": "a b", "text": "x"}]}), "/consents/0/purpose"),
        (json!({"consents": [{"purpose": "a", "text": ""}]}), "/consents/0/text"),
        (json!({"consents": [{"purpose": "a", "text": "x", "required": false}]}), "/consents/0/required"),
        (json!({"consents": [{"purpose": "a", "text": "x", "default": true}]}), "/consents/0/default"),
        (json!({"consents": [{"purpose": "a", "text": "x", "checked": null}]}), "/consents/0/checked"),
        (json!({"consents": [{"purpose": "a", "text": "x"}, {"purpose": "a", "text": "y"}]}), "/consents/1/purpose"),
        (json!({"minimum_group": 2}), "/minimum_group"),
        (json!({"minimum_group": 8, "minimum_group_comments": 7}), "/minimum_group_comments"),
        (json!({"refresh": "daily"}), "/refresh"),
        (json!({"refresh": true}), "/refresh"),
        (json!({"timezone": "Mars/Olympus"}), "/timezone"),
        (json!({"timezone": "Etc/Unknown"}), "/timezone"),
    ] {
        assert_eq!(pointers(&value), [pointer], "{value}");
    }
}

#[test]
fn a_metric_wants_its_scale() -> Result<(), Faults> {
    for (name, metric, pointer) in [
        ("nps", json!({"question": "five"}), "/metrics/nps/question"),
        ("nps", json!({"question": "why"}), "/metrics/nps/question"),
        ("nps", json!({}), "/metrics/nps/question"),
        ("nps", json!({"question": "nps", "variant": "mean"}), "/metrics/nps/variant"),
        ("csat", json!({"question": "nps"}), "/metrics/csat/question"),
        ("ces", json!({"question": "five", "variant": "mean"}), "/metrics/ces/variant"),
        ("ces", json!({"question": "seven", "variant": "agree5"}), "/metrics/ces/variant"),
        ("ces", json!({"question": "seven", "variant": "best"}), "/metrics/ces/variant"),
        ("smile", json!({"question": "five"}), "/metrics/smile"),
    ] {
        assert_eq!(pointers(&json!({"metrics": {name: metric}})), [pointer], "{name} {metric}");
    }
    for (question, variant) in [("five", CesVariant::Agree5), ("seven", CesVariant::Mean)] {
        let settings = parse(&json!({"metrics": {"ces": {"question": question}}}))?;
        assert_eq!(settings.metric_of(question).and_then(|(_, metric)| metric.variant), Some(variant));
    }
    let twice = json!({"metrics": {"csat": {"question": "five"}, "ces": {"question": "five"}}});
    assert_eq!(pointers(&twice), ["/metrics/ces/question"]);
    Ok(())
}

#[test]
fn an_alert_watches_the_first_metric() -> Result<(), Faults> {
    for (metrics, question, at_most) in [
        (json!({"csat": {"question": "five"}, "nps": {"question": "nps"}}), "nps", 6),
        (json!({"csat": {"question": "five"}, "ces": {"question": "seven"}}), "five", 2),
        (json!({"ces": {"question": "seven"}}), "seven", 3),
    ] {
        let alert = parse(&json!({"metrics": metrics, "alert": {}}))?.alert;
        let due = Period::days(1);
        assert_eq!(alert, Some(Alert { question: question.to_owned(), at_most, to: Vec::new(), due }));
    }
    assert_eq!(pointers(&json!({"alert": {}})), ["/alert/question"]);
    assert_eq!(pointers(&json!({"alert": {"question": "why"}})), ["/alert/question"]);
    assert_eq!(
        pointers(&json!({"alert": {"question": "five", "at_most": 6, "to": ["x"]}})),
        ["/alert/at_most", "/alert/to/0"]
    );
    assert_eq!(pointers(&json!({"metrics": {"nps": 1}, "alert": {}})), ["/metrics/nps"]);
    Ok(())
}

#[test]
fn all_faults_are_found_at_once() {
    let value = json!({"mode": "pilot", "edit_window": "P1Y", "minimum_group": 1, "colour": 1, "timezone": 9});
    assert_eq!(pointers(&value), ["/mode", "/edit_window", "/minimum_group", "/timezone", "/colour"]);
}

#[test]
fn a_subject_is_never_empty() -> Result<(), Faults> {
    let titled = definition()?;
    let untitled = Definition::parse(&json!({"elements": [{"type": "comment", "name": "why", "title": "Why?"}]}))?;
    let plain = Settings::parse(&Value::Null, &titled)?;
    assert_eq!(plain.subject(&titled), &Localized::plain("Your visit"));
    assert_eq!(plain.subject(&untitled), &Localized::plain("Why?"));
    let own = Settings::parse(&json!({"invitation": {"subject": "A word?"}}), &titled)?;
    assert_eq!(own.subject(&titled), &Localized::plain("A word?"));
    Ok(())
}

#[test]
fn no_address_is_printed() -> Result<(), Faults> {
    let settings = parse(
        &json!({"test_recipients": ["hanako@example.jp"], "alert": {"question": "nps", "to": ["taro@example.jp"]}}),
    )?;
    assert!(!format!("{settings:?}").contains("example.jp"));
    Ok(())
}
