//! A copy or an erasure is asked for on the page and waits for a letter: whoever reads the mailbox now decides.

use jiff::SignedDuration;
use koe_domain::Clock as _;
use koe_tests::{Outcome, after_purchase};
use serde_json::json;

use super::{Asked, HANAKO, MASKED, asked, asked_by, follows, is_a_page, looks_up};

#[tokio::test]
async fn a_letter_with_a_link_comes_within_a_minute_and_no_row_holds_the_link() -> Outcome {
    for (kind, never_ask, subject) in [
        ("export", false, "Please confirm: a copy of your data"),
        ("erase", false, "Please confirm: erasure of your data"),
        ("erase", true, "Please confirm: erasure of your data"),
    ] {
        let Asked { town, page, .. } = asked().await?;
        let pressed = town.clock.now();
        let taken = page.sends("requests", &json!({"kind": kind, "never_ask": never_ask})).await?;
        assert_eq!(taken.status, 202, "{}", taken.text);
        let said = [&taken.body["kind"], &taken.body["never_ask"], &taken.body["sent_to"], &taken.body["repeated"]];
        assert_eq!(said, [&json!(kind), &json!(never_ask), &json!(MASKED), &json!(false)]);
        assert!(!taken.text.contains("/confirm/") && !taken.text.contains("mail.example.jp"), "{}", taken.text);
        let request = town.only("koe-people", "REQUEST#")?;
        assert_eq!([&request["state"], &request["via"]], [&json!("awaiting_confirmation"), &json!("page")]);

        town.advance("PT1M").await?;
        let letter = town.mail_to(HANAKO)?;
        assert_eq!((town.mails_to(HANAKO), letter.subject.as_str()), (2, subject));
        assert!(letter.sent_at.duration_since(pressed) <= SignedDuration::from_mins(1), "{}", letter.sent_at);
        assert_eq!(letter.headers.get("Auto-Submitted").map(String::as_str), Some("auto-generated"));
        assert_eq!(letter.text.contains("and never to ask you again"), never_ask, "{}", letter.text);
        let (_, link) = letter.text.split_once("/confirm/").ok_or("no link in the letter")?;
        let token = link.split(['?', '\n']).next().unwrap_or_default();
        assert!(token.len() > 100 && !town.everything()?.contains(token), "{token}");
    }
    Ok(())
}

#[tokio::test]
async fn pressing_twice_sends_one_letter() -> Outcome {
    let Asked { town, page, .. } = asked().await?;
    let body = json!({"kind": "erase"});
    let (one, other) = tokio::join!(page.sends("requests", &body), page.sends("requests", &body));
    let mut repeated = Vec::new();
    for taken in [one?, other?] {
        assert_eq!(taken.status, 202, "{}", taken.text);
        repeated.push(taken.body["repeated"] == true);
    }
    repeated.sort_unstable();
    assert_eq!(repeated, [false, true]);
    // Whatever quarter of an hour the clock shows by then.
    for period in ["PT0S", "PT7M", "PT7M"] {
        town.advance(period).await?;
        let again = page.sends("requests", &body).await?;
        assert_eq!((again.status.as_u16(), &again.body["repeated"]), (202, &json!(true)), "{period}");
    }
    let shown = page.presses("requests", &[("kind", "erase")]).await?;
    assert!(shown.status == 202 && shown.text.contains("send no second one within 15 minutes"), "{}", shown.text);
    town.advance("PT0S").await?;
    assert_eq!(town.mails_to(HANAKO), 2);
    assert_eq!(town.stored("koe-people", "REQUEST#")?.len(), 1);

    // Another choice is another letter, and so is the same one when the link has ended.
    assert_eq!(page.sends("requests", &json!({"kind": "erase", "never_ask": true})).await?.body["repeated"], false);
    town.advance("PT2M").await?;
    assert_eq!(page.sends("requests", &body).await?.body["repeated"], false);
    town.advance("PT1M").await?;
    assert_eq!(town.mails_to(HANAKO), 4);
    Ok(())
}

#[tokio::test]
async fn a_reader_of_japanese_gets_page_letter_and_question_in_japanese() -> Outcome {
    let Asked { town, page, .. } = asked().await?;
    let taken = page.presses("requests?lang=ja", &[("kind", "erase"), ("never_ask", "true")]).await?;
    assert_eq!(taken.status, 202);
    is_a_page(&taken, "ja");
    assert!(taken.text.contains("メールをご確認ください") && taken.text.contains(MASKED), "{}", taken.text);
    town.advance("PT1M").await?;
    let letter = town.mail_to(HANAKO)?;
    assert_eq!(letter.subject, "【ご確認のお願い】データの消去のご依頼");
    let url = letter.text.split_whitespace().find(|word| word.contains("/confirm/")).ok_or("no link")?;
    let asks = follows(&town, url).await?;
    assert_eq!(asks.status, 200);
    is_a_page(&asks, "ja");
    assert!(asks.text.contains("データを消去し、今後の案内も断りますか"), "{}", asks.text);
    Ok(())
}

#[tokio::test]
async fn what_is_no_request_is_refused_and_no_letter_goes() -> Outcome {
    let Asked { town, page, .. } = asked().await?;
    let before = town.rows().await?;
    for (body, verdict) in [
        (json!({}), "422 invalid (body)"),
        (json!({"kind": "everything"}), "422 invalid /kind"),
        (json!({"kind": "export", "never_ask": true}), "422 invalid /never_ask"),
        (json!({"kind": "erase", "never_ask": "perhaps"}), "422 invalid /never_ask"),
    ] {
        assert_eq!(page.sends("requests", &body).await?.verdict(), verdict, "{body}");
    }
    assert_eq!(page.presses("requests", &[("kind", "everything")]).await?.verdict(), "422");
    town.wrote_nothing_since(&before, "no request").await?;
    assert_eq!(town.mails_to(HANAKO), 1);
    Ok(())
}

#[tokio::test]
async fn where_the_address_is_gone_the_page_names_whom_to_write_to() -> Outcome {
    let mut survey = after_purchase();
    survey["settings"]["retention"] = json!({"contact": "P2D"});
    let Asked { town, page, .. } = asked_by(&survey).await?;
    town.advance("P4D").await?;
    let held = page.reads().await?.ok()?;
    assert_eq!((&held["contact"], &held["survey_mails"]), (&json!(null), &json!(true)));
    let shown = page.opens("").await?;
    is_a_page(&shown, "en");
    assert!(shown.text.contains("We hold neither your address nor your name any more."), "{}", shown.text);
    assert!(shown.text.contains("please write to privacy@example.com"), "{}", shown.text);
    assert!(!shown.text.contains("/requests") && !shown.text.contains("name=\"family\""), "{}", shown.text);

    let before = town.rows().await?;
    for kind in ["export", "erase"] {
        let refused = page.sends("requests", &json!({"kind": kind})).await?;
        assert!(
            refused.verdict() == "409 conflict" && refused.text.contains("privacy@example.com"),
            "{}",
            refused.text
        );
        let refused = page.presses("requests", &[("kind", kind)]).await?;
        assert!(refused.verdict() == "409" && refused.text.contains("privacy@example.com"), "{}", refused.text);
    }
    assert_eq!(page.sends("profile", &json!({"family": "Mori"})).await?.verdict(), "409 conflict");
    town.wrote_nothing_since(&before, "what needs an address").await?;
    assert_eq!(looks_up(&town, HANAKO).await?.status, 202);
    town.settle().await?;
    assert_eq!(town.mails_to(HANAKO), 1);
    // What needs none still works.
    assert_eq!(page.presses("consents", &[("survey_mails", "false")]).await?.status, 200);
    page.sends("profile", &json!({"locale": "ja"})).await?.ok()?;
    Ok(())
}
