//! What names somebody in a comment is taken out before anything is stored; nobody who handles it reads it either.

use std::collections::BTreeSet;

use koe_tests::{Fault, Outcome, Person, Town};
use serde_json::{Value, json};

/// What people write, and what is kept of it.
const SAID: [(&str, &str); 9] = [
    (
        "The parcel was late. Write to yamanobe.k@example.org or call 090-1234-5678.",
        "The parcel was late. Write to [EMAIL] or call [PHONE].",
    ),
    ("Mrs Coleman at the counter promised me a refund.", "Mrs [PERSON] at the counter promised me a refund."),
    ("My Number is 1234 5678 9018, why did you ask for it?", "My Number is [MY NUMBER], why did you ask for it?"),
    (
        "商品が届きません。連絡は ０９０－１２３４－５６７８ か yamanobe.k@example.org までお願いします。",
        "商品が届きません。連絡は [電話番号] か [メール] までお願いします。",
    ),
    ("担当の長谷川さんの説明が分かりやすかったです。", "担当の[氏名]さんの説明が分かりやすかったです。"),
    ("山野辺健一と申します。返品の連絡をお待ちしています。", "[氏名]と申します。返品の連絡をお待ちしています。"),
    ("マイナンバーは1234 5678 9018です。なぜ必要なのですか。", "マイナンバーは[個人番号]です。なぜ必要なのですか。"),
    ("The lid of the parcel was open.", "The lid of the parcel was open."),
    ("配送が遅く、梱包も雑でした。", "配送が遅く、梱包も雑でした。"),
];

/// What of it may be found nowhere.
const RAW: [&str; 8] = [
    "yamanobe",
    "090-1234-5678",
    "０９０－１２３４－５６７８",
    "Coleman",
    "1234 5678 9018",
    "123456789018",
    "長谷川",
    "山野辺",
];

const GERMAN: &str = "Das Paket kam leider sehr spät, und die Verpackung war nicht gut: yamanobe.k@example.org";

/// Somebody is unhappy in these words.
async fn complains(town: &Town, address: &str, words: &str) -> Result<Person, Fault> {
    let person = Person::invited(town, address).await?;
    let body = json!({"nonce": person.nonce().await?, "answers": {"nps": 2, "why": words}});
    person.sends(&body).await?.ok()?;
    Ok(person)
}

/// What those who handle cases read, of all that are open.
async fn handled(town: &Town) -> Result<BTreeSet<String>, Fault> {
    town.settle().await?;
    let listed = town.get("/v1/cases").await?.ok()?;
    let mut words = BTreeSet::new();
    for case in listed["items"].as_array().into_iter().flatten() {
        let id = case["id"].as_str().ok_or("a case without an id")?;
        let shown = town.get(&format!("/v1/cases/{id}")).await?.ok()?;
        words.insert(shown["answers"]["why"].as_str().ok_or("a case without words")?.to_owned());
    }
    Ok(words)
}

/// Requires that nothing that was taken out stands in a row, in a stream's record or in a mail.
fn nowhere(town: &Town) -> Outcome {
    let mails: String =
        town.inbox.mails().iter().map(|mail| format!("{} {} {}", mail.subject, mail.text, mail.html)).collect();
    for (place, text) in [("rows", town.everything()?), ("streams", town.streamed()?), ("mails", mails)] {
        for raw in RAW {
            assert!(!text.contains(raw), "{raw} stands in the {place}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn staff_and_the_person_read_marks_and_the_words_themselves_are_nowhere() -> Outcome {
    let (town, _) = Town::with_a_shop().await?;
    for (i, (said, kept)) in SAID.iter().enumerate() {
        let person = complains(&town, &format!("customer{i}@example.com"), said).await?;
        assert_eq!(person.reads().await?.ok()?["answers"]["why"], *kept, "{said}");
        assert!(!person.opens("").await?.text.contains(RAW[0]));
    }
    let kept: BTreeSet<String> = SAID.iter().map(|(_, kept)| (*kept).to_owned()).collect();
    assert_eq!(handled(&town).await?, kept);
    let rows = town.stored("koe", "RESPONSE#")?;
    assert_eq!(rows.len(), SAID.len());
    assert!(rows.iter().all(|row| !row["text"].is_null() && row["unscrubbed"].is_null()), "both languages have rules");
    nowhere(&town)
}

#[tokio::test]
async fn a_copy_of_ones_data_holds_the_marks_too() -> Outcome {
    let (town, _) = Town::with_a_shop().await?;
    let (said, kept) = SAID[1];
    complains(&town, "customer@example.com", said).await?;
    let found = town.post("/v1/people/lookup", &json!({"email": "customer@example.com"})).await?.ok()?;
    let id = found["person"].as_str().ok_or("no id")?;
    let copy = town.get(&format!("/v1/people/{id}/export")).await?.ok()?;
    let answers = copy["invitations"][0]["answer"]["answers"].as_array().ok_or("no answers")?;
    let why = answers.iter().find(|answer| answer["question"] == "why").ok_or("no words")?;
    assert_eq!((&why["answer"], &copy["invitations"][0]["answer"]["own_words"]), (&json!(kept), &json!("kept")));
    assert!(!copy.to_string().contains("Coleman"), "{copy}");
    Ok(())
}

#[tokio::test]
async fn words_in_a_language_without_rules_are_marked_until_they_are_changed() -> Outcome {
    let (town, _) = Town::with_a_shop().await?;
    let person = complains(&town, "customer@example.com", GERMAN).await?;
    assert_eq!(town.only("koe", "RESPONSE#")?["unscrubbed"], true);
    // An address is one in every language; and whoever handles the case reads the rest.
    let kept = GERMAN.replace("yamanobe.k@example.org", "[EMAIL]");
    assert_eq!(handled(&town).await?, BTreeSet::from([kept]));
    nowhere(&town)?;

    let english = json!({"nps": 2, "why": SAID[7].0});
    person.sends(&json!({"nonce": person.nonce().await?, "answers": english})).await?.ok()?;
    let row = town.only("koe", "RESPONSE#")?;
    assert_eq!((&row["rev"], &row["unscrubbed"]), (&json!(2), &Value::Null));
    assert_eq!(handled(&town).await?, BTreeSet::from([SAID[7].1.to_owned()]));
    Ok(())
}
