//! Requests that come by letter or by phone, and what moving them on does.

use jiff::SignedDuration;
use koe_domain::Clock as _;
use koe_tests::{Answer, Fault, Outcome, Person, Town};
use reqwest::Method;
use serde_json::{Value, json};

use super::{HANAKO, answers, each, patches, person_id, text};

/// Enters a request, and gives its address and how it was shown.
async fn entered(town: &Town, body: &Value) -> Result<(String, Value), Fault> {
    let answer = town.post("/v1/privacy-requests", body).await?;
    assert_eq!(answer.verdict(), "201", "{}", answer.text);
    let path = answer.header("location").to_owned();
    assert_eq!(path, format!("/v1/privacy-requests/{}", text(&answer.body, "id")?));
    Ok((path, answer.body))
}

/// A stack where Hanako answered, and how staff know her.
async fn answered() -> Result<(Town, String), Fault> {
    let (town, _) = Town::with_a_shop().await?;
    let person = Person::invited(&town, HANAKO).await?;
    answers(&person, &json!({"nps": 9}), &json!({"follow_up": true})).await?;
    let id = person_id(&town, HANAKO).await?;
    Ok((town, id))
}

#[tokio::test]
async fn an_erasure_begins_with_working_and_its_request_is_done_by_itself() -> Outcome {
    let (town, id) = answered().await?;
    let wanted = json!({"kind": "erase", "person": id, "never_ask": true, "note": "by letter"});
    let (path, view) = entered(&town, &wanted).await?;
    assert_eq!((&view["state"], &view["via"], &view["person"]), (&json!("open"), &json!("staff"), &json!(id)));
    assert_eq!(patches(&town, &path, &json!({"state": "done"})).await?.verdict(), "409 conflict");
    assert!(town.stored("koe-people", "ERASURE#")?.is_empty(), "nothing is done by entering it");

    // Held, so that the stack does not erase between the two presses.
    let turn = town.turn.lock().await;
    let working = patches(&town, &path, &json!({"state": "working"})).await?.ok()?;
    let erasure = text(&working, "erasure")?;
    assert_eq!(working["state"], "working");
    let again = patches(&town, &path, &json!({"state": "working"})).await?.ok()?;
    assert_eq!(again["erasure"], json!(erasure), "pressed twice, erased once");
    let refused = patches(&town, &path, &json!({"state": "refused", "note": "too late"})).await?;
    assert_eq!(refused.verdict(), "409 conflict", "what was begun goes to its end");
    drop(turn);

    town.advance("PT1H").await?;
    let erased = town.get(&format!("/v1/erasures/{erasure}")).await?.ok()?;
    assert_eq!((&erased["state"], &erased["never_ask"]), (&json!("done"), &json!(true)));
    let done = town.get(&path).await?.ok()?;
    assert_eq!((&done["state"], &done["person"], &done["erasure"]), (&json!("done"), &Value::Null, &json!(erasure)));
    assert_eq!((&done["next"], &done["overdue"]), (&Value::Null, &json!(false)));
    for day in ["closed_at", "received_at"] {
        assert!(text(&done, day)?.ends_with("T00:00:00Z"), "{day} tells when it was: {done}");
    }
    assert_eq!(town.only("koe-people", "SUPPRESSED#")?["why"], "never_ask");
    Ok(())
}

#[tokio::test]
async fn an_objection_by_phone_is_in_the_ledger_once_it_is_done() -> Outcome {
    let (town, id) = answered().await?;
    let (path, view) = entered(&town, &json!({"kind": "opt_out", "law": "ccpa", "email": HANAKO})).await?;
    assert_eq!(view["person"], json!(id), "found by the address, which is not kept");
    let consents = async || town.get(&format!("/v1/people/{id}/consents")).await?.ok();
    assert_eq!(each(&consents().await?["events"], "purpose"), ["notice", "follow_up"]);
    for _ in 0..2 {
        assert_eq!(patches(&town, &path, &json!({"state": "done"})).await?.ok()?["state"], "done");
    }
    let ledger = consents().await?;
    assert_eq!(each(&ledger["events"], "purpose"), ["notice", "follow_up", "sale_or_sharing"]);
    let last = &ledger["events"][2];
    assert_eq!(
        (&last["decision"], &last["method"], &last["by"]),
        (&json!("withdrawn"), &json!("staff"), &json!("staff"))
    );
    assert_eq!(ledger["verified"], true);
    let profile = town.only("koe-people", "PROFILE")?;
    assert_eq!(profile["consents"]["sale_or_sharing"], false);
    assert!(profile["opted_out"].is_string(), "{profile}");
    Ok(())
}

#[tokio::test]
async fn a_refusal_says_why_and_what_is_closed_stays_closed() -> Outcome {
    let (town, id) = answered().await?;
    let (path, _) = entered(&town, &json!({"kind": "correct", "person": id})).await?;
    let before = town.rows().await?;
    for (body, verdict) in [
        (json!({}), "422 invalid (body)"),
        (json!({"state": "refused"}), "422 invalid /note"),
        (json!({"note": "a\u{7}"}), "422 invalid /note"),
        (json!({"state": "lapsed"}), "409 conflict"),
        (json!({"state": "awaiting_confirmation"}), "409 conflict"),
    ] {
        assert_eq!(patches(&town, &path, &body).await?.verdict(), verdict, "{body}");
    }
    assert!(patches(&town, &path, &json!({"state": "lost"})).await?.status.is_client_error());
    town.wrote_nothing_since(&before, "a change that does not fit").await?;

    let refused = patches(&town, &path, &json!({"state": "refused", "note": "not the person"})).await?.ok()?;
    assert_eq!((&refused["state"], &refused["note"]), (&json!("refused"), &json!("not the person")));
    for day in ["closed_at", "received_at"] {
        assert!(text(&refused, day)?.ends_with("T00:00:00Z"), "{refused}");
    }
    for state in ["open", "working", "done"] {
        assert_eq!(patches(&town, &path, &json!({"state": state})).await?.verdict(), "409 conflict", "{state}");
    }
    let unknown = patches(&town, "/v1/privacy-requests/AAAAAAAAAAAAAAAAAAAAAA", &json!({"state": "done"})).await?;
    assert_eq!(unknown.verdict(), "404 not-found");
    Ok(())
}

#[tokio::test]
async fn a_request_of_nobody_who_is_held_is_kept_without_the_address() -> Outcome {
    let (town, id) = answered().await?;
    let (path, view) = entered(&town, &json!({"kind": "export", "email": "nobody@example.jp"})).await?;
    assert_eq!((&view["person"], &view["export"]), (&Value::Null, &Value::Null));
    assert!(!town.everything()?.contains("nobody@example.jp") && !town.streamed()?.contains("nobody@example.jp"));
    assert_eq!(patches(&town, &path, &json!({"state": "done"})).await?.ok()?["state"], "done");

    // Of somebody who is held, it says where the copy is.
    let (_, held) = entered(&town, &json!({"kind": "export", "person": id})).await?;
    assert_eq!(held["export"], format!("/v1/people/{id}/export"));
    let copy = town.get(&text(&held, "export")?).await?.ok()?;
    assert_eq!(each(&copy["requests"], "id"), [text(&held, "id")?], "the request itself is in it");

    let ahead = town.clock.now().checked_add(SignedDuration::from_hours(1))?;
    for (body, verdict) in [
        (json!({"kind": "export", "person": "x"}), "422 invalid /person"),
        (json!({"kind": "export", "person": id, "email": HANAKO}), "422 invalid (body)"),
        (json!({"kind": "export", "never_ask": true}), "422 invalid /never_ask"),
        (json!({"kind": "export", "received_at": ahead}), "422 invalid /received_at"),
    ] {
        assert_eq!(town.post("/v1/privacy-requests", &body).await?.verdict(), verdict, "{body}");
    }
    assert_eq!(town.stored("koe-people", "REQUEST#")?.len(), 2);
    Ok(())
}

#[tokio::test]
async fn a_call_that_is_sent_twice_enters_one_request() -> Outcome {
    let (town, id) = answered().await?;
    let call = async |body: Value| {
        let request = town.request(Method::POST, "/v1/privacy-requests").header("idempotency-key", "letter-1");
        Answer::of(request.json(&body)).await
    };
    let wanted = json!({"kind": "export", "person": id});
    let (one, other) = (call(wanted.clone()).await?.ok()?, call(wanted).await?.ok()?);
    assert_eq!(one["id"], other["id"]);
    assert_eq!(call(json!({"kind": "erase", "person": id})).await?.verdict(), "422 invalid (body)");
    assert_eq!(town.stored("koe-people", "REQUEST#")?.len(), 1);
    Ok(())
}
