//! The link of a letter: looking changes nothing, one press does it, once, and within a quarter of an hour.

use koe_tests::{Answer, Outcome};
use serde_json::json;

use super::{Asked, HANAKO, asked, follows, is_a_page, presses};

#[tokio::test]
async fn a_scanner_that_follows_the_link_confirms_nothing() -> Outcome {
    for (kind, title) in [("export", "Download your data?"), ("erase", "Erase your data?")] {
        let Asked { town, page, .. } = asked().await?;
        let url = page.asks(&town, HANAKO, kind, false).await?;
        let before = town.rows().await?;
        for _ in 0..20 {
            let asks = follows(&town, &url).await?;
            assert_eq!(asks.status, 200);
            is_a_page(&asks, "en");
            assert!(
                asks.text.contains(title) && asks.text.matches("<form method=\"post\"").count() == 1,
                "{}",
                asks.text
            );
        }
        let read = Answer::of(town.client.get(&url).header("accept", "application/json")).await?.ok()?;
        assert_eq!([&read["kind"], &read["never_ask"]], [&json!(kind), &json!(false)]);
        assert_eq!(Answer::of(town.client.head(&url)).await?.status, 200);
        town.wrote_nothing_since(&before, "a scanner").await?;
        assert_eq!(page.opens("").await?.status, 200, "the person is still there");

        let done = presses(&town, &url).await?;
        assert_eq!(done.status, 200, "and the link still works: {}", done.text);
        assert_eq!(done.header("content-disposition").starts_with("attachment"), kind == "export");
    }
    Ok(())
}

#[tokio::test]
async fn a_link_works_once() -> Outcome {
    for kind in ["export", "erase"] {
        let Asked { town, page, .. } = asked().await?;
        let url = page.asks(&town, HANAKO, kind, false).await?;
        let done = page.confirms(&url).await?.ok()?;
        town.settle().await?;
        let before = town.rows().await?;
        for used in [presses(&town, &url).await?, follows(&town, &url).await?] {
            assert_eq!(used.verdict(), "410");
            is_a_page(&used, "en");
            assert!(used.text.contains("This link has been used") && !used.text.contains("<form"), "{}", used.text);
            // Whoever lost the answer to an erasure gets its number again.
            let number = done["erasure"].as_str().unwrap_or("href=\"/privacy?lang=en\"");
            assert!(used.text.contains(number), "{number} is missing in {}", used.text);
        }
        assert_eq!(page.confirms(&url).await?.verdict(), "410 gone");
        town.wrote_nothing_since(&before, "a used link").await?;
    }
    Ok(())
}

#[tokio::test]
async fn two_presses_at_once_are_one() -> Outcome {
    for kind in ["export", "erase"] {
        let Asked { town, page, .. } = asked().await?;
        let url = page.asks(&town, HANAKO, kind, false).await?;
        let (one, other) = tokio::join!(page.confirms(&url), page.confirms(&url));
        let mut verdicts = [one?.verdict(), other?.verdict()];
        verdicts.sort_unstable();
        assert_eq!(verdicts, ["200", "410 gone"], "{kind}");
        town.settle().await?;
        assert_eq!(town.stored("koe-people", "ERASURE#")?.len(), usize::from(kind == "erase"));
    }
    Ok(())
}

#[tokio::test]
async fn after_a_quarter_of_an_hour_a_link_does_nothing_and_the_request_lapses() -> Outcome {
    for kind in ["export", "erase"] {
        let Asked { town, page, .. } = asked().await?;
        let url = page.asks(&town, HANAKO, kind, false).await?;
        town.advance("PT13M").await?;
        assert_eq!(follows(&town, &url).await?.status, 200, "14 minutes after it was asked for");
        town.advance("PT2M").await?;
        let before = town.rows().await?;
        for over in [follows(&town, &url).await?, presses(&town, &url).await?] {
            assert_eq!(over.verdict(), "410");
            is_a_page(&over, "en");
            assert!(over.text.contains("This link is no longer valid"), "{}", over.text);
            assert!(over.text.contains("href=\"/privacy?lang=en\""), "it names the way to a new one: {}", over.text);
        }
        assert_eq!(page.confirms(&url).await?.verdict(), "410 gone");
        town.wrote_nothing_since(&before, "a link that is over").await?;
        assert_eq!(page.opens("").await?.status, 200, "the person is still there");

        town.advance("P1D").await?;
        assert_eq!(town.only("koe-people", "REQUEST#")?["state"], "lapsed");
        assert!(town.stored("koe-people", "LETTER#")?.is_empty());
        let anew = page.asks(&town, HANAKO, kind, false).await?;
        assert_eq!(page.confirms(&anew).await?.status, 200);
    }
    Ok(())
}

#[tokio::test]
async fn a_link_for_a_copy_is_none_for_an_erasure() -> Outcome {
    let Asked { town, page, .. } = asked().await?;
    let copy = page.asks(&town, HANAKO, "export", false).await?;
    let erase = page.asks(&town, HANAKO, "erase", false).await?;
    assert_ne!(copy, erase);
    assert_eq!(page.confirms(&copy).await?.ok()?["schema"], "koe-person-export");
    assert_eq!(page.opens("").await?.status, 200, "a copy erases nobody");
    assert!(page.confirms(&erase).await?.ok()?["erasure"].is_string());
    assert_eq!(page.opens("").await?.status, 410);
    Ok(())
}
