//! Properties of surveys as a whole, and the example that the documentation gives.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::{Answers, Definition, MetricName, Mode, Require, Scale, Settings};
use crate::duration::Period;
use crate::fault::{Fault, Faults};

/// One question of every type, and every place where a property may stand.
fn survey() -> Value {
    json!({
        "title": {"default": "Your order", "ja": "ご注文について"}, "locale": "en",
        "pages": [{"name": "main", "title": "Page", "elements": [
            {"type": "rating", "name": "nps", "rateMin": 0, "rateMax": 10, "isRequired": true,
             "title": {"default": "Would you recommend us?", "ja": "お薦めいただけますか"}, "minRateDescription": "No"},
            {"type": "rating", "name": "delivery", "rateMin": 1, "rateMax": 5, "title": "The delivery"},
            {"type": "comment", "name": "why", "title": "Why?", "rows": 3, "placeholder": "In your own words"},
            {"type": "radiogroup", "name": "channel", "choices": ["web", {"value": "phone", "text": "By phone"}]},
            {"type": "checkbox", "name": "topics", "choices": ["price", "size", 3]}]}]
    })
}

fn settings() -> Value {
    json!({
        "mode": "live",
        "metrics": {"nps": {"question": "nps"}, "csat": {"question": "delivery"}},
        "invitation": {"subject": {"default": "Your order", "ja": "ご注文について"}, "delay": "P1D", "expires_after": "P30D",
            "ask_at_most_every": "P30D"},
        "edit_window": "P1D",
        "retention": {"link": "P90D", "free_text": "P365D", "contact": "P90D"},
        "consents": [{"purpose": "follow_up", "text": {"default": "You may ask me more.", "ja": "連絡に同意します。"}}],
        "alert": {"at_most": 6}
    })
}

fn faults<T>(result: Result<T, Faults>) -> Vec<Fault> {
    result.err().into_iter().flatten().collect()
}

#[test]
fn the_documented_example_is_understood() -> Result<(), Faults> {
    let definition = Definition::parse(&survey())?;
    let settings = Settings::parse(&settings(), &definition)?;
    assert_eq!(definition.questions().count(), 5);
    assert_eq!(definition.scale("nps"), Some(Scale::ZeroToTen));
    assert_eq!(settings.mode, Mode::Live);
    assert_eq!(settings.metric_of("delivery").map(|(name, _)| name), Some(MetricName::Csat));
    assert_eq!(settings.retention.proof, Period::days(1095));
    Ok(())
}

/// Some JSON, made of the names that surveys use and of others.
fn anything() -> impl Strategy<Value = Value> {
    let names = [
        "title",
        "pages",
        "elements",
        "questions",
        "type",
        "name",
        "choices",
        "value",
        "text",
        "default",
        "ja",
        "rateMin",
        "rateMax",
        "rateCount",
        "rating",
        "comment",
        "checkbox",
        "metrics",
        "nps",
        "ces",
        "question",
        "variant",
        "labels",
        "invitation",
        "delay",
        "retention",
        "link",
        "consents",
        "purpose",
        "alert",
        "to",
        "minimum_group",
        "timezone",
        "~/",
    ];
    let word = prop_oneof![4 => prop::sample::select(names.to_vec()).prop_map(str::to_owned), 1 => "\\PC{0,8}"];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-2_i64..12).prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        word.clone().prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 96, 8, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((word.clone(), inner), 0..8)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

/// Valid answers to [`survey`], some of them absent.
fn answers() -> impl Strategy<Value = Value> {
    let topics = prop::collection::btree_set(prop::sample::select(vec!["price", "size", "3"]), 0..=3);
    let why = prop::option::of("[ a-zぁ-ん\\n\\t]{0,40}");
    let channel = prop::option::of(prop::sample::select(vec!["web", "phone"]));
    (0_i64..=10, prop::option::of(1_i64..=5), why, channel, topics).prop_map(
        |(nps, delivery, why, channel, topics)| {
            json!({"nps": nps, "delivery": delivery, "why": why, "channel": channel, "topics": topics})
        },
    )
}

/// The fields of a browser's form that says the same as `sent`.
fn form(sent: &Map<String, Value>) -> Vec<(String, String)> {
    let plain = |value: &Value| value.as_str().map_or_else(|| value.to_string(), |text| text.replace('\n', "\r\n"));
    let mut fields = vec![("nonce".to_owned(), "n".to_owned()), ("c.follow_up".to_owned(), "on".to_owned())];
    for (name, value) in sent {
        let values = value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
        fields.extend(values.iter().map(|value| (format!("q.{name}"), plain(value))));
    }
    fields
}

proptest! {
    #[test]
    fn nothing_that_comes_in_breaks_a_parser(one in anything(), other in anything(), text in "\\PC{0,12}") {
        let definition = Definition::parse(&survey())?;
        let counted = Definition::parse(&one).map(|read| read.questions().count());
        prop_assert!(counted.map_or_else(|faults| !faults.is_empty(), |questions| questions > 0));
        prop_assert!(Settings::parse(&one, &definition).map_or_else(|faults| !faults.is_empty(), |_| true));
        let sent = Map::from_iter([("nps".to_owned(), one), ("topics".to_owned(), other), (text.clone(), Value::Null)]);
        prop_assert!(definition.answers(&sent, Require::Nothing).map_or_else(|faults| !faults.is_empty(), |_| true));
        let fields = [(format!("q.{text}"), text.clone()), ("q.nps".to_owned(), text)];
        let _ = definition.answers_from_form(&fields, Require::All);
    }

    #[test]
    fn an_unsupported_property_is_refused_where_it_stands(
        name in "[a-z][A-Za-z]{2,12}Q",
        spot in prop::sample::select(vec![
            "", "/pages/0", "/pages/0/elements/0", "/pages/0/elements/2", "/pages/0/elements/3",
            "/pages/0/elements/3/choices/1", "/pages/0/elements/4",
        ]),
        value in anything(),
    ) {
        let mut survey = survey();
        if let Some(Value::Object(object)) = survey.pointer_mut(spot) {
            object.insert(name.clone(), value);
        }
        let expected = Fault { pointer: format!("{spot}/{name}"), detail: format!("{name} is not supported yet") };
        prop_assert_eq!(faults(Definition::parse(&survey)), vec![expected]);
    }

    #[test]
    fn an_unknown_setting_is_refused_where_it_stands(
        name in "[a-z][a-z_]{2,12}q",
        spot in prop::sample::select(vec![
            "", "/metrics", "/metrics/nps", "/invitation", "/retention", "/consents/0", "/alert",
        ]),
        value in anything(),
    ) {
        let mut settings = settings();
        if let Some(Value::Object(object)) = settings.pointer_mut(spot) {
            object.insert(name.clone(), value);
        }
        let definition = Definition::parse(&survey())?;
        let expected = Fault { pointer: format!("{spot}/{name}"), detail: format!("{name} is not supported yet") };
        prop_assert_eq!(faults(Settings::parse(&settings, &definition)), vec![expected]);
    }

    #[test]
    fn valid_surveys_are_read(
        names in prop::collection::btree_set("[A-Za-z0-9_-]{1,64}", 1..40),
        kinds in any::<[u8; 8]>(),
    ) {
        let questions = names.iter().enumerate().map(|(i, name)| match kinds[i % kinds.len()] % 4 {
            0 => json!({"type": "rating", "name": name, "rateMin": i % 2, "rateMax": if i % 2 == 0 { 10 } else { 7 }}),
            1 => json!({"type": "comment", "name": name, "maxLength": i + 1}),
            2 => json!({"type": "radiogroup", "name": name, "choices": [i, "x y"], "isRequired": true}),
            _ => json!({"type": "checkbox", "name": name, "choices": [{"value": i, "text": {"ja": "はい"}}]}),
        });
        let questions: Vec<Value> = questions.collect();
        let definition = Definition::parse(&json!({"pages": [{"elements": questions}]}))?;
        let read: Vec<&String> = definition.questions().map(|question| &question.name).collect();
        prop_assert_eq!(read, names.iter().collect::<Vec<_>>());
    }

    #[test]
    fn answers_survive_every_form_they_take(sent in answers()) {
        let definition = Definition::parse(&survey())?;
        let sent = sent.as_object().cloned().unwrap_or_default();
        let answers = definition.answers(&sent, Require::All)?;
        prop_assert_eq!(definition.answers(&answers.to_json(), Require::All)?, answers.clone());
        prop_assert_eq!(definition.answers_from_form(&form(&answers.to_json()), Require::All)?, answers.clone());
        prop_assert_eq!(serde_json::from_str::<Answers>(&serde_json::to_string(&answers)?)?, answers.clone());
        prop_assert_eq!(answers.without_text().merge(answers.texts().into()), answers);
    }

    #[test]
    fn a_score_off_the_scale_is_refused(score in any::<i64>().prop_filter("off the scale", |n| !(0..=10).contains(n))) {
        let definition = Definition::parse(&survey())?;
        let sent = Map::from_iter([("nps".to_owned(), Value::from(score))]);
        let found = faults(definition.answers(&sent, Require::All));
        prop_assert_eq!(found.into_iter().map(|fault| fault.pointer).collect::<Vec<_>>(), vec!["/nps"]);
    }
}
