//! What the pages promise in words, held to the letter where it is easily half kept.

use koe_tests::{Answer, Outcome, field, organisation};
use serde_json::json;

use super::{Asked, HANAKO, asked, at_second, follows, ledger, looks_up};

/// "We send one such mail an hour at most": also where the clock strikes in between.
#[tokio::test]
async fn one_mail_an_hour_is_one_in_any_sixty_minutes() -> Outcome {
    let Asked { town, .. } = asked().await?;
    at_second(&town, 3000, 3600).await?;
    let before = town.mails_to(HANAKO);
    for period in ["PT0S", "PT20M", "PT20M"] {
        town.advance(period).await?;
        looks_up(&town, HANAKO).await?;
        town.settle().await?;
        assert_eq!(town.mails_to(HANAKO), before + 1, "after {period} more");
    }
    Ok(())
}

/// A repeated press names the request that waits, not one that is not there.
#[tokio::test]
async fn a_request_pressed_again_is_the_one_that_waits() -> Outcome {
    let Asked { town, page, .. } = asked().await?;
    at_second(&town, 600, 900).await?;
    let body = json!({"kind": "export"});
    let first = page.sends("requests", &body).await?.ok()?;
    town.advance("PT10M").await?;
    let again = page.sends("requests", &body).await?.ok()?;
    assert_eq!((&again["repeated"], &again["id"]), (&json!(true), &first["id"]));
    let row = town.only("koe-people", "REQUEST#")?;
    assert_eq!(again["id"], row["id"]);
    Ok(())
}

/// "Done. It holds from now on": what a shop's next order says of name and language does not undo it.
#[tokio::test]
async fn a_correction_outlives_the_next_order() -> Outcome {
    let Asked { town, shop, page, .. } = asked().await?;
    page.sends("profile", &json!({"family": "森", "given": "花子", "locale": "ja"})).await?.ok()?;
    shop.places(1002, HANAKO).await?.ok()?;
    shop.delivers(1002).await?.ok()?;
    town.advance("P1D").await?;
    let mail = town.mail_to(HANAKO)?;
    assert_eq!(town.mails_to(HANAKO), 2);
    assert!(mail.text.contains("森様"), "{}", mail.text);
    Ok(())
}

/// A link for a copy, mailed before the erasure, is over like every other link of that person.
#[tokio::test]
async fn a_letter_from_before_the_erasure_opens_nothing_and_says_why() -> Outcome {
    let Asked { town, page, .. } = asked().await?;
    let copy = page.asks(&town, HANAKO, "export", false).await?;
    let erase = page.asks(&town, HANAKO, "erase", false).await?;
    page.confirms(&erase).await?.ok()?;
    town.settle().await?;
    let before = town.rows().await?;
    let asks = follows(&town, &copy).await?;
    assert!(asks.verdict() == "410" && !asks.text.contains("<form"), "{} {}", asks.status, asks.text);
    assert_eq!(page.confirms(&copy).await?.verdict(), "410 gone");
    town.wrote_nothing_since(&before, "a letter from before").await
}

/// The text that a decision rests on can be read under its hash, also where the notice changed while the page lay open.
#[tokio::test]
async fn the_words_of_a_page_that_lay_open_are_kept() -> Outcome {
    let Asked { town, page, .. } = asked().await?;
    let shown = page.opens("").await?.text;
    let opened = field(&shown, "opened-page").ok_or("the form does not say which page it is")?;
    let mut moved = organisation();
    moved["address"] = json!("2-2 Example, Osaka");
    town.put("/v1/organisation", &moved).await?.ok()?;
    town.advance("PT1M").await?;
    let press = [("opened-page", opened.as_str()), ("survey_mails", "false")];
    assert_eq!(page.presses("consents", &press).await?.status, 200);
    for event in ledger(&town, HANAKO).await? {
        let hash = event.entry.shown.map(|shown| shown.source_sha256).ok_or("it does not say what was shown")?;
        let notice = Answer::of(town.client.get(format!("{}/notices/{hash}", town.address))).await?;
        assert_eq!(notice.status, 200, "event {} names a text that nobody has kept", event.seq);
    }
    Ok(())
}
