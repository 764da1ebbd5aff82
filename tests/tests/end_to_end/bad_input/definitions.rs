//! Set-ups that cannot be carried out: every fault at once, by its pointer, and what was there stays.

use koe_tests::{Answer, Outcome, Town, after_purchase, organisation};
use serde_json::{Value, json};

/// The details of a problem's faults as one text.
fn details(answer: &Answer) -> String {
    answer.body["errors"].to_string()
}

#[tokio::test]
async fn what_a_survey_may_not_hold_is_refused_by_name_and_never_dropped() -> Outcome {
    let (town, _) = Town::with_a_shop().await?;
    let before = town.rows().await?;
    let question = "/definition/pages/0/elements";
    let hidden =
        |survey: &mut Value| survey["definition"]["pages"][0]["elements"][0]["visibleIf"] = json!("{why} notempty");
    let upload = |survey: &mut Value| survey["definition"]["pages"][0]["elements"][1]["type"] = json!("file");

    let mut survey = after_purchase();
    hidden(&mut survey);
    let refused = town.put("/v1/surveys/after-purchase", &survey).await?;
    assert_eq!(refused.verdict(), format!("422 invalid {question}/0/visibleIf"));
    assert!(details(&refused).contains("visibleIf is not supported"), "{}", refused.text);

    let mut survey = after_purchase();
    upload(&mut survey);
    let refused = town.put("/v1/surveys/after-purchase", &survey).await?;
    assert_eq!(refused.verdict(), format!("422 invalid {question}/1/type"));
    assert!(details(&refused).contains("file is not supported"), "{}", refused.text);

    hidden(&mut survey);
    survey["definition"]["completedHtml"] = json!("<p>Thanks</p>");
    survey["settings"]["minimum_group"] = json!(2);
    let refused = town.put("/v1/surveys/after-purchase", &survey).await?;
    let places = format!("/definition/completedHtml {question}/0/visibleIf {question}/1/type /settings/minimum_group");
    assert_eq!(refused.verdict(), format!("422 invalid {places}"));

    for (body, place) in [
        (json!([]), "(body)"),
        (json!({"settings": {}}), "/definition"),
        (json!({"definition": {}}), "/definition/pages"),
        (json!({"definition": after_purchase()["definition"], "setting": {}}), "/setting"),
    ] {
        let verdict = town.put("/v1/surveys/after-purchase", &body).await?.verdict();
        assert_eq!(verdict, format!("422 invalid {place}"), "{body}");
    }
    town.wrote_nothing_since(&before, "a survey with faults").await
}

#[tokio::test]
async fn settings_that_contradict_the_survey_or_the_law_are_refused() -> Outcome {
    let (town, _) = Town::with_a_shop().await?;
    let before = town.rows().await?;
    for (pointer, value) in [
        ("/metrics/nps/question", json!("stars")),
        ("/metrics/nps/question", json!("why")),
        ("/metrics/nps/question", json!("delivery")),
        ("/minimum_group", json!(2)),
        ("/minimum_group_comments", json!(4)),
        ("/consents/0/required", json!(true)),
        ("/consents/0/checked", json!(true)),
        ("/mode", json!("loud")),
        ("/edit_window", json!("one day")),
        ("/timezone", json!("Mars/Olympus")),
        ("/colour", json!("red")),
    ] {
        let mut survey = after_purchase();
        let (parent, name) = pointer.rsplit_once('/').ok_or("no pointer")?;
        let parent = survey["settings"].pointer_mut(parent).ok_or("no such setting")?;
        parent[name] = value;
        let verdict = town.put("/v1/surveys/after-purchase", &survey).await?.verdict();
        assert_eq!(verdict, format!("422 invalid /settings{pointer}"), "{survey}");
    }
    let mut survey = after_purchase();
    survey["settings"]["metrics"]["nps"]["question"] = json!("stars");
    survey["settings"]["minimum_group"] = json!(2);
    survey["settings"]["consents"][0]["required"] = json!(true);
    let places = "/settings/consents/0/required /settings/metrics/nps/question /settings/minimum_group";
    let verdict = town.put("/v1/surveys/after-purchase", &survey).await?.verdict();
    assert_eq!(verdict, format!("422 invalid {places}"));
    town.wrote_nothing_since(&before, "settings with faults").await
}

#[tokio::test]
async fn every_fault_of_an_organisation_or_a_source_is_told_at_once() -> Outcome {
    let (town, _) = Town::with_a_shop().await?;
    let before = town.rows().await?;
    let mut body = organisation();
    body["legal_name"] = json!(" ");
    body["sender"]["email"] = json!("nobody");
    body["privacy_contact"] = json!("nobody at example.com");
    body["locale"] = json!("not a tag");
    body["timezone"] = json!("Mars/Olympus");
    body["stores"][0]["id"] = json!("Shibuya Crossing");
    body["stores"][0]["alerts"][0] = json!("shibuya");
    let places = "/legal_name /locale /privacy_contact /sender/email /stores/0/alerts/0 /stores/0/id /timezone";
    assert_eq!(town.put("/v1/organisation", &body).await?.verdict(), format!("422 invalid {places}"));

    let body = json!({
        "platform": "carrier-pigeon", "secrets": ["short"], "basis": {"kind": "hope"}, "token": "x",
        "rules": [{"on": "lost", "survey": "No Survey", "delay": "soon"}],
    });
    let places = "/basis/evidence /basis/kind /platform /rules/0/delay /rules/0/on /rules/0/survey /secrets/0 /token";
    assert_eq!(town.put("/v1/sources/shop", &body).await?.verdict(), format!("422 invalid {places}"));
    let body = json!({
        "platform": "shopify", "secrets": ["long-enough"], "basis": {"kind": "consent", "evidence": "a form"},
        "rules": [{"on": "delivered", "survey": "nowhere"}],
    });
    assert_eq!(town.put("/v1/sources/shop", &body).await?.verdict(), "422 invalid /rules/0/survey");

    let body = json!({"name": " ", "scopes": []});
    assert_eq!(town.post("/v1/keys", &body).await?.verdict(), "422 invalid /name /scopes");
    town.wrote_nothing_since(&before, "a set-up with faults").await
}

#[tokio::test]
async fn every_fault_of_an_invitation_is_told_at_once() -> Outcome {
    let (town, _) = Town::with_a_shop().await?;
    let before = town.rows().await?;
    let both = json!({"email": "hanako@example.com", "id": "7"});
    for (body, places) in [
        (json!({"survey": "nowhere", "to": {"email": "nobody"}, "delay": "soon"}), "/delay /survey /to/email"),
        (
            json!({"survey": "after-purchase", "to": both, "send_at": "noon", "delay": "P1D", "store": "mars",
                "labels": {"plan": "pro"}}),
            "/delay /labels/plan /store /to",
        ),
        (json!({"survey": "after-purchase", "to": {}, "send_at": "2126-01-01T00:00:00Z"}), "/send_at /to"),
    ] {
        let refused = town.post("/v1/invitations", &body).await?;
        assert_eq!(refused.verdict(), format!("422 invalid {places}"), "{body}");
        assert!(!refused.text.contains("hanako") && !refused.text.contains("nobody"), "{}", refused.text);
    }
    town.wrote_nothing_since(&before, "an invitation with faults").await
}

#[tokio::test]
async fn an_empty_body_is_told_everything_that_is_missing() -> Outcome {
    let town = Town::empty().await?;
    let empty = json!({});
    let organisation = town.put("/v1/organisation", &empty).await?;
    let missing = [
        "/address",
        "/complaints",
        "/legal_name",
        "/locale",
        "/privacy_contact",
        "/sender/email",
        "/sender/name",
        "/timezone",
    ];
    assert_eq!((organisation.status.as_u16(), organisation.pointers()), (422, missing.to_vec()));
    let mut key = town.post("/v1/keys", &empty).await?;
    assert_eq!(key.status, 422);
    key.body["errors"].as_array_mut().into_iter().for_each(|errors| errors.sort_by_key(|e| e["pointer"].to_string()));
    assert_eq!(key.pointers(), ["/name", "/scopes"]);
    let invitation = town.post("/v1/invitations", &empty).await?;
    assert_eq!(invitation.status, 422);
    assert!(invitation.pointers().iter().any(|pointer| pointer.starts_with("/to")), "{}", invitation.text);
    assert!(invitation.pointers().contains(&"/survey"), "{}", invitation.text);
    Ok(())
}
