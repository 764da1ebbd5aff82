//! What people agree to, and how they object: written down so that it can be proven, and obeyed at once.

use koe_domain::PersonId;
use koe_domain::consent::{ConsentEvent, Decision, Method, SURVEY_MAILS, sha256_hex, verify, verify_of};
use koe_tests::{Fault, Outcome, Person, Shop, Town, after_delivery, after_purchase};
use serde_json::{Value, json};

const HANAKO: &str = "hanako@example.com";
/// The text of the box, as the survey has it.
const BOX: &str = "You may contact me about my answer.";

/// The ledger of the one person there is; it must hold, and end where the profile says.
async fn ledger(town: &Town) -> Result<Vec<ConsentEvent>, Fault> {
    let profile = town.only("koe-people", "PROFILE")?;
    let person = PersonId::decode(profile["person"].as_str().unwrap_or_default())?;
    let events: Vec<ConsentEvent> = town.store.ledger(person).await?.into_iter().map(|row| row.event).collect();
    let head = verify_of(person, &events)?;
    if serde_json::to_value(&head)? != profile["head"] {
        return Err("the profile names another end of the ledger".into());
    }
    Ok(events)
}

/// The events that decide something; before them stands what was served.
fn decided(events: &[ConsentEvent]) -> Vec<&ConsentEvent> {
    events.iter().filter(|event| event.entry.decision != Decision::Served).collect()
}

fn decisions(events: &[ConsentEvent]) -> Vec<(&str, Decision)> {
    decided(events).into_iter().map(|event| (event.entry.purpose.as_str(), event.entry.decision)).collect()
}

/// A stack where one may be asked again at once.
async fn without_pause() -> Result<(Town, Shop), Fault> {
    let mut survey = after_purchase();
    survey["settings"]["invitation"] = json!({"ask_at_most_every": "P0D"});
    Town::asking(&survey, &after_delivery()).await
}

#[tokio::test]
async fn a_box_is_written_down_as_it_was_shown_and_so_is_every_change() -> Outcome {
    let (town, _) = Town::with_a_shop().await?;
    let person = Person::invited(&town, HANAKO).await?;
    for ticked in [true, true, false, true] {
        let form: &[(&str, &str)] = if ticked { &[("q.nps", "9"), ("c.follow_up", "true")] } else { &[("q.nps", "9")] };
        assert_eq!(person.submits(form).await?.status, 200);
    }
    let events = ledger(&town).await?;
    let expected = [Decision::Given, Decision::Withdrawn, Decision::Renewed].map(|it| ("follow_up", it));
    assert_eq!(decisions(&events), expected, "a box that stays as it was decides nothing");
    for event in decided(&events) {
        assert_eq!(
            (event.entry.method, event.entry.text_sha256.as_str()),
            (Method::SurveyForm, sha256_hex(BOX).as_str())
        );
        let survey = event.entry.survey.as_ref().map(|survey| survey.as_str());
        assert_eq!((survey, event.entry.version, event.entry.locale.as_str()), (Some("after-purchase"), Some(1), "en"));
    }
    assert_eq!(town.stored("koe-consent", "PERSON#")?.len(), 6, "each with what was served before it");
    assert_eq!(town.only("koe-people", "PROFILE")?["consents"], json!({"follow_up": true}));

    // The chain shows what was taken out and what was altered.
    assert!(verify(events.iter().take(1).chain(events.iter().skip(2))).is_err());
    let mut altered = events.clone();
    altered[3].entry.decision = Decision::Given;
    assert!(verify(&altered).is_err());
    Ok(())
}

#[tokio::test]
async fn a_box_left_empty_is_a_refusal_in_the_language_it_was_read_in() -> Outcome {
    let (town, _) = Town::with_a_shop().await?;
    let mut person = Person::invited(&town, HANAKO).await?;
    person.link.push_str("?lang=ja");
    assert_eq!(person.submits(&[("q.nps", "9")]).await?.status, 200);
    let events = ledger(&town).await?;
    assert_eq!(decisions(&events), [("follow_up", Decision::Refused)]);
    assert_eq!(decided(&events)[0].entry.locale.as_str(), "ja");
    assert_eq!(decided(&events)[0].entry.text_sha256, sha256_hex("回答について連絡を受けることに同意します。"));
    Ok(())
}

#[tokio::test]
async fn a_program_decides_only_what_it_says() -> Outcome {
    let (town, _) = Town::with_a_shop().await?;
    let person = Person::invited(&town, HANAKO).await?;
    person.answers(9).await?.ok()?;
    assert!(ledger(&town).await?.is_empty());
    let with = async |consents: Value| {
        let body = json!({"nonce": person.nonce().await?, "answers": {"nps": 9}, "consents": consents});
        person.sends(&body).await
    };
    let refused = with(json!({"newsletter": true})).await?;
    assert_eq!((refused.status.as_u16(), refused.pointers()), (422, vec!["/consents/newsletter"]));
    assert!(ledger(&town).await?.is_empty());
    with(json!({"follow_up": true})).await?.ok()?;
    with(json!({})).await?.ok()?;
    let events = ledger(&town).await?;
    assert_eq!(decisions(&events), [("follow_up", Decision::Given)]);
    assert_eq!(decided(&events)[0].entry.method, Method::Api);
    Ok(())
}

#[tokio::test]
async fn what_a_program_sends_is_written_down_in_the_language_it_was_given() -> Outcome {
    let (town, _) = Town::with_a_shop().await?;
    let person = Person::invited(&town, HANAKO).await?;
    let mut reading = person.clone();
    reading.link.push_str("?lang=ja");
    let body = json!({"nonce": reading.nonce().await?, "answers": {"nps": 9}, "consents": {"follow_up": true}});
    person.sends(&body).await?.ok()?;
    let events = ledger(&town).await?;
    assert_eq!(decided(&events)[0].entry.locale.as_str(), "ja");
    assert_eq!(decided(&events)[0].entry.text_sha256, sha256_hex("回答について連絡を受けることに同意します。"));
    assert_eq!(town.only("koe", "RESPONSE#")?["locale"], "ja");
    Ok(())
}

#[tokio::test]
async fn one_click_stops_the_mails_in_both_forms_and_looking_does_not() -> Outcome {
    let multipart = "--x9\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x9--\r\n";
    for (content_type, body) in [
        ("application/x-www-form-urlencoded", "List-Unsubscribe=One-Click"),
        ("multipart/form-data; boundary=x9", multipart),
    ] {
        let (town, shop) = without_pause().await?;
        shop.places(1001, HANAKO).await?.ok()?;
        shop.delivers(1001).await?.ok()?;
        town.advance("P1D").await?;
        let person = town.person(HANAKO)?;
        let page = person.looks_at_unsubscribe().await?;
        assert_eq!(page.status, 200);
        assert!(page.text.contains("name=\"List-Unsubscribe\" value=\"One-Click\""), "{}", page.text);
        assert!(ledger(&town).await?.is_empty(), "a scanner that follows the link stops nothing");

        for _ in 0..2 {
            assert_eq!(person.presses_unsubscribe(content_type, body).await?.status, 200, "{content_type}");
        }
        let events = ledger(&town).await?;
        assert_eq!(decisions(&events), [(SURVEY_MAILS, Decision::Withdrawn)], "twice pressed, once decided");
        assert_eq!(decided(&events)[0].entry.method, Method::UnsubscribeLink);
        shop.places(1002, HANAKO).await?.ok()?;
        assert_eq!(shop.delivers(1002).await?.ok()?["result"], "suppressed");
        town.advance("P2D").await?;
        assert_eq!(town.mails_to(HANAKO), 1);
    }
    Ok(())
}

#[tokio::test]
async fn stopping_the_mails_can_be_taken_back_on_the_same_page() -> Outcome {
    let (town, shop) = without_pause().await?;
    shop.places(1001, HANAKO).await?.ok()?;
    shop.delivers(1001).await?.ok()?;
    town.advance("P1D").await?;
    let person = town.person(HANAKO)?;
    person.unsubscribes().await?;
    let page = person.looks_at_unsubscribe().await?.text;
    assert!(page.contains("name=\"action\" value=\"resubscribe\""), "{page}");
    let back = person.presses_unsubscribe("application/x-www-form-urlencoded", "action=resubscribe").await?;
    assert_eq!(back.status, 200);
    let events = ledger(&town).await?;
    assert_eq!(decisions(&events), [(SURVEY_MAILS, Decision::Withdrawn), (SURVEY_MAILS, Decision::Renewed)]);
    shop.places(1002, HANAKO).await?.ok()?;
    assert_eq!(shop.delivers(1002).await?.ok()?["result"], "planned");
    town.advance("P1D").await?;
    assert_eq!(town.mails_to(HANAKO), 2);
    // Stopped or not, whoever was asked may answer.
    assert_eq!(person.answers(9).await?.ok()?, json!({"revision": 1}));
    Ok(())
}

#[tokio::test]
async fn who_objects_before_a_mail_leaves_does_not_get_it() -> Outcome {
    let (town, shop) = without_pause().await?;
    shop.places(1001, HANAKO).await?.ok()?;
    shop.delivers(1001).await?.ok()?;
    town.advance("PT12H").await?;
    shop.places(1002, HANAKO).await?.ok()?;
    assert_eq!(shop.delivers(1002).await?.ok()?["result"], "planned");
    town.advance("PT12H").await?;
    assert_eq!(town.person(HANAKO)?.unsubscribes().await?.status, 200);
    town.advance("P2D").await?;
    assert_eq!((town.mails_to(HANAKO), town.states()?.join(" ")), (1, "delivered suppressed".to_owned()));
    let rows = town.stored("koe-people", "INVITE#")?;
    let kept_back = rows.iter().find(|row| row["state"] == "suppressed").ok_or("nothing was suppressed")?;
    assert_eq!(kept_back["history"][1]["why"], "unsubscribed");
    Ok(())
}

#[tokio::test]
async fn a_link_that_is_not_ours_stops_nothing_and_learns_nothing() -> Outcome {
    let (town, _) = Town::with_a_shop().await?;
    let survey_link = Person::invited(&town, HANAKO).await?;
    let before = town.rows().await?;
    for token in [survey_link.token().to_owned(), "A".repeat(47), "x".to_owned()] {
        let mut person = survey_link.clone();
        person.unsubscribe = format!("{}/unsubscribe/{token}", town.address);
        let (looked, pressed) = (person.looks_at_unsubscribe().await?, person.unsubscribes().await?);
        assert_eq!((looked.status.as_u16(), pressed.status.as_u16()), (200, 200));
        assert!(!pressed.text.contains("<form") && !pressed.text.contains("Example K.K."), "{}", pressed.text);
    }
    town.wrote_nothing_since(&before, "a link that is not ours").await
}
