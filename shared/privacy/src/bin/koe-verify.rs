//! Checks what Koe hands out, on any machine and without asking Koe: receipts, certificates and consent ledgers.
//!
//! It answers 0 where everything holds, 1 where something does not, and 2 where it could not look. The messages are for
//! people who read contracts, not code.

use std::io::{self, Write as _};
use std::process::ExitCode;

use koe_domain::consent::{self, ConsentEvent, LedgerError};
use koe_privacy::receipt::{check, standings};
use koe_privacy::sign::{PublicKeys, ReadError, read, verify};
use serde_json::{Map, Value};

const USAGE: &str = "\
koe-verify receipt FILE --keys KEYS      a consent receipt: signature, completeness
koe-verify certificate FILE --keys KEYS  any other signed document: signature
koe-verify ledger FILE                   a person's consent events, or an export that holds them: chain of hashes

FILE and KEYS are files in JSON. KEYS is the list of public keys that the organisation publishes at
/.well-known/koe-signing-keys.json; save it once, and check it against a second source.
The command answers 0 if all holds, 1 if something does not, 2 if it could not look.";

/// Why it does not answer that all holds.
#[derive(Debug, PartialEq, Eq)]
enum Failure {
    /// Something is wrong with the document.
    Broken(Vec<String>),
    /// The document could not be looked at.
    Unusable(String),
}

type Answer = Result<Vec<String>, Failure>;
type Open<'a> = &'a dyn Fn(&str) -> io::Result<Vec<u8>>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned()).collect();
    let (lines, code) = match run(&arguments, &|file| std::fs::read(file)) {
        Ok(lines) => (lines, 0),
        Err(Failure::Broken(lines)) => (lines, 1),
        Err(Failure::Unusable(line)) => (vec![line], 2),
    };
    let text = lines.join("\n");
    // Nobody is left to tell where even this cannot be written; the code still says it.
    let _ = if code == 0 { writeln!(io::stdout(), "{text}") } else { writeln!(io::stderr(), "{text}") };
    ExitCode::from(code)
}

fn run(arguments: &[String], open: Open<'_>) -> Answer {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["receipt", file, "--keys", keys] | ["receipt", "--keys", keys, file] => receipt(open, file, keys),
        ["certificate", file, "--keys", keys] | ["certificate", "--keys", keys, file] => {
            let (_, lines) = signed(open, file, keys)?;
            Ok(lines)
        }
        ["ledger", file] => ledger(&document(open, file)?),
        ["--help" | "-h" | "help"] => Ok(vec![USAGE.to_owned()]),
        _ => Err(Failure::Unusable(USAGE.to_owned())),
    }
}

fn document(open: Open<'_>, file: &str) -> Result<Value, Failure> {
    let bytes = open(file).map_err(|error| Failure::Unusable(format!("{file}: cannot be read: {error}")))?;
    read(&bytes).map_err(|error| match error {
        ReadError::NotJson { .. } => Failure::Unusable(format!("{file}: {error}")),
        ReadError::Twice { .. } => Failure::Broken(vec![format!("DOES NOT HOLD: {error}")]),
    })
}

fn signed(open: Open<'_>, file: &str, keys: &str) -> Result<(Map<String, Value>, Vec<String>), Failure> {
    let set = document(open, keys)?;
    let public = PublicKeys::from_jwks(&set).map_err(|error| Failure::Unusable(format!("{keys}: {error}")))?;
    let Value::Object(document) = document(open, file)? else {
        return Err(Failure::Unusable(format!("{file}: one document, in braces, is expected")));
    };
    verify(&document, &public).map_err(|error| Failure::Broken(vec![format!("DOES NOT HOLD: {error}")]))?;
    let said = |field: &str| document["proof"][field].as_str().unwrap_or("(not said)").escape_debug().to_string();
    let lines = vec![
        "HOLDS: the document is exactly as it was when it was signed.".to_owned(),
        format!("Signed at: {}", said("created")),
        format!("Signed with: {}", said("verificationMethod")),
    ];
    Ok((document, lines))
}

fn receipt(open: Open<'_>, file: &str, keys: &str) -> Answer {
    let (receipt, mut lines) = signed(open, file, keys)?;
    let faults = check(&receipt);
    if !faults.is_empty() {
        let first = "DOES NOT HOLD: the signature fits, but the receipt is not complete or not in order.".to_owned();
        let rest = faults.iter().map(|fault| format!("- {}: {}", fault.pointer, fault.detail));
        return Err(Failure::Broken(std::iter::once(first).chain(rest).collect()));
    }
    lines.push("The receipt has all mandatory fields of ISO/IEC TS 27560, in terms of DPV 2.3.".to_owned());
    for standing in standings(&receipt) {
        let (purpose, since) = (standing.purpose.escape_debug(), standing.since.escape_debug());
        lines.push(format!("- {purpose}: {} since {since} ({} events)", standing.state, standing.events));
    }
    Ok(lines)
}

fn ledger(file: &Value) -> Answer {
    let mut chains = Vec::new();
    find_chains(file, &mut chains);
    if chains.is_empty() {
        return Err(Failure::Unusable("there are no consent events in this file".to_owned()));
    }
    let mut lines = Vec::new();
    for (i, chain) in chains.iter().enumerate() {
        let which = if chains.len() > 1 { format!("ledger {} of {}: ", i + 1, chains.len()) } else { String::new() };
        let (head, uncovered) =
            walk(chain).map_err(|why| Failure::Broken(vec![format!("DOES NOT HOLD: {which}{why}")]))?;
        lines.push(format!("HOLDS: {which}{} events, none altered, left out, put in or moved.", chain.len()));
        lines.push(format!("Hash of the last event: {head}"));
        lines.push("Events cut off at the end show only against a hash of the last event kept elsewhere.".to_owned());
        if !uncovered.is_empty() {
            lines.push(format!("Not covered by the hashes: {}", uncovered.join(", ").escape_debug()));
        }
    }
    Ok(lines)
}

/// Every list in which something looks like a consent event.
fn find_chains<'a>(value: &'a Value, chains: &mut Vec<&'a [Value]>) {
    let is_event = |item: &Value| ["seq", "prev", "hash"].iter().all(|name| item.get(name).is_some());
    match value {
        Value::Array(items) if items.iter().any(is_event) => chains.push(items),
        Value::Array(items) => items.iter().for_each(|item| find_chains(item, chains)),
        Value::Object(fields) => fields.values().for_each(|item| find_chains(item, chains)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The hash of the last event, and the names of fields that no hash covers.
fn walk(chain: &[Value]) -> Result<(String, Vec<String>), String> {
    let mut uncovered = Vec::new();
    let mut events = Vec::new();
    for (i, item) in chain.iter().enumerate() {
        let broken = |why: &str| format!("event {} {why}.", i + 1);
        let event: ConsentEvent =
            serde_json::from_value(item.clone()).map_err(|_| broken("is no consent event, or lacks a part of one"))?;
        let written = serde_json::to_value(&event).map_err(|_| broken("cannot be written again"))?;
        if !same(item, &written, &mut uncovered) {
            return Err(broken("is not written as Koe writes it, so that it was altered"));
        }
        events.push(event);
    }
    let head = consent::verify(&events).map_err(|error| match error {
        LedgerError::Broken { seq: 1 } if events.first().is_some_and(|first| first.seq != 1) => {
            "event 1 of the chain is not in the file; a chain can be checked from its beginning only.".to_owned()
        }
        LedgerError::Broken { seq } => {
            format!(
                "the chain breaks at event {seq}: it was altered, or events were left out, put in or moved before it."
            )
        }
        LedgerError::Canonical => "an event has a form that no hash can be taken of.".to_owned(),
    })?;
    Ok((head.hash, uncovered))
}

/// Whether every field of `found` that an event has says the same in `written`; the names of others are kept.
fn same(found: &Value, written: &Value, others: &mut Vec<String>) -> bool {
    match (found, written) {
        (Value::Object(found), Value::Object(written)) => found.iter().all(|(name, value)| {
            if let Some(expected) = written.get(name) {
                return same(value, expected, others);
            }
            if !others.contains(name) {
                others.push(name.clone());
            }
            true
        }),
        _ => found == written,
    }
}

#[cfg(test)]
mod tests {
    use koe_domain::Locale;
    use koe_domain::consent::{Decision, Entry, LedgerHead, Method};
    use koe_privacy::sign::{SigningKey, SigningKeys};
    use serde_json::json;

    use super::*;

    fn answer(words: &[&str], files: &[(&str, String)]) -> Answer {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        run(&words, &|file| {
            let found = files.iter().find(|(name, _)| *name == file);
            found.map(|(_, text)| text.clone().into_bytes()).ok_or_else(|| io::ErrorKind::NotFound.into())
        })
    }

    fn first_line(answer: Answer) -> (u8, String) {
        match answer {
            Ok(lines) => (0, lines.first().cloned().unwrap_or_default()),
            Err(Failure::Broken(lines)) => (1, lines.first().cloned().unwrap_or_default()),
            Err(Failure::Unusable(line)) => (2, line),
        }
    }

    fn chain() -> Result<Value, Box<dyn std::error::Error>> {
        let at = jiff::Timestamp::UNIX_EPOCH;
        let entries = [Decision::Given, Decision::Withdrawn, Decision::Renewed]
            .map(|decision| Entry::new("follow_up", decision, at, Method::SurveyForm, Locale::english(), "text"));
        let (events, _) = LedgerHead::default().append_all(entries)?;
        Ok(serde_json::to_value(events)?)
    }

    fn look_at(ledger: &Value) -> (u8, String) {
        first_line(answer(&["ledger", "l"], &[("l", ledger.to_string())]))
    }

    #[test]
    fn a_ledger_is_walked_wherever_it_stands_in_the_file() -> Result<(), Box<dyn std::error::Error>> {
        let whole = chain()?;
        let holds = (0, "HOLDS: 3 events, none altered, left out, put in or moved.".to_owned());
        assert_eq!(look_at(&whole), holds);
        let mut export = json!({"person": {"consents": whole}, "answers": []});
        export["person"]["consents"][0]["text"] = json!("shown beside it");
        assert_eq!(look_at(&export), holds);
        assert_eq!(look_at(&json!({"consents": []})).0, 2);
        Ok(())
    }

    #[test]
    fn the_first_broken_event_is_named() -> Result<(), Box<dyn std::error::Error>> {
        let whole = chain()?;
        let after = |change: &dyn Fn(&mut Value)| {
            let mut altered = whole.clone();
            change(&mut altered);
            look_at(&altered)
        };
        let second = "DOES NOT HOLD: the chain breaks at event 2";
        let (code, line) = after(&|it| it[1]["decision"] = json!("given"));
        assert!(code == 1 && line.starts_with(second), "{line}");
        let (code, line) = after(&|it| it.as_array_mut().into_iter().for_each(|it| drop(it.remove(1))));
        assert!(code == 1 && line.starts_with(second), "{line}");
        let (code, line) = after(&|it| it.as_array_mut().into_iter().for_each(|it| drop(it.remove(0))));
        assert!(code == 1 && line.contains("event 1 of the chain is not in the file"), "{line}");
        let (code, line) = after(&|it| it[2]["at"] = json!("1970-01-01T00:00:00+00:00"));
        assert!(code == 1 && line.contains("event 3 is not written as Koe writes it"), "{line}");
        let (code, line) = after(&|it| it[0]["decision"] = json!("maybe"));
        assert!(code == 1 && line.contains("event 1 is no consent event"), "{line}");
        Ok(())
    }

    #[test]
    fn a_certificate_holds_until_it_is_changed() -> Result<(), Box<dyn std::error::Error>> {
        let keys = SigningKeys::new(SigningKey { id: 1, seed: [3; 32] }, Vec::new());
        let document = json!({"erased": 3}).as_object().cloned().unwrap_or_default();
        let signed = keys.sign(document, jiff::Timestamp::UNIX_EPOCH, "https://koe.example.com")?;
        let signed = Value::Object(signed).to_string();
        let set = keys.public_jwks().to_string();
        let look = |file: &str, set: &str| {
            let files = [("f", file.to_owned()), ("k", set.to_owned())];
            first_line(answer(&["certificate", "f", "--keys", "k"], &files))
        };
        let (code, line) = look(&signed, &set);
        assert!(code == 0 && line.starts_with("HOLDS: "), "{line}");
        let (code, line) = look(&signed.replace(":3", ":4"), &set);
        assert!(code == 1 && line.contains("was changed after it was signed"), "{line}");
        let (code, line) = look(&signed.replace("\"erased\":3", "\"erased\":4,\"erased\":3"), &set);
        assert!(code == 1 && line.contains("named twice"), "{line}");
        assert_eq!(look("{", &set).0, 2);
        assert_eq!(look(&signed, "{}").0, 2);
        // Signed and whole, but no receipt.
        let files = [("f", signed.clone()), ("k", set.clone())];
        let (code, line) = first_line(answer(&["receipt", "--keys", "k", "f"], &files));
        assert!(code == 1 && line.contains("not complete"), "{line}");
        Ok(())
    }

    #[test]
    fn whoever_calls_it_wrongly_is_told_how() {
        let calls: [&[&str]; 5] =
            [&[], &["ledger"], &["receipt", "f"], &["certificate", "f", "k"], &["ledger", "missing"]];
        for words in calls {
            assert_eq!(first_line(answer(words, &[])).0, 2, "{words:?}");
        }
        assert_eq!(answer(&["--help"], &[]), Ok(vec![USAGE.to_owned()]));
    }
}
