//! The daily root: whoever keeps the mails can show what the ledgers were, whatever becomes of the tables.

use koe_domain::consent::{ConsentEvent, Decision, Entry, LedgerHead, sha256_hex};
use koe_privacy::sign::verify;
use koe_tests::{Fault, Outcome, Person, Town};
use serde_json::{Value, json};

use super::{HANAKO, TARO, answers, document, each, keys, person_id, stating, text};

/// Who keeps the roots.
const AUDITOR: &str = "auditor@example.jp";

/// A root, computed as its statement says.
fn root(previous: &str, day: &str, heads: &[&str]) -> String {
    let mut sorted = heads.to_vec();
    sorted.sort_unstable();
    let parts = [previous, day].into_iter().chain(sorted);
    sha256_hex(&parts.map(|part| format!("{part}\n")).collect::<String>())
}

/// Every root with its heads, oldest first.
async fn roots(town: &Town) -> Result<Vec<Value>, Fault> {
    let listed = town.get("/v1/ledger/roots").await?.ok()?;
    let mut found = Vec::new();
    for day in each(&listed["items"], "day").into_iter().rev() {
        found.push(town.get(&format!("/v1/ledger/roots/{day}")).await?.ok()?);
    }
    Ok(found)
}

fn covers(detail: &Value) -> Vec<&str> {
    detail["covers"].as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

/// The statements that were mailed about this day.
fn mailed(town: &Town, day: &str) -> Result<Vec<Value>, Fault> {
    let mut statements = Vec::new();
    for mail in town.inbox.mails().iter().filter(|mail| mail.to == AUDITOR && mail.subject.contains(day)) {
        let (from, to) = mail.text.find('{').zip(mail.text.rfind('}')).ok_or("no statement in the mail")?;
        statements.push(serde_json::from_str(&mail.text[from..=to])?);
    }
    Ok(statements)
}

/// A stack that mails its roots, where these people agreed to something, two days ago.
async fn two_days_later(people: &[&str]) -> Result<Town, Fault> {
    let town = stating(json!({"ledger_root_to": AUDITOR})).await?;
    assert!(roots(&town).await?.is_empty());
    for address in people {
        answers(&Person::invited(&town, address).await?, &json!({"nps": 9}), &json!({"follow_up": true})).await?;
    }
    town.advance("P2D").await?;
    Ok(town)
}

#[tokio::test]
async fn each_day_has_a_signed_root_that_anybody_can_compute_and_it_is_mailed_once() -> Outcome {
    let town = two_days_later(&[HANAKO, TARO]).await?;
    let profiles = town.stored("koe-people", "PROFILE")?;
    let mut heads: Vec<&str> = profiles.iter().filter_map(|row| row["head"]["hash"].as_str()).collect();
    heads.sort_unstable();
    assert_eq!(heads.len(), 2);
    town.advance("P2D").await?;

    let (found, keys) = (roots(&town).await?, keys(&town).await?);
    assert!(found.len() >= 3, "every day has one, be it over no heads");
    let (mut previous, mut covered) = (String::new(), Vec::new());
    for detail in &found {
        let (day, statement) = (text(detail, "day")?, &detail["statement"]);
        verify(document(statement)?, &keys)?;
        let computed = root(&previous, &day, &covers(detail));
        assert_eq!((&json!(computed), &json!(computed)), (&detail["root"], &statement["root"]));
        assert_eq!((&statement["day"], &statement["previous"]), (&json!(day), &json!(previous)));
        assert_eq!((&statement["heads"], &detail["mail"]), (&json!(covers(detail).len()), &json!("sent")));
        assert_eq!(mailed(&town, &day)?, std::slice::from_ref(statement), "{day}");
        covered.extend(covers(detail));
        previous = computed;
    }
    covered.sort_unstable();
    assert_eq!(covered, heads, "each end of a ledger is covered on the day on which it moved");
    assert_eq!(town.mails_to(AUDITOR), found.len());
    assert!(!town.inbox.mails().iter().any(|mail| mail.to == AUDITOR && mail.text.contains(HANAKO)));
    Ok(())
}

#[tokio::test]
async fn a_ledger_that_was_rewritten_whole_holds_in_itself_but_not_against_the_mail() -> Outcome {
    let town = two_days_later(&[HANAKO]).await?;
    let id = person_id(&town, HANAKO).await?;
    let found = roots(&town).await?;
    let honest = text(&town.only("koe-people", "PROFILE")?["head"], "hash")?;
    let of_day = found.iter().find(|detail| covers(detail).contains(&&*honest)).ok_or("the ledger is not covered")?;
    let (day, previous) = (text(of_day, "day")?, text(&of_day["statement"], "previous")?);

    // Whoever holds the tables makes a refusal of the agreement, and everything after it fit.
    let ledger = town.get(&format!("/v1/people/{id}/consents")).await?.ok()?;
    let events: Vec<ConsentEvent> = serde_json::from_value(ledger["events"].clone())?;
    let last = events.last().ok_or("no event")?.clone();
    assert_eq!((last.seq, last.entry.decision), (2, Decision::Given));
    let before = LedgerHead { seq: last.seq - 1, hash: last.prev.clone() };
    let (forged, head) = before.append(Entry { decision: Decision::Refused, ..last.entry })?;
    town.tampers("koe-consent", "00000002", |row| {
        row["decision"]["S"] = json!("refused");
        row["hash"]["S"] = json!(forged.hash);
    })?;
    town.tampers("koe-people", "PROFILE", |row| {
        row["head"]["M"]["hash"]["S"] = json!(head.hash);
        row["consents"]["M"]["follow_up"]["BOOL"] = json!(false);
    })?;
    let told = town.get(&format!("/v1/people/{id}/consents")).await?.ok()?;
    assert_eq!((&told["verified"], &told["head"]["hash"]), (&json!(true), &json!(head.hash)));

    let statements = mailed(&town, &day)?;
    let statement = statements.first().ok_or("no mail")?;
    verify(document(statement)?, &keys(&town).await?)?;
    let with = |one: &str| -> String {
        let heads: Vec<&str> = covers(of_day).into_iter().map(|head| if head == honest { one } else { head }).collect();
        root(&previous, &day, &heads)
    };
    assert_eq!(json!(with(&honest)), statement["root"]);
    assert_ne!(json!(with(&head.hash)), statement["root"], "the changed end does not fit the root that was mailed");
    for detail in roots(&town).await? {
        assert!(!covers(&detail).contains(&&*head.hash), "no root covers it: {detail}");
    }
    Ok(())
}

#[tokio::test]
async fn without_an_address_the_root_is_made_and_mailed_to_nobody() -> Outcome {
    let (town, _) = Town::with_a_shop().await?;
    answers(&Person::invited(&town, HANAKO).await?, &json!({"nps": 9}), &json!({"follow_up": true})).await?;
    town.advance("P2D").await?;
    let found = roots(&town).await?;
    assert!(found.iter().any(|detail| covers(detail).len() == 1), "{found:?}");
    assert!(found.iter().all(|detail| detail["mail"] == "due"), "{found:?}");
    assert!(town.inbox.mails().is_empty());
    assert_eq!(town.get("/v1/ledger/roots/2020-01-01").await?.verdict(), "404 not-found");
    assert_eq!(town.get("/v1/ledger/roots/yesterday").await?.verdict(), "404 not-found");
    Ok(())
}
