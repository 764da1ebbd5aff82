//! Erased and never asked again: one hash stays, which says so and no more, and which its person can take back.

use koe_tests::{Answer, Fault, Outcome, Town};
use serde_json::{Value, json};

use super::{Asked, HANAKO, after_days, asked, follows, is_a_page, naming, presses, pseudonym};

/// The reason for which the one invitation there is was not sent.
fn why(town: &Town) -> Result<Value, Fault> {
    let row = town.only("koe-people", "INVITE#")?;
    Ok(row["history"].as_array().and_then(|steps| steps.last()).map_or(Value::Null, |step| step["why"].clone()))
}

#[tokio::test]
async fn one_hash_stays_and_keeps_the_person_from_being_asked_until_it_is_taken_back() -> Outcome {
    let Asked { town, shop, page, .. } = asked().await?;
    let theirs = pseudonym(&town)?;
    let url = page.asks(&town, HANAKO, "erase", true).await?;
    assert!(follows(&town, &url).await?.text.contains("Erase your data, and never ask again?"));
    let done = presses(&town, &url).await?;
    assert_eq!(done.status, 200);
    is_a_page(&done, "en");
    assert!(done.text.contains("We keep one keyed hash of your address"), "{}", done.text);
    let (_, way) = done.text.split_once("href=\"/confirm/").ok_or("no way back")?;
    let way = format!("{}/confirm/{}", town.address, way.split('"').next().unwrap_or_default());

    town.advance("PT1M").await?;
    assert_eq!(naming(&town, &theirs)?, ["koe-keys ERASED", "koe-people PERSON"]);
    let row = town.only("koe-people", "SUPPRESSED#")?;
    let known: Vec<&str> = row.as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect();
    assert!(known.iter().all(|name| ["pk", "sk", "v", "name", "why", "at"].contains(name)), "{row}");
    assert_eq!(row["why"], "never_ask");
    assert!(row["at"].as_str().is_some_and(|at| at.ends_with("T00:00:00Z")), "{row}");
    let held = town.mails_to(HANAKO);

    // Weeks later the tombstone speaks first: nothing at all is written about the order's person.
    after_days(&town, 30).await?;
    shop.places(1002, HANAKO).await?.ok()?;
    assert_eq!(shop.delivers(1002).await?.ok()?["result"], "no_contact");
    assert!(town.states()?.is_empty());

    // When it has gone, the hash does.
    after_days(&town, 62).await?;
    shop.places(1003, HANAKO).await?.ok()?;
    assert_eq!(shop.delivers(1003).await?.ok()?["result"], "suppressed");
    assert_eq!(why(&town)?, "never_ask");
    assert_eq!(town.only("koe-people", "PROFILE")?["contact"], Value::Null, "the address is not stored for that");
    let asked = json!({"survey": "after-purchase", "to": {"email": HANAKO}, "delay": "PT0S"});
    assert_eq!(town.post("/v1/invitations", &asked).await?.ok()?["state"], "suppressed");
    town.advance("P2D").await?;
    assert_eq!(town.mails_to(HANAKO), held);

    let before = town.rows().await?;
    let asks = follows(&town, &way).await?;
    assert_eq!(asks.status, 200);
    is_a_page(&asks, "en");
    assert!(asks.text.contains("May we ask you again?") && asks.text.contains("<form"), "{}", asks.text);
    town.wrote_nothing_since(&before, "looking at the way back").await?;
    for _ in 0..2 {
        let back = presses(&town, &way).await?;
        assert!(back.status == 200 && back.text.contains("The hash is deleted"), "{}", back.text);
        assert!(town.stored("koe-people", "SUPPRESSED#")?.is_empty());
    }
    shop.places(1004, HANAKO).await?.ok()?;
    assert_eq!(shop.delivers(1004).await?.ok()?["result"], "planned");
    town.advance("P1D").await?;
    assert_eq!(town.mails_to(HANAKO), held + 1);
    Ok(())
}

#[tokio::test]
async fn taken_back_at_once_it_leaves_an_erasure_like_any_other() -> Outcome {
    let Asked { town, page, .. } = asked().await?;
    let url = page.asks(&town, HANAKO, "erase", true).await?;
    let begun = page.confirms(&url).await?.ok()?;
    let way = begun["take_back"].as_str().ok_or("no way back")?;
    assert!(way.starts_with(&format!("{}/confirm/", town.address)), "{way}");
    let read = Answer::of(town.client.get(way).header("accept", "application/json")).await?.ok()?;
    assert_eq!([&read["kind"], &read["never_ask"]], [&json!("unsuppress"), &json!(true)]);
    assert_eq!(page.confirms(way).await?.ok()?, json!({}));
    town.advance("PT1M").await?;
    assert!(town.stored("koe-people", "SUPPRESSED#")?.is_empty(), "the erasure does not bring it back");
    assert_eq!(page.opens("").await?.status, 410, "and the person stays erased");
    let erasure = begun["erasure"].as_str().ok_or("no number")?;
    assert_eq!(town.get(&format!("/v1/erasures/{erasure}")).await?.ok()?["state"], "done");
    Ok(())
}

#[tokio::test]
async fn whoever_only_erases_leaves_no_hash_and_whoever_lost_the_answer_gets_the_way_back_again() -> Outcome {
    for never_ask in [false, true] {
        let Asked { town, page, .. } = asked().await?;
        let url = page.asks(&town, HANAKO, "erase", never_ask).await?;
        page.confirms(&url).await?.ok()?;
        town.settle().await?;
        assert_eq!(town.stored("koe-people", "SUPPRESSED#")?.len(), usize::from(never_ask));
        let again = follows(&town, &url).await?;
        assert_eq!(again.verdict(), "410");
        assert_eq!(again.text.contains("href=\"/confirm/"), never_ask, "{}", again.text);
    }
    Ok(())
}
