//! The notice: who asks, why, for how long, and what a person may do, before anything is sent; and proof of what stood
//! there.

use jiff::SignedDuration;
use koe_domain::consent::{Decision, NOTICE, sha256_hex};
use koe_tests::{Answer, Fault, Outcome, Person, Town, after_purchase, field};
use reqwest::Method;
use serde_json::json;

use super::{contents, decisions, ledger, states};

const HANAKO: &str = "hanako@example.com";
/// The text of the box, as the survey has it.
const BOX: &str = "You may contact me about my answer.";

/// A stack under two laws.
async fn under_law() -> Result<Town, Fault> {
    let mut survey = after_purchase();
    survey["settings"]["retention"] =
        json!({"link": "P80D", "free_text": "P200D", "contact": "P70D", "proof": "P900D"});
    let (town, _) = Town::asking(&survey, &json!([])).await?;
    states(&town, &contents(&["gdpr", "appi"])).await?;
    Ok(town)
}

/// What a browser shows of a page's text.
fn unescaped(page: &str) -> String {
    let marks = [("&#34;", "\""), ("&quot;", "\""), ("&#39;", "'"), ("&#x27;", "'"), ("&#60;", "<"), ("&lt;", "<")];
    let more = [("&#62;", ">"), ("&gt;", ">"), ("&#38;", "&"), ("&amp;", "&")];
    marks.into_iter().chain(more).fold(page.to_owned(), |page, (mark, letter)| page.replace(mark, letter))
}

/// What stands before the button.
fn before_the_button(page: &str) -> Result<&str, Fault> {
    Ok(page.split_once("<button type=\"submit\"").ok_or("no button")?.0)
}

/// The notice of this hash, as anybody reads it.
async fn notice(town: &Town, sha256: &str) -> Result<Answer, Fault> {
    Answer::of(town.stranger(Method::GET, &format!("/notices/{sha256}"))).await
}

#[tokio::test]
async fn before_the_button_stands_who_asks_why_for_how_long_and_what_one_may_do() -> Outcome {
    let town = under_law().await?;
    let person = Person::invited(&town, HANAKO).await?;
    let english = [
        "Who asks",
        "Example K.K.",
        "1-1 Example, Tokyo",
        "privacy@example.com",
        "What your answers are used for",
        "To learn how our deliveries went.",
        "On what ground",
        "Our legitimate interest in good service.",
        "Who else receives them",
        "Example Mail Ltd., IE",
        "Where they are stored",
        "How long they are kept",
        "80 days",
        "200 days",
        "70 days",
        "900 days",
        "What you may do",
        "GDPR art. 15 to 21",
        "Example Authority",
        "Answering is voluntary",
        "Your answers are confidential.",
    ];
    let japanese = [
        "アンケートの実施者",
        "Example K.K.",
        "privacy@example.com",
        "利用目的",
        "配送の改善に役立てるため。",
        "正当な利益のため。",
        "提供先・委託先",
        "保管場所",
        "保管期間",
        "80日間",
        "200日間",
        "70日間",
        "900日間",
        "お客様の権利",
        "GDPR第15条",
        "Example Authority",
        "ご回答は任意です",
    ];
    for (language, words) in [("en", &english[..]), ("ja", &japanese[..])] {
        let page = person.opens(&format!("?lang={language}")).await?.text;
        assert!(page.len() < 20_000, "the page in {language} has {} bytes", page.len());
        let shown = unescaped(before_the_button(&page)?);
        for word in words {
            assert!(shown.contains(word), "{word} is not before the button: {shown}");
        }
        // Behind a link nobody is anonymous, and the law's own word for processed data is not ours.
        for word in ["anonymous", "匿名"] {
            assert!(!page.contains(word), "{word} stands on the page in {language}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn without_a_law_the_page_says_the_same_in_general_words() -> Outcome {
    let (town, _) = Town::with_a_shop().await?;
    let person = Person::invited(&town, HANAKO).await?;
    let page = person.opens("").await?.text;
    let shown = unescaped(before_the_button(&page)?);
    for word in ["Who asks", "To understand how satisfied customers are", "90 days", "365 days", "What you may do"] {
        assert!(shown.contains(word), "{word} is not before the button: {shown}");
    }
    assert!(!shown.contains("GDPR") && !shown.contains("CCPA"), "{shown}");
    Ok(())
}

#[tokio::test]
async fn what_was_shown_is_written_down_before_what_was_decided_and_can_be_read_by_its_hash() -> Outcome {
    let town = under_law().await?;
    let person = Person::invited(&town, HANAKO).await?;
    let page = person.opens("").await?.text;
    let nonce = field(&page, "nonce").ok_or("no nonce on the page")?;
    town.advance("PT5M").await?;
    let form = [("nonce", nonce.as_str()), ("q.nps", "9"), ("c.follow_up", "true")];
    assert_eq!(person.submits_as_is(&form).await?.status, 200);

    let events = ledger(&town).await?;
    assert_eq!(decisions(&events), [(NOTICE, Decision::Served), ("follow_up", Decision::Given)]);
    let [served, decided] = [&events[0].entry, &events[1].entry];
    assert!(decided.at.duration_since(served.at) >= SignedDuration::from_mins(5), "each at its own time");
    let shown = served.shown.as_ref().zip(decided.shown.as_ref());
    let (before, at) = shown.ok_or("the ledger does not say what was shown")?;
    assert_eq!(before.source_sha256, at.source_sha256);
    assert_eq!((before.notice.as_str(), at.notice.as_str()), ("survey/after-purchase", "survey/after-purchase"));
    assert_eq!((before.control.as_deref(), at.control.as_deref()), (None, Some("checkbox c.follow_up")));
    assert!(!at.preset && at.purposes == ["follow_up"] && at.source_sha256.starts_with(&at.notice_version));
    assert_eq!(decided.text_sha256, sha256_hex(BOX));

    let read = notice(&town, &at.source_sha256).await?;
    assert_eq!((read.status.as_u16(), read.header("content-type")), (200, "text/plain; charset=utf-8"));
    assert_eq!(sha256_hex(&read.text), at.source_sha256, "the text is the one that the hash stands for");
    assert_eq!(sha256_hex(&format!("{}\n{BOX}", read.text)), at.rendered_sha256, "with the box that stood there");
    let page = unescaped(&page);
    for line in read.text.lines().filter(|line| !line.is_empty()) {
        assert!(page.contains(line), "the page did not show: {line}");
    }
    for other in ["0".repeat(64), "0".repeat(63), at.source_sha256.to_uppercase()] {
        assert_eq!(notice(&town, &other).await?.status, 404, "{other}");
    }
    Ok(())
}

#[tokio::test]
async fn another_text_is_another_notice_and_the_old_one_stays_readable() -> Outcome {
    let town = under_law().await?;
    let mut hashes = Vec::new();
    for (language, purpose) in [("en", None), ("ja", None), ("en", Some("To learn how our parcels travel."))] {
        if let Some(purpose) = purpose {
            let mut privacy = contents(&["gdpr", "appi"]);
            privacy["purposes"] = json!({"default": purpose});
            states(&town, &privacy).await?;
        }
        let mut person = Person::invited(&town, HANAKO).await?;
        person.link.push_str(&format!("?lang={language}"));
        let ticks = hashes.len() != 1;
        let form: &[(&str, &str)] = if ticks { &[("q.nps", "9"), ("c.follow_up", "true")] } else { &[("q.nps", "9")] };
        assert_eq!(person.submits(form).await?.status, 200);
        let last = ledger(&town).await?.pop().ok_or("an empty ledger")?;
        let shown = last.entry.shown.ok_or("the ledger does not say what was shown")?;
        hashes.push((shown.source_sha256, last.entry.locale.to_string()));
    }
    let expected =
        ["To learn how our deliveries went.", "配送の改善に役立てるため。", "To learn how our parcels travel."];
    for ((hash, locale), words) in hashes.iter().zip(expected) {
        let read = notice(&town, hash).await?;
        assert!(read.text.contains(words), "{}", read.text);
        assert_eq!((sha256_hex(&read.text), read.header("content-language")), (hash.clone(), locale.as_str()));
    }
    Ok(())
}

/// How many round trips an answer takes with words and a box ticked.
async fn trips(town: &Town, address: &str) -> Result<u64, Fault> {
    let person = Person::invited(town, address).await?;
    let nonce = person.nonce().await?;
    let body = json!({"nonce": nonce, "consents": {"follow_up": true}, "answers": {"nps": 9, "why": "It was quick"}});
    // Held, so that nothing else is counted.
    let turn = town.turn.lock().await;
    let _ = town.store.take_usage();
    person.sends(&body).await?.ok()?;
    let calls = town.store.take_usage().calls;
    drop(turn);
    Ok(calls)
}

#[tokio::test]
async fn the_notice_costs_an_answer_no_second_round_trip() -> Outcome {
    let town = under_law().await?;
    assert_eq!(trips(&town, HANAKO).await?, 2, "the text is kept under its hash, once in a process");
    assert_eq!(trips(&town, "taro@example.com").await?, 1);
    Ok(())
}
