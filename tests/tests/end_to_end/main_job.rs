//! A delivered order becomes an answered survey.

use koe_tests::{Outcome, Town};
use serde_json::json;

fn address(number: u64) -> String {
    format!("customer{number}@example.com")
}

#[tokio::test]
async fn five_delivered_orders_become_five_answers_and_a_score() -> Outcome {
    let (town, shop) = Town::with_a_shop().await?;
    for number in 1001..=1005 {
        shop.places(number, &address(number)).await?.ok()?;
        shop.delivers(number).await?.ok()?;
    }
    town.advance("PT23H").await?;
    assert!(town.inbox.mails().is_empty(), "the mail goes a day after delivery");
    town.advance("PT1H").await?;
    for (number, score) in (1001..=1005).zip([3, 8, 9, 9, 10]) {
        let answer = town.person(&address(number))?.answers(score).await?;
        assert_eq!(answer.ok()?, json!({"revision": 1}));
    }
    let summary = town.summary("after-purchase").await?;
    assert_eq!(
        summary["metrics"]["nps"],
        json!({
            "n": 5, "score": 40.0, "low": -29.8, "high": 79.8, "confidence": 0.95, "formula": "nps/adjusted-wald/1",
            "distribution": {"3": 1, "8": 1, "9": 2, "10": 1}, "excluded": {"suspect": 0, "test": 0},
        })
    );

    // The same webhooks again change nothing.
    for number in 1001..=1005 {
        assert_eq!(shop.places(number, &address(number)).await?.ok()?["result"], "seen_before");
        assert_eq!(shop.delivers(number).await?.ok()?["result"], "seen_before");
    }
    town.advance("P2D").await?;
    assert_eq!(town.inbox.mails().iter().filter(|mail| mail.to.starts_with("customer")).count(), 5);

    // One unsubscribes; the next order's invitation ends `suppressed`.
    let person = town.person(&address(1001))?;
    assert_eq!(person.unsubscribes().await?.status, 200);
    shop.places(2001, &address(1001)).await?.ok()?;
    assert_eq!(shop.delivers(2001).await?.ok()?["result"], "suppressed");
    town.advance("P2D").await?;
    assert_eq!(town.mails_to(&address(1001)), 1);
    Ok(())
}
