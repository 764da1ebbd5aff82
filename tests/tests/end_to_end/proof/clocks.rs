//! By when a request is to be answered, law by law, and that nobody forgets it.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use koe_domain::Clock as _;
use koe_tests::{Fault, Outcome, Person, Town};
use serde_json::{Value, json};

use super::{HANAKO, each, patches, person_id, stating, text};

/// A Wednesday in Tokyo as in London, in a leap year, before a month of 29 days.
const RECEIVED: &str = "2024-01-31T09:00:00Z";

/// A stack whose organisation goes by the laws of Japan and California.
async fn town() -> Result<Town, Fault> {
    stating(json!({"laws": ["appi", "ccpa"], "purposes": "To make our service better."})).await
}

async fn entered(town: &Town, body: &Value) -> Result<Value, Fault> {
    town.post("/v1/privacy-requests", body).await?.ok()
}

/// The requests that this query finds.
async fn listed(town: &Town, query: &str) -> Result<Value, Fault> {
    town.get(&format!("/v1/privacy-requests?{query}")).await?.ok()
}

fn time(view: &Value, field: &str) -> Result<Timestamp, Fault> {
    Ok(text(view, field)?.parse()?)
}

#[tokio::test]
async fn each_law_has_its_clock_and_what_is_due_is_listed() -> Outcome {
    let town = town().await?;
    let mut due = BTreeMap::new();
    for (kind, law, confirm_by, answer_by) in [
        ("export", "gdpr", None, "2024-02-29T09:00:00Z"),
        ("erase", "ccpa", Some("2024-02-14T09:00:00Z"), "2024-03-16T09:00:00Z"),
        ("opt_out", "ccpa", None, "2024-02-21T09:00:00Z"),
        ("correct", "appi", None, "2024-02-14T09:00:00Z"),
    ] {
        let body = json!({"kind": kind, "law": law, "received_at": RECEIVED});
        let view = entered(&town, &body).await?;
        assert_eq!((&view["law"], &view["received_at"]), (&json!(law), &json!(RECEIVED)), "{kind}");
        assert_eq!((&view["confirm_by"], &view["answer_by"]), (&json!(confirm_by), &json!(answer_by)), "{kind} {law}");
        let (what, by) = confirm_by.map_or(("answer", answer_by), |by| ("confirm", by));
        assert_eq!((&view["next"], &view["overdue"]), (&json!({"what": what, "by": by}), &json!(true)), "{kind} {law}");
        due.insert(text(&view, "id")?, by);
    }
    // Nobody said under which law: the strictest time of the organisation's own holds.
    let view = entered(&town, &json!({"kind": "export", "received_at": RECEIVED})).await?;
    assert_eq!((&view["law"], &view["answer_by"]), (&json!("appi"), &json!("2024-02-14T09:00:00Z")));
    assert_eq!(view["confirm_by"], "2024-02-14T09:00:00Z");
    due.insert(text(&view, "id")?, "2024-02-14T09:00:00Z");

    let all = listed(&town, "limit=100").await?;
    let found: BTreeMap<String, &str> = all["items"].as_array().into_iter().flatten().filter_map(next).collect();
    assert_eq!(found, due);
    assert_eq!(all["next_due"], "2024-02-14T09:00:00Z");
    for (query, count) in [
        ("due_before=2024-02-15", 3),
        ("due_before=2024-02-14T09:00:00Z", 0),
        ("due_before=2024-02-22&state=open", 4),
        ("state=open", 5),
        ("state=done", 0),
    ] {
        let items = listed(&town, query).await?["items"].take();
        assert_eq!(items.as_array().map(Vec::len), Some(count), "{query}");
    }
    let bad = town.get("/v1/privacy-requests?state=lost&due_before=soon").await?;
    assert_eq!(bad.verdict(), "422 invalid /due_before /state");
    Ok(())
}

fn next(view: &Value) -> Option<(String, &str)> {
    Some((view["id"].as_str()?.to_owned(), view["next"]["by"].as_str()?))
}

#[tokio::test]
async fn a_request_is_confirmed_given_further_time_once_and_answered() -> Outcome {
    let town = town().await?;
    Person::invited(&town, HANAKO).await?;
    let id = person_id(&town, HANAKO).await?;
    let view = entered(&town, &json!({"kind": "export", "law": "ccpa", "person": id})).await?;
    let (path, received) = (format!("/v1/privacy-requests/{}", text(&view, "id")?), time(&view, "received_at")?);
    let days = |days: i64| received.checked_add(SignedDuration::from_hours(24 * days));
    assert_eq!((&view["overdue"], time(&view, "answer_by")?), (&json!(false), days(45)?));
    assert_eq!(each(&listed(&town, "state=open").await?["items"], "id"), [text(&view, "id")?]);

    town.advance("P20D").await?;
    let late = town.get(&path).await?.ok()?;
    assert_eq!((&late["overdue"], &late["next"]["what"]), (&json!(true), &json!("confirm")));
    let working = patches(&town, &path, &json!({"state": "working"})).await?.ok()?;
    let answer = json!({"what": "answer", "by": view["answer_by"]});
    assert_eq!((&working["overdue"], &working["next"]), (&json!(false), &answer));

    assert_eq!(patches(&town, &path, &json!({"extend": true})).await?.verdict(), "422 invalid /note");
    let extension = json!({"extend": true, "note": "many requests at once"});
    let extended = patches(&town, &path, &extension).await?.ok()?;
    assert_eq!((time(&extended, "answer_by")?, &extended["note"]), (days(90)?, &extension["note"]));
    assert_eq!(patches(&town, &path, &extension).await?.verdict(), "409 conflict", "once");

    town.advance("P60D").await?;
    assert_eq!(town.get(&path).await?.ok()?["overdue"], false, "80 days of 90");
    town.advance("P15D").await?;
    assert_eq!(town.get(&path).await?.ok()?["overdue"], true);
    let overdue = format!("due_before={}", town.clock.now());
    assert_eq!(each(&listed(&town, &overdue).await?["items"], "state"), ["working"]);

    let done = patches(&town, &path, &json!({"state": "done"})).await?.ok()?;
    assert_eq!((&done["overdue"], &done["next"], &done["export"]), (&json!(false), &Value::Null, &Value::Null));
    assert_eq!(listed(&town, &overdue).await?["items"], json!([]));
    assert_eq!(each(&listed(&town, "state=done").await?["items"], "state"), ["done"]);
    assert_eq!(patches(&town, &path, &extension).await?.verdict(), "409 conflict");
    Ok(())
}

#[tokio::test]
async fn further_time_is_what_the_law_gives_and_no_more() -> Outcome {
    let town = town().await?;
    let extension = json!({"extend": true, "note": "it is complex"});
    let path = |view: &Value| -> Result<String, Fault> { Ok(format!("/v1/privacy-requests/{}", text(view, "id")?)) };
    let view = entered(&town, &json!({"kind": "erase", "law": "gdpr"})).await?;
    let received = time(&view, "received_at")?.to_zoned(TimeZone::get("Asia/Tokyo")?);
    assert_eq!(time(&view, "answer_by")?, received.checked_add(1.month())?.timestamp());
    let extended = patches(&town, &path(&view)?, &extension).await?.ok()?;
    assert_eq!(time(&extended, "answer_by")?, received.checked_add(3.months())?.timestamp());
    assert_eq!(extended["state"], "open", "it is no answer");

    for (kind, law) in [("export", "appi"), ("opt_out", "ccpa")] {
        let view = entered(&town, &json!({"kind": kind, "law": law})).await?;
        assert_eq!(patches(&town, &path(&view)?, &extension).await?.verdict(), "409 conflict", "{kind} {law}");
        assert_eq!(town.get(&path(&view)?).await?.ok()?["answer_by"], view["answer_by"]);
    }
    // What is late already gets no further time.
    let view = entered(&town, &json!({"kind": "export", "law": "gdpr", "received_at": RECEIVED})).await?;
    assert_eq!(patches(&town, &path(&view)?, &extension).await?.verdict(), "409 conflict");
    Ok(())
}
