//! Answers that do not fit what was asked.

use axum::body::Body;
use axum::http::Request;
use koe_tests::{Outcome, Person, Town, changes, field};
use serde_json::json;

use super::straight;

#[tokio::test]
async fn an_answer_that_does_not_fit_its_question_is_named_and_not_recorded() -> Outcome {
    let (town, _) = Town::with_a_shop().await?;
    let person = Person::invited(&town, "hanako@example.com").await?;
    let nonce = person.nonce().await?;
    let before = town.rows().await?;
    let long = "声".repeat(2001);
    for (answers, place) in [
        (json!({"nps": 9, "shoe_size": 25}), "/answers/shoe_size"),
        (json!({"nps": 11}), "/answers/nps"),
        (json!({"nps": -1}), "/answers/nps"),
        (json!({"nps": 9.5}), "/answers/nps"),
        (json!({"nps": "9"}), "/answers/nps"),
        (json!({"nps": [9]}), "/answers/nps"),
        (json!({"nps": null}), "/answers/nps"),
        (json!({}), "/answers/nps"),
        (json!({"nps": 9, "delivery": 0}), "/answers/delivery"),
        (json!({"nps": 9, "first": "maybe"}), "/answers/first"),
        (json!({"nps": 9, "topics": ["price", "colour"]}), "/answers/topics"),
        (json!({"nps": 9, "topics": ["price", "price"]}), "/answers/topics"),
        (json!({"nps": 9, "topics": "price"}), "/answers/topics"),
        (json!({"nps": 9, "why": long}), "/answers/why"),
        (json!({"nps": 9, "why": "a\u{0}b"}), "/answers/why"),
        (
            json!({"nps": 11, "delivery": 6, "first": "maybe", "topics": ["price", "price"], "why": long, "shoe": 1}),
            "/answers/delivery /answers/first /answers/nps /answers/shoe /answers/topics /answers/why",
        ),
    ] {
        let verdict = person.sends(&json!({"nonce": nonce, "answers": answers})).await?.verdict();
        assert_eq!(verdict, format!("422 invalid {place}"), "{answers}");
    }
    for (more, value, place) in [
        ("consents", json!({"marketing": true}), "/consents/marketing"),
        ("consents", json!({"follow_up": "yes"}), "/consents/follow_up"),
        ("final", json!(false), "/final"),
    ] {
        let mut body = json!({"nonce": nonce, "answers": {"nps": 9}});
        body[more] = value;
        assert_eq!(person.sends(&body).await?.verdict(), format!("422 invalid {place}"), "{body}");
    }
    let both = json!({"nonce": nonce, "answers": {"nps": 11}, "consents": {"marketing": true}});
    assert_eq!(person.sends(&both).await?.verdict(), "422 invalid /answers/nps /consents/marketing");
    town.wrote_nothing_since(&before, "an invalid answer").await?;

    // With the same nonce and the longest text there may be, it is recorded.
    let answers = json!({"nps": 9, "topics": ["price"], "first": "no", "why": "声".repeat(2000)});
    let recorded = person.sends(&json!({"nonce": nonce, "answers": answers})).await?.ok()?;
    assert_eq!(recorded, json!({"revision": 1}));
    assert!(!changes(&before, &town.rows().await?).is_empty());
    Ok(())
}

#[tokio::test]
async fn a_form_with_a_fault_comes_back_with_everything_that_was_typed() -> Outcome {
    let (town, _) = Town::with_a_shop().await?;
    let person = Person::invited(&town, "hanako@example.com").await?;
    let before = town.rows().await?;
    let typed = [
        ("q.nps", "9"),
        ("q.delivery", "6"),
        ("q.topics", "quality"),
        ("q.why", "The <box> was dented"),
        ("c.follow_up", "true"),
    ];
    let page = person.submits(&typed).await?;
    assert_eq!((page.verdict().as_str(), page.header("content-type")), ("422", "text/html; charset=utf-8"));
    assert_eq!(page.header("cache-control"), "no-store");
    for shown in [
        "<title>Error: ",
        "Please check your answers",
        "Please choose a number from 1 to 5.",
        "The &#60;box&#62; was dented",
        "name=\"q.nps\" value=\"9\" checked",
        "name=\"q.topics\" value=\"quality\" checked",
        "name=\"c.follow_up\" value=\"true\" checked",
    ] {
        assert!(page.text.contains(shown), "{shown}: {}", page.text);
    }
    let long = "声".repeat(2001);
    let page = person.submits(&[("q.nps", "11"), ("q.why", long.as_str())]).await?;
    assert_eq!(page.verdict(), "422");
    for shown in ["Please answer this question.", "Please write at most 2000 characters.", long.as_str()] {
        assert!(page.text.contains(shown), "{shown}");
    }
    town.wrote_nothing_since(&before, "an invalid form").await?;
    assert_eq!(person.submits(&[("q.nps", "9")]).await?.verdict(), "200");
    Ok(())
}

#[tokio::test]
async fn a_form_whose_nonce_was_lost_comes_back_as_it_was_typed_and_is_sent_with_one_more_press() -> Outcome {
    let (town, _) = Town::with_a_shop().await?;
    let person = Person::invited(&town, "hanako@example.com").await?;
    let before = town.rows().await?;
    let typed = [("q.nps", "9"), ("q.why", "The box was dented"), ("c.follow_up", "true")];
    let mut fresh = String::new();
    for nonce in [None, Some("nonsense")] {
        let mut form = typed.to_vec();
        form.extend(nonce.map(|nonce| ("nonce", nonce)));
        let page = person.submits_as_is(&form).await?;
        assert_eq!((page.verdict().as_str(), page.header("content-type")), ("400", "text/html; charset=utf-8"));
        for shown in [
            "Nothing was sent just now",
            "The box was dented",
            "name=\"q.nps\" value=\"9\" checked",
            "name=\"c.follow_up\" value=\"true\" checked",
        ] {
            assert!(page.text.contains(shown), "{shown}: {}", page.text);
        }
        fresh = field(&page.text, "nonce").ok_or("no nonce on the page")?;
    }
    town.wrote_nothing_since(&before, "a form without its nonce").await?;
    let mut form = vec![("nonce", fresh.as_str())];
    form.extend(typed);
    assert_eq!(person.submits_as_is(&form).await?.verdict(), "200");
    Ok(())
}

#[tokio::test]
async fn a_browser_reads_in_its_language_what_a_program_reads_as_a_problem() -> Outcome {
    let (town, _) = Town::with_a_shop().await?;
    let person = Person::invited(&town, "hanako@example.com").await?;
    let before = town.rows().await?;
    let address = format!("/s/{}?lang=ja", person.token());
    for (media, length, problem, title) in [
        ("application/x-www-form-urlencoded", 300_000, "413 too-large", "送信内容が大きすぎます"),
        ("text/plain", 9, "415 unsupported", "送信内容を受け取れませんでした"),
    ] {
        for accept in ["text/html", "application/json"] {
            let request = Request::post(&address).header("content-type", media).header("accept", accept);
            let answer = straight(&town, request.body(Body::from(vec![b'x'; length]))?).await?;
            if accept == "application/json" {
                assert_eq!(answer.verdict(), problem);
                continue;
            }
            assert_eq!(answer.header("content-type"), "text/html; charset=utf-8", "{problem}");
            assert!(problem.starts_with(answer.status.as_str()), "{problem}: {}", answer.status);
            assert!(answer.text.contains("<html lang=\"ja\"") && answer.text.contains(title), "{}", answer.text);
        }
    }
    town.wrote_nothing_since(&before, "a refused answer").await
}
