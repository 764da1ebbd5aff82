//! Groups too small to show, as whoever asks over HTTP meets them: no two questions differ by fewer answers than the
//! minimum.

use std::ops::Range;

use koe_tests::{Fault, Outcome, Person, Town, after_purchase};
use serde_json::{Value, json};

/// Each of these customers answers with a 9.
async fn answer(town: &Town, customers: Range<u32>) -> Outcome {
    for number in customers {
        Person::invited(town, &format!("customer{number}@example.com")).await?.answers(9).await?.ok()?;
    }
    Ok(())
}

/// What is said of these days, by this.
async fn summary(town: &Town, (from, to): (&str, &str), by: &str) -> Result<Value, Fault> {
    town.settle().await?;
    town.get(&format!("/v1/surveys/after-purchase/summary?from={from}&to={to}{by}")).await?.ok()
}

/// The answers shown of these days; none where they are withheld.
async fn shown(town: &Town, from: &str, to: &str) -> Result<Option<u64>, Fault> {
    let nps = summary(town, (from, to), "").await?["metrics"]["nps"].take();
    match (nps["n"].as_u64(), nps["withheld"].as_bool()) {
        (Some(n), None) => Ok(Some(n)),
        (None, Some(true)) => Ok(None),
        _ => Err(format!("neither shown nor withheld: {nps}").into()),
    }
}

#[tokio::test]
async fn one_answer_of_today_cannot_be_found_by_leaving_today_out() -> Outcome {
    let (town, _) = Town::with_a_shop().await?;
    let first = town.today()?;
    answer(&town, 0..4).await?;
    assert_eq!(shown(&town, &first, &first).await?, None, "four are too few");
    answer(&town, 4..5).await?;
    assert_eq!(shown(&town, &first, &first).await?, Some(5));
    town.advance("P1D").await?;
    let today = town.today()?;
    assert_eq!((shown(&town, &first, &first).await?, shown(&town, &first, &today).await?), (Some(5), Some(5)));

    answer(&town, 5..6).await?;
    assert_eq!(shown(&town, &first, &today).await?, Some(6));
    assert_eq!((shown(&town, &first, &first).await?, shown(&town, &today, &today).await?), (None, None));
    let by_day = summary(&town, (&first, &today), "&interval=day").await?;
    let days: Vec<&Value> =
        by_day["intervals"].as_array().into_iter().flatten().map(|day| &day["metrics"]["nps"]["withheld"]).collect();
    assert_eq!(days, [&json!(true), &json!(true)], "{by_day}");

    // Once today has enough of its own, each day is shown.
    answer(&town, 6..10).await?;
    assert_eq!((shown(&town, &first, &first).await?, shown(&town, &today, &today).await?), (Some(5), Some(5)));
    assert_eq!(shown(&town, &first, &today).await?, Some(10));
    assert_eq!(town.recounts_since(&first).await?, 10, "the counters were exact all along");
    Ok(())
}

#[tokio::test]
async fn one_answer_without_a_store_cannot_be_found_by_leaving_the_stores_out() -> Outcome {
    let (town, _) = Town::with_a_shop().await?;
    let today = town.today()?;
    for number in 0..5 {
        let address = format!("shopper{number}@example.com");
        let asked = json!({"survey": "after-purchase", "to": {"email": address}, "store": "shibuya", "send": false});
        Person::with_link(&town, &town.invites(&asked).await?.1).answers(9).await?.ok()?;
    }
    answer(&town, 0..1).await?;
    let by_store = summary(&town, (&today, &today), "&by=store").await?;
    assert_eq!(by_store["metrics"]["nps"]["n"], 6);
    let withheld = |by_store: &Value| -> Vec<bool> {
        let groups = by_store["groups"].as_array().into_iter().flatten();
        groups.map(|group| group["metrics"]["nps"]["withheld"] == true).collect()
    };
    assert_eq!(withheld(&by_store), [true, true], "{by_store}");
    answer(&town, 1..5).await?;
    assert_eq!(withheld(&summary(&town, (&today, &today), "&by=store").await?), [false, false]);
    Ok(())
}

#[tokio::test]
async fn in_batches_an_answer_shows_only_with_enough_others_and_when_its_day_is_over() -> Outcome {
    let mut survey = after_purchase();
    survey["settings"]["refresh"] = json!("batches");
    let (town, _) = Town::asking(&survey, &json!([])).await?;
    let first = town.today()?;
    answer(&town, 0..5).await?;
    assert_eq!(shown(&town, &first, &first).await?, None, "today may still change");
    town.advance("P3D").await?;
    let second = town.today()?;
    assert_eq!(shown(&town, &first, &first).await?, Some(5));

    // Whoever looks before and after one answer sees the same.
    let before = summary(&town, (&first, &second), "").await?["metrics"].take();
    assert_eq!((&before["nps"]["n"], &before["nps"]["to"]), (&json!(5), &json!(first)));
    answer(&town, 5..6).await?;
    assert_eq!(summary(&town, (&first, &second), "").await?["metrics"], before);
    town.advance("P3D").await?;
    assert_eq!(summary(&town, (&first, &second), "").await?["metrics"], before, "its day is over, but it is alone");
    assert_eq!(shown(&town, &second, &second).await?, None);

    let third = town.today()?;
    answer(&town, 6..10).await?;
    assert_eq!(shown(&town, &first, &third).await?, Some(5), "enough, but today is not over");
    town.advance("P3D").await?;
    assert_eq!(shown(&town, &first, &third).await?, Some(10));
    assert_eq!(shown(&town, &second, &third).await?, Some(5));
    assert_eq!(shown(&town, &third, &third).await?, None, "four of them alone");
    Ok(())
}
