//! Other systems that want to hear of answers: who may, what they are told, and what they are never told.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use koe_tests::{Answer, Fault, Outcome, Person, SCOPES, Sink, Town, after_purchase};
use reqwest::Method;
use serde_json::{Value, json};

use super::{HANAKO, TARO, WORDS, answers, calls, delivered_to, each, patches, person_id, stating, text, traces};

/// What there is to hear of, but for erasures, of which everybody hears.
fn everything() -> Value {
    json!(["response.recorded", "response.revised", "case.opened", "case.changed", "consent.changed"])
}

/// How many events of each kind came.
fn counts(sink: &Sink) -> Result<[usize; 5], Fault> {
    let kinds = ["response.recorded", "response.revised", "case.opened", "case.changed", "consent.changed"];
    let mut counts = [0; 5];
    for (count, kind) in counts.iter_mut().zip(kinds) {
        *count = sink.events(kind)?.len();
    }
    Ok(counts)
}

#[tokio::test]
async fn only_addresses_that_can_be_trusted_are_taken_and_no_secret_is_shown() -> Outcome {
    let (town, _) = Town::with_a_shop().await?;
    let secret = STANDARD.encode("a-secret-of-32-bytes-for-the-crm");
    let body = |url: &str| json!({"url": url, "secret": format!("whsec_{secret}"), "events": ["case.opened"]});
    let before = town.rows().await?;
    for url in [
        "http://example.com/koe",
        "ftp://example.com/koe",
        "https://10.0.0.1/koe",
        "https://169.254.169.254/latest/meta-data",
        "https://name:word@example.com/koe",
        "example.com",
    ] {
        assert_eq!(town.put("/v1/subscriptions/crm", &body(url)).await?.verdict(), "422 invalid /url", "{url}");
    }
    let bad =
        json!({"url": "https://example.com/", "secret": "whsec_c2hvcnQ=", "events": ["case.opened", "case.lost"]});
    assert_eq!(town.put("/v1/subscriptions/crm", &bad).await?.verdict(), "422 invalid /events/1 /secret");
    town.wrote_nothing_since(&before, "a subscription that was refused").await?;

    // On this one machine, and nowhere else, a receiver may be on it too.
    for (url, verdict) in [("https://example.com/koe", "201"), ("http://127.0.0.1:9/koe", "200")] {
        assert_eq!(town.put("/v1/subscriptions/crm", &body(url)).await?.verdict(), verdict, "{url}");
    }
    let put = town.put("/v1/subscriptions/crm", &body("https://example.com/koe")).await?;
    let (got, listed) = (town.get("/v1/subscriptions/crm").await?, town.get("/v1/subscriptions").await?);
    assert_eq!(listed.body["items"], json!([got.body]));
    let shown = json!({"name": "crm", "url": "https://example.com/koe", "events": ["case.opened"], "third_party": false,
        "updated_at": got.body["updated_at"]});
    assert_eq!(got.body, shown);
    for place in [put.text, got.text, listed.text, town.everything()?, town.streamed()?] {
        assert!(!place.contains(&secret), "the secret is shown");
    }
    assert_eq!(town.delete("/v1/subscriptions/crm").await?.verdict(), "204");
    assert_eq!(town.get("/v1/subscriptions/crm").await?.verdict(), "404 not-found");
    Ok(())
}

#[tokio::test]
async fn a_key_that_may_not_administer_neither_sees_nor_changes_who_hears() -> Outcome {
    let (town, _) = Town::with_a_shop().await?;
    let _crm = town.subscribes("crm", &json!(["response.recorded"]), false).await?;
    Person::invited(&town, HANAKO).await?.answers(9).await?.ok()?;
    town.settle().await?;
    let made = town.get("/v1/subscriptions/crm/deliveries").await?.ok()?;
    let replay = format!("/v1/subscriptions/crm/deliveries/{}/replay", text(&made["items"][0], "id")?);
    let others: Vec<&str> = SCOPES.into_iter().filter(|scope| *scope != "admin").collect();
    let key = town.makes_key(&others).await?;
    let secret = format!("whsec_{}", STANDARD.encode([7_u8; 32]));
    let body = json!({"url": "https://example.com/", "secret": secret, "events": ["case.opened"]});
    let before = town.rows().await?;
    for (method, path, body) in [
        (Method::GET, "/v1/subscriptions", Value::Null),
        (Method::GET, "/v1/subscriptions/crm", Value::Null),
        (Method::PUT, "/v1/subscriptions/crm", body),
        (Method::DELETE, "/v1/subscriptions/crm", Value::Null),
        (Method::GET, "/v1/subscriptions/crm/deliveries", Value::Null),
        (Method::POST, replay.as_str(), Value::Null),
    ] {
        let answer = calls(&town, &key, method.clone(), path, &body).await?;
        assert_eq!(answer.verdict(), "403 forbidden", "{method} {path}");
    }
    town.wrote_nothing_since(&before, "a key without the scope").await
}

#[tokio::test]
async fn each_event_comes_once_signed_and_says_nothing_that_leads_to_somebody() -> Outcome {
    let (town, shop) = Town::with_a_shop().await?;
    let (crm, lake) = (
        town.subscribes("crm", &everything(), false).await?,
        town.subscribes("lake", &json!(["response.recorded"]), false).await?,
    );
    let person = delivered_to(&town, &shop).await?;
    let body = json!({
        "nonce": person.nonce().await?, "answers": {"nps": 3, "delivery": 4, "topics": ["price"], "why": WORDS},
        "consents": {"follow_up": true},
    });
    for _ in 0..2 {
        assert_eq!(person.sends(&body).await?.ok()?, json!({"revision": 1}), "pressed twice, answered once");
        let (one, other) = tokio::join!(town.settle(), town.settle());
        one?;
        other?;
        assert_eq!(counts(&crm)?, [1, 0, 1, 0, 1]);
    }
    answers(&person, &json!({"nps": 5, "delivery": 4, "why": WORDS}), &json!({})).await?;
    town.settle().await?;
    assert_eq!(counts(&crm)?, [1, 1, 1, 1, 1], "the answer was revised, and with it the score of the case");
    let case = text(&town.get("/v1/cases").await?.ok()?["items"][0], "id")?;
    patches(&town, &format!("/v1/cases/{case}"), &json!({"state": "closed", "note": WORDS})).await?.ok()?;
    town.settle().await?;
    assert_eq!(counts(&crm)?, [1, 1, 1, 2, 1]);

    let recorded = crm.events("response.recorded")?.remove(0);
    let (known_as, response) = (text(&recorded["data"], "person")?, text(&recorded["data"], "response")?);
    let told = json!({
        "person": known_as, "response": response, "survey": "after-purchase", "version": 1, "revision": 1,
        "scores": {"nps": 3, "delivery": 4},
    });
    assert_eq!(recorded["data"], told);
    let envelope = json!({
        "specversion": "1.0", "type": "koe.response.recorded", "source": town.address, "subject": known_as,
        "datacontenttype": "application/json", "id": recorded["id"], "time": recorded["time"],
        "expirytime": recorded["expirytime"], "data": told,
    });
    assert_eq!(recorded, envelope);
    let revised = crm.events("response.revised")?.remove(0);
    assert_eq!((&revised["data"]["response"], &revised["data"]["revision"]), (&json!(response), &json!(2)));
    assert_eq!(revised["data"]["scores"], json!({"nps": 5, "delivery": 4}));
    let (opened, changed) = (crm.events("case.opened")?.remove(0), crm.events("case.changed")?);
    assert_eq!((&opened["data"]["case"], &opened["data"]["score"]), (&json!(case), &json!(3)));
    let steps: Vec<_> = changed.iter().map(|it| (&it["data"]["score"], &it["data"]["state"])).collect();
    assert_eq!(steps, [(&json!(5), &json!("open")), (&json!(5), &json!("closed"))]);
    let decided = crm.events("consent.changed")?.remove(0);
    assert_eq!(decided["data"], json!({"person": known_as, "consents": {"follow_up": true}}));

    // Another system knows the person, and the answer, by other names.
    let elsewhere = lake.events("response.recorded")?.remove(0);
    for name in ["person", "response"] {
        assert_ne!(elsewhere["data"][name], recorded["data"][name], "{name}");
    }
    let pseudonym = text(&town.only("koe-people", "PROFILE")?, "person")?;
    for trace in traces().into_iter().chain([pseudonym, "price".to_owned()]) {
        assert!(!crm.everything().contains(&trace) && !lake.everything().contains(&trace), "{trace} was told");
    }
    assert!(!town.everything()?.contains(&known_as), "what was told is sealed");
    Ok(())
}

/// Answers with a browser that sends this signal.
async fn answers_with_signal(town: &Town, person: &Person, signal: &str) -> Result<Value, Fault> {
    let body = json!({"nonce": person.nonce().await?, "answers": {"nps": 9}});
    let request = town.client.post(&person.link).header("accept", "application/json").header("sec-gpc", signal);
    Answer::of(request.json(&body)).await?.ok()
}

#[tokio::test]
async fn third_parties_hear_nothing_of_who_objects_but_the_objection() -> Outcome {
    let privacy = json!({"laws": ["ccpa"], "purposes": "To make our service better.", "sells_or_shares": true});
    let town = stating(privacy).await?;
    let wanted = json!(["response.recorded", "consent.changed"]);
    let (crm, ads) = (town.subscribes("crm", &wanted, false).await?, town.subscribes("ads", &wanted, true).await?);
    let heard = async || -> Result<[usize; 4], Fault> {
        town.settle().await?;
        let of = |sink: &Sink, kind: &str| sink.events(kind).map(|events| events.len());
        let (recorded, decided) = ("response.recorded", "consent.changed");
        Ok([of(&crm, recorded)?, of(&ads, recorded)?, of(&crm, decided)?, of(&ads, decided)?])
    };
    Person::invited(&town, HANAKO).await?.answers(9).await?.ok()?;
    assert_eq!(heard().await?, [1, 1, 0, 0]);

    // A signal is `1` and nothing else (Global Privacy Control, section 3.1).
    answers_with_signal(&town, &Person::invited(&town, "saburo@example.com").await?, "true").await?;
    assert_eq!(heard().await?, [2, 2, 0, 0]);
    answers_with_signal(&town, &Person::invited(&town, TARO).await?, "1").await?;
    assert_eq!(heard().await?, [3, 2, 1, 1]);
    // The next answer comes without the signal; the person has not changed their mind by that.
    Person::invited(&town, TARO).await?.answers(8).await?.ok()?;
    assert_eq!(heard().await?, [4, 2, 1, 1]);

    let jiro = Person::invited(&town, "jiro@example.com").await?;
    let id = person_id(&town, "jiro@example.com").await?;
    let asked = town.post("/v1/privacy-requests", &json!({"kind": "opt_out", "person": id})).await?.ok()?;
    let path = format!("/v1/privacy-requests/{}", text(&asked, "id")?);
    patches(&town, &path, &json!({"state": "done"})).await?.ok()?;
    answers(&jiro, &json!({"nps": 9}), &json!({"follow_up": true})).await?;
    assert_eq!(heard().await?, [5, 2, 3, 2], "what else jiro decides is not for third parties");
    let objections = ads.events("consent.changed")?;
    for objection in &objections {
        assert_eq!(objection["data"]["consents"], json!({"sale_or_sharing": false}), "{objection}");
    }
    let of_each = objections.iter().filter_map(|event| event["subject"].as_str());
    assert_eq!(of_each.collect::<std::collections::BTreeSet<_>>().len(), 2);
    assert_eq!(each(&town.get("/v1/subscriptions/ads/deliveries").await?.ok()?["items"], "event").len(), 4);
    Ok(())
}

#[tokio::test]
async fn what_is_tried_out_is_told_to_nobody() -> Outcome {
    let mut survey = after_purchase();
    survey["settings"]["mode"] = json!("test");
    survey["settings"]["test_recipients"] = json!([HANAKO]);
    let (town, _) = Town::asking(&survey, &json!([])).await?;
    let crm = town.subscribes("crm", &everything(), false).await?;
    let tester = Person::invited(&town, HANAKO).await?;
    for score in [2, 9] {
        tester.answers(score).await?.ok()?;
    }
    town.settle().await?;
    assert_eq!(crm.everything(), "");
    assert!(town.stored("koe-people", "OUTBOX#")?.is_empty());

    town.put("/v1/surveys/after-purchase", &after_purchase()).await?.ok()?;
    town.advance("PT1M").await?;
    Person::invited(&town, TARO).await?.answers(9).await?.ok()?;
    town.settle().await?;
    assert_eq!(counts(&crm)?, [1, 0, 0, 0, 0], "and once it is live it is told");
    Ok(())
}
