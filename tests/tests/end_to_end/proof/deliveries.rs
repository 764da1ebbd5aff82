//! Receivers that fail, and events that come again until they are taken.

use koe_tests::{Fault, Outcome, Person, Sink, Town};
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::{HANAKO, WORDS, answers, each, text};

/// A stack with another system that answers with this status, and an answer that it is to hear of.
async fn answered(status: StatusCode) -> Result<(Town, Sink), Fault> {
    let (town, _) = Town::with_a_shop().await?;
    let crm = town.subscribes("crm", &json!(["response.recorded"]), false).await?;
    crm.answers(status);
    answers(&Person::invited(&town, HANAKO).await?, &json!({"nps": 9, "why": WORDS}), &json!({})).await?;
    town.settle().await?;
    Ok((town, crm))
}

/// The one delivery there is, as it is listed.
async fn delivery(town: &Town) -> Result<Value, Fault> {
    let listed = town.get("/v1/subscriptions/crm/deliveries").await?.ok()?;
    match listed["items"].as_array().map(Vec::as_slice) {
        Some([one]) => Ok(one.clone()),
        _ => Err(format!("there is not one delivery: {listed}").into()),
    }
}

/// State, attempts and last answer.
async fn stands(town: &Town) -> Result<(String, u64, String), Fault> {
    let shown = delivery(town).await?;
    Ok((text(&shown, "state")?, shown["attempts"].as_u64().ok_or("no attempts")?, text(&shown, "answer")?))
}

fn standing(state: &str, attempts: u64, answer: &str) -> (String, u64, String) {
    (state.to_owned(), attempts, answer.to_owned())
}

/// Sends the one delivery again.
async fn replays(town: &Town) -> Result<String, Fault> {
    let id = text(&delivery(town).await?, "id")?;
    let answer = town.post(&format!("/v1/subscriptions/crm/deliveries/{id}/replay"), &json!({})).await?;
    town.settle().await?;
    Ok(answer.verdict())
}

#[tokio::test]
async fn a_receiver_that_fails_is_tried_again_and_gets_the_event_once() -> Outcome {
    let (town, crm) = answered(StatusCode::INTERNAL_SERVER_ERROR).await?;
    assert_eq!(stands(&town).await?, standing("due", 1, "500"));
    town.settle().await?;
    assert_eq!(stands(&town).await?, standing("due", 1, "500"), "not before its time");
    crm.answers(StatusCode::FOUND);
    town.advance("PT1M").await?;
    assert_eq!(stands(&town).await?, standing("due", 2, "302"), "no redirect is followed");
    assert!(crm.events("response.recorded")?.is_empty());
    crm.answers(StatusCode::NO_CONTENT);
    town.advance("PT5M").await?;
    assert_eq!(stands(&town).await?, standing("delivered", 3, "204"));
    town.advance("P5D").await?;
    let events = crm.events("response.recorded")?;
    assert_eq!((events.len(), &events[0]["id"]), (1, &delivery(&town).await?["id"]));
    Ok(())
}

#[tokio::test]
async fn after_ten_attempts_an_event_is_given_up_until_somebody_sends_it_again() -> Outcome {
    let (town, crm) = answered(StatusCode::SERVICE_UNAVAILABLE).await?;
    town.advance("P3D").await?;
    assert_eq!(stands(&town).await?, standing("due", 9, "503"));
    town.advance("P1D").await?;
    assert_eq!(stands(&town).await?, standing("failed", 10, "503"));
    assert_eq!(delivery(&town).await?["due_at"], Value::Null);

    crm.answers(StatusCode::OK);
    town.advance("P1D").await?;
    assert!(crm.events("response.recorded")?.is_empty(), "what was given up is not tried by itself");
    for time in 1..=2 {
        assert_eq!(replays(&town).await?, "202");
        assert_eq!(stands(&town).await?, standing("delivered", 1, "200"));
        let events = crm.events("response.recorded")?;
        assert_eq!(events.len(), time);
        let id = delivery(&town).await?["id"].take();
        assert!(events.iter().all(|event| event["id"] == id), "its receiver knows it again");
    }

    town.advance("P31D").await?;
    assert!(town.only("koe-people", "OUTBOX#")?["sealed"].is_null(), "what it said is forgotten after 30 days");
    assert_eq!(replays(&town).await?, "410 gone");
    assert_eq!(stands(&town).await?, standing("delivered", 1, "200"), "that it was sent is not");
    assert_eq!(crm.events("response.recorded")?.len(), 2);
    Ok(())
}

#[tokio::test]
async fn a_receiver_that_is_gone_or_was_removed_gets_nothing_more() -> Outcome {
    let (town, crm) = answered(StatusCode::GONE).await?;
    assert_eq!(stands(&town).await?, standing("failed", 1, "410"));

    crm.answers(StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(replays(&town).await?, "202");
    assert_eq!(stands(&town).await?, standing("due", 1, "500"));
    assert_eq!(town.delete("/v1/subscriptions/crm").await?.verdict(), "204");
    crm.answers(StatusCode::OK);
    town.advance("PT1M").await?;
    assert_eq!(stands(&town).await?, standing("failed", 2, "no_subscription"));
    Person::invited(&town, "taro@example.com").await?.answers(9).await?.ok()?;
    town.settle().await?;
    assert_eq!((crm.everything(), stands(&town).await?.1), (String::new(), 2), "nor is anything new made");
    Ok(())
}

#[tokio::test]
async fn the_list_of_deliveries_tells_nothing_of_anybody() -> Outcome {
    let (town, crm) = answered(StatusCode::OK).await?;
    let listed = town.get("/v1/subscriptions/crm/deliveries").await?;
    let shown = delivery(&town).await?;
    let mut names: Vec<&str> = shown.as_object().into_iter().flat_map(|it| it.keys().map(String::as_str)).collect();
    names.sort_unstable();
    assert_eq!(names, ["answer", "attempts", "delivered_at", "event", "id", "made_at", "state"]);
    let event = crm.events("response.recorded")?.remove(0);
    let pseudonym = text(&town.only("koe-people", "PROFILE")?, "person")?;
    for trace in [HANAKO, WORDS, &text(&event, "subject")?, &text(&event["data"], "response")?, &pseudonym] {
        assert!(!listed.text.contains(trace), "{}", listed.text);
    }

    // Another subscription cannot reach into this one, and nobody can send what is not there.
    let (id, unknown) = (text(&shown, "id")?, "AAAAAAAAAAAAAAAAAAAAAA");
    let _lake = town.subscribes("lake", &json!(["response.recorded"]), false).await?;
    for (name, id) in [("lake", id.as_str()), ("crm", unknown)] {
        let path = format!("/v1/subscriptions/{name}/deliveries/{id}/replay");
        assert_eq!(town.post(&path, &json!({})).await?.verdict(), "404 not-found", "{path}");
    }
    assert!(each(&town.get("/v1/subscriptions/lake/deliveries").await?.ok()?["items"], "id").is_empty());
    assert_eq!(town.get("/v1/subscriptions/crm/deliveries?cursor=x").await?.verdict(), "400 unreadable /cursor");
    Ok(())
}
