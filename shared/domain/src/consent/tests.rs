use super::*;

fn entry(purpose: &str, decision: Decision) -> Entry {
    let text = "You may contact me about my answer.";
    let at = Timestamp::UNIX_EPOCH;
    Entry { version: Some(1), ..Entry::new(purpose, decision, at, Method::SurveyForm, Locale::english(), text) }
}

fn chain() -> Result<Vec<ConsentEvent>, LedgerError> {
    let mut head = LedgerHead::default();
    let mut events = Vec::new();
    for decision in [Decision::Given, Decision::Withdrawn, Decision::Renewed] {
        let (event, next) = head.append(entry("follow_up", decision))?;
        events.push(event);
        head = next;
    }
    Ok(events)
}

#[test]
fn an_altered_or_missing_event_is_named() -> Result<(), LedgerError> {
    let whole = chain()?;
    assert_eq!(verify(&whole)?.seq, 3);

    let mut altered = whole.clone();
    altered[1].entry.decision = Decision::Given;
    assert_eq!(verify(&altered), Err(LedgerError::Broken { seq: 2 }));

    let me = PersonId::from_bytes([1; 10]);
    let (mine, _) = LedgerHead::of(me).append_all([entry("follow_up", Decision::Given)])?;
    assert_eq!(verify_of(me, &mine)?.seq, 1);
    assert_eq!(verify_of(PersonId::from_bytes([2; 10]), &mine), Err(LedgerError::Broken { seq: 1 }));

    let mut short = whole.clone();
    short.remove(0);
    assert_eq!(verify(&short), Err(LedgerError::Broken { seq: 1 }));
    Ok(())
}

#[test]
fn the_stored_shape_of_version_1_stays_readable() -> Result<(), Box<dyn std::error::Error>> {
    let stored = r#"{"schema":1,"seq":1,"prev":"","purpose":"follow_up","decision":"given","at":"1970-01-01T00:00:00Z","method":"survey_form","survey":null,"version":1,"locale":"en","text_sha256":"2d15","hash":"x"}"#;
    let event: ConsentEvent = serde_json::from_str(stored)?;
    assert_eq!(serde_json::to_string(&event)?, stored);
    Ok(())
}

#[test]
fn a_decision_is_recorded_only_where_something_changes() {
    assert_eq!(Decision::between(None, false), Some(Decision::Refused));
    assert_eq!(Decision::between(Some(true), true), None);
    assert_eq!(Decision::between(Some(true), false), Some(Decision::Withdrawn));
}
