use std::error::Error;

use koe_domain::survey::Mode;
use koe_web::surveys::Version;

use super::*;
use crate::period::Step;
use crate::summary::tests::{counters, moment, stores, version, wanted};
use crate::summary::{By, Counters, Wanted, summarise};

type Outcome = Result<(), Box<dyn Error>>;

/// Three stores over two weeks: one of them too small to show, and so one more is not.
fn example() -> Counters {
    counters(&[
        ("all", "2026-11-10", &[("n", 8), ("nps:9", 5), ("nps:6", 3), ("csat:5", 3)]),
        ("all", "2026-11-22", &[("n", 6), ("nps:10", 6), ("x:test", 2)]),
        ("store=shibuya", "2026-11-10", &[("n", 8), ("nps:9", 5), ("nps:6", 3), ("csat:5", 3)]),
        ("store=umeda", "2026-11-22", &[("n", 5), ("nps:10", 5)]),
        ("store=sakae", "2026-11-22", &[("n", 1), ("nps:10", 1), ("x:test", 2)]),
    ])
}

/// The dashboard of the example in a language.
fn page(tag: &str, counters: &Counters, mode: Mode) -> Result<Page, Box<dyn Error>> {
    page_of(tag, version()?, counters, mode)
}

fn page_of(tag: &str, version: Version, counters: &Counters, mode: Mode) -> Result<Page, Box<dyn Error>> {
    let (locale, stores) = (Locale::parse(tag)?, stores()?);
    let weeks = Wanted { step: Some(Step::Week), ..wanted("2026-11-09", "2026-11-22")? };
    let year = Wanted { by: Some(By::Store), ..wanted("2025-11-23", "2026-11-22")? };
    let moment = moment(&weeks)?;
    let shown = Shown {
        version: &version,
        mode,
        stores: &stores,
        days: weeks.days,
        as_of: "2026-11-22 12:04 JST".to_owned(),
        summary: summarise(&version, &stores, counters, &weeks, moment)?,
        year: year.days,
        by_store: summarise(&version, &stores, counters, &year, moment)?.groups,
    };
    let surveys = [version.survey.clone(), SurveyId::parse("support")?];
    Ok(dashboard(Reader { locale: &locale, asked: None }, &surveys, &Content::Survey(&shown))?)
}

#[test]
fn the_dashboard_reads_as_it_should() -> Outcome {
    for tag in ["en", "ja"] {
        insta::assert_snapshot!(format!("dashboard_{tag}"), page(tag, &example(), Mode::Live)?.body);
    }
    Ok(())
}

#[test]
fn nothing_of_a_small_group_is_on_the_page() -> Outcome {
    let html = page("en", &example(), Mode::Live)?.body;
    assert!(html.contains("Not shown: fewer than 5 answers"), "{html}");
    // Three stores are not shown for NPS: the small one, the one next to it, and those without a store.
    assert_eq!(html.matches("<td class=\"num\">not shown</td>").count(), 3 + 2 + 4, "{html}");
    Ok(())
}

#[test]
fn the_days_of_a_figure_are_named_where_they_are_not_the_pages() -> Outcome {
    let counters = counters(&[
        ("all", "2026-11-07", &[("nps:9", 3)]),
        ("all", "2026-11-10", &[("nps:9", 3)]),
        ("all", "2026-11-20", &[("nps:9", 7)]),
        ("all", "2026-11-22", &[("nps:9", 1)]),
    ]);
    let live = page("en", &counters, Mode::Live)?.body;
    assert_eq!(live.matches("Answers of 2026-11-11 to 2026-11-22").count(), 1, "{live}");
    assert!(live.contains("Answers of 2025-11-23 to 2026-11-22") && !live.contains("in batches"), "{live}");
    let mut version = version()?;
    version.settings.refresh = koe_domain::counting::Refresh::Batches;
    let batches = page_of("en", version, &counters, Mode::Live)?.body;
    assert!(batches.contains("in batches of at least 5"), "{batches}");
    assert!(batches.contains("Answers of 2026-11-11 to 2026-11-20"), "{batches}");
    Ok(())
}

#[test]
fn an_empty_survey_in_test_mode_says_so() -> Outcome {
    let html = page("en", &Counters::default(), Mode::Test)?.body;
    assert!(html.contains("test mode: answers are kept, but not counted"), "{html}");
    assert_eq!(html.matches("No answers yet").count(), 2, "{html}");
    assert!(!html.contains("<td class=\"num\">not shown</td>"), "{html}");
    Ok(())
}

#[test]
fn without_a_survey_there_is_a_word_and_the_way_out() -> Outcome {
    let locale = Locale::english();
    let reader = Reader { locale: &locale, asked: Some("en") };
    let none = dashboard(reader, &[], &Content::NoSurveys)?.body;
    assert!(none.contains("There are no surveys yet.") && none.contains("/dashboard/signout?lang=en"), "{none}");
    let surveys = [SurveyId::parse("support")?];
    let unknown = dashboard(reader, &surveys, &Content::Unknown)?.body;
    assert!(unknown.contains("There is no survey of that name."), "{unknown}");
    assert!(unknown.contains("/dashboard?survey=support&#38;lang=en"), "{unknown}");
    assert!(!unknown.contains("aria-current=\"page\""), "{unknown}");
    Ok(())
}

#[test]
fn the_form_to_sign_in_reads_as_it_should() -> Outcome {
    for tag in ["en", "ja"] {
        let locale = Locale::parse(tag)?;
        let reader = Reader { locale: &locale, asked: None };
        insta::assert_snapshot!(format!("sign_in_{tag}"), sign_in(reader, Refusal::None)?.body);
        let wrong = sign_in(reader, Refusal::WrongKey)?.body;
        let no_scope = sign_in(reader, Refusal::NoScope)?.body;
        assert!(
            wrong != no_scope && wrong.contains("role=\"alert\"") && no_scope.contains("role=\"alert\""),
            "{wrong}"
        );
        assert!(wrong.contains("type=\"password\"") && wrong.contains("autocomplete=\"off\""), "{wrong}");
    }
    Ok(())
}

#[test]
fn the_whole_page_holds_nothing_that_runs_or_asks_elsewhere() -> Outcome {
    for tag in ["en", "ja"] {
        let html = page(tag, &example(), Mode::Live)?.html()?;
        assert!(html.contains("<div class=\"wide\">"), "{html}");
        for bad in ["<script", " style=", "javascript:", " onclick", "src=", "http:", "https:"] {
            assert!(!html.contains(bad), "{bad}");
        }
    }
    Ok(())
}
