//! The template, read as data.

use std::collections::{BTreeMap, BTreeSet};

use serde_yaml_ng::Value;

pub(crate) const TEXT: &str = include_str!("../../../infra/template.yaml");

/// The template.
pub(crate) fn template() -> Value {
    serde_yaml_ng::from_str(TEXT).unwrap()
}

/// Resources of a type, by logical id.
pub(crate) fn of_type<'a>(template: &'a Value, kind: &str) -> BTreeMap<&'a str, &'a Value> {
    let resources = template["Resources"].as_mapping().unwrap();
    let named = resources.iter().map(|(name, resource)| (name.as_str().unwrap(), resource));
    named.filter(|(_, resource)| resource["Type"].as_str() == Some(kind)).collect()
}

/// The functions by the name of their crate.
pub(crate) fn functions(template: &Value) -> BTreeMap<String, &Value> {
    let functions = of_type(template, "AWS::Serverless::Function");
    functions.into_iter().map(|(name, resource)| (kebab(name), &resource["Properties"])).collect()
}

/// `CaptureResponse` as `capture-response`.
fn kebab(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && !out.is_empty() {
            out.push('-');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

/// The events of a function of one type.
pub(crate) fn events<'a>(function: &'a Value, kind: &str) -> Vec<&'a Value> {
    let events = function["Events"].as_mapping().into_iter().flat_map(|events| events.values());
    events.filter(|event| event["Type"].as_str() == Some(kind)).map(|event| &event["Properties"]).collect()
}

/// The routes of a function: method and path.
pub(crate) fn routes(function: &Value) -> BTreeSet<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    events(function, "HttpApi").into_iter().map(|event| (text(&event["Method"]), text(&event["Path"]))).collect()
}

/// The environment variables of a function, without those of all functions.
pub(crate) fn variables(function: &Value) -> BTreeSet<String> {
    let variables = function["Environment"]["Variables"].as_mapping().into_iter().flat_map(|v| v.keys());
    variables.map(|name| name.as_str().unwrap().to_owned()).collect()
}

/// The text within a tagged value such as `!Ref Name`.
pub(crate) fn inner(value: &Value) -> &str {
    match value {
        Value::Tagged(tagged) => tagged.value.as_str().unwrap_or_default(),
        other => other.as_str().unwrap_or_default(),
    }
}
