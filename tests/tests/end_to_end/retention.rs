//! What is no longer needed goes, each at its time; the totals stay. And a stack that is stopped forgets nothing else.

use koe_tests::{Fault, Outcome, Person, Town, after_purchase, organisation};
use serde_json::{Value, json};

/// What people write; no row holds it in these words.
const WORDS: &str = "The parcel was left in the rain by the gate";

fn address(number: u64) -> String {
    format!("customer{number}@example.com")
}

/// A stack whose survey keeps pointers for 20 days, words for 40 and contacts for 60.
async fn forgetful() -> Result<Town, Fault> {
    let mut survey = after_purchase();
    survey["settings"]["invitation"] = json!({"expires_after": "P10D"});
    survey["settings"]["retention"] = json!({"link": "P20D", "free_text": "P40D", "contact": "P60D"});
    Ok(Town::asking(&survey, &json!([])).await?.0)
}

/// How many persons' keys there are.
fn keys_of_people(town: &Town) -> Result<usize, Fault> {
    let rows = town.stored("koe-keys", "PERSON#")?;
    Ok(rows.iter().filter(|row| row["sk"] == "KEY").count())
}

/// How many rows of this kind have this field.
fn with(town: &Town, table: &str, kind: &str, field: &str) -> Result<usize, Fault> {
    Ok(town.stored(table, kind)?.iter().filter(|row| !row[field].is_null()).count())
}

#[tokio::test]
async fn pointer_words_and_contact_go_one_after_the_other_and_no_total_moves() -> Outcome {
    let town = forgetful().await?;
    let from = town.today()?;
    let mut people = Vec::new();
    for (number, score) in (1..=5).zip([3, 8, 9, 9, 10]) {
        town.plans_mail_to(&address(number), "PT0S").await?;
        town.settle().await?;
        let person = town.person(&address(number))?;
        let answer = json!({"nonce": person.nonce().await?, "answers": {"nps": score, "delivery": 4, "why": WORDS}});
        person.sends(&answer).await?.ok()?;
        people.push(person);
    }
    let silent = town.plans_mail_to(&address(6), "PT0S").await?;
    let before = town.metrics_since(&from).await?;
    assert_eq!((&before["nps"]["n"], &before["nps"]["score"]), (&json!(5), &json!(40.0)));
    assert_eq!(town.stored("koe-keys", "POINTER#")?.len(), 5);
    let same = async || {
        assert_eq!(town.metrics_since(&from).await?, before);
        assert_eq!(town.recounts_since(&from).await?, 5);
        Ok::<(), Fault>(())
    };

    town.advance("P19D").await?;
    assert_eq!(town.stored("koe-keys", "POINTER#")?.len(), 5);
    assert_eq!(town.invitation(&silent).await?["state"], "expired");

    town.advance("P2D").await?;
    assert!(town.stored("koe-keys", "POINTER#")?.is_empty(), "after 20 days nothing leads from a person to an answer");
    for person in &people {
        assert_eq!(person.opens("").await?.status, 410);
    }
    for row in town.stored("koe-people", "INVITE#")? {
        assert!(row["answered_with"].is_null() && row["edit_until"].is_null(), "{row}");
        for step in row["history"].as_array().into_iter().flatten() {
            assert!(step["at"].as_str().is_some_and(|at| at.ends_with("T00:00:00Z")), "{step} tells when it was");
        }
    }
    assert_eq!((town.stored("koe-keys", "TEXT#")?.len(), with(&town, "koe", "RESPONSE#", "text")?), (5, 5));
    same().await?;

    town.advance("P20D").await?;
    assert_eq!((town.stored("koe-keys", "TEXT#")?.len(), with(&town, "koe", "RESPONSE#", "text")?), (0, 0));
    assert_eq!((keys_of_people(&town)?, with(&town, "koe-people", "PROFILE", "contact")?), (6, 6));
    same().await?;

    town.advance("P20D").await?;
    assert_eq!((keys_of_people(&town)?, with(&town, "koe-people", "PROFILE", "contact")?), (0, 0));
    assert!(town.stored("koe-keys", "")?.is_empty(), "no key is left");
    assert_eq!(town.stored("koe", "RESPONSE#")?.len(), 5);
    same().await?;

    // Whoever comes again is asked again, under a new key.
    town.plans_mail_to(&address(1), "PT0S").await?;
    town.settle().await?;
    assert_eq!((town.mails_to(&address(1)), keys_of_people(&town)?), (2, 1));
    Ok(())
}

#[tokio::test]
async fn somebody_who_is_asked_again_keeps_their_contact_until_it_is_needed_no_more() -> Outcome {
    let town = forgetful().await?;
    town.plans_mail_to(&address(1), "PT0S").await?;
    town.advance("P50D").await?;
    town.plans_mail_to(&address(1), "P20D").await?;
    town.advance("P15D").await?;
    assert_eq!(keys_of_people(&town)?, 1, "60 days are over, but a mail waits");
    town.advance("P5D").await?;
    assert_eq!(town.mails_to(&address(1)), 2);
    town.advance("P61D").await?;
    assert_eq!((keys_of_people(&town)?, with(&town, "koe-people", "PROFILE", "contact")?), (0, 0));
    Ok(())
}

#[tokio::test]
async fn an_answer_without_words_needs_no_key_and_changing_them_away_destroys_it() -> Outcome {
    let town = forgetful().await?;
    let person = Person::invited(&town, &address(1)).await?;
    person.answers(9).await?.ok()?;
    assert!(town.stored("koe-keys", "TEXT#")?.is_empty());
    for (answers, keys) in [(json!({"nps": 9, "why": WORDS}), 1), (json!({"nps": 9}), 0)] {
        person.sends(&json!({"nonce": person.nonce().await?, "answers": answers})).await?.ok()?;
        assert_eq!(town.stored("koe-keys", "TEXT#")?.len(), keys);
    }
    town.advance("P45D").await?;
    assert_eq!(town.only("koe", "RESPONSE#")?["answers"], json!({"nps": 9}));
    Ok(())
}

/// What staff see of a stack, all in one.
async fn seen(town: &Town, from: &str, scheduled: &str) -> Result<[Value; 5], Fault> {
    Ok([
        town.get("/v1/organisation").await?.ok()?,
        town.get("/v1/surveys/after-purchase").await?.ok()?,
        town.get("/v1/sources/shop").await?.ok()?,
        town.metrics_since(from).await?,
        town.invitation(scheduled).await?,
    ])
}

#[tokio::test]
async fn a_stack_that_is_started_again_goes_on_where_it_stopped() -> Outcome {
    let folder = tempfile::tempdir()?;
    let mut town = Town::in_folder(folder.path()).await?;
    let mut survey = after_purchase();
    survey["settings"]["edit_window"] = json!("P20D");
    town.put("/v1/organisation", &organisation()).await?.ok()?;
    town.put("/v1/surveys/after-purchase", &survey).await?.ok()?;
    town.opens_shop("shop", &json!([])).await?;
    let from = town.today()?;
    let mut token = String::new();
    for number in 1..=5 {
        let person = Person::invited(&town, &address(number)).await?;
        let answer = json!({"nonce": person.nonce().await?, "answers": {"nps": 9, "why": WORDS}});
        person.sends(&answer).await?.ok()?;
        person.token().clone_into(&mut token);
    }
    let waiting = town.plans_mail_to(&address(6), "P5D").await?;
    town.plans_mail_to(&address(7), "PT0S").await?;
    town.advance("P2D").await?;
    let (key, now, mails) = (town.key.clone(), town.advance("PT0S").await?["now"].take(), town.inbox.mails());
    let before = seen(&town, &from, &waiting).await?;
    assert_eq!((&before[3]["nps"]["n"], &before[4]["state"]), (&json!(5), &json!("scheduled")));
    town.stop().await;
    drop(town);

    let town = Town::in_folder(folder.path()).await?;
    assert_eq!(town.key, key);
    let later = town.advance("PT0S").await?["now"].take();
    let (now, later): (jiff::Timestamp, jiff::Timestamp) =
        (serde_json::from_value(now)?, serde_json::from_value(later)?);
    assert!(later >= now, "time does not go back");
    assert_eq!(seen(&town, &from, &waiting).await?, before);
    assert_eq!(town.inbox.mails(), mails, "nothing is sent twice");
    assert_eq!(town.recounts_since(&from).await?, 5);

    // Links still open, words can still be read, and what waits is sent in its time.
    let person = Person::with_link(&town, &format!("{}/s/{token}", town.address));
    let read = person.reads().await?.ok()?;
    assert_eq!(read["answers"], json!({"nps": 9, "why": WORDS}));
    assert_eq!(person.answers(10).await?.ok()?, json!({"revision": 2}));
    assert_eq!(town.metrics_since(&from).await?["nps"]["distribution"], json!({"9": 4, "10": 1}));
    town.advance("P4D").await?;
    assert_eq!(town.mails_to(&address(6)), 1);
    assert_eq!(town.person(&address(6))?.answers(8).await?.ok()?, json!({"revision": 1}));
    Ok(())
}
