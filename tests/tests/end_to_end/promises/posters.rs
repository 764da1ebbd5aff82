//! A survey for anyone with the address, from a poster or a receipt: it says that it is anonymous, and takes nothing that
//! would make it otherwise.

use koe_tests::{Fault, Outcome, Town, after_delivery, after_purchase, organisation};
use serde_json::{Value, json};

use super::browser::Browser;

/// A survey without any link to a person.
pub(crate) fn anonymous() -> Value {
    let mut survey = after_purchase();
    survey["settings"] = json!({
        "mode": "live", "identity": "none",
        "metrics": {"nps": {"question": "nps"}, "csat": {"question": "delivery"}},
    });
    survey
}

/// A stack with the anonymous survey `poster` and one store, and the address of the survey.
pub(crate) async fn with_posters() -> Result<(Town, String), Fault> {
    let town = Town::empty().await?;
    town.put("/v1/organisation", &organisation()).await?.ok()?;
    town.put("/v1/surveys/poster", &anonymous()).await?.ok()?;
    let url = format!("{}/p/poster", town.address);
    Ok((town, url))
}

/// `nonce` with the letter at this place exchanged.
fn edited(nonce: &str, place: usize) -> String {
    let other = |c: char| if c == 'A' { 'B' } else { 'A' };
    nonce.chars().enumerate().map(|(i, c)| if i == place { other(c) } else { c }).collect()
}

#[tokio::test]
async fn the_page_says_that_it_is_anonymous_and_looking_writes_nothing() -> Outcome {
    let (town, url) = with_posters().await?;
    let browser = Browser::plain(&town);
    let before = town.rows().await?;
    for (query, words) in [
        (
            "",
            ["Your answers are anonymous.", "There is no link between you and your answers", "we cannot find or erase"],
        ),
        (
            "?lang=ja",
            ["回答は匿名で", "お客様と回答を結びつける情報はなく", "後から特定の回答を探して消去することはできません"],
        ),
    ] {
        for place in [url.clone(), format!("{url}/shibuya")] {
            let page = browser.opens(&format!("{place}{query}")).await?;
            assert_eq!((page.status.as_u16(), page.header("set-cookie")), (200, ""));
            assert_eq!((page.header("cache-control"), page.header("referrer-policy")), ("no-store", "no-referrer"));
            for word in words {
                assert!(page.text.contains(word), "{word} is missing in {}", page.text);
            }
            for wrong in ["confidential", "匿名加工情報", "name=\"c."] {
                assert!(!page.text.contains(wrong), "{wrong} stands in {}", page.text);
            }
        }
    }
    assert!(browser.opens(&format!("{url}?score=9")).await?.text.contains("name=\"q.nps\" value=\"9\" checked"));
    town.wrote_nothing_since(&before, "looking").await
}

#[tokio::test]
async fn a_nonce_that_was_edited_or_is_of_another_place_is_refused() -> Outcome {
    let (town, url) = with_posters().await?;
    let browser = Browser::plain(&town);
    let (nonce, elsewhere) = (browser.nonce(&url).await?, browser.nonce(&format!("{url}/shibuya")).await?);
    let before = town.rows().await?;
    for wrong in [edited(&nonce, 3), edited(&nonce, nonce.len() / 2), elsewhere, "x".to_owned(), String::new()] {
        let refused = browser.sends(&url, &json!({"nonce": wrong, "answers": {"nps": 9}})).await?;
        assert_eq!(refused.verdict(), "400 unreadable /nonce", "{wrong}");
        let page = browser.posts(&url, &[("nonce", wrong.as_str()), ("q.nps", "9")]).await?;
        assert_eq!(page.status, 400, "{wrong}");
        assert!(
            page.text.contains("name=\"q.nps\" value=\"9\" checked"),
            "what was chosen is still there: {}",
            page.text
        );
    }
    town.wrote_nothing_since(&before, "a nonce that is not of this page").await
}

#[tokio::test]
async fn what_is_not_there_or_is_over_says_so() -> Outcome {
    let (town, url) = with_posters().await?;
    let browser = Browser::plain(&town);
    let nonce = browser.nonce(&url).await?;
    let body = json!({"nonce": nonce, "answers": {"nps": 9}});
    for path in ["/p/another", "/p/poster/umeda", "/p/No-Such", "/p/poster/No%20Such", "/p/%FF"] {
        let place = format!("{}{path}", town.address);
        let page = browser.opens(&place).await?;
        assert!(page.status == 404 || page.status == 400, "{path}: {}", page.status);
        assert!(!page.text.contains("Example K.K."), "{path} names nobody: {}", page.text);
        assert!(browser.sends(&place, &body).await?.status.is_client_error(), "{path}");
    }
    for path in ["/p/another", "/p/poster/umeda"] {
        assert_eq!(browser.opens(&format!("{}{path}", town.address)).await?.status, 404, "{path}");
        assert_eq!(
            browser.sends(&format!("{}{path}", town.address), &body).await?.verdict(),
            "404 not-found",
            "{path}"
        );
    }

    let mut survey = anonymous();
    survey["settings"]["mode"] = json!("stopped");
    town.put("/v1/surveys/poster", &survey).await?.ok()?;
    // Every process may take the live version as read for half a minute.
    town.advance("PT1M").await?;
    let page = browser.opens(&url).await?;
    assert!(page.status == 410 && page.text.contains("This survey has ended"), "{}", page.text);
    assert_eq!(browser.sends(&url, &body).await?.verdict(), "410 gone");
    assert!(town.stored("koe", "RESPONSE#")?.is_empty());
    Ok(())
}

#[tokio::test]
async fn nobody_is_known_who_could_agree_or_be_answered_to() -> Outcome {
    let (town, url) = with_posters().await?;
    let browser = Browser::plain(&town);
    let agreed = json!({"nonce": browser.nonce(&url).await?, "answers": {"nps": 9}, "consents": {"follow_up": true}});
    assert_eq!(browser.sends(&url, &agreed).await?.verdict(), "422 invalid /consents/follow_up");
    let invalid = json!({"nonce": browser.nonce(&url).await?, "answers": {"nps": 11}});
    assert_eq!(browser.sends(&url, &invalid).await?.verdict(), "422 invalid /answers/nps");
    assert!(town.stored("koe", "RESPONSE#")?.is_empty());

    for (setting, value) in [("consents", after_purchase()["settings"]["consents"].clone()), ("alert", json!({}))] {
        let mut survey = anonymous();
        survey["settings"][setting] = value;
        let refused = town.put("/v1/surveys/poster", &survey).await?;
        assert_eq!(refused.verdict(), format!("422 invalid /settings/{setting}"));
    }
    Ok(())
}

#[tokio::test]
async fn nobody_gets_a_link_to_a_survey_without_links() -> Outcome {
    let (town, _) = with_posters().await?;
    let before = town.rows().await?;
    for send in [true, false] {
        let asked = json!({"survey": "poster", "to": {"email": "hanako@example.com"}, "send": send});
        assert_eq!(town.post("/v1/invitations", &asked).await?.verdict(), "422 invalid /survey");
    }
    town.wrote_nothing_since(&before, "a call that was refused").await?;

    // Neither by a shop whose rule names it.
    let (town, shop) = Town::asking(&anonymous(), &after_delivery()).await?;
    shop.places(1001, "hanako@example.com").await?.ok()?;
    assert_eq!(shop.delivers(1001).await?.ok()?["result"], "revoked");
    assert_eq!(town.only("koe-people", "INVITE#")?["history"][1]["why"], "survey_without_links");
    town.advance("P2D").await?;
    assert!(town.inbox.mails().is_empty());
    Ok(())
}
