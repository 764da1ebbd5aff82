//! The tables of the stack's template, as requests that create them here.
//!
//! One description serves both ends: what the stack deploys is what one machine creates. A second list of tables in code was
//! rejected, because it would drift from the first.

use std::collections::BTreeMap;

use serde_json::json;
use serde_yaml_ng::{Mapping, Value};

/// The template of the stack.
pub const TEMPLATE: &str = include_str!("../../template.yaml");

/// One table of the template.
#[derive(Clone, Debug, PartialEq)]
pub struct TableDefinition {
    /// The name of its resource in the template, for instance `People`.
    pub logical: String,
    /// The name of the table, for instance `koe-people`.
    pub name: String,
    /// The `CreateTable` request, as JSON.
    pub request: serde_json::Value,
    /// The attribute that holds the end of a row's life, if rows end by themselves.
    pub ttl: Option<String>,
    /// Whether the table has a stream.
    pub stream: bool,
}

/// Why no tables were read.
#[derive(Debug, thiserror::Error)]
pub enum TemplateError {
    /// The text is no YAML.
    #[error("the template cannot be read")]
    Yaml(#[from] serde_yaml_ng::Error),
    /// A table says something that is not understood.
    #[error("the table {table} of the template: {what}")]
    Table {
        /// The resource's name.
        table: String,
        /// What is wrong.
        what: String,
    },
    /// There is no table at all.
    #[error("the template describes no table")]
    Empty,
}

/// Reads every `AWS::DynamoDB::Table` of a template. Parameters take their default values; of the intrinsic functions,
/// `Ref` and `Sub` of parameters are understood. Every table is on demand here.
///
/// # Errors
/// When the text is no template, or a table in it is not understood.
pub fn tables(template: &str) -> Result<Vec<TableDefinition>, TemplateError> {
    let root: Value = serde_yaml_ng::from_str(template)?;
    let parameters = Parameters::of(&root);
    let resources = root.get("Resources").and_then(Value::as_mapping).ok_or(TemplateError::Empty)?;
    let mut tables = Vec::new();
    for (logical, resource) in resources {
        if resource.get("Type").and_then(Value::as_str) == Some("AWS::DynamoDB::Table") {
            let logical = logical.as_str().unwrap_or_default();
            let table = Resource { properties: resource.get("Properties"), parameters: &parameters }.table(logical);
            tables.push(table.map_err(|what| TemplateError::Table { table: logical.to_owned(), what })?);
        }
    }
    if tables.is_empty() { Err(TemplateError::Empty) } else { Ok(tables) }
}

/// A table's resource.
struct Resource<'a> {
    properties: Option<&'a Value>,
    parameters: &'a Parameters,
}

impl Resource<'_> {
    fn optional(&self, property: &str) -> Result<Option<serde_json::Value>, String> {
        let value = self.properties.and_then(|properties| properties.get(property));
        value.map(|value| self.parameters.resolve(value)).transpose()
    }

    fn required(&self, property: &str) -> Result<serde_json::Value, String> {
        self.optional(property)?.ok_or_else(|| format!("{property} is missing"))
    }

    fn table(&self, logical: &str) -> Result<TableDefinition, String> {
        let name = self.required("TableName")?.as_str().ok_or("TableName is no text")?.to_owned();
        let mut request = json!({
            "TableName": name,
            "KeySchema": self.required("KeySchema")?,
            "AttributeDefinitions": self.required("AttributeDefinitions")?,
            "BillingMode": "PAY_PER_REQUEST",
        });
        if let Some(indexes) = self.optional("GlobalSecondaryIndexes")? {
            request["GlobalSecondaryIndexes"] = indexes;
        }
        let stream = self.optional("StreamSpecification")?;
        if let Some(stream) = &stream {
            request["StreamSpecification"] = json!({"StreamEnabled": true, "StreamViewType": stream["StreamViewType"]});
        }
        let ttl = self.optional("TimeToLiveSpecification")?.filter(|ttl| ttl["Enabled"] == true);
        let ttl = ttl.and_then(|ttl| ttl["AttributeName"].as_str().map(str::to_owned));
        Ok(TableDefinition { logical: logical.to_owned(), name, request, ttl, stream: stream.is_some() })
    }
}

/// The values of the template's parameters: their defaults.
struct Parameters(BTreeMap<String, String>);

impl Parameters {
    fn of(root: &Value) -> Self {
        let mut values = BTreeMap::new();
        for (name, parameter) in root.get("Parameters").and_then(Value::as_mapping).into_iter().flatten() {
            let value = match parameter.get("Default") {
                Some(Value::String(text)) => text.clone(),
                Some(Value::Number(number)) => number.to_string(),
                Some(Value::Bool(flag)) => flag.to_string(),
                _ => continue,
            };
            values.insert(name.as_str().unwrap_or_default().to_owned(), value);
        }
        Self(values)
    }

    fn resolve(&self, value: &Value) -> Result<serde_json::Value, String> {
        Ok(match value {
            Value::Null => serde_json::Value::Null,
            Value::Bool(flag) => json!(flag),
            Value::Number(number) => json!(number.as_i64().ok_or_else(|| format!("{number} is no whole number"))?),
            Value::String(text) => json!(text),
            Value::Sequence(items) => {
                serde_json::Value::Array(items.iter().map(|item| self.resolve(item)).collect::<Result<_, _>>()?)
            }
            Value::Mapping(map) => self.resolve_map(map)?,
            Value::Tagged(tagged) => json!(self.call(&tagged.tag.to_string(), &tagged.value)?),
        })
    }

    /// A map is an object, or the long form of an intrinsic function: `{Ref: Name}`, `{"Fn::Sub": "…"}`.
    fn resolve_map(&self, map: &Mapping) -> Result<serde_json::Value, String> {
        let mut object = serde_json::Map::new();
        for (key, value) in map {
            let key = key.as_str().ok_or("a key is no text")?;
            if key == "Ref" || key.starts_with("Fn::") {
                return self.call(key, value).map(serde_json::Value::String);
            }
            object.insert(key.to_owned(), self.resolve(value)?);
        }
        Ok(serde_json::Value::Object(object))
    }

    fn call(&self, function: &str, argument: &Value) -> Result<String, String> {
        let text = argument.as_str().ok_or_else(|| format!("{function} of something else than a text"))?;
        match function.trim_start_matches('!').trim_start_matches("Fn::") {
            "Ref" => self.parameter(text).map(str::to_owned),
            "Sub" => self.substitute(text),
            other => Err(format!("the function {other} is not understood on one machine")),
        }
    }

    fn parameter(&self, name: &str) -> Result<&str, String> {
        self.0.get(name).map(String::as_str).ok_or_else(|| format!("{name} is no parameter with a default value"))
    }

    fn substitute(&self, text: &str) -> Result<String, String> {
        let mut out = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            let (name, after) = after.split_once('}').ok_or("a ${ is not closed")?;
            out.push_str(before);
            out.push_str(self.parameter(name)?);
            rest = after;
        }
        out.push_str(rest);
        Ok(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = r#"
Parameters:
  Name: {Type: String, Default: koe}
  Days: {Type: Number, Default: 35}
Resources:
  Main:
    Type: AWS::DynamoDB::Table
    DeletionPolicy: Retain
    Properties:
      TableName: !Ref Name
      BillingMode: PAY_PER_REQUEST
      KeySchema: [{AttributeName: pk, KeyType: HASH}, {AttributeName: sk, KeyType: RANGE}]
      AttributeDefinitions:
        - {AttributeName: pk, AttributeType: S}
        - {AttributeName: sk, AttributeType: S}
        - {AttributeName: due_at, AttributeType: N}
      GlobalSecondaryIndexes:
        - IndexName: due
          KeySchema: [{AttributeName: pk, KeyType: HASH}, {AttributeName: due_at, KeyType: RANGE}]
          Projection: {ProjectionType: KEYS_ONLY}
      StreamSpecification: {StreamViewType: NEW_AND_OLD_IMAGES}
      TimeToLiveSpecification: {AttributeName: ttl, Enabled: true}
      PointInTimeRecoverySpecification: {PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: !Ref Days}
  Keys:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: !Sub "${Name}-keys"
      KeySchema: [{AttributeName: pk, KeyType: HASH}]
      AttributeDefinitions: [{AttributeName: pk, AttributeType: S}]
  Topic:
    Type: AWS::SNS::Topic
    Properties:
      TopicName: !Select [0, !GetAZs ""]
"#;

    #[test]
    fn tables_are_read_with_keys_indexes_stream_and_end_of_life() -> Result<(), TemplateError> {
        let found = tables(SMALL)?;
        let names: Vec<_> = found.iter().map(|table| (table.logical.as_str(), table.name.as_str())).collect();
        assert_eq!(names, [("Main", "koe"), ("Keys", "koe-keys")]);
        assert_eq!((found[0].stream, found[0].ttl.as_deref()), (true, Some("ttl")));
        assert_eq!((found[1].stream, found[1].ttl.as_deref()), (false, None));
        assert_eq!(found[0].request["GlobalSecondaryIndexes"][0]["Projection"]["ProjectionType"], "KEYS_ONLY");
        assert_eq!(found[0].request["AttributeDefinitions"][2]["AttributeType"], "N");
        assert_eq!(found[0].request["StreamSpecification"]["StreamEnabled"], true);
        assert_eq!(found[0].request.get("PointInTimeRecoverySpecification"), None);
        Ok(())
    }

    #[test]
    fn what_is_not_understood_is_named() {
        let odd = SMALL.replace("!Sub \"${Name}-keys\"", "!Sub \"${AWS::StackName}-keys\"");
        let said = tables(&odd).err().map(|error| error.to_string()).unwrap_or_default();
        assert!(said.contains("Keys") && said.contains("AWS::StackName"), "{said}");
        assert!(matches!(tables("Resources: {}"), Err(TemplateError::Empty)));
    }
}
