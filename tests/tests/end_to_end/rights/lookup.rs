//! `/privacy`, for people without a mail at hand: the answer is the same for everybody, the mail is not.

use koe_tests::{Answer, Outcome};
use serde_json::json;

use super::{Asked, HANAKO, MASKED, asked, at_second, is_a_page, looks_up};

const NOBODY: &str = "nobody@mail.example.jp";

#[tokio::test]
async fn who_is_held_and_who_is_not_get_one_answer_for_the_same_work() -> Outcome {
    let Asked { town, .. } = asked().await?;
    // Held, so that nothing but these calls reaches the tables meanwhile.
    let turn = town.turn.lock().await;
    looks_up(&town, "first@example.com").await?;
    let mut answers = Vec::new();
    for email in [HANAKO, NOBODY, HANAKO, NOBODY] {
        let _ = town.store.take_usage();
        let answer = looks_up(&town, email).await?;
        let calls = town.store.take_usage().calls;
        let headers: Vec<String> = answer.headers.keys().map(ToString::to_string).collect();
        answers.push((answer.status.as_u16(), calls, headers, answer.text));
    }
    drop(turn);
    let first = answers.first().ok_or("no answer")?;
    assert_eq!((first.0, first.1), (202, 2), "two round trips");
    for answer in &answers {
        assert_eq!(answer, first);
    }
    town.settle().await?;
    assert_eq!((town.mails_to(HANAKO), town.mails_to(NOBODY), town.inbox.mails().len()), (2, 0, 2));

    let asks = async |email: &'static str| {
        let request = town.client.post(format!("{}/privacy", town.address));
        Answer::of(request.json(&json!({"email": email}))).await
    };
    let (held, not) = (asks(HANAKO).await?, asks(NOBODY).await?);
    assert_eq!((held.status.as_u16(), &held.text), (202, &not.text));
    assert!(!held.text.contains('@'), "{}", held.text);
    Ok(())
}

#[tokio::test]
async fn the_mail_goes_to_the_address_held_and_opens_the_own_page() -> Outcome {
    let Asked { town, page, .. } = asked().await?;
    for (query, typed, subject) in [
        ("", "  Hanako@Mail.Example.JP ", "The link to your data"),
        ("?lang=ja", "hanako＠mail.example.jp", "お客様のデータのページのご案内"),
    ] {
        let request = town.client.post(format!("{}/privacy{query}", town.address)).header("accept", "text/html");
        let sent = Answer::of(request.form(&[("email", typed)])).await?;
        assert_eq!(sent.status, 202);
        is_a_page(&sent, if query.is_empty() { "en" } else { "ja" });
        assert!(!sent.text.contains("mail.example.jp"), "{}", sent.text);
        town.settle().await?;
        let letter = town.mail_to(HANAKO)?;
        assert_eq!((letter.to.as_str(), letter.subject.as_str()), (HANAKO, subject));
        assert!(!letter.headers.contains_key("List-Unsubscribe"), "it answers a question");
        let way = town.own_page(&letter)?;
        assert_ne!(way.link, page.link, "it belongs to no invitation");
        let (one, other) = (way.reads().await?.ok()?, page.reads().await?.ok()?);
        assert_eq!((&one["contact"], &one["invitations"]), (&other["contact"], &other["invitations"]));
        assert_eq!(one["contact"]["email"], MASKED);
        // An hour later it is sent again.
        town.advance("PT61M").await?;
    }
    assert_eq!(town.mails_to(HANAKO), 3);
    Ok(())
}

#[tokio::test]
async fn within_an_hour_one_mail_goes_however_often_somebody_types() -> Outcome {
    let Asked { town, .. } = asked().await?;
    at_second(&town, 10, 3600).await?;
    let before = town.mails_to(HANAKO);
    for period in ["PT0S", "PT1M", "PT28M", "PT28M"] {
        town.advance(period).await?;
        let (one, other) = tokio::join!(looks_up(&town, HANAKO), looks_up(&town, HANAKO));
        assert_eq!([one?.status.as_u16(), other?.status.as_u16()], [202, 202]);
        town.settle().await?;
        assert_eq!(town.mails_to(HANAKO), before + 1, "{period}");
    }
    town.advance("PT5M").await?;
    looks_up(&town, HANAKO).await?;
    town.settle().await?;
    assert_eq!(town.mails_to(HANAKO), before + 2);
    Ok(())
}

#[tokio::test]
async fn the_form_is_shown_to_everybody_and_says_what_is_no_address() -> Outcome {
    let Asked { town, .. } = asked().await?;
    let before = town.rows().await?;
    for (language, words) in [("en", "Mail me the link"), ("ja", "リンクをメールで受け取る")] {
        let address = format!("{}/privacy?lang={language}", town.address);
        let form = Answer::of(town.client.get(address).header("accept", "text/html")).await?;
        assert_eq!(form.status, 200);
        is_a_page(&form, language);
        assert!(form.text.contains(words) && form.text.contains("type=\"email\""), "{}", form.text);
    }
    for typed in ["", "hanako", "hanako@", "a@b@c d"] {
        let again = looks_up(&town, typed).await?;
        assert_eq!(again.verdict(), "422", "{typed}");
        is_a_page(&again, "en");
        assert!(
            again.text.contains("aria-invalid=\"true\"") && again.text.contains("name@example.com"),
            "{}",
            again.text
        );
    }
    let program = town.client.post(format!("{}/privacy", town.address));
    let refused = Answer::of(program.json(&json!({"email": "hanako"}))).await?;
    assert_eq!(refused.verdict(), "422 invalid /email");
    assert!(!refused.text.contains("hanako"), "{}", refused.text);
    town.wrote_nothing_since(&before, "what is no address").await
}
