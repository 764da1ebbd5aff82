//! Receipts: complete, signed, checked with nothing but the published keys, and readable by people.

use koe_privacy::receipt::{check, standings};
use koe_privacy::sign::{read, verify};
use koe_tests::{Answer, Fault, Outcome, Person, Town};
use reqwest::Method;
use serde_json::{Value, json};

use super::{HANAKO, TARO, answers, document, each, keys, person_id, text};

/// The text of the box, as the survey has it.
const BOX: &str = "You may contact me about my answer.";

/// Hanako agreed, and took it back; and how staff know her.
async fn agreed_and_withdrew() -> Result<(Town, String), Fault> {
    let (town, _) = Town::with_a_shop().await?;
    let person = Person::invited(&town, HANAKO).await?;
    for agreed in [true, false] {
        answers(&person, &json!({"nps": 9}), &json!({"follow_up": agreed})).await?;
    }
    let id = person_id(&town, HANAKO).await?;
    Ok((town, id))
}

#[tokio::test]
async fn a_receipt_is_complete_and_signed_and_one_changed_byte_undoes_it() -> Outcome {
    let (town, id) = agreed_and_withdrew().await?;
    let keys = keys(&town).await?;
    let answer = town.get(&format!("/v1/people/{id}/consents/2/receipt")).await?;
    assert_eq!((answer.header("content-type"), answer.header("cache-control")), ("application/ld+json", "no-store"));
    let receipt = read(answer.text.as_bytes())?;
    let signed = document(&receipt)?;
    verify(signed, &keys)?;
    assert_eq!(check(signed).iter().map(|fault| format!("{fault:?}")).collect::<Vec<_>>(), Vec::<String>::new());
    let standing = standings(signed).into_iter().map(|it| (it.purpose, it.state, it.events));
    assert_eq!(standing.collect::<Vec<_>>(), [("follow_up".to_owned(), "withdrawn", 4)]);

    let ledger = town.get(&format!("/v1/people/{id}/consents")).await?.ok()?;
    assert_eq!(each(&ledger["events"], "decision"), ["served", "given", "served", "withdrawn"]);
    for hash in each(&ledger["events"], "hash") {
        assert!(answer.text.contains(hash), "{hash}");
    }
    assert!(!answer.text.contains(HANAKO) && !answer.text.contains("/privacy/"), "whoever holds it cannot act with it");

    let mut undone = 0;
    for place in (0..answer.text.len()).step_by(31) {
        let mut bytes = answer.text.clone().into_bytes();
        bytes[place] ^= 1;
        let Ok(Value::Object(altered)) = read(&bytes) else { continue };
        if altered != *signed {
            assert!(verify(&altered, &keys).is_err(), "byte {place} was changed, and nobody noticed");
            undone += 1;
        }
    }
    assert!(undone > 50, "{undone} changes were tried alone");
    Ok(())
}

#[tokio::test]
async fn a_receipt_has_a_page_that_says_the_same_in_two_languages() -> Outcome {
    let (town, id) = agreed_and_withdrew().await?;
    let (keys, path) = (keys(&town).await?, format!("/v1/people/{id}/consents/2/receipt"));
    let receipt = town.get(&path).await?.ok()?;
    let ledger = town.get(&format!("/v1/people/{id}/consents")).await?.ok()?;
    let hash = text(&ledger["events"][1], "hash")?;
    for (languages, title, decision) in [("en", "Consent receipt", "Agreed"), ("ja", "同意の控え", "同意")] {
        let request = town.request(Method::GET, &path).header("accept", "text/html");
        let page = Answer::of(request.header("accept-language", languages)).await?;
        assert_eq!((page.status.as_u16(), page.header("cache-control")), (200, "no-store"));
        assert!(page.text.contains(&format!("<html lang=\"{languages}\"")), "{}", page.text);
        let decision = format!("<dd class=\"text\">{decision}</dd>");
        for words in [title, &decision, "follow_up", BOX, &hash, "Example K.K."] {
            assert!(page.text.contains(words), "{languages}: {words} is missing in {}", page.text);
        }
        let (_, rest) = page.text.split_once("<pre tabindex=\"0\">").ok_or("no document on the page")?;
        let (inside, _) = rest.split_once("</pre>").ok_or("the document has no end")?;
        let signed = read(unescaped(inside).as_bytes())?;
        verify(document(&signed)?, &keys)?;
        assert_eq!(signed["dpv:hasRecordOfActivity"], receipt["dpv:hasRecordOfActivity"]);
    }
    Ok(())
}

fn unescaped(html: &str) -> String {
    [("&#34;", "\""), ("&#39;", "'"), ("&#60;", "<"), ("&#62;", ">"), ("&#38;", "&")]
        .iter()
        .fold(html.to_owned(), |text, (escaped, plain)| text.replace(escaped, plain))
}

#[tokio::test]
async fn the_text_that_was_shown_is_found_under_its_hash_by_anybody() -> Outcome {
    let (town, id) = agreed_and_withdrew().await?;
    let ledger = town.get(&format!("/v1/people/{id}/consents")).await?.ok()?;
    let shown = &ledger["events"][1]["shown"];
    assert_eq!((&shown["purposes"], &shown["preset"]), (&json!(["follow_up"]), &json!(false)));
    let hash = text(shown, "source_sha256")?;
    let notice = Answer::of(town.stranger(Method::GET, &format!("/notices/{hash}"))).await?;
    assert_eq!((notice.status.as_u16(), notice.header("content-language")), (200, "en"));
    assert_eq!(koe_domain::consent::sha256_hex(&notice.text), hash);
    assert!(notice.text.contains("Example K.K.") && !notice.text.contains(HANAKO), "{}", notice.text);
    let other = Answer::of(town.stranger(Method::GET, &format!("/notices/{}", "0".repeat(64)))).await?;
    assert_eq!(other.verdict(), "404 not-found");
    Ok(())
}

#[tokio::test]
async fn there_is_no_receipt_of_what_was_never_decided() -> Outcome {
    let (town, id) = agreed_and_withdrew().await?;
    answers(&Person::invited(&town, TARO).await?, &json!({"nps": 9}), &json!({})).await?;
    let silent = person_id(&town, TARO).await?;
    for path in [format!("{id}/consents/5"), format!("{id}/consents/0"), format!("{silent}/consents/1")] {
        assert_eq!(town.get(&format!("/v1/people/{path}/receipt")).await?.verdict(), "404 not-found", "{path}");
    }
    Ok(())
}
