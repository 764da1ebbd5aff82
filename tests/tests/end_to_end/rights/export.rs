//! The copy: a file with everything that is held, what lies elsewhere and what was told to others included.

use koe_domain::consent::sha256_hex;
use koe_tests::{Outcome, Person, organisation};
use serde_json::{Value, json};

use super::{Asked, BOX, HANAKO, WORDS, asked, found, ledger, pseudonym};

/// The item of a list whose field `name` is `value`; null where there is none.
fn item<'a>(list: &'a Value, name: &str, value: &str) -> &'a Value {
    list.as_array().into_iter().flatten().find(|item| item[name] == value).unwrap_or(&Value::Null)
}

#[tokio::test]
async fn the_copy_holds_everything_and_is_a_file() -> Outcome {
    let Asked { town, person, page, .. } = asked().await?;
    let pseudonym = pseudonym(&town)?;
    let mut organisation = organisation();
    organisation["privacy"]["recipients"] = json!([{"name": "Example Analytics Ltd.", "country": "JP"}]);
    town.put("/v1/organisation", &organisation).await?.ok()?;
    town.advance("PT1M").await?;
    let crm = town.subscribes("crm", &json!(["response.recorded", "case.opened", "consent.changed"]), false).await?;
    let answers = json!({"nps": 2, "topics": ["price"], "why": WORDS});
    let body = json!({"nonce": person.nonce().await?, "answers": answers, "consents": {"follow_up": true}});
    person.sends(&body).await?.ok()?;
    let other = Person::invited(&town, "taro@example.com").await?;
    let words = json!({"nps": 1, "why": "The lid of the box was open"});
    other.sends(&json!({"nonce": other.nonce().await?, "answers": words})).await?.ok()?;
    ledger(&town, HANAKO).await?;

    let url = page.asks(&town, HANAKO, "export", false).await?;
    let file = page.confirms(&url).await?;
    assert_eq!(file.status, 200, "{}", file.text);
    let headers = ["content-type", "content-disposition", "cache-control"].map(|name| file.header(name));
    assert_eq!(headers, ["application/json", "attachment; filename=\"my-data.json\"", "no-store"]);
    let copy = &file.body;
    assert_eq!([&copy["schema"], &copy["version"]], [&json!("koe-person-export"), &json!(1)]);
    assert_eq!([&copy["contact"]["email"], &copy["contact"]["name"]["given"]], [&json!(HANAKO), &json!("Hanako")]);
    assert_eq!([&copy["language"], &copy["held_by"]["legal_name"]], [&json!("en"), &json!("Example K.K.")]);

    let invitation = &copy["invitations"][0];
    assert_eq!([&invitation["state"], &invitation["source"]], [&json!("answered"), &json!("shop")]);
    assert_eq!([&invitation["order"], &invitation["basis"]["kind"]], [&json!("1001"), &json!("existing_customer")]);
    let given = &invitation["answer"]["answers"];
    assert_eq!(item(given, "question", "why")["answer"], WORDS, "{given}");
    assert_eq!(item(given, "question", "nps")["answer"], 2, "{given}");
    assert_eq!(item(given, "question", "nps")["asked"], "Would you recommend us?", "{given}");
    assert_eq!(copy["orders"][0]["source"], "shop", "{}", copy["orders"]);

    assert_eq!(copy["consents"]["now"], json!({"follow_up": true}));
    let history = &copy["consent_history"];
    assert_eq!([&history[0]["decision"], &history[1]["decision"]], [&json!("served"), &json!("given")]);
    assert_eq!(history[1]["text_sha256"], json!(sha256_hex(BOX)));
    let notice = item(&copy["notices_shown"], "notice", "survey/after-purchase");
    assert_eq!(notice["sha256"], json!(sha256_hex(notice["text"].as_str().unwrap_or_default())), "{notice}");
    assert_eq!(notice["sha256"], history[1]["shown"]["source_sha256"]);

    let case = &copy["cases"][0];
    assert_eq!([&case["score"], &case["of"], &case["state"]], [&json!(2), &json!(10), &json!("open")]);
    assert_eq!(item(&copy["looks"], "what", "consents")["at"].as_str().map(str::len), Some(20), "{}", copy["looks"]);
    assert_eq!(copy["recipients"][0]["name"], "Example Analytics Ltd.");
    for (event, sent) in [("response.recorded", 2), ("case.opened", 2), ("consent.changed", 1)] {
        let delivery = item(&copy["deliveries"], "event", event);
        assert_eq!([&delivery["to"], &delivery["state"]], [&json!("crm"), &json!("delivered")], "{event}: {delivery}");
        let events = crm.events(event)?;
        assert_eq!(events.len(), sent, "{event}");
        assert!(events.contains(&delivery["content"]), "{event}: {delivery}");
        assert_eq!(delivery["known_there_as"], delivery["content"]["data"]["person"], "{event}");
    }
    let request = &copy["requests"][0];
    assert_eq!([&request["kind"], &request["via"]], [&json!("export"), &json!("page")]);
    assert_eq!(item(&copy["letters"], "kind", "confirm_export")["state"], "sent", "{}", copy["letters"]);
    for foreign in ["taro@example.com", "The lid of the box", pseudonym.as_str()] {
        assert!(!file.text.contains(foreign), "{foreign} stands in the copy");
    }
    let done = town.only("koe-people", "REQUEST#")?;
    assert_eq!(done["state"], "done");
    assert!(done["closed_at"].as_str().is_some_and(|at| at.ends_with("T00:00:00Z")), "{done}");
    Ok(())
}

#[tokio::test]
async fn the_person_and_staff_get_the_same_copy() -> Outcome {
    let Asked { town, person, page, .. } = asked().await?;
    person.answers(9).await?.ok()?;
    town.settle().await?;
    let url = page.asks(&town, HANAKO, "export", false).await?;
    let mut own = page.confirms(&url).await?.ok()?;
    let id = found(&town, HANAKO).await?;
    let mut theirs = town.get(&format!("/v1/people/{id}/export")).await?.ok()?;
    assert_eq!(item(&theirs["looks"], "what", "export")["what"], "export", "the look is in it");
    // What happened between the two.
    for changed in ["made_at", "looks", "requests"] {
        own[changed].take();
        theirs[changed].take();
    }
    assert_eq!(own, theirs);
    Ok(())
}

#[tokio::test]
async fn a_copy_without_an_answer_says_what_is_not_held() -> Outcome {
    let Asked { town, page, .. } = asked().await?;
    let url = page.asks(&town, HANAKO, "export", false).await?;
    let copy = page.confirms(&url).await?.ok()?;
    let invitation = &copy["invitations"][0];
    assert_eq!([&invitation["state"], &invitation["answer"]], [&json!("delivered"), &Value::Null]);
    for none in ["consent_history", "cases", "looks", "deliveries"] {
        assert_eq!(copy[none], json!([]), "{none}");
    }
    let remarks = copy["remarks"].to_string();
    assert!(remarks.contains("Backups may hold sealed copies"), "{remarks}");
    Ok(())
}
