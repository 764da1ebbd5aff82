use std::error::Error;

use koe_domain::survey::Settings;
use koe_domain::{Faults, SurveyId};
use koe_store::rows::StatRow;
use serde_json::{Value, json};

use super::*;

type Outcome = Result<(), Box<dyn Error>>;

/// The survey of the documentation, counted by a label too.
pub(crate) fn version() -> Result<Version, Faults> {
    let definition = Definition::parse(&json!({
        "title": {"default": "How was your order?", "ja": "ご注文はいかがでしたか"},
        "pages": [{"name": "main", "elements": [
            {"type": "rating", "name": "nps", "rateMin": 0, "rateMax": 10},
            {"type": "rating", "name": "delivery", "rateMin": 1, "rateMax": 5}]}]}))?;
    let settings = json!({
        "metrics": {"nps": {"question": "nps"}, "csat": {"question": "delivery"}},
        "labels": {"plan": ["basic", "pro"]}});
    let settings = Settings::parse(&settings, &definition)?;
    Ok(Version { survey: SurveyId::parse("after-purchase")?, version: 1, definition, settings, document: Value::Null })
}

pub(crate) fn stores() -> Result<Vec<Store>, serde_json::Error> {
    serde_json::from_value(json!([
        {"id": "shibuya", "name": {"default": "Shibuya", "ja": "渋谷店"}},
        {"id": "umeda", "name": {"default": "Umeda", "ja": "梅田店"}},
        {"id": "sakae", "name": {"default": "Sakae", "ja": "栄店"}}]))
}

/// A day, a group, and the counts of its fields.
pub(crate) type Line<'a> = (&'a str, &'a str, &'a [(&'a str, i64)]);

/// Counters: group, day, and the counts of its fields.
pub(crate) fn counters(lines: &[Line<'_>]) -> Counters {
    let row = |(group, day, counts): &(&str, &str, &[(&str, i64)])| StatRow {
        day: (*day).to_owned(),
        group: (*group).to_owned(),
        counts: counts.iter().map(|(field, n)| ((*field).to_owned(), *n)).collect(),
    };
    Counters::of(lines.iter().map(row).collect())
}

pub(crate) fn wanted(from: &str, to: &str) -> Result<Wanted, Box<dyn Error>> {
    Ok(Wanted { days: Days { from: from.parse()?, to: to.parse()? }, step: None, by: None })
}

/// The last day wanted is today.
pub(crate) fn moment(wanted: &Wanted) -> Result<Moment, Box<dyn Error>> {
    Ok(Moment { as_of: "2026-11-22T03:04:05.678Z".parse()?, open: wanted.days.to })
}

pub(crate) fn summary_of(counters: &Counters, wanted: &Wanted) -> Result<Summary, Box<dyn Error>> {
    Ok(summarise(&version()?, &stores()?, counters, wanted, moment(wanted)?)?)
}

/// What is said of one metric in each part: its n, 0 where nobody answered, or that it is withheld.
fn said<'a>(parts: impl IntoIterator<Item = &'a Figures>, name: MetricName) -> Vec<Option<u64>> {
    let n = |figure: &Figure| match figure {
        Figure::Shown(score) => Some(score.n),
        Figure::Empty(_) => Some(0),
        Figure::Withheld(_) => None,
    };
    parts.into_iter().map(|figures| figures.get(&name).and_then(n)).collect()
}

#[test]
fn the_example_of_the_interface_comes_out_to_the_letter() -> Outcome {
    let day = "2026-11-22";
    let counters = counters(&[
        ("all", day, &[("n", 3), ("nps:9", 2), ("nps:10", 1)]),
        ("all", day, &[("n", 2), ("nps:3", 1), ("nps:8", 1)]),
        ("label:plan=pro", day, &[("n", 5), ("nps:9", 5)]),
    ]);
    let text = serde_json::to_string(&summary_of(&counters, &wanted("2026-08-25", day)?)?)?;
    let expected = concat!(
        r#"{"survey":"after-purchase","as_of":"2026-11-22T03:04:05Z","metrics":{"#,
        r#""nps":{"n":5,"score":40.0,"low":-29.8,"high":79.8,"confidence":0.95,"formula":"nps/adjusted-wald/1","#,
        r#""distribution":{"3":1,"8":1,"9":2,"10":1},"excluded":{"suspect":0,"test":0}},"#,
        r#""csat":{"n":0,"excluded":{"suspect":0,"test":0}}},"intervals":[],"groups":[]}"#
    );
    assert_eq!(text, expected);
    Ok(())
}

#[test]
fn below_the_minimum_a_metric_is_withheld_with_all_its_parts() -> Outcome {
    let counters = counters(&[
        ("all", "2026-11-22", &[("n", 6), ("nps:9", 4), ("csat:5", 6), ("x:test", 2)]),
        ("store=shibuya", "2026-11-22", &[("n", 6), ("nps:9", 4), ("csat:5", 6)]),
    ]);
    let wanted = Wanted { step: Some(Step::Day), by: Some(By::Store), ..wanted("2026-11-21", "2026-11-22")? };
    let summary = summary_of(&counters, &wanted)?;
    let metrics = serde_json::to_value(&summary.metrics)?;
    assert_eq!(metrics["nps"], json!({"withheld": true, "excluded": {"suspect": 0, "test": 2}}));
    assert_eq!(metrics["csat"]["n"], 6);
    let groups = || summary.groups.iter().map(|group| &group.metrics);
    let intervals = || summary.intervals.iter().map(|interval| &interval.metrics);
    assert_eq!(said(groups(), MetricName::Nps), [None, None, None, None]);
    assert_eq!(said(intervals(), MetricName::Nps), [None, None]);
    assert_eq!(said(groups(), MetricName::Csat), [Some(6), Some(0), Some(0), Some(0)]);
    assert_eq!(said(intervals(), MetricName::Csat), [Some(0), Some(6)]);
    Ok(())
}

#[test]
fn a_small_group_cannot_be_found_by_subtraction() -> Outcome {
    let day = "2026-11-22";
    let counters = counters(&[
        ("all", day, &[("nps:9", 31), ("csat:5", 20)]),
        ("store=shibuya", day, &[("nps:9", 20), ("csat:5", 20)]),
        ("store=umeda", day, &[("nps:9", 9)]),
        ("store=sakae", day, &[("nps:9", 2)]),
    ]);
    let summary = summary_of(&counters, &Wanted { by: Some(By::Store), ..wanted(day, day)? })?;
    let keys: Vec<&str> = summary.groups.iter().map(|group| group.key.as_str()).collect();
    assert_eq!(keys, ["shibuya", "umeda", "sakae", "none"]);
    let groups = || summary.groups.iter().map(|group| &group.metrics);
    assert_eq!(said(groups(), MetricName::Nps), [Some(20), None, None, None]);
    assert_eq!(said(groups(), MetricName::Csat), [Some(20), Some(0), Some(0), Some(0)]);
    Ok(())
}

#[test]
fn groups_are_a_partition_also_of_what_no_setting_names() -> Outcome {
    let day = "2026-11-22";
    let counters = counters(&[
        ("all", day, &[("nps:9", 30), ("nps:0", 6)]),
        ("label:plan=none", day, &[("nps:9", 7)]),
        ("label:plan=pro", day, &[("nps:9", 12)]),
        ("label:colour=red", day, &[("nps:9", 5)]),
        ("store=umeda", day, &[("nps:9", 5)]),
    ]);
    let by = By::read("plan", &version()?.settings)?;
    let summary = summary_of(&counters, &Wanted { by: Some(by), ..wanted(day, day)? })?;
    let keys: Vec<&str> = summary.groups.iter().map(|group| group.key.as_str()).collect();
    assert_eq!(keys, ["basic", "pro", "none", ""]);
    let groups = summary.groups.iter().map(|group| &group.metrics);
    assert_eq!(said(groups, MetricName::Nps), [Some(0), Some(12), Some(7), Some(17)]);
    let without = summary.groups.last().map(|group| serde_json::to_value(&group.metrics)).transpose()?;
    assert_eq!(without.map(|it| it["nps"]["distribution"].clone()), Some(json!({"0": 6, "9": 11})));
    Ok(())
}

#[test]
fn weeks_run_across_the_end_of_a_year() -> Outcome {
    let counters = counters(&[
        ("all", "2026-12-27", &[("nps:9", 5)]),
        ("all", "2026-12-28", &[("nps:9", 3)]),
        ("all", "2027-01-03", &[("nps:10", 3)]),
        ("all", "2027-01-04", &[("nps:10", 7)]),
        ("store=umeda", "2027-01-04", &[("nps:10", 7)]),
    ]);
    let wanted = Wanted { step: Some(Step::Week), ..wanted("2026-12-24", "2027-01-08")? };
    let summary = summary_of(&counters, &wanted)?;
    let ends: Vec<_> = summary.intervals.iter().map(|it| (it.from.as_str(), it.to.as_str())).collect();
    let expected = [("2026-12-24", "2026-12-27"), ("2026-12-28", "2027-01-03"), ("2027-01-04", "2027-01-08")];
    assert_eq!(ends, expected);
    let intervals = summary.intervals.iter().map(|interval| &interval.metrics);
    assert_eq!(said(intervals, MetricName::Nps), [Some(5), Some(6), Some(7)]);
    Ok(())
}

#[test]
fn a_figure_is_of_whole_cells_and_says_of_which_days() -> Outcome {
    let counters = counters(&[
        ("all", "2026-11-02", &[("nps:9", 9)]),
        ("all", "2026-11-05", &[("nps:9", 3), ("x:test", 1)]),
        ("all", "2026-11-08", &[("nps:0", 2)]),
        ("all", "2026-11-20", &[("nps:9", 6)]),
        ("all", "2026-11-22", &[("nps:0", 1)]),
    ]);
    let of = |from: &str, to: &str| -> Result<Value, Box<dyn Error>> {
        let wanted = Wanted { step: Some(Step::Week), ..wanted(from, to)? };
        let summary = summarise(&version()?, &[], &counters, &wanted, moment(&self::wanted(from, "2026-11-22")?)?)?;
        Ok(serde_json::to_value(summary)?)
    };
    let whole = of("2026-10-01", "2026-11-22")?;
    assert_eq!((&whole["metrics"]["nps"]["n"], &whole["metrics"]["nps"]["from"]), (&json!(21), &Value::Null));
    // Days 1 to 21 and days 1 to 22 would differ by one answer; so that answer belongs to the cell of day 20.
    let yesterday = of("2026-11-01", "2026-11-21")?["metrics"]["nps"].take();
    let shown = [&yesterday["n"], &yesterday["from"], &yesterday["to"], &yesterday["excluded"]["test"]];
    assert_eq!(shown, [&json!(14), &json!("2026-11-01"), &json!("2026-11-19"), &json!(1)]);
    let weeks = of("2026-11-02", "2026-11-22")?["intervals"].take();
    let said: Vec<_> = (0..3_usize).map(|week| &weeks[week]["metrics"]["nps"]).collect();
    assert_eq!((&said[0]["n"], &said[0]["to"]), (&json!(14), &Value::Null), "a cell may end with a week");
    assert_eq!((&said[1]["n"], &said[2]["n"]), (&json!(0), &json!(7)));
    let cut = of("2026-11-06", "2026-11-22")?;
    assert_eq!((&cut["metrics"]["nps"]["n"], &cut["metrics"]["nps"]["from"]), (&json!(7), &json!("2026-11-09")));
    assert_eq!(cut["intervals"][0]["metrics"]["nps"]["withheld"], true);
    Ok(())
}

#[test]
fn in_batches_todays_answers_are_not_told() -> Outcome {
    let mut version = version()?;
    version.settings.refresh = koe_domain::counting::Refresh::Batches;
    let day = "2026-11-22";
    let wanted = Wanted { by: Some(By::Store), ..wanted("2026-11-01", day)? };
    let counters = |today: i64| {
        let today = [("nps:9", today)];
        counters(&[
            ("all", "2026-11-20", &[("nps:9", 6)]),
            ("store=umeda", "2026-11-20", &[("nps:9", 6)]),
            ("all", day, &today),
            ("store=umeda", day, &today),
        ])
    };
    let of = |today: i64| -> Result<Summary, Box<dyn Error>> {
        Ok(summarise(&version, &stores()?, &counters(today), &wanted, moment(&wanted)?)?)
    };
    let before = of(0)?;
    assert_eq!(before, of(1)?);
    assert_eq!(before, of(50)?);
    let figure = serde_json::to_value(&before.metrics)?["nps"].take();
    assert_eq!((&figure["n"], &figure["to"]), (&json!(6), &json!("2026-11-20")));
    assert_eq!(
        said(before.groups.iter().map(|group| &group.metrics), MetricName::Nps),
        [Some(0), Some(6), Some(0), Some(0)]
    );
    Ok(())
}

#[test]
fn each_reading_of_effort_has_its_own_formula() -> Outcome {
    let definition =
        Definition::parse(&json!({"pages": [{"elements": [{"type": "rating", "name": "ease", "rateMax": 7}]}]}))?;
    let counters = counters(&[("all", "2026-11-22", &[("ces:7", 4), ("ces:4", 4)])]);
    for (variant, formula, score) in [("mean", "ces/mean/normal/1", 5.5), ("positive", "ces/positive/wilson/1", 50.0)] {
        let settings = json!({"metrics": {"ces": {"question": "ease", "variant": variant}}});
        let settings = Settings::parse(&settings, &definition)?;
        let version = Version { definition: definition.clone(), settings, ..version()? };
        let wanted = wanted("2026-11-22", "2026-11-22")?;
        let found = serde_json::to_value(summarise(&version, &[], &counters, &wanted, moment(&wanted)?)?)?;
        assert_eq!(found["metrics"]["ces"]["formula"], formula);
        assert_eq!(found["metrics"]["ces"]["score"], score);
    }
    Ok(())
}

#[test]
fn only_stores_and_labels_of_the_survey_make_groups() -> Outcome {
    let settings = version()?.settings;
    assert_eq!(By::read("store", &settings)?, By::Store);
    for bad in ["", "Store", "colour", "shibuya"] {
        assert!(By::read(bad, &settings).is_err(), "{bad}");
    }
    Ok(())
}
