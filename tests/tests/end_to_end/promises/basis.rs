//! Nobody is mailed without a ground for it: looked at when it is planned and again when it is sent, and kept as proof.

use koe_tests::{Fault, Outcome, Town, after_delivery, after_purchase};
use serde_json::{Value, json};

use super::{contents, states};

const HANAKO: &str = "hanako@example.com";
const TARO: &str = "taro@example.com";

/// A ground that can be found again in a row.
fn agreed() -> Value {
    json!({"kind": "consent", "evidence": "box of 1 May", "country": "DE"})
}

/// Asks `address` by API, to be mailed tomorrow, and gives the state that was planned.
async fn plans(town: &Town, address: &str, basis: Option<&Value>) -> Result<String, Fault> {
    let mut body = json!({"survey": "after-purchase", "to": {"email": address}, "delay": "P1D"});
    if let Some(basis) = basis {
        body["basis"] = basis.clone();
    }
    let planned = town.post("/v1/invitations", &body).await?.ok()?;
    Ok(planned["state"].as_str().ok_or("no state")?.to_owned())
}

/// The one invitation in this state.
fn in_state(town: &Town, state: &str) -> Result<Value, Fault> {
    let rows = town.stored("koe-people", "INVITE#")?;
    let mut found: Vec<Value> = rows.into_iter().filter(|row| row["state"] == state).collect();
    match (found.pop(), found.len()) {
        (Some(row), 0) => Ok(row),
        (_, others) => Err(format!("not one invitation is {state}, but {others} others or none").into()),
    }
}

#[tokio::test]
async fn a_contract_alone_permits_no_mail_where_such_a_mail_is_advertising() -> Outcome {
    for (country, result, before, after, mails) in
        [("DE", "no_basis", "no_basis", "no_basis", 0), ("JP", "planned", "scheduled", "delivered", 1)]
    {
        let (town, shop) = Town::with_a_shop().await?;
        let basis = json!({"kind": "contract", "evidence": "terms of 1 May", "country": country});
        let source =
            json!({"platform": "shopify", "secrets": [shop.secret], "rules": after_delivery(), "basis": basis});
        town.put("/v1/sources/shop", &source).await?.ok()?;
        shop.places(1001, HANAKO).await?.ok()?;
        assert_eq!(shop.delivers(1001).await?.ok()?["result"], result, "{country}");
        assert_eq!(town.states()?, [before], "{country}");
        town.advance("P2D").await?;
        assert_eq!((town.mails_to(HANAKO), town.states()?), (mails, vec![after.to_owned()]), "{country}");
        let row = town.only("koe-people", "INVITE#")?;
        assert_eq!(row["basis"], basis, "{country}");
        let why = &row["history"][1]["why"];
        assert_eq!(*why == "contract_is_no_basis", country == "DE", "{country}: {why}");
    }
    Ok(())
}

#[tokio::test]
async fn where_laws_are_named_a_call_needs_a_ground_of_its_own_or_of_the_organisation() -> Outcome {
    let (town, _) = Town::asking(&after_purchase(), &json!([])).await?;
    states(&town, &contents(&["gdpr"])).await?;
    assert_eq!(plans(&town, HANAKO, None).await?, "no_basis");
    assert_eq!(in_state(&town, "no_basis")?["history"][1]["why"], "no_basis_stated");
    assert_eq!(plans(&town, TARO, Some(&agreed())).await?, "scheduled");
    assert_eq!(in_state(&town, "scheduled")?["basis"], agreed());

    // A link that somebody else sends is no mail of ours.
    let handed = json!({"survey": "after-purchase", "to": {"email": "jiro@example.com"}, "send": false});
    assert_eq!(town.post("/v1/invitations", &handed).await?.ok()?["state"], "sent");

    for (basis, places) in [
        (json!({"kind": "consent"}), "/basis/evidence"),
        (json!({"kind": "hope", "evidence": "x", "country": "de"}), "/basis/country /basis/kind"),
    ] {
        let body = json!({"survey": "after-purchase", "to": {"email": HANAKO}, "basis": basis});
        let refused = town.post("/v1/invitations", &body).await?;
        assert_eq!(refused.verdict(), format!("422 invalid {places}"));
    }

    let mut with_ground = contents(&["gdpr"]);
    with_ground["basis"] = json!({"kind": "existing_customer", "evidence": "notice in every order"});
    states(&town, &with_ground).await?;
    assert_eq!(plans(&town, "saburo@example.com", None).await?, "scheduled");
    town.advance("P2D").await?;
    let mails = [HANAKO, TARO, "jiro@example.com", "saburo@example.com"].map(|address| town.mails_to(address));
    assert_eq!(mails, [0, 1, 0, 1], "what was planned without a ground is not sent once there is one");
    Ok(())
}

#[tokio::test]
async fn a_ground_that_is_gone_when_the_mail_is_due_keeps_it_back() -> Outcome {
    let (town, _) = Town::asking(&after_purchase(), &json!([])).await?;
    assert_eq!(plans(&town, HANAKO, None).await?, "scheduled");
    assert_eq!(plans(&town, TARO, Some(&agreed())).await?, "scheduled");
    states(&town, &contents(&["appi"])).await?;
    assert_eq!(town.states()?, ["scheduled", "scheduled"]);
    town.advance("P2D").await?;
    assert_eq!((town.mails_to(HANAKO), town.mails_to(TARO)), (0, 1));
    assert_eq!(town.states()?, ["delivered", "no_basis"]);
    assert_eq!(in_state(&town, "no_basis")?["history"][1]["why"], "no_basis_stated");
    Ok(())
}

#[tokio::test]
async fn the_ground_is_kept_until_the_end_of_the_proof_and_then_goes_with_its_row() -> Outcome {
    let mut survey = after_purchase();
    survey["settings"]["invitation"] = json!({"expires_after": "P2D"});
    survey["settings"]["retention"] = json!({"link": "P3D", "free_text": "P3D", "contact": "P3D", "proof": "P6D"});
    let (town, _) = Town::asking(&survey, &json!([])).await?;
    states(&town, &contents(&["gdpr"])).await?;
    plans(&town, HANAKO, None).await?;
    plans(&town, TARO, Some(&agreed())).await?;
    town.advance("P1D").await?;
    town.person(TARO)?.answers(9).await?.ok()?;

    // Link and contact are gone; what permitted the mail, and what did not, is still there.
    town.advance("P5D").await?;
    assert!(town.stored("koe-keys", "POINTER#")?.is_empty());
    assert!(town.stored("koe-people", "PROFILE")?.iter().all(|row| row["contact"].is_null()));
    assert_eq!(town.states()?, ["answered", "no_basis"]);
    assert_eq!(in_state(&town, "answered")?["basis"], agreed());
    for step in in_state(&town, "answered")?["history"].as_array().into_iter().flatten() {
        assert!(step["at"].as_str().is_some_and(|at| at.ends_with("T00:00:00Z")), "{step} tells when it was");
    }

    town.advance("P3D").await?;
    assert!(town.stored("koe-people", "INVITE#")?.is_empty());
    assert!(!town.everything()?.contains("box of 1 May"));
    Ok(())
}

#[tokio::test]
async fn an_organisation_that_names_no_law_goes_on_as_before() -> Outcome {
    let (town, _) = Town::asking(&after_purchase(), &json!([])).await?;
    assert!(town.get("/v1/organisation").await?.ok()?["privacy"].is_null());
    assert_eq!(plans(&town, HANAKO, None).await?, "scheduled");
    let row = town.only("koe-people", "INVITE#")?;
    assert!(row["basis"].is_null(), "{row}");
    town.advance("P1D").await?;
    assert_eq!((town.mails_to(HANAKO), town.states()?), (1, vec!["delivered".to_owned()]));
    Ok(())
}
