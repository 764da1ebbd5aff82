//! What links say once their person was erased, and what they still say when the survey alone is over.

use koe_tests::Outcome;
use serde_json::json;

use super::{Asked, HANAKO, after_days, asked, follows, is_a_page, looks_up, presses};

#[tokio::test]
async fn the_page_outlives_the_survey() -> Outcome {
    let Asked { town, person, page, .. } = asked().await?;
    after_days(&town, 31).await?;
    assert_eq!(person.opens("").await?.verdict(), "410");
    assert_eq!(person.reads().await?.verdict(), "410 gone");
    let shown = page.opens("").await?;
    assert_eq!(shown.status, 200);
    is_a_page(&shown, "en");
    assert!(shown.text.contains("not answered in time ("), "{}", shown.text);
    let held = page.sends("consents", &json!({"survey_mails": false})).await?.ok()?;
    assert_eq!([&held["invitations"][0]["state"], &held["survey_mails"]], [&json!("expired"), &json!(false)]);
    let url = page.asks(&town, HANAKO, "export", false).await?;
    assert_eq!(page.confirms(&url).await?.ok()?["contact"]["email"], HANAKO);
    Ok(())
}

#[tokio::test]
async fn the_page_outlives_an_invitation_that_was_called_off() -> Outcome {
    let Asked { town, shop, person, page, .. } = asked().await?;
    shop.places(1002, HANAKO).await?.ok()?;
    shop.delivers(1002).await?.ok()?;
    shop.refunds(1002).await?.ok()?;
    person.answers(9).await?.ok()?;
    let held = page.reads().await?.ok()?;
    let mut states: Vec<&str> =
        held["invitations"].as_array().into_iter().flatten().filter_map(|it| it["state"].as_str()).collect();
    states.sort_unstable();
    assert_eq!(states, ["answered", "revoked"]);
    assert_eq!(town.states()?, states);
    Ok(())
}

#[tokio::test]
async fn links_of_somebody_who_was_erased_say_so_and_do_nothing() -> Outcome {
    let Asked { town, person, page, .. } = asked().await?;
    let nonce = person.nonce().await?;
    let url = page.asks(&town, HANAKO, "erase", false).await?;
    let begun = presses(&town, &url).await?;
    assert_eq!(begun.status, 200);
    is_a_page(&begun, "en");
    for words in ["Your data are being erased", "Copies in our backups", "sign a certificate"] {
        assert!(begun.text.contains(words), "{words} is missing in {}", begun.text);
    }
    assert!(!begun.text.contains("/confirm/") && !begun.text.contains("hash"), "none was asked for: {}", begun.text);
    // From the answer on, not from the moment at which the last row is gone.
    assert_eq!(page.opens("").await?.status, 410);
    town.settle().await?;
    let (before, mails) = (town.rows().await?, town.inbox.mails().len());

    for (query, language, words) in
        [("", "en", "Everything here has been erased"), ("?lang=ja", "ja", "データはすべて消去されました")]
    {
        let gone = page.opens(query).await?;
        assert_eq!(gone.verdict(), "410");
        is_a_page(&gone, language);
        assert!(gone.text.contains(words) && !gone.text.contains("<form"), "{}", gone.text);
    }
    assert_eq!(page.reads().await?.verdict(), "410 gone");
    for (part, body) in [
        ("consents", json!({"survey_mails": false})),
        ("profile", json!({"locale": "ja"})),
        ("requests", json!({"kind": "export"})),
        ("requests", json!({"kind": "erase", "never_ask": true})),
    ] {
        assert_eq!(page.sends(part, &body).await?.verdict(), "410 gone", "{part}");
    }
    let survey = person.opens("?score=9").await?;
    assert_eq!(survey.verdict(), "410");
    assert!(survey.text.contains("What this link led to has been erased."), "{}", survey.text);
    assert_eq!(person.reads().await?.verdict(), "410 gone");
    let late = person.sends(&json!({"nonce": nonce, "answers": {"nps": 9}})).await?;
    assert_eq!(late.verdict(), "410 gone", "the page was open when its person was erased");
    for stops in [person.looks_at_unsubscribe().await?, person.unsubscribes().await?] {
        assert!(stops.verdict() == "200" && !stops.text.contains("<form"), "{}", stops.text);
    }
    assert_eq!(follows(&town, &url).await?.verdict(), "410");
    town.wrote_nothing_since(&before, "a link of somebody who was erased").await?;
    assert_eq!(looks_up(&town, HANAKO).await?.status, 202);
    town.settle().await?;
    assert_eq!(town.inbox.mails().len(), mails);
    Ok(())
}
