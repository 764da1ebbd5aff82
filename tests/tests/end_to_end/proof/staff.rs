//! Staff answer for somebody: what they see, what is written down of that, and who may not.

use koe_domain::consent::sha256_hex;
use koe_tests::{Answer, Outcome, Person, SCOPES, Town};
use reqwest::Method;
use serde_json::{Value, json};

use super::{HANAKO, NAME, ORDER, TARO, WORDS, answers, calls, delivered_to, each, person_id, text};

#[tokio::test]
async fn staff_see_everything_that_is_held_and_no_pseudonym() -> Outcome {
    let (town, shop) = Town::with_a_shop().await?;
    let crm = town.subscribes("crm", &json!(["response.recorded"]), false).await?;
    let person = delivered_to(&town, &shop).await?;
    answers(&person, &json!({"nps": 9, "topics": ["price"], "why": WORDS}), &json!({"follow_up": true})).await?;
    town.settle().await?;
    let id = person_id(&town, HANAKO).await?;
    let answer = town.get(&format!("/v1/people/{id}/export")).await?;
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("content-disposition"), "attachment; filename=\"personal-data.json\"");
    let held = answer.ok()?;

    assert_eq!((&held["schema"], &held["version"]), (&json!("koe-person-export"), &json!(1)));
    assert_eq!((&held["person"], &held["held_by"]["legal_name"]), (&json!(id), &json!("Example K.K.")));
    assert_eq!((&held["contact"]["email"], &held["contact"]["name"]["given"]), (&json!(HANAKO), &json!(NAME)));
    assert_eq!(held["invitations"].as_array().map(Vec::len), Some(1));
    let asked = &held["invitations"][0];
    assert!(asked["order"].to_string().contains(&ORDER.to_string()), "{}", asked["order"]);
    let answered = &asked["answer"]["answers"];
    assert_eq!(each(answered, "question"), ["nps", "topics", "why"]);
    assert_eq!(each(answered, "asked"), ["Would you recommend us?", "About", "Why?"]);
    assert_eq!((&answered[0]["answer"], &answered[2]["answer"]), (&json!(9), &json!(WORDS)));
    assert_eq!(each(&held["orders"], "source"), ["shop"]);

    assert_eq!(each(&held["consent_history"], "purpose"), ["notice", "follow_up"]);
    assert_eq!(each(&held["consent_history"], "decision"), ["served", "given"]);
    assert_eq!(held["consents"]["now"], json!({"follow_up": true}));
    let (notice, hash) = (text(&held["notices_shown"][0], "text")?, text(&held["notices_shown"][0], "sha256")?);
    assert!(notice.contains("Example K.K.") && sha256_hex(&notice) == hash, "{notice}");

    let told = crm.events("response.recorded")?;
    assert_eq!(held["deliveries"].as_array().map(Vec::len), Some(1));
    let delivery = &held["deliveries"][0];
    assert_eq!((&delivery["to"], &delivery["state"]), (&json!("crm"), &json!("delivered")));
    assert_eq!((&delivery["content"], &delivery["known_there_as"]), (&told[0], &told[0]["data"]["person"]));

    let pseudonym = text(&town.only("koe-people", "PROFILE")?, "person")?;
    assert!(!held.to_string().contains(&pseudonym), "{held}");
    Ok(())
}

#[tokio::test]
async fn a_shop_that_asks_is_given_what_it_brought_alone() -> Outcome {
    let (town, shop) = Town::with_a_shop().await?;
    let person = delivered_to(&town, &shop).await?;
    answers(&person, &json!({"nps": 9, "why": WORDS}), &json!({})).await?;
    Person::invited(&town, HANAKO).await?;
    let id = person_id(&town, HANAKO).await?;
    let of = async |source: &str| town.get(&format!("/v1/people/{id}/export{source}")).await;
    let (whole, brought, other) =
        (of("").await?.ok()?, of("?source=shop").await?.ok()?, of("?source=other").await?.ok()?);
    assert_eq!(each(&whole["invitations"], "source").len(), 2);
    assert_eq!(
        (each(&brought["invitations"], "source"), each(&brought["orders"], "source")),
        (vec!["shop"], vec!["shop"])
    );
    assert_eq!((&brought["contact"]["email"], &brought["looks"]), (&json!(HANAKO), &json!([])));
    assert_eq!((&other["contact"], &other["invitations"], &other["orders"]), (&Value::Null, &json!([]), &json!([])));
    assert!(!other.to_string().contains(HANAKO) && !other.to_string().contains(WORDS), "{other}");
    assert_eq!(of("?source=Not%20a%20name").await?.status, 400);
    Ok(())
}

#[tokio::test]
async fn every_look_is_written_down_and_the_person_can_read_who_looked() -> Outcome {
    let (town, _) = Town::with_a_shop().await?;
    let person = Person::invited(&town, HANAKO).await?;
    answers(&person, &json!({"nps": 9}), &json!({"follow_up": true})).await?;
    let (one, other) = (town.makes_key(&["privacy"]).await?, town.makes_key(&["privacy"]).await?);
    let found = calls(&town, &one, Method::POST, "/v1/people/lookup", &json!({"email": HANAKO})).await?.ok()?;
    let id = text(&found, "person")?;
    assert_eq!(found, json!({"person": id}), "and nothing else is told");
    assert!(town.stored("koe-people", "LOOK#")?.is_empty(), "to find somebody shows nothing of them");

    for part in ["consents", "consents/2/receipt"] {
        calls(&town, &one, Method::GET, &format!("/v1/people/{id}/{part}"), &Value::Null).await?.ok()?;
    }
    let export = calls(&town, &other, Method::GET, &format!("/v1/people/{id}/export"), &Value::Null).await?.ok()?;
    let looks = export["looks"].as_array().into_iter().flatten();
    let mut looks: Vec<_> = looks.filter_map(|look| look["who"].as_str().zip(look["what"].as_str())).collect();
    looks.sort_unstable();
    let mut expected = [(&*one.id, "consents"), (&*one.id, "consents"), (&*other.id, "export")];
    expected.sort_unstable();
    assert_eq!(looks, expected, "the look by which it is read included");
    assert_eq!(town.stored("koe-people", "LOOK#")?.len(), 3);
    Ok(())
}

#[tokio::test]
async fn nobody_is_found_by_guessing() -> Outcome {
    let (town, _) = Town::with_a_shop().await?;
    Person::invited(&town, HANAKO).await?;
    let id = person_id(&town, HANAKO).await?;
    let before = town.rows().await?;
    for (body, verdict) in [
        (json!({"email": TARO}), "404 not-found"),
        (json!({"id": "4711"}), "404 not-found"),
        (json!({"email": "nobody"}), "422 invalid /email"),
        (json!({"email": HANAKO, "id": "4711"}), "422 invalid (body)"),
        (json!({}), "422 invalid (body)"),
    ] {
        assert_eq!(town.post("/v1/people/lookup", &body).await?.verdict(), verdict, "{body}");
    }
    let pseudonym = text(&town.only("koe-people", "PROFILE")?, "person")?;
    let last = if id.ends_with('A') { "B" } else { "A" };
    for guess in [format!("{}{last}", &id[..id.len() - 1]), pseudonym, HANAKO.to_owned()] {
        for part in ["export", "consents", "consents/1/receipt"] {
            let path = format!("/v1/people/{guess}/{part}");
            assert_eq!(town.get(&path).await?.verdict(), "404 not-found", "{path}");
        }
        assert_eq!(town.delete(&format!("/v1/people/{guess}")).await?.verdict(), "404 not-found", "{guess}");
    }
    town.wrote_nothing_since(&before, "guessing").await
}

#[tokio::test]
async fn a_key_without_the_scope_sees_nobody_and_writes_nothing() -> Outcome {
    let (town, _) = Town::with_a_shop().await?;
    let person = Person::invited(&town, HANAKO).await?;
    answers(&person, &json!({"nps": 9}), &json!({"follow_up": true})).await?;
    let id = person_id(&town, HANAKO).await?;
    let request = town.post("/v1/privacy-requests", &json!({"kind": "erase", "person": id})).await?.ok()?;
    let request = format!("/v1/privacy-requests/{}", text(&request, "id")?);
    let others: Vec<&str> = SCOPES.into_iter().filter(|scope| *scope != "privacy").collect();
    let key = town.makes_key(&others).await?;
    let before = town.rows().await?;
    let (none, of) = (Value::Null, |part: &str| format!("/v1/people/{id}{part}"));
    for (method, path, body) in [
        (Method::POST, "/v1/people/lookup".to_owned(), json!({"email": HANAKO})),
        (Method::GET, of("/export"), none.clone()),
        (Method::GET, of("/consents"), none.clone()),
        (Method::GET, of("/consents/2/receipt"), none.clone()),
        (Method::DELETE, of(""), none.clone()),
        (Method::DELETE, of("?never_ask=true"), none.clone()),
        (Method::GET, "/v1/erasures/AAAAAAAAAAAAAAAAAAAAAA".to_owned(), none.clone()),
        (Method::GET, "/v1/privacy-requests".to_owned(), none.clone()),
        (Method::POST, "/v1/privacy-requests".to_owned(), json!({"kind": "export"})),
        (Method::GET, request.clone(), none.clone()),
        (Method::PATCH, request, json!({"state": "working"})),
        (Method::GET, "/v1/ledger/roots".to_owned(), none.clone()),
        (Method::GET, "/v1/ledger/roots/2026-01-01".to_owned(), none),
    ] {
        let answer = calls(&town, &key, method.clone(), &path, &body).await?;
        assert_eq!(answer.verdict(), "403 forbidden", "{method} {path}");
        let stranger = Answer::of(town.stranger(method.clone(), &path).json(&body)).await?;
        assert_eq!(stranger.verdict(), "401 unauthorised", "{method} {path}");
    }
    town.wrote_nothing_since(&before, "a key without the scope").await
}
