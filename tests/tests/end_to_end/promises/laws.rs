//! An organisation that names a law says what the law's notice must say; before that, no survey goes live.

use koe_domain::{Clock as _, Organisation};
use koe_store::rows::OrganisationRow;
use koe_tests::{Outcome, Town, after_purchase};
use serde_json::{Value, json};

use super::{contents, stated};

const ALL_OF_GDPR: &str =
    "/privacy/authority /privacy/legal_basis /privacy/purposes /privacy/recipients /privacy/storage_countries";

#[tokio::test]
async fn a_law_without_its_contents_is_refused_and_each_that_is_missing_is_named() -> Outcome {
    let town = Town::empty().await?;
    let before = town.rows().await?;
    let half = json!({"laws": ["gdpr"], "purposes": "To improve.", "authority": {"name": "Example Authority"}});
    for (privacy, places) in [
        (json!({"laws": ["gdpr"]}), ALL_OF_GDPR),
        (json!({"laws": ["appi"]}), "/privacy/purposes"),
        (json!({"laws": ["ccpa"]}), "/privacy/purposes"),
        (json!({"laws": ["ccpa", "appi", "gdpr"]}), ALL_OF_GDPR),
        (half, "/privacy/legal_basis /privacy/recipients /privacy/storage_countries"),
        (json!({"laws": ["lgpd"]}), "/privacy/laws/0"),
        (json!({"basis": {"kind": "consent"}}), "/privacy/basis/evidence"),
    ] {
        let refused = town.put("/v1/organisation", &stated(&privacy)).await?;
        assert_eq!(refused.verdict(), format!("422 invalid {places}"), "{privacy}");
    }
    let early = town.put("/v1/surveys/after-purchase", &after_purchase()).await?;
    assert_eq!(early.verdict(), "409 conflict", "no organisation, no survey");
    town.wrote_nothing_since(&before, "an organisation with faults").await?;

    let whole = contents(&["gdpr", "appi", "ccpa"]);
    town.put("/v1/organisation", &stated(&whole)).await?.ok()?;
    let shown = town.get("/v1/organisation").await?.ok()?;
    assert_eq!(shown["privacy"]["purposes"]["ja"], whole["purposes"]["ja"]);
    assert_eq!(town.put("/v1/surveys/after-purchase", &after_purchase()).await?.status, 201);
    Ok(())
}

#[tokio::test]
async fn a_survey_does_not_go_live_over_an_organisation_whose_notice_says_too_little() -> Outcome {
    let town = Town::empty().await?;
    // As a release would have stored it that asked for less.
    let organisation: Organisation = serde_json::from_value(stated(&json!({"laws": ["gdpr"]})))?;
    town.store.put_organisation(&OrganisationRow { organisation, updated_at: town.clock.now() }).await?;
    let before = town.rows().await?;
    let refused = town.put("/v1/surveys/after-purchase", &after_purchase()).await?;
    assert_eq!(refused.status, 422);
    assert_eq!(refused.pointers(), vec!["/settings/mode"; 5]);
    for place in ALL_OF_GDPR.split(' ') {
        assert!(refused.text.contains(place), "{place} is not named in {}", refused.text);
    }
    town.wrote_nothing_since(&before, "a survey that may not go live").await?;

    // It may be tried out meanwhile.
    let mut survey = after_purchase();
    survey["settings"]["mode"] = json!("test");
    assert_eq!(town.put("/v1/surveys/after-purchase", &survey).await?.status, 201);
    town.put("/v1/organisation", &stated(&contents(&["gdpr"]))).await?.ok()?;
    assert_eq!(town.put("/v1/surveys/after-purchase", &after_purchase()).await?.ok()?["version"], Value::from(2));
    Ok(())
}
