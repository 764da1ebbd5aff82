//! What a poster's answers leave behind: scores in totals, and nothing that leads to anybody or tells when it was.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use koe_domain::Clock as _;
use koe_tests::{Fault, Outcome, Town, changes};
use serde_json::{Value, json};

use super::browser::Browser;
use super::posters::with_posters;

/// Every text in a row that is a time finer than a day.
fn exact_times(row: &Value, found: &mut Vec<String>) {
    match row {
        Value::String(text) if text.parse::<Timestamp>().is_ok() && !text.ends_with("T00:00:00Z") => {
            found.push(text.clone());
        }
        Value::Array(items) => items.iter().for_each(|item| exact_times(item, found)),
        Value::Object(fields) => fields.values().for_each(|field| exact_times(field, found)),
        _ => {}
    }
}

/// How many answers of the survey `poster` its responses hold; the counters must agree with them.
async fn recount(town: &Town, from: &str) -> Result<u64, Fault> {
    town.settle().await?;
    let found = town.get(&format!("/v1/surveys/poster/recount?from={from}")).await?.ok()?;
    match (found["matches"].as_bool(), found["responses"].as_u64()) {
        (Some(true), Some(responses)) => Ok(responses),
        _ => Err(format!("the counters differ from the responses: {found}").into()),
    }
}

#[tokio::test]
async fn answers_count_in_the_total_and_by_store() -> Outcome {
    let (town, url) = with_posters().await?;
    let from = town.today()?;
    let browser = Browser::plain(&town);
    let store = format!("{url}/shibuya");
    for _ in 0..5 {
        let thanks = browser.submits(&store, &[("q.nps", "9"), ("q.why", "It was quick")]).await?;
        assert!(thanks.status == 200 && thanks.text.contains("has been recorded"), "{}", thanks.text);
        assert!(!thanks.text.contains("Change my answer"), "nothing leads back to it: {}", thanks.text);
        let body = json!({"nonce": browser.nonce(&url).await?, "answers": {"nps": 3}});
        assert_eq!(browser.sends(&url, &body).await?.ok()?, json!({"revision": 1}));
    }
    assert_eq!(recount(&town, &from).await?, 10);
    let summary = town.get("/v1/surveys/poster/summary?by=store").await?.ok()?;
    assert_eq!(summary["metrics"]["nps"]["distribution"], json!({"3": 5, "9": 5}));
    let groups: Vec<(&Value, &Value)> = summary["groups"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|group| (&group["key"], &group["metrics"]["nps"]["distribution"]))
        .collect();
    assert_eq!(groups, [(&json!("shibuya"), &json!({"9": 5})), (&json!("none"), &json!({"3": 5}))]);
    Ok(())
}

#[tokio::test]
async fn no_row_leads_to_anybody_or_tells_when_it_was() -> Outcome {
    let (town, url) = with_posters().await?;
    let today = town.today()?;
    let before = town.rows().await?;
    let form = [("q.nps", "2"), ("q.first", "yes"), ("q.why", "The lid was open")];
    assert_eq!(Browser::plain(&town).submits(&format!("{url}/shibuya"), &form).await?.status, 200);
    let after = town.rows().await?;
    let written = changes(&before, &after);
    assert!(!written.is_empty());
    for key in &written {
        let kinds = ["koe RESPONSE#poster#", "koe COUNTED#", "koe STATS#poster", "koe-keys TEXT#"];
        assert!(kinds.iter().any(|kind| key.starts_with(kind)), "{key} was written");
        let mut found = Vec::new();
        exact_times(&after[key], &mut found);
        assert!(found.is_empty(), "{key} holds {found:?}");
    }
    let row = town.only("koe", "RESPONSE#")?;
    assert_eq!((&row["day"], &row["store"]), (&json!(today), &json!("shibuya")));
    assert_eq!(row["answers"], json!({"nps": 2, "first": "yes"}));
    assert!(!town.everything()?.contains("The lid was open"));
    // What is unhappy here alerts nobody: there is nobody to answer to.
    assert!(town.inbox.mails().is_empty());
    for (table, kind) in [("koe-people", ""), ("koe-consent", ""), ("koe-keys", "PERSON#")] {
        assert!(town.stored(table, kind)?.is_empty(), "{table} {kind}");
    }
    Ok(())
}

#[tokio::test]
async fn the_same_press_counts_once_and_another_answer_from_the_same_page_is_not_lost() -> Outcome {
    let (town, url) = with_posters().await?;
    let from = town.today()?;
    let browser = Browser::plain(&town);
    let nonce = browser.nonce(&url).await?;
    let pressed = json!({"nonce": nonce, "answers": {"nps": 9, "why": "It was quick"}});
    let (one, other) = tokio::join!(browser.sends(&url, &pressed), browser.sends(&url, &pressed));
    for answer in [one?, other?, browser.sends(&url, &pressed).await?] {
        assert_eq!(answer.ok()?, json!({"revision": 1}));
    }
    assert_eq!((recount(&town, &from).await?, town.stored("koe-keys", "TEXT#")?.len()), (1, 1));

    let mut changed = json!({"nonce": nonce, "answers": {"nps": 3}});
    let stale = browser.sends(&url, &changed).await?;
    assert_eq!(stale.verdict(), "409 stale");
    assert_eq!(recount(&town, &from).await?, 1);
    changed["nonce"] = stale.body["nonce"].clone();
    assert_eq!(browser.sends(&url, &changed).await?.ok()?, json!({"revision": 1}));
    assert_eq!(recount(&town, &from).await?, 2);

    // A page that lay open for hours asks for one more press.
    let old = browser.nonce(&url).await?;
    town.advance("PT3H").await?;
    let late = browser.sends(&url, &json!({"nonce": old, "answers": {"nps": 3}})).await?;
    assert_eq!(late.verdict(), "409 stale");
    Ok(())
}

#[tokio::test]
async fn other_words_from_the_same_page_are_not_thanked_for_and_lost() -> Outcome {
    let (town, url) = with_posters().await?;
    let browser = Browser::plain(&town);
    let nonce = browser.nonce(&url).await?;
    let said = |words: &str| json!({"nonce": nonce, "answers": {"nps": 9, "why": words}});
    browser.sends(&url, &said("It was quick")).await?.ok()?;
    assert_eq!(browser.sends(&url, &said("It was slow")).await?.verdict(), "409 stale");
    Ok(())
}

#[tokio::test]
async fn the_same_press_before_and_after_midnight_counts_once() -> Outcome {
    let (town, url) = with_posters().await?;
    let from = town.today()?;
    let now = town.clock.now().to_zoned(TimeZone::get("Asia/Tokyo")?);
    let midnight = now.date().tomorrow()?.to_zoned(now.time_zone().clone())?.timestamp();
    let left = midnight.duration_since(now.timestamp()).as_secs();
    if left > 60 {
        town.advance(&format!("PT{}S", left - 60)).await?;
    }
    let browser = Browser::plain(&town);
    let pressed = json!({"nonce": browser.nonce(&url).await?, "answers": {"nps": 9}});
    browser.sends(&url, &pressed).await?.ok()?;
    town.advance("PT2M").await?;
    assert_eq!(browser.sends(&url, &pressed).await?.ok()?, json!({"revision": 1}));
    assert_eq!(recount(&town, &from).await?, 1);
    Ok(())
}

#[tokio::test]
async fn a_confidential_survey_can_hang_on_a_wall_as_well() -> Outcome {
    let (town, _) = Town::with_a_shop().await?;
    let from = town.today()?;
    let url = format!("{}/p/after-purchase/shibuya", town.address);
    let browser = Browser::plain(&town);
    let page = browser.opens(&url).await?.text;
    assert!(page.contains("Your answers are anonymous.") && !page.contains("name=\"c."), "{page}");
    // A browser may send a box that was not there; it agrees to nothing, and an unhappy answer opens no case.
    for _ in 0..5 {
        assert_eq!(browser.submits(&url, &[("q.nps", "0"), ("c.follow_up", "true")]).await?.status, 200);
    }
    assert_eq!(town.metrics_since(&from).await?["nps"]["distribution"], json!({"0": 5}));
    assert_eq!(town.recounts_since(&from).await?, 5);
    assert!(town.stored("koe-people", "")?.is_empty() && town.stored("koe-consent", "")?.is_empty());
    assert!(town.inbox.mails().is_empty());
    Ok(())
}
