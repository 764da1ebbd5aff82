//! A person answers: what they see, what is recorded, and when the door is closed.

use std::collections::BTreeSet;

use futures::future::join_all;
use jiff::Timestamp;
use koe_tests::{Outcome, Person, Town, after_purchase, field};
use reqwest::StatusCode;
use serde_json::{Value, json};

const HANAKO: &str = "hanako@example.com";
/// What a person writes; nobody else says it in these words.
const WORDS: &str = "The parcel was left in the rain by the gate";

/// The page with this score chosen.
fn shows_chosen(page: &str, score: u8) -> bool {
    page.contains(&format!("name=\"q.nps\" value=\"{score}\" checked"))
}

#[tokio::test]
async fn looking_records_nothing_and_sending_the_form_is_thanked_for() -> Outcome {
    let (town, _) = Town::with_a_shop().await?;
    let person = Person::invited(&town, HANAKO).await?;
    let page = person.opens("").await?;
    assert_eq!(page.status, 200);
    assert!(page.text.contains("Would you recommend us?") && !page.text.contains("\" checked"), "{}", page.text);
    assert_eq!((page.header("set-cookie"), page.header("cache-control")), ("", "no-store"));
    let tapped = person.opens("?score=9").await?;
    assert!(shows_chosen(&tapped.text, 9), "{}", tapped.text);
    assert!(!person.opens("?score=11").await?.text.contains("\" checked"), "there is no such score");
    town.settle().await?;
    assert!(town.stored("koe", "RESPONSE#")?.is_empty());
    assert_eq!(town.states()?, ["sent"]);

    let nonce = field(&tapped.text, "nonce").ok_or("no nonce on the page")?;
    let thanks = person.submits_as_is(&[("nonce", nonce.as_str()), ("q.nps", "9"), ("q.topics", "price")]).await?;
    assert_eq!(thanks.status, 200);
    assert!(thanks.text.contains("Thank you") && thanks.text.contains("has been recorded"), "{}", thanks.text);
    let response = town.only("koe", "RESPONSE#")?;
    assert_eq!(response["answers"], json!({"nps": 9, "topics": ["price"]}));
    assert_eq!(town.states()?, ["answered"]);
    Ok(())
}

#[tokio::test]
async fn of_two_answers_inside_the_window_the_last_one_counts() -> Outcome {
    let (town, _) = Town::with_a_shop().await?;
    let from = town.today()?;
    let mut people = Vec::new();
    for number in 1..=5 {
        let person = Person::invited(&town, &format!("customer{number}@example.com")).await?;
        person.answers(0).await?.ok()?;
        people.push(person);
    }
    town.settle().await?;
    for person in &people {
        assert_eq!(person.answers(10).await?.ok()?, json!({"revision": 2}));
    }
    let nps = town.metrics_since(&from).await?["nps"].take();
    assert_eq!((&nps["n"], &nps["score"], &nps["distribution"]), (&json!(5), &json!(100.0), &json!({"10": 5})));
    assert_eq!(town.recounts_since(&from).await?, 5);
    Ok(())
}

#[tokio::test]
async fn after_the_window_the_last_answer_stays_as_it_is() -> Outcome {
    let (town, _) = Town::with_a_shop().await?;
    let person = Person::invited(&town, HANAKO).await?;
    let before = person.nonce().await?;
    person.answers(9).await?.ok()?;
    let after = person.nonce().await?;
    town.advance("PT25H").await?;
    let page = person.opens("").await?;
    assert_eq!(page.status, 410);
    assert!(page.text.contains("can no longer be changed"), "{}", page.text);
    for nonce in [before, after] {
        let refused = person.sends(&json!({"nonce": nonce, "answers": {"nps": 0}})).await?;
        assert_eq!((refused.status, &refused.body["nonce"]), (StatusCode::CONFLICT, &Value::Null));
        let page = person.submits_as_is(&[("nonce", nonce.as_str()), ("q.nps", "0")]).await?;
        assert_eq!(page.status, 409);
    }
    let response = town.only("koe", "RESPONSE#")?;
    assert_eq!((&response["answers"], &response["rev"]), (&json!({"nps": 9}), &json!(1)));
    Ok(())
}

#[tokio::test]
async fn a_double_press_is_one_answer_and_another_answer_from_the_same_page_is_not_lost() -> Outcome {
    let (town, _) = Town::with_a_shop().await?;
    let person = Person::invited(&town, HANAKO).await?;
    let nonce = person.nonce().await?;
    let pressed = json!({"nonce": nonce, "answers": {"nps": 9, "why": WORDS}});
    let (one, other) = tokio::join!(person.sends(&pressed), person.sends(&pressed));
    for answer in [one?, other?, person.sends(&pressed).await?] {
        assert_eq!(answer.ok()?, json!({"revision": 1}));
    }
    assert_eq!(town.only("koe", "RESPONSE#")?["rev"], 1);

    let mut changed = json!({"nonce": nonce, "answers": {"nps": 3, "why": WORDS}});
    let stale = person.sends(&changed).await?;
    assert_eq!((stale.status, &stale.body["type"]), (StatusCode::CONFLICT, &json!("urn:koe:problem:stale")));
    assert_eq!(town.only("koe", "RESPONSE#")?["answers"]["nps"], 9, "nothing was recorded");
    changed["nonce"] = stale.body["nonce"].clone();
    assert_eq!(person.sends(&changed).await?.ok()?, json!({"revision": 2}));
    assert_eq!(town.only("koe", "RESPONSE#")?["answers"]["nps"], 3);
    Ok(())
}

#[tokio::test]
async fn a_page_that_lay_open_for_hours_is_shown_again_as_it_was_filled_in() -> Outcome {
    let (town, _) = Town::with_a_shop().await?;
    let (program, reader) = (Person::invited(&town, HANAKO).await?, Person::invited(&town, "taro@example.com").await?);
    let nonce = program.nonce().await?;
    let page = reader.opens("").await?.text;
    let old = field(&page, "nonce").ok_or("no nonce on the page")?;
    town.advance("PT3H").await?;

    let stale = program.sends(&json!({"nonce": nonce, "answers": {"nps": 7}})).await?;
    assert_eq!((stale.status, &stale.body["type"]), (StatusCode::CONFLICT, &json!("urn:koe:problem:stale")));
    let again = json!({"nonce": stale.body["nonce"], "answers": {"nps": 7}});

    let page = reader
        .submits_as_is(&[("nonce", old.as_str()), ("q.nps", "7"), ("q.why", WORDS), ("c.follow_up", "true")])
        .await?;
    assert_eq!(page.status, 409);
    assert!(shows_chosen(&page.text, 7) && page.text.contains(WORDS), "{}", page.text);
    assert!(page.text.contains("name=\"c.follow_up\" value=\"true\" checked"), "{}", page.text);
    assert!(town.stored("koe", "RESPONSE#")?.is_empty(), "nothing is recorded unseen");

    assert_eq!(program.sends(&again).await?.ok()?, json!({"revision": 1}));
    let fresh = field(&page.text, "nonce").ok_or("no nonce on the page")?;
    assert_ne!(fresh, old);
    assert_eq!(reader.submits_as_is(&[("nonce", fresh.as_str()), ("q.nps", "7"), ("q.why", WORDS)]).await?.status, 200);
    assert_eq!(town.stored("koe", "RESPONSE#")?.len(), 2);
    Ok(())
}

#[tokio::test]
async fn a_closed_door_says_why() -> Outcome {
    let (town, _) = Town::with_a_shop().await?;
    let asked = json!({"survey": "after-purchase", "to": {"email": HANAKO}, "send": false});
    let (id, link) = town.invites(&asked).await?;
    let revoked = Person::with_link(&town, &link);
    let held = revoked.nonce().await?;
    town.delete(&format!("/v1/invitations/{id}")).await?.ok()?;
    let refused = revoked.sends(&json!({"nonce": held, "answers": {"nps": 9}})).await?;
    assert_eq!(refused.status, 410, "the page was open when it was revoked");

    let expired = Person::invited(&town, "taro@example.com").await?;
    let held = expired.nonce().await?;
    town.advance("P31D").await?;
    let refused = expired.sends(&json!({"nonce": held, "answers": {"nps": 9}})).await?;
    assert_eq!(refused.status, 410, "the page was open when the time was over");

    let stopped = Person::invited(&town, "jiro@example.com").await?;
    let mut survey = after_purchase();
    survey["settings"]["mode"] = json!("stopped");
    town.put("/v1/surveys/after-purchase", &survey).await?.ok()?;
    // Every process may take the live version as read for half a minute.
    town.advance("PT1M").await?;

    let forged = Person::with_link(&town, &format!("{}/s/{}", town.address, "A".repeat(47)));
    for (person, status, words) in [
        (&revoked, 410, "This invitation was withdrawn"),
        (&expired, 410, "This link has expired"),
        (&stopped, 410, "This survey has ended"),
        (&forged, 404, "We do not know this link"),
    ] {
        let page = person.opens("?score=9").await?;
        assert_eq!(page.status, status, "{words}");
        assert!(page.text.contains(words), "{words} is missing in {}", page.text);
        assert_eq!(person.reads().await?.status, status, "{words}");
    }
    assert!(town.stored("koe", "RESPONSE#")?.is_empty());
    assert_eq!(town.states()?, ["expired", "revoked", "sent"]);
    Ok(())
}

#[tokio::test]
async fn a_reader_of_japanese_gets_a_japanese_page() -> Outcome {
    let (town, _) = Town::with_a_shop().await?;
    let person = Person::invited(&town, HANAKO).await?;
    let pages = [
        (person.opens("?lang=ja").await?.text, "ja", "当店を薦めますか"),
        (person.opens_in("fr, ja;q=0.8, en;q=0.5").await?.text, "ja", "当店を薦めますか"),
        (person.opens_in("fr").await?.text, "en", "Would you recommend us?"),
        (person.opens("").await?.text, "en", "Would you recommend us?"),
    ];
    for (page, language, question) in pages {
        assert!(page.contains(&format!("<html lang=\"{language}\"")) && page.contains(question), "{page}");
    }
    Ok(())
}

#[tokio::test]
async fn an_unhappy_answer_alerts_those_in_charge_once_and_names_nobody() -> Outcome {
    for (store, told) in [(json!("shibuya"), "shibuya@example.com"), (Value::Null, "support@example.com")] {
        let (town, _) = Town::with_a_shop().await?;
        let asked = json!({"survey": "after-purchase", "send": false, "store": store,
            "to": {"email": HANAKO, "name": {"family": "Yamanashi", "given": "Hanako"}}});
        let person = Person::with_link(&town, &town.invites(&asked).await?.1);
        let answers = json!({"nps": 2, "why": WORDS});
        person.sends(&json!({"nonce": person.nonce().await?, "answers": answers})).await?.ok()?;
        town.settle().await?;
        assert_eq!((town.inbox.mails().len(), town.mails_to(told)), (1, 1), "{told}");
        let mail = town.mail_to(told)?;
        assert!(mail.subject.contains("2 of 10"), "{}", mail.subject);
        for part in [&mail.subject, &mail.text, &mail.html] {
            for hidden in [WORDS, HANAKO, "Hanako", "Yamanashi", person.token()] {
                assert!(!part.contains(hidden), "{hidden} stands in {part}");
            }
        }
        let case = town.only("koe-people", "CASE#")?;
        assert_eq!(
            [&case["state"], &case["score"], &case["of"], &case["alert"]],
            [&json!("open"), &json!(2), &json!(10), &json!("sent")]
        );

        // A corrected answer corrects the case, and is no news; a happy one is none at all.
        person.answers(4).await?.ok()?;
        Person::invited(&town, "taro@example.com").await?.answers(7).await?.ok()?;
        town.advance("P3D").await?;
        assert_eq!(town.inbox.mails().len(), 1);
        assert_eq!(town.only("koe-people", "CASE#")?["score"], 4);
    }
    Ok(())
}

#[tokio::test]
async fn a_hundred_presses_of_fifty_people_at_once_are_fifty_answers() -> Outcome {
    let (town, _) = Town::with_a_shop().await?;
    let from = town.today()?;
    let mut presses = Vec::new();
    for number in 0..50_i64 {
        let person = Person::invited(&town, &format!("customer{number}@example.com")).await?;
        let body = json!({"nonce": person.nonce().await?, "answers": {"nps": 7 + number % 4}});
        presses.push((person, body));
    }
    let all = presses.iter().chain(&presses).map(|(person, body)| person.sends(body));
    for answer in join_all(all).await {
        assert_eq!(answer?.ok()?, json!({"revision": 1}));
    }
    let nps = town.metrics_since(&from).await?["nps"].take();
    assert_eq!((&nps["n"], &nps["distribution"]), (&json!(50), &json!({"7": 13, "8": 13, "9": 12, "10": 12})));
    assert_eq!(town.recounts_since(&from).await?, 50);
    assert_eq!(town.stored("koe", "COUNTED#")?.len(), 50);
    Ok(())
}

#[tokio::test]
async fn a_response_row_holds_neither_a_person_nor_an_exact_time_nor_readable_words() -> Outcome {
    let (town, _) = Town::with_a_shop().await?;
    let asked = json!({"survey": "after-purchase", "send": false, "store": "shibuya",
        "to": {"email": HANAKO, "name": {"family": "Yamanashi", "given": "Hanako"}}});
    let person = Person::with_link(&town, &town.invites(&asked).await?.1);
    let answers = json!({"nps": 9, "delivery": 4, "first": "yes", "topics": ["quality"], "why": WORDS});
    person.sends(&json!({"nonce": person.nonce().await?, "answers": answers})).await?.ok()?;
    town.settle().await?;

    let everything = town.everything()?;
    for hidden in [WORDS, HANAKO, "hanako", "Yamanashi", "Hanako", person.token()] {
        assert!(!everything.contains(hidden), "{hidden} can be read in a row");
    }
    let row = town.only("koe", "RESPONSE#")?;
    let names: BTreeSet<&str> = row.as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect();
    let known: BTreeSet<&str> =
        "pk sk v id survey version day shard rev answers text store labels locale test due_pk due_at"
            .split(' ')
            .collect();
    assert_eq!(names, known);
    assert_eq!(row["answers"], json!({"nps": 9, "delivery": 4, "first": "yes", "topics": ["quality"]}));
    for value in row.as_object().into_iter().flatten().filter_map(|(_, value)| value.as_str()) {
        assert!(value.parse::<Timestamp>().is_err() || value.ends_with("T00:00:00Z"), "{value} is an exact time");
    }
    let invitation = town.only("koe-people", "INVITE#")?;
    for pseudonym in [&invitation["person"], &invitation["id"]] {
        let pseudonym = pseudonym.as_str().ok_or("no pseudonym")?;
        assert!(!row.to_string().contains(pseudonym), "a row leads from the response to the person");
    }

    // Who holds the link sees their own words again.
    assert_eq!(person.reads().await?.ok()?["answers"], answers);
    assert!(person.opens("").await?.text.contains(WORDS));
    Ok(())
}
