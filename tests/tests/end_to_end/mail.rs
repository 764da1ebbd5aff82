//! The mail that asks: what is in it, and what becomes of it when the mail service falters.

use jiff::SignedDuration;
use koe_domain::Clock as _;
use koe_domain::invitation::Event;
use koe_domain::{InvitationId, PersonId};
use koe_local::inbox::Fault as Falters;
use koe_store::rows::ProfileRow;
use koe_store::{Due, Queue};
use koe_tests::{Outcome, Town, after_delivery, after_purchase};
use serde_json::json;

const HANAKO: &str = "hanako@example.com";

#[tokio::test]
async fn a_mail_says_who_asks_and_how_to_stop_it_in_the_language_of_its_reader() -> Outcome {
    let (town, shop) = Town::with_a_shop().await?;
    for (number, locale, subject, greeting, question) in [
        (1, "en", "How was your order?", "Dear Hanako,", "Would you recommend us?"),
        (2, "ja", "ご注文はいかがでしたか", "Example様", "当店を薦めますか"),
    ] {
        let address = format!("customer{number}@example.com");
        let mut order = shop.order(number, &address);
        order["customer_locale"] = json!(locale);
        shop.sends("orders/create", &format!("placed-{number}"), &order).await?.ok()?;
        shop.delivers(number).await?.ok()?;
        town.advance("P1D").await?;
        let (mail, link) = (town.mail_to(&address)?, town.person(&address)?.link);

        assert_eq!(mail.subject, subject);
        assert!(mail.from.contains("feedback@example.com"), "{}", mail.from);
        for part in [&mail.text, &mail.html] {
            for words in [greeting, question, "Example K.K.", "1-1 Example, Tokyo", "privacy@example.com", &*link] {
                assert!(part.contains(words), "{locale}: {words} is missing in {part}");
            }
        }
        assert!(mail.html.contains(&format!("<html lang=\"{locale}\"")), "{}", mail.html);
        for score in 0..=10 {
            assert_eq!(mail.html.matches(&format!("href=\"{link}?score={score}\"")).count(), 1, "{score}");
        }

        let header = |name: &str| mail.headers.get(name).map(String::as_str).unwrap_or_default();
        let unsubscribe = header("List-Unsubscribe");
        assert!(unsubscribe.starts_with(&format!("<{}/unsubscribe/", town.address)), "{unsubscribe}");
        assert!(mail.text.contains(unsubscribe.trim_matches(['<', '>'])), "for people as well");
        assert_eq!(header("List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
        assert_eq!(header("Reply-To"), "support@example.com");

        // The tag is the invitation's own id, and no way to the survey.
        let tag = mail.tags.get("invitation").ok_or("no tag")?;
        assert_eq!(town.history(tag).await?, ["scheduled", "sending", "sent", "delivered"]);
        assert_eq!(town.get(&format!("/s/{tag}")).await?.status, 404);
        assert_eq!(mail.tags.get("kind").map(String::as_str), Some("invitation"));
    }
    Ok(())
}

#[tokio::test]
async fn a_throttled_mail_goes_a_little_later_exactly_once() -> Outcome {
    let (town, _) = Town::with_a_shop().await?;
    town.inbox.fault(Falters::Throttle);
    let id = town.plans_mail_to(HANAKO, "PT1H").await?;
    town.advance("PT1H").await?;
    assert_eq!((town.mails_to(HANAKO), town.states()?), (0, vec!["scheduled".to_owned()]));
    town.advance("PT5M").await?;
    assert_eq!(town.mails_to(HANAKO), 1);
    assert_eq!(town.history(&id).await?, ["scheduled", "sending", "scheduled", "sending", "sent", "delivered"]);
    town.advance("P2D").await?;
    assert_eq!(town.mails_to(HANAKO), 1);
    Ok(())
}

#[tokio::test]
async fn when_the_daily_quota_is_spent_everything_moves_an_hour_and_nothing_fails() -> Outcome {
    let (town, _) = Town::with_a_shop().await?;
    let people = ["a@example.com", "b@example.com", "c@example.com"];
    town.inbox.always(Some(Falters::Quota));
    for address in people {
        town.plans_mail_to(address, "PT1H").await?;
    }
    town.advance("PT1H").await?;
    assert_eq!(town.states()?, ["scheduled", "scheduled", "scheduled"]);
    let pause = town.store.pause().await?.ok_or("sending goes on")?;
    assert_eq!(pause.why, "quotaspent");
    town.inbox.always(None);
    town.advance("PT50M").await?;
    assert!(town.inbox.mails().is_empty(), "the pause lasts an hour");
    town.advance("PT15M").await?;
    assert_eq!(people.map(|address| town.mails_to(address)), [1, 1, 1]);
    assert_eq!(town.states()?, ["delivered", "delivered", "delivered"]);
    Ok(())
}

#[tokio::test]
async fn a_mail_that_is_rejected_ends_failed_and_its_person_does_not_count_as_asked() -> Outcome {
    let (town, _) = Town::with_a_shop().await?;
    town.inbox.always(Some(Falters::Reject));
    let id = town.plans_mail_to(HANAKO, "PT0S").await?;
    town.advance("P1D").await?;
    assert_eq!(town.invitation(&id).await?["state"], "failed");
    town.inbox.always(None);
    town.advance("P1D").await?;
    assert_eq!(town.mails_to(HANAKO), 0, "what failed is not tried again");

    let next = town.plans_mail_to(HANAKO, "PT0S").await?;
    town.settle().await?;
    assert_eq!((town.mails_to(HANAKO), town.invitation(&next).await?["state"].take()), (1, json!("delivered")));
    Ok(())
}

#[tokio::test]
async fn a_mail_whose_outcome_is_unknown_is_never_sent_again_and_the_report_mends_it() -> Outcome {
    for fault in [Falters::AcceptThenError500, Falters::AcceptThenCut] {
        let (town, _) = Town::with_a_shop().await?;
        town.inbox.fault(fault);
        let id = town.plans_mail_to(HANAKO, "PT0S").await?;
        town.advance("P2D").await?;
        assert_eq!(town.history(&id).await?, ["scheduled", "sending", "unknown", "delivered"], "{fault:?}");
        assert_eq!(town.mails_to(HANAKO), 1, "{fault:?}");
        assert_eq!(town.person(HANAKO)?.answers(9).await?.ok()?, json!({"revision": 1}));
    }
    Ok(())
}

#[tokio::test]
async fn a_failure_of_the_mail_service_may_have_sent_the_mail_and_is_not_tried_again() -> Outcome {
    let (town, _) = Town::with_a_shop().await?;
    town.inbox.fault(Falters::Error500);
    let id = town.plans_mail_to(HANAKO, "PT0S").await?;
    town.advance("P2D").await?;
    assert_eq!(town.history(&id).await?, ["scheduled", "sending", "unknown"]);
    assert_eq!(town.mails_to(HANAKO), 0);
    town.advance("P30D").await?;
    assert_eq!(town.invitation(&id).await?["state"], "expired");
    Ok(())
}

#[tokio::test]
async fn what_a_crash_left_sending_is_unknown_and_is_not_sent_again() -> Outcome {
    let (town, _) = Town::with_a_shop().await?;
    let id = town.plans_mail_to(HANAKO, "P1D").await?;
    let row = town.only("koe-people", "INVITE#")?;
    let person = PersonId::decode(row["person"].as_str().unwrap_or_default())?;
    let invitation = InvitationId::decode(row["id"].as_str().unwrap_or_default())?;

    // As it stands when the function ends between saying `sending` and hearing from the mail service.
    let mut left = town.store.invitation(person, invitation).await?.ok_or("no invitation")?;
    let (seen, now) = (left.rev, town.clock.now());
    left.happen(Event::Send, now, None)?;
    let lease = now.checked_add(SignedDuration::from_mins(5))?;
    left.due = Due::at(Queue::Deliver, &ProfileRow::partition(person), lease);
    assert!(town.store.replace_invitation(&left, seen).await?.is_done());

    town.advance("PT10M").await?;
    let shown = town.invitation(&id).await?;
    assert_eq!((&shown["state"], &shown["history"][2]["why"]), (&json!("unknown"), &json!("interrupted")));
    town.advance("P2D").await?;
    assert_eq!(town.mails_to(HANAKO), 0);
    Ok(())
}

#[tokio::test]
async fn after_a_permanent_bounce_or_a_complaint_nobody_writes_there_again() -> Outcome {
    let (town, shop) = Town::with_a_shop().await?;
    for (number, address, state, why) in [
        (10, "bounce@simulator.amazonses.com", "bounced", "bounced"),
        (20, "complaint@simulator.amazonses.com", "sent", "complained"),
    ] {
        shop.places(number, address).await?.ok()?;
        shop.delivers(number).await?.ok()?;
        town.advance("P1D").await?;
        let tag = town.mail_to(address)?.tags.get("invitation").cloned().ok_or("no tag")?;
        assert_eq!(town.invitation(&tag).await?["state"], state, "{address}");

        // Long after the pause between two questions, the next order is still not asked about.
        town.advance("P40D").await?;
        shop.places(number + 1, address).await?.ok()?;
        assert_eq!(shop.delivers(number + 1).await?.ok()?["result"], "suppressed", "{address}");
        town.advance("P2D").await?;
        assert_eq!(town.mails_to(address), 1, "{address}");
        let suppressions = town.stored("koe-people", "SUPPRESSED#")?;
        assert!(suppressions.iter().any(|row| row["why"] == why), "{suppressions:?}");
    }
    assert!(!town.everything()?.contains("simulator"), "a suppression names nobody");
    Ok(())
}

#[tokio::test]
async fn a_survey_that_is_tried_out_writes_to_its_testers_alone_and_counts_nothing() -> Outcome {
    let mut survey = after_purchase();
    survey["settings"]["mode"] = json!("test");
    survey["settings"]["test_recipients"] = json!(["tester@example.com"]);
    let (town, shop) = Town::asking(&survey, &after_delivery()).await?;
    for (number, address, result) in [(1, "Tester@example.com", "planned"), (2, "customer@example.com", "sampled_out")]
    {
        shop.places(number, address).await?.ok()?;
        assert_eq!(shop.delivers(number).await?.ok()?["result"], result, "{address}");
    }
    town.advance("P2D").await?;
    assert_eq!(town.inbox.mails().len(), 1);
    let tester = town.person("tester@example.com")?;
    assert_eq!(tester.answers(2).await?.ok()?, json!({"revision": 1}));
    let summary = town.summary("after-purchase").await?;
    assert_eq!(summary["metrics"]["nps"], json!({"n": 0, "excluded": {"suspect": 0, "test": 1}}));
    assert!(town.stored("koe-people", "CASE#")?.is_empty(), "and nobody is alarmed");
    assert_eq!(town.inbox.mails().len(), 1);
    Ok(())
}
