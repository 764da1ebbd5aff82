//! Routes, tables, indexes, variables, schedules and streams: the template's and the code's are the same.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use koe_local::house::House;
use koe_local::settings::LocalSettings;
use koe_store::{INDEXES, Table, TableNames};
use koe_tests::Outcome;

use crate::template::{events, functions, inner, of_type, routes, template, variables};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The crates of a folder.
fn crates(folder: &str) -> BTreeSet<String> {
    let entries = std::fs::read_dir(root().join(folder)).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn every_function_crate_is_a_function_of_the_stack_and_back() {
    let template = template();
    let stack: BTreeSet<String> = functions(&template).into_keys().collect();
    assert_eq!(stack, crates("functions"));
    for (name, function) in functions(&template) {
        assert_eq!(inner(&function["FunctionName"]), format!("${{Name}}-{name}"));
        assert_eq!(function["CodeUri"].as_str(), Some(format!("../target/lambda/{name}/").as_str()));
        assert!(function["ReservedConcurrentExecutions"].is_null(), "{name}");
    }
}

#[tokio::test]
async fn every_route_of_the_template_is_a_route_of_its_function_and_back() -> Outcome {
    let house = House::build(&LocalSettings::bare()).await?;
    let template = template();
    let mut coded: BTreeMap<String, BTreeSet<(String, String)>> = BTreeMap::new();
    for (function, document) in &house.documents {
        let document = serde_json::to_value(document)?;
        let paths = document["paths"].as_object().into_iter().flatten();
        for (path, item) in paths {
            for method in item.as_object().into_iter().flat_map(|item| item.keys()) {
                let route = (method.to_uppercase(), path.clone());
                coded.entry((*function).to_owned()).or_default().insert(route);
            }
        }
    }
    for (name, function) in functions(&template) {
        let mut routes = routes(function);
        // The router answers HEAD wherever it answers GET; the API must be told.
        for (method, path) in routes.clone() {
            if method == "HEAD" {
                assert!(routes.contains(&("GET".to_owned(), path.clone())), "{path}");
                routes.remove(&(method, path));
            }
        }
        assert_eq!(routes, coded.remove(&name).unwrap_or_default(), "{name}");
    }
    assert!(coded.is_empty(), "{coded:?}");
    Ok(())
}

#[test]
fn tables_and_indexes_are_those_that_the_store_uses() {
    let template = template();
    let names = TableNames::with_prefix("${Name}");
    let mut found = BTreeMap::new();
    for (id, table) in of_type(&template, "AWS::DynamoDB::Table") {
        let properties = &table["Properties"];
        let name = match inner(&properties["TableName"]) {
            "Name" => "${Name}",
            other => other,
        };
        let indexes = properties["GlobalSecondaryIndexes"].as_sequence().into_iter().flatten();
        let indexes: BTreeSet<&str> = indexes.map(|index| index["IndexName"].as_str().unwrap()).collect();
        found.insert(name.to_owned(), indexes);
        assert_eq!(table["DeletionPolicy"].as_str(), Some("Retain"), "{id}");
        assert_eq!(properties["BillingMode"].as_str(), Some("PAY_PER_REQUEST"), "{id}");
        let backup = properties["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"].as_bool();
        let keys = name == names.of(Table::Keys);
        assert_eq!(backup.unwrap_or(false), !keys, "{id}: keys are never backed up, all else is");
        let stream = !properties["StreamSpecification"].is_null();
        let wanted = name == names.of(Table::Koe) || name == names.of(Table::People);
        assert_eq!(stream, wanted, "{id}");
    }
    for table in Table::ALL {
        let used: BTreeSet<&str> = INDEXES.into_iter().filter(|(of, _)| *of == table).map(|(_, index)| index).collect();
        assert_eq!(found.remove(names.of(table)), Some(used), "{table}");
    }
    assert!(found.is_empty(), "{found:?}");
}

/// What each part of a process reads from the environment.
const READS: [(&str, &[&str]); 8] = [
    ("process.link_keys()", &["KOE_LINK_SECRET"]),
    ("process.master_keys()", &["KOE_MASTER_SECRET"]),
    ("process.pepper()", &["KOE_PEPPER_SECRET"]),
    ("process.signing_keys()", &["KOE_SIGNING_SECRET"]),
    ("process.mailer()", &["KOE_CONFIGURATION_SET"]),
    ("process.base_url()", &["KOE_BASE_URL"]),
    (".mail_rate()", &["KOE_MAIL_RATE"]),
    ("process.store()", &[]),
];

#[test]
fn every_variable_of_a_function_is_read_by_it_and_back() {
    let template = template();
    let tables: BTreeSet<&str> = Table::ALL.into_iter().map(Table::setting).collect();
    for (name, function) in functions(&template) {
        let main = std::fs::read_to_string(root().join("functions").join(&name).join("src/main.rs")).unwrap();
        let read: BTreeSet<String> = READS
            .into_iter()
            .filter(|(call, _)| main.contains(call))
            .flat_map(|(_, names)| names.iter().map(|name| (*name).to_owned()))
            .collect();
        let given: BTreeSet<String> =
            variables(function).into_iter().filter(|variable| !tables.contains(variable.as_str())).collect();
        assert_eq!(given, read, "{name}");
    }
}

#[test]
fn a_function_is_told_the_names_of_exactly_the_tables_that_it_may_touch() {
    let template = template();
    let roles = of_type(&template, "AWS::IAM::Role");
    let ids = [
        ("KoeTable", Table::Koe),
        ("PeopleTable", Table::People),
        ("ConsentTable", Table::Consent),
        ("KeysTable", Table::Keys),
    ];
    for (name, function) in functions(&template) {
        let role = inner(&function["Role"]).trim_end_matches(".Arn");
        let policy = serde_json::to_string(&roles[role]["Properties"]["Policies"]).unwrap();
        for (id, table) in ids {
            let may = policy.contains(&format!("\"{id}.Arn\"")) || policy.contains(&format!("${{{id}.Arn}}/index"));
            assert_eq!(variables(function).contains(table.setting()), may, "{name} and {id}");
        }
    }
}

#[test]
fn a_function_is_told_the_names_of_exactly_the_secrets_that_it_may_read() {
    let template = template();
    let roles = of_type(&template, "AWS::IAM::Role");
    let secrets = of_type(&template, "AWS::SecretsManager::Secret");
    assert_eq!(secrets.len(), 4);
    for (name, function) in functions(&template) {
        let role = inner(&function["Role"]).trim_end_matches(".Arn");
        let policy = serde_json::to_string(&roles[role]["Properties"]["Policies"]).unwrap();
        for id in secrets.keys() {
            let setting = format!("KOE_{}_SECRET", id.trim_end_matches("Secret").to_uppercase());
            let may = policy.contains(&format!("\"{id}\""));
            assert_eq!(variables(function).contains(&setting), may, "{name} and {id}");
        }
    }
}

/// What AWS can grant for all of an account only: SES's suppression list has no name there.
const UNNAMED: [&str; 1] = ["ses:DeleteSuppressedDestination"];

#[test]
fn nothing_is_granted_by_a_star() {
    let template = template();
    for (id, role) in of_type(&template, "AWS::IAM::Role") {
        assert!(role["Properties"]["ManagedPolicyArns"].is_null(), "{id}");
        for policy in role["Properties"]["Policies"].as_sequence().into_iter().flatten() {
            for statement in policy["PolicyDocument"]["Statement"].as_sequence().unwrap() {
                let actions = statement["Action"].as_sequence().into_iter().flatten();
                let unnamed = actions.map(inner).eq(UNNAMED) && !statement["Condition"].is_null();
                for key in ["Action", "Resource"] {
                    for value in statement[key].as_sequence().unwrap_or_else(|| panic!("{id}: {key} is no list")) {
                        let text = inner(value);
                        // The streams of a log group have no names of their own before they exist.
                        let logs = text.contains("Logs.Arn");
                        let known = logs || (unnamed && key == "Resource");
                        assert!(known || !text.contains('*'), "{id}: {key} {text}");
                    }
                }
            }
        }
    }
}

#[test]
fn schedules_and_streams_wake_the_functions_that_take_them() {
    let template = template();
    let woken = |kind| -> BTreeSet<String> {
        functions(&template).into_iter().filter(|(_, f)| !events(f, kind).is_empty()).map(|(name, _)| name).collect()
    };
    let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
    assert_eq!(woken("Schedule"), set(&["anonymize", "deliver-link", "follow-up"]));
    assert_eq!(woken("SNS"), set(&["mail-events"]));
    assert_eq!(woken("DynamoDB"), set(&["follow-up", "summarize"]));
    for (name, function) in functions(&template) {
        for event in events(function, "Schedule") {
            let schedule = event["Schedule"].as_str().unwrap();
            let fine = matches!(schedule, "rate(1 minute)" | "rate(5 minutes)" | "rate(1 hour)");
            assert!(fine, "{name}: {schedule}");
        }
        for event in events(function, "DynamoDB") {
            assert!(!event["DestinationConfig"]["OnFailure"].is_null(), "{name}");
            let filters = event["FilterCriteria"]["Filters"].as_sequence().unwrap();
            for filter in filters {
                let pattern: serde_json::Value = serde_json::from_str(filter["Pattern"].as_str().unwrap()).unwrap();
                assert_eq!(pattern["eventName"], serde_json::json!(["INSERT", "MODIFY"]), "{name}");
            }
        }
        // A claim outlives the function that made it: the lease is five minutes.
        let timeout = function["Timeout"].as_u64().unwrap();
        assert!(timeout < 300, "{name}");
    }
}

/// The filter of a stream as the local stack writes it: the key, and what it may be.
fn filter_in_code(pattern: &serde_json::Value) -> String {
    let image = pattern["dynamodb"]["NewImage"].as_object().unwrap();
    let (key, values) = image.iter().next().unwrap();
    let fits = values["S"].as_array().unwrap().iter().map(|value| match &value["prefix"] {
        serde_json::Value::String(prefix) => format!("{key}.starts_with({prefix:?})"),
        _ => format!("{key} == {:?}", value.as_str().unwrap()),
    });
    let fits: Vec<String> = fits.collect();
    assert_eq!(image.len(), 1, "{pattern}");
    format!("= filtered(event, \"{key}\", |{key}| {});", fits.join(" || "))
}

#[test]
fn a_stream_s_filter_lets_through_what_the_local_stack_lets_through() {
    let turn = std::fs::read_to_string(root().join("infra/local/src/turn.rs")).unwrap();
    let turn = turn.split_whitespace().collect::<Vec<_>>().join(" ");
    let template = template();
    let mut filters = 0;
    for (name, function) in functions(&template) {
        for event in events(function, "DynamoDB") {
            for filter in event["FilterCriteria"]["Filters"].as_sequence().unwrap() {
                let pattern = serde_json::from_str(filter["Pattern"].as_str().unwrap()).unwrap();
                let code = filter_in_code(&pattern);
                assert!(turn.contains(&code), "{name}: {code}");
                filters += 1;
            }
        }
    }
    assert_eq!(turn.matches("= filtered(").count(), filters);
}

#[test]
fn access_logs_hold_no_path_no_address_and_no_agent() {
    let template = template();
    let apis = of_type(&template, "AWS::Serverless::HttpApi");
    assert!(!apis.is_empty());
    for (id, api) in apis {
        let format = inner(&api["Properties"]["AccessLogSettings"]["Format"]).to_owned();
        assert!(format.contains("$context.requestId"), "{id}");
        for told in ["path", "sourceIp", "userAgent", "identity", "domainName", "authorizer"] {
            assert!(!format.contains(told), "{id}: {told}");
        }
    }
}
