//! Whoever holds a link may answer, and nothing else; whoever looks, or guesses, changes nothing.

use koe_tests::{Answer, Fault, Outcome, Person, Town, changes, field};
use reqwest::Method;
use serde_json::json;

use super::altered;

const ADDRESS: &str = "hanako@example.com";

/// What the page says to a link that is not ours, known without asking a table: it names nobody.
const NOT_OURS: &str = "We do not know this link";
/// What the page that stops mails says to such a link.
const NEUTRAL: &str = "If you have already stopped these mails";

/// A stack, and somebody who got a mail.
async fn with_a_mail() -> Result<(Town, Person), Fault> {
    let (town, shop) = Town::with_a_shop().await?;
    shop.places(1001, ADDRESS).await?.ok()?;
    shop.delivers(1001).await?.ok()?;
    town.advance("P1D").await?;
    let person = town.person(ADDRESS)?;
    Ok((town, person))
}

/// Requires that `token` opens no survey, neither for a browser nor for a program, and takes no answer.
async fn opens_nothing(town: &Town, token: &str, nonce: &str) -> Outcome {
    let guess = Person::with_link(town, &format!("{}/s/{token}", town.address));
    let page = guess.opens("?score=9").await?;
    assert_eq!((page.verdict().as_str(), page.header("content-type")), ("404", "text/html; charset=utf-8"), "{token}");
    assert!(page.text.contains(NOT_OURS) && !page.text.contains("Example K.K."), "{token}: {}", page.text);
    assert_eq!(guess.reads().await?.verdict(), "404 not-found", "{token}");
    let answer = json!({"nonce": nonce, "answers": {"nps": 9}});
    assert_eq!(guess.sends(&answer).await?.verdict(), "404 not-found", "{token}");
    // Whoever sends JSON is a program, and need not say so again.
    let sent = Answer::of(town.client.post(&guess.link).json(&answer)).await?;
    assert_eq!(sent.verdict(), "404 not-found", "{token}");
    Ok(())
}

#[tokio::test]
async fn a_link_with_one_letter_changed_opens_nothing() -> Outcome {
    let (town, person) = with_a_mail().await?;
    let (token, nonce) = (person.token(), person.nonce().await?);
    assert_eq!(token.len(), 47);
    let before = town.rows().await?;
    for position in [0, 1, 10, 23, 45, 46] {
        opens_nothing(&town, &altered(token, position), &nonce).await?;
    }
    for other in [&token[..46], &format!("{token}A"), &token.to_ascii_lowercase(), "x", "%00", "a%2Fb"] {
        opens_nothing(&town, other, &nonce).await?;
    }
    town.wrote_nothing_since(&before, "a forged link").await
}

#[tokio::test]
async fn an_address_that_is_no_text_is_like_any_other_link_that_is_not_ours() -> Outcome {
    let (town, person) = with_a_mail().await?;
    opens_nothing(&town, "%FF%FE", &person.nonce().await?).await?;
    let page = Answer::of(town.stranger(Method::GET, "/unsubscribe/%FF%FE")).await?;
    assert!(page.verdict() == "200" && page.text.contains(NEUTRAL), "{}", page.text);
    Ok(())
}

#[tokio::test]
async fn a_link_of_one_purpose_is_no_link_for_another() -> Outcome {
    let (town, person) = with_a_mail().await?;
    let asked = json!({"survey": "after-purchase", "to": {"email": "taro@example.com"}, "send": false});
    let (invitation, _) = town.invites(&asked).await?;
    let stops = person.unsubscribe.rsplit('/').next().unwrap_or_default();
    let nonce = person.nonce().await?;
    let before = town.rows().await?;
    for token in [stops, invitation.as_str()] {
        opens_nothing(&town, token, &nonce).await?;
    }
    for token in [person.token(), invitation.as_str(), "x"] {
        let address = format!("/unsubscribe/{token}");
        let looked = Answer::of(town.stranger(Method::GET, &address)).await?;
        let pressed = town.stranger(Method::POST, &address).form(&[("List-Unsubscribe", "One-Click")]);
        for page in [looked, Answer::of(pressed).await?] {
            assert_eq!(page.verdict(), "200", "{token}");
            assert!(page.text.contains(NEUTRAL) && !page.text.contains("<form"), "{token}: {}", page.text);
            assert!(!page.text.contains("Example K.K."), "{token}: {}", page.text);
        }
    }
    for token in [person.token(), stops] {
        let path = format!("/v1/invitations/{token}");
        assert_eq!(town.get(&path).await?.verdict(), "404 not-found", "{token}");
        assert_eq!(town.delete(&path).await?.verdict(), "404 not-found", "{token}");
    }
    town.wrote_nothing_since(&before, "a link of another purpose").await?;

    assert_eq!(person.unsubscribes().await?.verdict(), "200");
    assert!(!changes(&before, &town.rows().await?).is_empty());
    Ok(())
}

#[tokio::test]
async fn a_nonce_works_on_its_own_page_alone_and_unchanged() -> Outcome {
    let (town, person) = with_a_mail().await?;
    let other = Person::invited(&town, "taro@example.com").await?;
    let (nonce, foreign) = (person.nonce().await?, other.nonce().await?);
    let before = town.rows().await?;
    let mut wrong = vec![foreign.clone(), String::new(), "nonsense".to_owned(), person.token().to_owned()];
    wrong.extend([0, 1, 100, nonce.len() - 1].map(|position| altered(&nonce, position)));
    wrong.extend([nonce[1..].to_owned(), format!("{nonce}A"), "A".repeat(5000)]);
    let comes_again = |page: &Answer, sent: &str| {
        assert_eq!(
            (page.verdict().as_str(), page.header("content-type")),
            ("400", "text/html; charset=utf-8"),
            "{sent}"
        );
        assert!(page.text.contains("Nothing was sent just now"), "{sent}: {}", page.text);
        let fresh = field(&page.text, "nonce").unwrap_or_default();
        assert!(!fresh.is_empty() && fresh != sent, "{sent}: {fresh}");
    };
    for wrong in wrong {
        let sent = person.sends(&json!({"nonce": wrong, "answers": {"nps": 9}})).await?;
        assert_eq!(sent.verdict(), "400 unreadable /nonce", "{wrong}");
        let form = person.submits_as_is(&[("nonce", wrong.as_str()), ("q.nps", "9")]).await?;
        comes_again(&form, &wrong);
    }
    let form = person.submits_as_is(&[("q.nps", "9")]).await?;
    comes_again(&form, "");
    let none = person.sends(&json!({"answers": {"nps": 9}})).await?;
    assert!(none.verdict().starts_with("422 invalid") && none.text.contains("nonce"), "{}", none.text);
    assert_eq!(person.sends(&json!({"nonce": 7, "answers": {"nps": 9}})).await?.verdict(), "422 invalid /nonce");
    town.wrote_nothing_since(&before, "a wrong nonce").await?;

    for (person, nonce) in [(person, nonce), (other, foreign)] {
        let sent = person.sends(&json!({"nonce": nonce, "answers": {"nps": 9}})).await?;
        assert_eq!(sent.ok()?, json!({"revision": 1}));
    }
    Ok(())
}

#[tokio::test]
async fn a_scanner_that_follows_every_link_two_hundred_times_records_nothing() -> Outcome {
    let (town, person) = with_a_mail().await?;
    let before = town.rows().await?;
    for number in 0..200 {
        let page = person.opens(&format!("?score={}&utm_source=mail", number % 11)).await?;
        assert_eq!(page.verdict(), "200", "{number}");
    }
    for query in ["", "?score=99", "?score=-1", "?score=nine", "?score=", "?lang=ja&score=9", "?lang=%00"] {
        assert_eq!(person.opens(query).await?.verdict(), "200", "{query}");
    }
    assert_eq!(person.reads().await?.verdict(), "200");
    for address in [&person.link, &person.unsubscribe] {
        for query in ["", "?score=9"] {
            let head = Answer::of(town.client.head(format!("{address}{query}"))).await?;
            assert_eq!((head.verdict().as_str(), head.text.as_str()), ("200", ""), "{address}{query}");
        }
        assert_eq!(Answer::of(town.client.get(address)).await?.verdict(), "200", "{address}");
    }
    town.wrote_nothing_since(&before, "a scanner").await?;

    assert_eq!(person.answers(9).await?.ok()?, json!({"revision": 1}));
    assert!(!changes(&before, &town.rows().await?).is_empty());
    Ok(())
}

#[tokio::test]
async fn no_answer_behind_a_link_is_kept_or_indexed_and_none_names_the_link_elsewhere() -> Outcome {
    let (town, person) = with_a_mail().await?;
    let forged = Person::with_link(&town, &format!("{}/s/x", town.address));
    let nonce = person.nonce().await?;
    let answers = [
        ("page", person.opens("").await?),
        ("document", person.reads().await?),
        ("page of no link", forged.opens("").await?),
        ("document of no link", forged.reads().await?),
        ("no media type", person.posts("", "{}").await?),
        ("half a JSON", person.posts("application/json", "{").await?),
        ("no nonce", person.submits_as_is(&[("q.nps", "9")]).await?),
        ("faults", person.submits(&[("q.nps", "11")]).await?),
        ("recorded", person.sends(&json!({"nonce": nonce, "answers": {"nps": 9}})).await?),
        ("stale", person.sends(&json!({"nonce": nonce, "answers": {"nps": 8}})).await?),
        ("thanks", person.submits(&[("q.nps", "9")]).await?),
        ("button", person.looks_at_unsubscribe().await?),
        ("nothing pressed", person.presses_unsubscribe("text/plain", "").await?),
        ("unsubscribed", person.unsubscribes().await?),
    ];
    let verdicts: Vec<String> = answers.iter().map(|(_, answer)| answer.verdict()).collect();
    let expected = "200, 200, 404, 404 not-found, 415 unsupported, 400 unreadable (body), 400, 422, 200, 409 stale, 200, \
                    200, 400 unreadable (body), 200";
    assert_eq!(verdicts.join(", "), expected);
    for (what, answer) in &answers {
        for (name, value) in
            [("cache-control", "no-store"), ("referrer-policy", "no-referrer"), ("x-robots-tag", "noindex")]
        {
            assert_eq!(answer.header(name), value, "{what}: {name}");
        }
    }
    Ok(())
}
