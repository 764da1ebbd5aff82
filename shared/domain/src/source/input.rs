//! A source as a caller writes it, read in one go with every fault in it.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{Basis, BasisKind, Platform, Rule, Secret, Source};
use crate::duration::Period;
use crate::fault::{Faults, pointer_token};
use crate::id::SurveyId;
use crate::order::Trigger;

/// The body of `PUT /v1/sources/{source}`.
#[derive(Clone, Copy, Debug)]
pub struct SourceInput;

impl SourceInput {
    /// Reads the body.
    ///
    /// # Errors
    /// Every fault in it, each with its JSON pointer. Fields that are not known are faults.
    pub fn parse(body: &Value) -> Result<Source, Faults> {
        let fields = object(Some(body))?;
        let mut faults = unknown(fields, &["platform", "secrets", "basis", "rules"]);
        let platform = faults.take("/platform", text(fields.get("platform")).and_then(Platform::parse));
        let secrets = faults.take("/secrets", read_secrets(fields.get("secrets"), platform));
        let basis = faults.take("/basis", read_basis(fields.get("basis")));
        let rules = faults.take("/rules", read_rules(fields.get("rules"), platform));
        match (platform, secrets, basis, rules) {
            (Some(platform), Some(secrets), Some(basis), Some(rules)) if faults.is_empty() => {
                Ok(Source { platform, secrets, basis, rules })
            }
            _ => Err(faults),
        }
    }
}

fn read_secrets(value: Option<&Value>, platform: Option<Platform>) -> Result<Vec<Secret>, Faults> {
    let mut faults = Faults::new();
    let mut secrets = Vec::new();
    for (i, item) in list(value, 1, 2)?.iter().enumerate() {
        let secret = text(Some(item)).and_then(Secret::parse).and_then(|secret| {
            if platform == Some(Platform::StandardWebhooks) && secret.standard_webhooks_key().is_none() {
                Err(Faults::one("", "base64 is expected, with or without \"whsec_\" before it"))
            } else {
                Ok(secret)
            }
        });
        secrets.extend(faults.take(&format!("/{i}"), secret));
    }
    faults.into_result(|| secrets)
}

/// Reads a ground for asking.
pub(super) fn basis(value: &Value) -> Result<Basis, Faults> {
    read_basis(Some(value))
}

fn read_basis(value: Option<&Value>) -> Result<Basis, Faults> {
    let fields = object(value)?;
    let mut faults = unknown(fields, &["kind", "evidence", "country"]);
    let kind = text(fields.get("kind")).and_then(|word| match word {
        "consent" => Ok(BasisKind::Consent),
        "existing_customer" => Ok(BasisKind::ExistingCustomer),
        "contract" => Ok(BasisKind::Contract),
        _ => Err(Faults::one("", "\"consent\", \"existing_customer\" or \"contract\" is expected")),
    });
    let kind = faults.take("/kind", kind);
    let evidence = faults.take("/evidence", line(fields.get("evidence"), 500));
    let country = fields.get("country").filter(|value| !value.is_null());
    let country = country.and_then(|value| faults.take("/country", text(Some(value)).and_then(country_code)));
    match (kind, evidence) {
        (Some(kind), Some(evidence)) if faults.is_empty() => Ok(Basis { kind, evidence, country }),
        _ => Err(faults),
    }
}

/// A country's two letters, as ISO 3166-1 writes them.
///
/// # Errors
/// When they are not.
pub fn country_code(word: &str) -> Result<String, Faults> {
    if word.len() == 2 && word.bytes().all(|byte| byte.is_ascii_uppercase()) {
        Ok(word.to_owned())
    } else {
        Err(Faults::one("", "two capital letters such as \"JP\" are expected (ISO 3166-1)"))
    }
}

fn read_rules(value: Option<&Value>, platform: Option<Platform>) -> Result<Vec<Rule>, Faults> {
    let mut faults = Faults::new();
    let mut rules: Vec<Rule> = Vec::new();
    for (i, item) in list(value, 0, 10)?.iter().enumerate() {
        let place = format!("/{i}");
        let Some(rule) = faults.take(&place, read_rule(item, platform)) else { continue };
        if rules.iter().any(|earlier| earlier.on == rule.on && earlier.survey == rule.survey) {
            faults.push(place, "an earlier rule names the same moment and survey");
        }
        rules.push(rule);
    }
    faults.into_result(|| rules)
}

fn read_rule(value: &Value, platform: Option<Platform>) -> Result<Rule, Faults> {
    let fields = object(Some(value))?;
    let mut faults = unknown(fields, &["on", "survey", "delay", "labels"]);
    let on = text(fields.get("on")).and_then(Trigger::parse).and_then(|on| match platform {
        Some(platform) if !platform.sends(on) => {
            Err(Faults::one("", format!("{} never sends \"{on}\"", platform.as_str())))
        }
        _ => Ok(on),
    });
    let on = faults.take("/on", on);
    let survey = faults.take("/survey", text(fields.get("survey")).and_then(SurveyId::parse));
    let given = |name: &str| fields.get(name).filter(|value| !value.is_null());
    let delay = given("delay").and_then(|delay| faults.take("/delay", text(Some(delay)).and_then(Period::parse)));
    let labels = given("labels").and_then(|labels| faults.take("/labels", read_labels(labels))).unwrap_or_default();
    match (on, survey) {
        (Some(on), Some(survey)) if faults.is_empty() => Ok(Rule { on, survey, delay, labels }),
        _ => Err(faults),
    }
}

fn read_labels(value: &Value) -> Result<BTreeMap<String, String>, Faults> {
    let fields = object(Some(value))?;
    let mut faults = Faults::new();
    let mut labels = BTreeMap::new();
    if fields.len() > 10 {
        faults.push("", "at most 10 labels are expected");
    }
    for (name, value) in fields {
        let place = format!("/{}", pointer_token(name));
        if !fits(name, 64) {
            faults.push(place.clone(), "a label's name is 1 to 64 characters on one line");
        }
        labels.extend(faults.take(&place, line(Some(value), 100)).map(|text| (name.clone(), text)));
    }
    faults.into_result(|| labels)
}

fn object(value: Option<&Value>) -> Result<&Map<String, Value>, Faults> {
    value.and_then(Value::as_object).ok_or_else(|| Faults::one("", "an object is expected"))
}

fn list(value: Option<&Value>, fewest: usize, most: usize) -> Result<&[Value], Faults> {
    let items = value.and_then(Value::as_array).filter(|items| (fewest..=most).contains(&items.len()));
    items.map(Vec::as_slice).ok_or_else(|| Faults::one("", format!("a list of {fewest} to {most} is expected")))
}

fn text(value: Option<&Value>) -> Result<&str, Faults> {
    value.and_then(Value::as_str).ok_or_else(|| Faults::one("", "a text is expected"))
}

fn line(value: Option<&Value>, longest: usize) -> Result<String, Faults> {
    let text = text(value)?.trim();
    if fits(text, longest) {
        Ok(text.to_owned())
    } else {
        Err(Faults::one("", format!("1 to {longest} characters on one line are expected")))
    }
}

fn fits(text: &str, longest: usize) -> bool {
    (1..=longest).contains(&text.chars().count()) && !text.chars().any(char::is_control)
}

fn unknown(fields: &Map<String, Value>, known: &[&str]) -> Faults {
    let mut faults = Faults::new();
    for name in fields.keys().filter(|name| !known.contains(&name.as_str())) {
        faults.push(format!("/{}", pointer_token(name)), "not a field of this object");
    }
    faults
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn places(body: &Value) -> Vec<String> {
        let faults = SourceInput::parse(body).err();
        faults.into_iter().flatten().map(|fault| fault.pointer).collect()
    }

    fn shop() -> Value {
        json!({
            "platform": "shopify",
            "secrets": ["first-secret", "second-secret"],
            "basis": {"kind": "existing_customer", "evidence": "notice at checkout, 2026-10"},
            "rules": [
                {"on": "delivered", "survey": "after-purchase", "delay": "P2D", "labels": {"channel": "online"}},
                {"on": "shipped", "survey": "after-purchase"}
            ]
        })
    }

    #[test]
    fn a_source_is_read_as_written() -> Result<(), Faults> {
        let source = SourceInput::parse(&shop())?;
        assert_eq!(source.platform, Platform::Shopify);
        assert_eq!(source.secrets.iter().map(Secret::reveal).collect::<Vec<_>>(), ["first-secret", "second-secret"]);
        assert_eq!(source.basis.kind, BasisKind::ExistingCustomer);
        assert_eq!(source.rules.iter().map(|rule| rule.on).collect::<Vec<_>>(), [Trigger::Delivered, Trigger::Shipped]);
        assert_eq!(serde_json::to_value(&source.rules).ok(), Some(shop()["rules"].clone()));
        Ok(())
    }

    #[test]
    fn every_fault_is_named_at_its_place() {
        let body = json!({
            "platform": "woocommerce",
            "secrets": ["short", 7],
            "basis": {"kind": "hope", "evidence": " ", "since": 2020},
            "rules": [{"on": "lost", "survey": "A b", "delay": "soon", "labels": {"a/b": 1}}, []],
            "token": "x"
        });
        let wanted = [
            "/token",
            "/platform",
            "/secrets/0",
            "/secrets/1",
            "/basis/since",
            "/basis/kind",
            "/basis/evidence",
            "/rules/0/on",
            "/rules/0/survey",
            "/rules/0/delay",
            "/rules/0/labels/a~1b",
            "/rules/1",
        ];
        assert_eq!(places(&body), wanted);
        assert_eq!(places(&json!({})), ["/platform", "/secrets", "/basis", "/rules"]);
        assert_eq!(places(&json!([])), [""]);
    }

    #[test]
    fn a_rule_is_given_once_and_waits_only_for_what_comes() {
        let mut body = shop();
        body["rules"][1] = json!({"on": "delivered", "survey": "after-purchase", "delay": "P9D"});
        assert_eq!(places(&body), ["/rules/1"]);
        body["rules"][1] = json!({"on": "solved", "survey": "after-help"});
        assert_eq!(places(&body), ["/rules/1/on"]);
        body["rules"] = Value::Array(vec![shop()["rules"][0].clone(); 11]);
        assert_eq!(places(&body), ["/rules"]);
    }

    #[test]
    fn standard_webhooks_wants_secrets_in_base64() {
        let mut body = shop();
        body["platform"] = json!("standard_webhooks");
        assert_eq!(places(&body), ["/secrets/0", "/secrets/1"]);
        body["secrets"] = json!(["whsec_MDEyMzQ1Njc4OWFiY2RlZg=="]);
        body["rules"][1] = json!({"on": "solved", "survey": "after-help"});
        assert_eq!(places(&body), Vec::<String>::new());
        body["secrets"] = json!([]);
        assert_eq!(places(&body), ["/secrets"]);
    }
}
