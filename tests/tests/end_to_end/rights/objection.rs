//! Objections: no more mails, no sale or sharing. They hold at once, for what is planned as well.

use koe_domain::Clock as _;
use koe_domain::consent::{Decision, Method, SALE_OR_SHARING, SURVEY_MAILS};
use koe_tests::{Answer, Outcome, Town};
use serde_json::{Value, json};

use super::{Asked, HANAKO, asked, decisions, in_california, is_a_page, ledger};

#[tokio::test]
async fn no_more_mails_holds_for_what_is_planned_and_what_comes_until_it_is_taken_back() -> Outcome {
    let Asked { town, shop, page, .. } = asked().await?;
    shop.places(1002, HANAKO).await?.ok()?;
    assert_eq!(shop.delivers(1002).await?.ok()?["result"], "planned");
    let shown = page.opens("").await?.text;
    assert!(shown.contains("name=\"survey_mails\" value=\"false\""), "{shown}");
    let done = page.presses("consents", &[("survey_mails", "false")]).await?;
    assert!(done.status == 200 && done.text.contains("Stopped: we do not ask you by mail."), "{}", done.text);
    assert_eq!(town.only("koe-people", "PROFILE")?["consents"], json!({"survey_mails": false}));

    shop.places(1003, HANAKO).await?.ok()?;
    assert_eq!(shop.delivers(1003).await?.ok()?["result"], "suppressed");
    town.advance("P2D").await?;
    let states = town.states()?.join(" ");
    assert_eq!((town.mails_to(HANAKO), states.as_str()), (1, "delivered suppressed suppressed"));
    for row in town.stored("koe-people", "INVITE#")?.iter().filter(|row| row["state"] == "suppressed") {
        assert_eq!(row["history"].as_array().and_then(|steps| steps.last()?["why"].as_str()), Some("unsubscribed"));
    }

    let back = page.presses("consents", &[("survey_mails", "true")]).await?;
    assert!(back.status == 200 && back.text.contains("We may ask you for feedback by mail."), "{}", back.text);
    shop.places(1004, HANAKO).await?.ok()?;
    assert_eq!(shop.delivers(1004).await?.ok()?["result"], "planned");
    town.advance("P1D").await?;
    assert_eq!(town.mails_to(HANAKO), 2);
    let events = ledger(&town, HANAKO).await?;
    let expected = [
        ("notice", Decision::Served),
        (SURVEY_MAILS, Decision::Withdrawn),
        ("notice", Decision::Served),
        (SURVEY_MAILS, Decision::Renewed),
    ];
    assert_eq!(decisions(&events), expected);
    Ok(())
}

#[tokio::test]
async fn the_page_and_the_link_in_the_mail_stop_the_same_mails() -> Outcome {
    let Asked { town, person, page, .. } = asked().await?;
    assert_eq!(person.unsubscribes().await?.status, 200);
    assert_eq!(page.reads().await?.ok()?["survey_mails"], false);
    let before = town.rows().await?;
    assert_eq!(page.presses("consents", &[("survey_mails", "false")]).await?.status, 200);
    town.wrote_nothing_since(&before, "what was said before").await?;
    assert_eq!(page.presses("consents", &[("survey_mails", "true")]).await?.status, 200);
    let button = person.looks_at_unsubscribe().await?.text;
    assert!(button.contains("name=\"List-Unsubscribe\" value=\"One-Click\""), "{button}");
    let events = ledger(&town, HANAKO).await?;
    let methods: Vec<Method> = events.iter().map(|event| event.entry.method).collect();
    assert_eq!(methods, [Method::UnsubscribeLink, Method::PrivacyPage, Method::PrivacyPage]);
    Ok(())
}

#[tokio::test]
async fn not_to_be_sold_is_one_press_and_is_not_asked_about_again() -> Outcome {
    let Asked { town, page, .. } = asked().await?;
    let offer = "name=\"sale_or_sharing\" value=\"false\"";
    assert!(!page.opens("").await?.text.contains(offer), "without the law there is nothing to say no to");
    town.put("/v1/organisation", &in_california()).await?.ok()?;
    // Every process may take the organisation as read for half a minute.
    town.advance("PT1M").await?;
    let shown = page.opens("").await?.text;
    assert!(shown.contains(offer) && shown.contains("Do not sell or share my personal information"), "{shown}");

    let done = page.presses("consents", &[("sale_or_sharing", "false")]).await?;
    assert_eq!(done.status, 200);
    is_a_page(&done, "en");
    assert!(done.text.contains("You opted out on") && !done.text.contains("sale_or_sharing\" value"), "{}", done.text);
    let profile = town.only("koe-people", "PROFILE")?;
    assert_eq!(profile["consents"], json!({"sale_or_sharing": false}));
    assert!(profile["opted_out"].is_string(), "{profile}");
    let before = town.rows().await?;
    assert_eq!(page.presses("consents", &[("sale_or_sharing", "false")]).await?.status, 200);
    let allowed = page.sends("consents", &json!({"sale_or_sharing": true})).await?;
    assert_eq!(allowed.verdict(), "422 invalid /sale_or_sharing", "opting in again takes two steps");
    town.wrote_nothing_since(&before, "asking again").await?;
    let events = ledger(&town, HANAKO).await?;
    assert_eq!(decisions(&events), [("notice", Decision::Served), (SALE_OR_SHARING, Decision::Withdrawn)]);
    Ok(())
}

/// Saves the page as it is, with this value of the browser's signal.
async fn saves_with(asked: &Asked, signal: &str) -> Outcome {
    let request = asked.town.client.post(format!("{}/profile", asked.page.link)).header("sec-gpc", signal);
    Answer::of(request.header("accept", "application/json").form(&[("locale", "en")])).await?.ok()?;
    Ok(())
}

#[tokio::test]
async fn the_browser_s_signal_is_honoured_when_something_is_sent_and_never_for_a_look() -> Outcome {
    let asked = asked().await?;
    let (town, page) = (&asked.town, &asked.page);
    town.put("/v1/organisation", &in_california()).await?.ok()?;
    town.advance("PT1M").await?;
    let before = town.rows().await?;
    let look = town.client.get(&page.link).header("accept", "text/html").header("sec-gpc", "1");
    let shown = Answer::of(look).await?.text;
    assert!(shown.contains("Opt-out request honored"), "{shown}");
    town.wrote_nothing_since(&before, "a look with the signal").await?;
    for other in ["0", "true", "11"] {
        saves_with(&asked, other).await?;
    }
    assert!(town.stored("koe-consent", "PERSON#")?.is_empty(), "that is no signal");

    for _ in 0..2 {
        saves_with(&asked, "1").await?;
    }
    let events = ledger(town, HANAKO).await?;
    assert_eq!(decisions(&events), [(SALE_OR_SHARING, Decision::Withdrawn)]);
    assert_eq!((events[0].entry.method, events[0].entry.gpc), (Method::Signal, true));
    assert!(page.opens("").await?.text.contains("You opted out on"), "it holds without the signal as well");
    Ok(())
}

#[tokio::test]
async fn that_the_signal_is_honoured_is_stated_where_the_law_applies() -> Outcome {
    let (town, _) = Town::with_a_shop().await?;
    let stated = async || Answer::of(town.client.get(format!("{}/.well-known/gpc.json", town.address))).await;
    let none = stated().await?;
    assert_eq!((none.verdict().as_str(), &none.body["gpc"]), ("404 not-found", &Value::Null));
    town.put("/v1/organisation", &in_california()).await?.ok()?;
    let answer = stated().await?;
    assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, "application/json"));
    let today = town.clock.now().strftime("%Y-%m-%d").to_string();
    assert_eq!(answer.body, json!({"gpc": true, "lastUpdate": today}));
    Ok(())
}
