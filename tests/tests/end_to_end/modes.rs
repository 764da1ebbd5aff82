//! A survey that is tried out first, and asked for real afterwards.

use koe_tests::{Outcome, Person, Town, after_delivery, after_purchase};
use serde_json::json;

#[tokio::test]
async fn an_answer_given_while_trying_out_never_counts_not_even_when_it_is_changed_later() -> Outcome {
    let mut survey = after_purchase();
    survey["settings"]["mode"] = json!("test");
    survey["settings"]["test_recipients"] = json!(["staff@example.com"]);
    let (town, _) = Town::asking(&survey, &after_delivery()).await?;
    let staff = Person::invited(&town, "staff@example.com").await?;
    staff.answers(0).await?.ok()?;
    let counted = town.summary("after-purchase").await?["metrics"]["nps"].clone();
    assert_eq!(counted, json!({"n": 0, "excluded": {"suspect": 0, "test": 1}}));

    survey["settings"]["mode"] = json!("live");
    town.put("/v1/surveys/after-purchase", &survey).await?.ok()?;
    town.advance("PT1M").await?;
    staff.answers(1).await?.ok()?;
    let counted = town.summary("after-purchase").await?["metrics"]["nps"].clone();
    assert_eq!(counted, json!({"n": 0, "excluded": {"suspect": 0, "test": 1}}));
    let customer = Person::invited(&town, "customer@example.com").await?;
    customer.answers(9).await?.ok()?;
    assert_eq!(town.recounts_since("2026-01-01").await?, 2);
    Ok(())
}
