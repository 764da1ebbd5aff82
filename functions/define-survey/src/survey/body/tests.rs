use serde_json::json;

use super::*;

fn survey(max: i64) -> Value {
    json!({
        "definition": {"title": "T", "elements": [
            {"type": "rating", "name": "nps", "rateMin": 0, "rateMax": 10},
            {"type": "rating", "name": "delivery", "rateMin": 1, "rateMax": max}]},
        "settings": {"mode": "live", "metrics": {"nps": {"question": "nps"}, "csat": {"question": "delivery"}}}
    })
}

fn places(body: Value) -> Vec<String> {
    let problem = Draft::read(body).err().and_then(|problem| serde_json::to_value(problem).ok());
    let errors = problem.as_ref().and_then(|problem| problem["errors"].as_array()).cloned().unwrap_or_default();
    errors.iter().filter_map(|error| error["pointer"].as_str().map(str::to_owned)).collect()
}

#[test]
fn a_survey_is_known_by_its_content_alone() -> Result<(), Problem> {
    let one = Draft::read(survey(5))?;
    let settings = json!({"metrics": {"csat": {"question": "delivery"}, "nps": {"question": "nps"}}, "mode": "live"});
    let mut body = survey(5);
    body["settings"] = settings;
    assert_eq!(Draft::read(body)?.sha256, one.sha256);
    assert_ne!(Draft::read(survey(7))?.sha256, one.sha256);
    assert_eq!(one.mode, Mode::Live);
    assert_eq!(one.scales, Scales::from([(MetricName::Nps, Scale::ZeroToTen), (MetricName::Csat, Scale::OneToFive)]));
    Ok(())
}

#[test]
fn settings_that_are_missing_null_or_empty_are_the_same_survey() -> Result<(), Problem> {
    let sent = survey(5);
    let definition = &sent["definition"];
    let missing = Draft::read(json!({"definition": definition}))?;
    for settings in [json!(null), json!({})] {
        let body = json!({"definition": definition, "settings": settings});
        assert_eq!(Draft::read(body)?.sha256, missing.sha256);
    }
    assert_eq!((missing.settings.as_str(), missing.mode), ("{}", Mode::Test));
    Ok(())
}

#[test]
fn the_faults_of_both_parts_are_told_together() {
    let mut body = survey(5);
    body["definition"]["elements"][1]["rateMax"] = json!(6);
    body["settings"]["mode"] = json!("loud");
    let found = places(body);
    assert!(found.iter().any(|place| place.starts_with("/definition/elements/1")), "{found:?}");
    assert!(found.contains(&"/settings/mode".to_owned()), "{found:?}");
    assert!(!found.iter().any(|place| place.starts_with("/settings/metrics")), "{found:?}");
    assert_eq!(places(json!({"settings": {}, "extra": 1})), ["/extra", "/definition"]);
    assert_eq!(places(json!([])), [""]);
}

#[test]
fn what_does_not_fit_a_row_is_too_large() {
    let mut body = survey(5);
    body["definition"]["title"] = json!("声".repeat(DOCUMENT_LIMIT / 3));
    assert_eq!(Draft::read(body).err().map(|problem| problem.status().as_u16()), Some(413));
}

#[test]
fn a_metric_keeps_its_scale() -> Result<(), Problem> {
    let (five, seven) = (Draft::read(survey(5))?.scales, Draft::read(survey(7))?.scales);
    let faults = keep_scales(&five, &seven).err().into_iter().flatten();
    assert_eq!(faults.map(|fault| fault.pointer).collect::<Vec<_>>(), ["/settings/metrics/csat"]);
    assert!(keep_scales(&five, &five).is_ok());
    assert!(keep_scales(&Scales::new(), &seven).is_ok(), "a metric may be added");
    assert!(keep_scales(&five, &Scales::new()).is_ok(), "a metric may be dropped");
    Ok(())
}
