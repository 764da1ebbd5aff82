//! Staff have somebody erased: what goes, who is told, and the certificate of it, which names nobody.

use koe_privacy::sign::{VerifyError, verify};
use koe_tests::{Fault, Outcome, Person, Town};
use serde_json::{Value, json};

use super::{HANAKO, WORDS, answers, calls, delivered_to, document, keys, person_id, text, traces};

/// Asks for an erasure, and gives its id.
async fn erases(town: &Town, id: &str) -> Result<String, Fault> {
    let begun = town.delete(&format!("/v1/people/{id}")).await?;
    assert_eq!(begun.verdict(), "202");
    let erasure = text(&begun.body, "erasure")?;
    assert_eq!(begun.header("location"), format!("/v1/erasures/{erasure}"));
    assert_eq!(begun.body, json!({"erasure": erasure}));
    Ok(erasure)
}

#[tokio::test]
async fn staff_have_somebody_erased_and_hand_over_a_certificate() -> Outcome {
    let (town, shop) = Town::with_a_shop().await?;
    let from = town.today()?;
    let crm = town.subscribes("crm", &json!(["response.recorded", "consent.changed"]), false).await?;
    let person = delivered_to(&town, &shop).await?;
    answers(&person, &json!({"nps": 2, "why": WORDS}), &json!({"follow_up": true})).await?;
    assert_eq!(town.recounts_since(&from).await?, 1);
    let id = person_id(&town, HANAKO).await?;
    let ledger = town.get(&format!("/v1/people/{id}/consents")).await?.ok()?;
    town.get(&format!("/v1/people/{id}/export")).await?.ok()?;
    let pseudonym = text(&town.only("koe-people", "PROFILE")?, "person")?;

    let erasure = erases(&town, &id).await?;
    assert_eq!(erases(&town, &id).await?, erasure, "asked twice, erased once");
    town.advance("PT1H").await?;
    assert_eq!(erases(&town, &id).await?, erasure, "nor is it begun anew when it is done");

    let shown = town.get(&format!("/v1/erasures/{erasure}")).await?.ok()?;
    assert_eq!(
        (&shown["state"], &shown["via"], &shown["scope"]),
        (&json!("done"), &json!("staff"), &json!({"kind": "person"}))
    );
    assert_eq!((&shown["mail_service"], &shown["never_ask"]), (&json!("none"), &json!(false)));
    assert_eq!(shown["told"], json!({"crm": "acknowledged"}));
    let destroyed = json!({
        "cases": 1, "contacts": 1, "deliveries": 2, "invitations": 1, "keys": 1, "looks": 2, "orders": 1, "pointers": 1,
        "texts": 1,
    });
    assert_eq!(shown["destroyed"], destroyed);

    let certificate = &shown["certificate"];
    let keys = keys(&town).await?;
    verify(document(certificate)?, &keys)?;
    let mut altered = document(certificate)?.clone();
    altered["destroyed"]["texts"] = json!(2);
    assert_eq!(verify(&altered, &keys), Err(VerifyError::Altered));
    assert_eq!((&certificate["destroyed"], &certificate["issued_by"]), (&destroyed, &json!("Example K.K.")));
    assert_eq!(certificate["consent_ledger"], json!({"events": 2, "head": ledger["head"]["hash"]}));
    assert_eq!(certificate["subscriptions"], json!([{"name": "crm", "state": "acknowledged"}]));
    for what in ["delivered_mails", "mail_provider_logs", "backups"] {
        assert!(certificate["not_reached"].to_string().contains(what), "{what}");
    }

    // It names nobody, and no moment that would lead to somebody.
    for trace in traces().into_iter().chain([id.clone(), pseudonym]) {
        assert!(!shown.to_string().contains(&trace), "{trace} is on the certificate");
    }
    assert!(text(&certificate["proof"], "created")?.ends_with("T00:00:00Z"), "{certificate}");
    for day in ["started_on", "finished_on", "issued_on"] {
        assert_eq!(certificate[day].as_str().map(str::len), Some(10), "{day}");
    }

    let told = crm.events("person.erased")?;
    let known = crm.events("response.recorded")?;
    assert_eq!(told.len(), 1);
    assert_eq!(
        told[0]["data"],
        json!({"person": known[0]["data"]["person"], "erasure": erasure, "scope": {"kind": "person"}})
    );
    assert_eq!(town.recounts_since(&from).await?, 1, "the statistic stays");
    for place in [town.everything()?, town.streamed()?] {
        for trace in traces() {
            assert!(!place.contains(&trace), "{trace} is still there");
        }
    }
    Ok(())
}

#[tokio::test]
async fn nobody_is_found_after_an_erasure_but_the_proof_still_holds() -> Outcome {
    let (town, _) = Town::with_a_shop().await?;
    let person = Person::invited(&town, HANAKO).await?;
    answers(&person, &json!({"nps": 9}), &json!({"follow_up": true})).await?;
    let id = person_id(&town, HANAKO).await?;
    let before = town.get(&format!("/v1/people/{id}/consents")).await?.ok()?;
    erases(&town, &id).await?;
    town.advance("PT1H").await?;
    assert_eq!(town.post("/v1/people/lookup", &json!({"email": HANAKO})).await?.verdict(), "404 not-found");
    assert_eq!(town.get(&format!("/v1/people/{id}/export")).await?.verdict(), "404 not-found");

    let kept = town.get(&format!("/v1/people/{id}/consents")).await?.ok()?;
    assert_eq!((&kept["erased"], &kept["verified"]), (&json!(true), &json!(true)));
    assert_eq!((&kept["events"], &kept["head"]), (&before["events"], &before["head"]));
    assert!(town.stored("koe-people", "LOOK#")?.is_empty(), "there is nobody left to show the look to");
    assert!(town.stored("koe-people", "SUPPRESSED#")?.is_empty(), "nothing keeps them from coming again");
    Ok(())
}

#[tokio::test]
async fn who_is_never_to_be_asked_again_leaves_one_hash_and_a_day() -> Outcome {
    let (town, _) = Town::with_a_shop().await?;
    let person = Person::invited(&town, HANAKO).await?;
    person.answers(9).await?.ok()?;
    let id = person_id(&town, HANAKO).await?;
    let key = town.makes_key(&["privacy"]).await?;
    let path = format!("/v1/people/{id}?never_ask=true");
    let begun = calls(&town, &key, reqwest::Method::DELETE, &path, &Value::Null).await?;
    let erasure = text(&begun.ok()?, "erasure")?;
    town.advance("PT1H").await?;
    let shown = town.get(&format!("/v1/erasures/{erasure}")).await?.ok()?;
    assert_eq!((&shown["state"], &shown["never_ask"]), (&json!("done"), &json!(true)));
    assert_eq!(shown["certificate"]["never_ask"], true);
    let left = town.only("koe-people", "SUPPRESSED#")?;
    assert_eq!(left["why"], "never_ask");
    assert!(text(&left, "at")?.ends_with("T00:00:00Z"), "{left}");
    assert!(!left.to_string().contains(HANAKO), "{left}");
    assert_eq!(town.delete(&format!("/v1/people/{id}?never_ask=perhaps")).await?.status, 400);
    assert_eq!(town.get("/v1/erasures/AAAAAAAAAAAAAAAAAAAAAA").await?.verdict(), "404 not-found");
    Ok(())
}
