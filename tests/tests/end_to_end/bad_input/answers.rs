//! Answers that do not fit what was asked.

use koe_tests::{Outcome, Person, Town, changes};
use serde_json::json;

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
