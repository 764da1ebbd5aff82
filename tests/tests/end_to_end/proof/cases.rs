//! Cases: staff handle unhappy customers, see no more than those agreed to, and leave a trace of every look.

use futures::future::join_all;
use koe_tests::{Answer, Fault, Key, Outcome, Person, SCOPES, Town};
use reqwest::Method;
use serde_json::{Value, json};

use super::{HANAKO, NAME, TARO, WORDS, answers, calls, each, person_id, text};

/// What staff write down; nobody else says it in these words.
const NOTE: &str = "Rang Kikuno back on Tuesday, she wants a new umbrella";

/// Hanako was unhappy and may be called, Taro was unhappier and may not; and somebody who handles cases.
async fn unhappy() -> Result<(Town, Person, Key), Fault> {
    let (town, _) = Town::with_a_shop().await?;
    let asked = json!({
        "survey": "after-purchase", "to": {"email": HANAKO, "name": {"family": "Example", "given": NAME}}, "send": false,
    });
    let (_, link) = town.invites(&asked).await?;
    let hanako = Person::with_link(&town, &link);
    answers(&hanako, &json!({"nps": 2, "why": WORDS}), &json!({"follow_up": true})).await?;
    town.advance("PT1M").await?;
    Person::invited(&town, TARO).await?.answers(1).await?.ok()?;
    town.settle().await?;
    let key = town.makes_key(&["handle"]).await?;
    Ok((town, hanako, key))
}

/// The cases in a state.
async fn listed(town: &Town, key: &Key, state: &str) -> Result<Value, Fault> {
    let page = calls(town, key, Method::GET, &format!("/v1/cases?state={state}"), &Value::Null).await?;
    Ok(page.ok()?["items"].take())
}

/// The address of the case with this score.
async fn case_of(town: &Town, key: &Key, score: i64) -> Result<String, Fault> {
    let open = listed(town, key, "open").await?;
    let case = open.as_array().into_iter().flatten().find(|case| case["score"] == score).ok_or("no such case")?;
    Ok(format!("/v1/cases/{}", text(case, "id")?))
}

async fn shown(town: &Town, key: &Key, case: &str) -> Result<Value, Fault> {
    calls(town, key, Method::GET, case, &Value::Null).await?.ok()
}

async fn changed(town: &Town, key: &Key, case: &str, body: &Value) -> Result<Answer, Fault> {
    calls(town, key, Method::PATCH, case, body).await
}

/// What was looked at, by anybody, sorted.
fn looks(town: &Town) -> Result<Vec<String>, Fault> {
    let rows = town.stored("koe-people", "LOOK#")?;
    let mut what: Vec<String> = rows.iter().filter_map(|row| row["what"].as_str().map(str::to_owned)).collect();
    what.sort_unstable();
    Ok(what)
}

#[tokio::test]
async fn cases_are_listed_by_state_without_their_people() -> Outcome {
    let (town, _, key) = unhappy().await?;
    let open = calls(&town, &key, Method::GET, "/v1/cases", &Value::Null).await?;
    let items = &open.body["items"];
    let scores: Vec<&Value> = items.as_array().into_iter().flatten().map(|case| &case["score"]).collect();
    assert_eq!(scores, [&json!(1), &json!(2)], "the last opened first");
    assert_eq!((each(items, "state"), &items[0]["of"]), (vec!["open"; 2], &json!(10)));
    for trace in [HANAKO, TARO, NAME, WORDS] {
        assert!(!open.text.contains(trace), "{trace} is on the list");
    }
    assert!(looks(&town)?.is_empty(), "to list them is no look at anybody");

    let case = case_of(&town, &key, 1).await?;
    changed(&town, &key, &case, &json!({"state": "in_progress"})).await?.ok()?;
    let scores = |items: &Value| -> Vec<i64> {
        items.as_array().into_iter().flatten().filter_map(|case| case["score"].as_i64()).collect()
    };
    for (state, expected) in [("open", vec![2]), ("in_progress", vec![1]), ("waiting", vec![]), ("closed", vec![])] {
        assert_eq!(scores(&listed(&town, &key, state).await?), expected, "{state}");
    }
    town.advance("P1D").await?;
    let late = listed(&town, &key, "in_progress").await?;
    assert_eq!(late[0]["overdue"], true);
    assert_eq!(changed(&town, &key, &case, &json!({"state": "closed"})).await?.ok()?["overdue"], false);
    assert_eq!(calls(&town, &key, Method::GET, "/v1/cases?state=lost", &Value::Null).await?.status, 400);
    Ok(())
}

#[tokio::test]
async fn a_customer_is_shown_only_while_they_agree_and_each_look_is_written_down() -> Outcome {
    let (town, hanako, key) = unhappy().await?;
    let (hers, his) = (case_of(&town, &key, 2).await?, case_of(&town, &key, 1).await?);
    let case = shown(&town, &key, &hers).await?;
    assert_eq!(case["answers"], json!({"nps": 2, "why": WORDS}));
    assert_eq!(case["contact"], json!({"email": HANAKO, "name": {"family": "Example", "given": NAME}}));
    assert_eq!((&case["may_contact"], &case["locale"]), (&json!(true), &json!("en")));
    assert_eq!(looks(&town)?, ["case", "contact"]);

    let case = shown(&town, &key, &his).await?;
    assert_eq!((&case["answers"], &case["contact"]), (&json!({"nps": 1}), &Value::Null));
    assert!(!case.to_string().contains(TARO), "{case}");
    assert_eq!(looks(&town)?, ["case", "case", "contact"]);

    answers(&hanako, &json!({"nps": 2, "why": WORDS}), &json!({"follow_up": false})).await?;
    let case = shown(&town, &key, &hers).await?;
    assert_eq!((&case["may_contact"], &case["contact"]), (&json!(false), &Value::Null), "she took it back");
    assert!(!case.to_string().contains(HANAKO) && !case.to_string().contains(NAME), "{case}");
    assert_eq!(looks(&town)?, ["case", "case", "case", "contact"]);

    // She can read who looked, and at what.
    let id = person_id(&town, HANAKO).await?;
    let held = town.get(&format!("/v1/people/{id}/export")).await?.ok()?;
    let of_key = held["looks"].as_array().into_iter().flatten().filter(|look| look["who"] == key.id.as_str());
    assert_eq!(of_key.count(), 3);
    Ok(())
}

#[tokio::test]
async fn a_note_is_sealed_and_says_who_wrote_it() -> Outcome {
    let (town, _, key) = unhappy().await?;
    let case = case_of(&town, &key, 2).await?;
    let change = json!({"state": "in_progress", "owner": "support", "due_at": "2040-01-31T09:00:00Z", "note": NOTE});
    let answer = changed(&town, &key, &case, &change).await?;
    assert!(!answer.text.contains("umbrella") && !answer.text.contains(HANAKO), "{}", answer.text);
    let view = answer.ok()?;
    for field in ["state", "owner", "due_at"] {
        assert_eq!(view[field], change[field], "{field}");
    }
    assert!(looks(&town)?.is_empty(), "to change a case shows nobody");
    for place in [town.everything()?, town.streamed()?] {
        assert!(!place.contains("umbrella"), "the note can be read in the tables");
    }

    changed(&town, &key, &case, &json!({"owner": "Mori"})).await?.ok()?;
    let seen = shown(&town, &key, &case).await?;
    assert_eq!((each(&seen["notes"], "note"), each(&seen["notes"], "who")), (vec![NOTE], vec![&*key.id]));
    assert_eq!((&seen["owner"], &seen["state"]), (&json!("Mori"), &json!("in_progress")), "what is left out stays");
    assert_eq!(each(&seen["history"], "state"), ["open", "in_progress"]);
    assert_eq!((&seen["history"][0]["who"], &seen["history"][1]["who"]), (&Value::Null, &json!(key.id)));
    let id = person_id(&town, HANAKO).await?;
    let held = town.get(&format!("/v1/people/{id}/export")).await?.ok()?;
    assert_eq!(each(&held["cases"][0]["notes"], "note"), [NOTE], "she may read it, too");

    let before = town.rows().await?;
    for (body, verdict) in [
        (json!({}), "422 invalid (body)"),
        (json!({"owner": " "}), "422 invalid /owner"),
        (json!({"note": "x".repeat(1001)}), "422 invalid /note"),
        (json!({"note": ""}), "422 invalid /note"),
    ] {
        assert_eq!(changed(&town, &key, &case, &body).await?.verdict(), verdict, "{body}");
    }
    assert_eq!(changed(&town, &key, "/v1/cases/x", &change).await?.verdict(), "404 not-found");
    town.wrote_nothing_since(&before, "a change that does not fit").await
}

#[tokio::test]
async fn of_those_who_handle_a_case_at_once_one_is_told_to_look_again_and_nothing_is_lost() -> Outcome {
    let (town, _, key) = unhappy().await?;
    let case = case_of(&town, &key, 2).await?;
    let (mut accepted, mut refused) = (0, 0);
    for round in 0..5 {
        let (town, key, case) = (&town, &key, case.as_str());
        let hands = (0..8).map(|hand| async move {
            let body = json!({"note": format!("Note {hand} of round {round}")});
            changed(town, key, case, &body).await
        });
        for answer in join_all(hands).await {
            match answer?.verdict().as_str() {
                "200" => accepted += 1,
                "409 conflict" => refused += 1,
                other => return Err(format!("somebody was told {other}").into()),
            }
        }
        let notes = shown(town, key, case).await?["notes"].take();
        assert_eq!(each(&notes, "note").len(), accepted, "each note that was taken is there, and no other");
        if refused > 0 {
            return Ok(());
        }
    }
    Err("eight hands at once never met".into())
}

#[tokio::test]
async fn only_who_handles_cases_sees_them() -> Outcome {
    let (town, _, key) = unhappy().await?;
    let case = case_of(&town, &key, 2).await?;
    let others: Vec<&str> = SCOPES.into_iter().filter(|scope| *scope != "handle").collect();
    let other = town.makes_key(&others).await?;
    let before = town.rows().await?;
    for (method, path, body) in [
        (Method::GET, "/v1/cases", Value::Null),
        (Method::GET, case.as_str(), Value::Null),
        (Method::PATCH, case.as_str(), json!({"state": "closed"})),
    ] {
        let answer = calls(&town, &other, method.clone(), path, &body).await?;
        assert_eq!(answer.verdict(), "403 forbidden", "{method} {path}");
        assert_eq!(Answer::of(town.stranger(method.clone(), path)).await?.verdict(), "401 unauthorised", "{method}");
    }
    // Nor does handling a case open the rest of a person.
    let id = person_id(&town, HANAKO).await?;
    for path in [format!("/v1/people/{id}/export"), format!("/v1/people/{id}/consents")] {
        assert_eq!(calls(&town, &key, Method::GET, &path, &Value::Null).await?.verdict(), "403 forbidden", "{path}");
    }
    town.wrote_nothing_since(&before, "whoever may not handle cases").await
}
