//! Who may see and change: whoever holds the very link, and nobody else. A link that is not ours asks no table.

use koe_tests::{Answer, Outcome, Person, changes};
use reqwest::Method;
use serde_json::json;

use super::{Asked, HANAKO, asked, follows, found, presses};

/// What the page says to a link that is not ours: it names nobody.
const NOT_OURS: &str = "We do not know this link";

/// `text` with the letter at `position` replaced by another one.
fn altered(text: &str, position: usize) -> String {
    let other = |letter| if letter == 'A' { 'B' } else { 'A' };
    text.chars().enumerate().map(|(at, letter)| if at == position { other(letter) } else { letter }).collect()
}

fn last_part(url: &str) -> &str {
    url.rsplit('/').next().unwrap_or_default().split('?').next().unwrap_or_default()
}

/// Requires that `token` opens, changes and confirms nothing, be it with a browser or a program.
async fn opens_nothing(asked: &Asked, token: &str) -> Outcome {
    let Asked { town, page, .. } = asked;
    let mut guess = page.clone();
    guess.link = format!("{}/privacy/{token}", town.address);
    let confirm = format!("{}/confirm/{token}", town.address);
    let pages = [
        guess.opens("").await?,
        guess.presses("consents", &[("survey_mails", "false")]).await?,
        guess.presses("profile", &[("locale", "ja")]).await?,
        guess.presses("requests", &[("kind", "erase")]).await?,
        follows(town, &confirm).await?,
        presses(town, &confirm).await?,
    ];
    for shown in pages {
        assert_eq!(
            (shown.verdict().as_str(), shown.header("content-type")),
            ("404", "text/html; charset=utf-8"),
            "{token}"
        );
        assert!(shown.text.contains(NOT_OURS) && !shown.text.contains("Example K.K."), "{token}: {}", shown.text);
        assert_eq!((shown.header("cache-control"), shown.header("referrer-policy")), ("no-store", "no-referrer"));
    }
    let problems = [
        guess.reads().await?,
        guess.sends("consents", &json!({"survey_mails": false})).await?,
        guess.sends("profile", &json!({"locale": "ja"})).await?,
        guess.sends("requests", &json!({"kind": "erase"})).await?,
        guess.confirms(&confirm).await?,
        Answer::of(town.client.get(&confirm).header("accept", "application/json")).await?,
        // Not even what is wrong with a body is told.
        guess.sends("requests", &json!({"kind": "nonsense"})).await?,
    ];
    for problem in problems {
        assert_eq!(problem.verdict(), "404 not-found", "{token}: {}", problem.text);
    }
    Ok(())
}

#[tokio::test]
async fn a_forged_or_foreign_link_opens_nothing_and_asks_no_table() -> Outcome {
    let asked = asked().await?;
    let Asked { town, person, page, .. } = &asked;
    let own = last_part(&page.link).to_owned();
    assert_eq!(own.len(), 47);
    let taro = json!({"survey": "after-purchase", "to": {"email": "taro@example.com"}, "send": false});
    let (invitation, _) = town.invites(&taro).await?;
    let opened = page.reads().await?.ok()?["opened-page"].as_str().ok_or("no mark of the page")?.to_owned();
    let mut tokens = vec![
        person.token().to_owned(),
        last_part(&person.unsubscribe).to_owned(),
        invitation,
        found(town, HANAKO).await?,
        opened,
        own[..46].to_owned(),
        format!("{own}A"),
        own.to_ascii_lowercase(),
        "A".repeat(47),
        "x".repeat(5000),
        "x".to_owned(),
        "%00".to_owned(),
        "a%2Fb".to_owned(),
        "%FF%FE".to_owned(),
    ];
    tokens.extend([0, 1, 10, 23, 45].map(|position| altered(&own, position)));
    let before = town.rows().await?;
    // Held, so that nothing but these calls reaches the tables meanwhile.
    let turn = town.turn.lock().await;
    let _ = town.store.take_usage();
    for token in &tokens {
        opens_nothing(&asked, token).await?;
    }
    assert_eq!(town.store.take_usage().calls, 0, "a guess costs nothing");
    drop(turn);
    town.wrote_nothing_since(&before, "a link that is not ours").await?;
    assert_eq!(town.mails_to(HANAKO), 1);

    assert_eq!(page.presses("consents", &[("survey_mails", "false")]).await?.status, 200);
    assert!(!changes(&before, &town.rows().await?).is_empty());
    Ok(())
}

#[tokio::test]
async fn the_link_to_the_page_is_no_link_to_anything_else() -> Outcome {
    let Asked { town, page, .. } = asked().await?;
    let url = page.asks(&town, HANAKO, "erase", false).await?;
    let before = town.rows().await?;
    for token in [last_part(&page.link), last_part(&url)] {
        let survey = Person::with_link(&town, &format!("{}/s/{token}", town.address));
        assert_eq!(survey.opens("?score=9").await?.verdict(), "404", "{token}");
        assert_eq!(survey.reads().await?.verdict(), "404 not-found", "{token}");
        let mut stops = survey.clone();
        stops.unsubscribe = format!("{}/unsubscribe/{token}", town.address);
        let pressed = stops.unsubscribes().await?;
        assert!(pressed.verdict() == "200" && !pressed.text.contains("<form"), "{token}: {}", pressed.text);
        for path in ["invitations/", "cases/", "people/", "erasures/"] {
            let path = format!("/v1/{path}{token}{}", if path == "people/" { "/export" } else { "" });
            assert_eq!(town.get(&path).await?.verdict(), "404 not-found", "{path}");
        }
        assert_eq!(town.delete(&format!("/v1/people/{token}")).await?.verdict(), "404 not-found", "{token}");
    }
    // One half of a letter's link is no link to the page, and the other way round.
    let mut other = page.clone();
    other.link = format!("{}/privacy/{}", town.address, last_part(&url));
    assert_eq!(other.reads().await?.verdict(), "404 not-found");
    let confirm = format!("{}/confirm/{}", town.address, last_part(&page.link));
    assert_eq!(page.confirms(&confirm).await?.verdict(), "404 not-found");
    town.wrote_nothing_since(&before, "a link of another purpose").await?;
    assert_eq!(page.opens("").await?.status, 200);
    Ok(())
}

#[tokio::test]
async fn without_a_key_nobody_reads_what_staff_read_of_a_person() -> Outcome {
    let Asked { town, .. } = asked().await?;
    let id = found(&town, HANAKO).await?;
    let less = town.makes_key(&["define", "issue", "links", "read", "handle", "admin"]).await?;
    let before = town.rows().await?;
    for (method, path) in [
        (Method::POST, "/v1/people/lookup".to_owned()),
        (Method::GET, format!("/v1/people/{id}/export")),
        (Method::GET, format!("/v1/people/{id}/consents")),
        (Method::GET, format!("/v1/people/{id}/consents/1/receipt")),
        (Method::DELETE, format!("/v1/people/{id}")),
        (Method::GET, "/v1/privacy-requests".to_owned()),
    ] {
        let call = || town.stranger(method.clone(), &path).json(&json!({"email": HANAKO}));
        assert_eq!(Answer::of(call()).await?.verdict(), "401 unauthorised", "{method} {path}");
        assert_eq!(Answer::of(call().bearer_auth(&less.key)).await?.verdict(), "403 forbidden", "{method} {path}");
    }
    town.wrote_nothing_since(&before, "a caller without the scope").await
}

#[tokio::test]
async fn no_answer_behind_these_links_is_kept_or_indexed() -> Outcome {
    let Asked { town, page, .. } = asked().await?;
    let taken = page.sends("requests", &json!({"kind": "export"})).await?;
    town.advance("PT1M").await?;
    let letter = town.mail_to(HANAKO)?;
    let url = letter.text.split_whitespace().find(|word| word.contains("/confirm/")).ok_or("no link")?;
    let form = town.client.get(format!("{}/privacy", town.address));
    let receipt = format!("{}/receipts/survey_mails", page.link);
    let answers = [
        ("page", page.opens("").await?),
        ("document", page.reads().await?),
        ("request", taken),
        ("no receipt", follows(&town, &receipt).await?),
        ("decided", page.presses("consents", &[("survey_mails", "false")]).await?),
        ("receipt", follows(&town, &receipt).await?),
        ("refused", page.sends("consents", &json!({"newsletter": true})).await?),
        ("corrected", page.sends("profile", &json!({"locale": "en"})).await?),
        ("question", follows(&town, url).await?),
        ("file", presses(&town, url).await?),
        ("used", presses(&town, url).await?),
        ("form", Answer::of(form).await?),
    ];
    let verdicts: Vec<String> = answers.iter().map(|(_, answer)| answer.verdict()).collect();
    let expected = "200, 200, 202, 404, 200, 200, 422 invalid /newsletter, 200, 200, 200, 410, 200";
    assert_eq!(verdicts.join(", "), expected);
    for (what, answer) in &answers {
        for (name, value) in
            [("cache-control", "no-store"), ("referrer-policy", "no-referrer"), ("x-robots-tag", "noindex")]
        {
            assert_eq!(answer.header(name), value, "{what}: {name}");
        }
        assert_eq!(answer.header("set-cookie"), "", "{what}");
    }
    Ok(())
}
