//! What was agreed is withdrawn with one press, as it was given with one; what stood there and what was pressed is
//! written down apart, and can be proven.

use jiff::SignedDuration;
use koe_domain::consent::{Decision, Method, sha256_hex};
use koe_tests::{Answer, Outcome, field};
use serde_json::json;

use super::{Asked, BOX, HANAKO, asked, decisions, is_a_page, ledger};

#[tokio::test]
async fn one_press_gave_it_and_one_press_takes_it_back() -> Outcome {
    let Asked { town, person, page, .. } = asked().await?;
    assert_eq!(person.submits(&[("q.nps", "9"), ("c.follow_up", "true")]).await?.status, 200);
    let shown = page.opens("").await?.text;
    assert!(shown.contains("name=\"follow_up\" value=\"false\"") && !shown.contains("checkbox"), "{shown}");
    let opened = field(&shown, "opened-page").ok_or("the form does not say which page it is")?;
    town.advance("PT5M").await?;
    let press = [("opened-page", opened.as_str()), ("follow_up", "false")];
    let done = page.presses("consents", &press).await?;
    assert_eq!(done.status, 200);
    is_a_page(&done, "en");
    for words in ["Done. It holds from now on.", "You withdrew this on", "name=\"follow_up\" value=\"true\""] {
        assert!(done.text.contains(words), "{words} is missing in {}", done.text);
    }
    assert_eq!(town.only("koe-people", "PROFILE")?["consents"], json!({"follow_up": false}));

    let events = ledger(&town, HANAKO).await?;
    let expected = [
        ("notice", Decision::Served),
        ("follow_up", Decision::Given),
        ("notice", Decision::Served),
        ("follow_up", Decision::Withdrawn),
    ];
    assert_eq!(decisions(&events), expected);
    let (served, withdrawn) = (&events[2].entry, &events[3].entry);
    assert_eq!((served.method, withdrawn.method), (Method::PrivacyPage, Method::PrivacyPage));
    let between = withdrawn.at.duration_since(served.at);
    assert!(
        between >= SignedDuration::from_mins(5),
        "served when it was opened, decided when it was pressed: {between}"
    );
    assert_eq!((withdrawn.text_sha256.as_str(), withdrawn.locale.as_str()), (sha256_hex(BOX).as_str(), "en"));
    let survey = withdrawn.survey.as_ref().map(|survey| survey.as_str());
    assert_eq!((survey, withdrawn.version), (Some("after-purchase"), Some(1)));

    let before = town.rows().await?;
    for opened in [Some(opened), field(&done.text, "opened-page"), None] {
        let mut again = vec![("follow_up", "false")];
        again.extend(opened.as_deref().map(|opened| ("opened-page", opened)));
        assert_eq!(page.presses("consents", &again).await?.status, 200);
    }
    town.wrote_nothing_since(&before, "pressing again").await
}

#[tokio::test]
async fn the_ledger_names_the_words_that_stood_there_and_they_can_be_read() -> Outcome {
    let Asked { town, person, page, .. } = asked().await?;
    assert_eq!(person.submits(&[("q.nps", "9"), ("c.follow_up", "true")]).await?.status, 200);
    for (language, box_text, button) in
        [("en", BOX, "Stop these mails"), ("ja", "回答について連絡を受けることに同意します。", "メールを停止する")]
    {
        let shown = page.opens(&format!("?lang={language}")).await?.text;
        let opened = field(&shown, "opened-page").ok_or("the form does not say which page it is")?;
        let wish = if language == "en" { "false" } else { "true" };
        let press = [("opened-page", opened.as_str()), ("follow_up", wish)];
        assert_eq!(page.presses(&format!("consents?lang={language}"), &press).await?.status, 200);

        let events = ledger(&town, HANAKO).await?;
        let [.., served, decided] = events.as_slice() else { return Err("two events were expected".into()) };
        assert_eq!((served.entry.locale.as_str(), decided.entry.locale.as_str()), (language, language));
        assert_eq!(decided.entry.text_sha256, sha256_hex(box_text));
        let (stood, pressed) = (served.entry.shown.as_ref(), decided.entry.shown.as_ref());
        let (stood, pressed) = stood.zip(pressed).ok_or("it does not say what was shown")?;
        assert_eq!((&stood.control, pressed.control.as_deref()), (&None, Some("button follow_up")));
        assert!(!stood.preset && !pressed.preset);
        assert_eq!(stood.purposes, ["follow_up", "survey_mails"]);
        assert_eq!((&stood.source_sha256, stood.notice.as_str()), (&pressed.source_sha256, "own-page"));
        assert!(stood.source_sha256.starts_with(&stood.notice_version) && stood.notice_version.len() == 16);

        let address = format!("{}/notices/{}", town.address, stood.source_sha256);
        let notice = Answer::of(town.client.get(address)).await?;
        assert_eq!((notice.status.as_u16(), notice.header("content-language")), (200, language));
        assert_eq!(sha256_hex(&notice.text), stood.source_sha256);
        assert!(notice.text.contains("Example K.K."), "{}", notice.text);
        let rendered = format!("{}\n{box_text}\n{button}", notice.text);
        assert_eq!(sha256_hex(&rendered), stood.rendered_sha256, "{rendered}");
    }
    Ok(())
}

#[tokio::test]
async fn a_program_withdraws_and_agrees_again_with_one_call_each() -> Outcome {
    let Asked { town, person, page, .. } = asked().await?;
    assert_eq!(person.submits(&[("q.nps", "9"), ("c.follow_up", "true")]).await?.status, 200);
    for (wish, decision) in [(false, "withdrawn"), (true, "renewed")] {
        let held = page.sends("consents", &json!({"follow_up": wish})).await?.ok()?;
        let consent = &held["consents"][0];
        assert_eq!([&consent["given"], &consent["decision"]], [&json!(wish), &json!(decision)]);
        assert_eq!(page.reads().await?.ok()?["consents"], held["consents"]);
    }
    let events = ledger(&town, HANAKO).await?;
    let decided: Vec<Decision> = events.iter().map(|event| event.entry.decision).collect();
    let expected =
        [Decision::Served, Decision::Given, Decision::Served, Decision::Withdrawn, Decision::Served, Decision::Renewed];
    assert_eq!(decided, expected);
    Ok(())
}

#[tokio::test]
async fn two_presses_at_once_are_one_decision() -> Outcome {
    let Asked { town, person, page, .. } = asked().await?;
    assert_eq!(person.submits(&[("q.nps", "9"), ("c.follow_up", "true")]).await?.status, 200);
    let press = [("follow_up", "false")];
    let (one, other) = tokio::join!(page.presses("consents", &press), page.presses("consents", &press));
    for done in [one?, other?] {
        assert_eq!(done.status, 200);
        assert!(done.text.contains("You withdrew this on"), "{}", done.text);
    }
    let events = ledger(&town, HANAKO).await?;
    let withdrawn = events.iter().filter(|event| event.entry.decision == Decision::Withdrawn).count();
    assert_eq!((events.len(), withdrawn), (4, 1));
    Ok(())
}

#[tokio::test]
async fn nothing_is_decided_that_was_not_asked_for() -> Outcome {
    let Asked { town, page, .. } = asked().await?;
    let before = town.rows().await?;
    for (body, verdict) in [
        (json!({"newsletter": true}), "422 invalid /newsletter"),
        (json!({"follow_up": true}), "422 invalid /follow_up"),
        (json!({"survey_mails": false, "newsletter": true, "share": false}), "422 invalid /newsletter /share"),
        (json!({"survey_mails": "no"}), "422 invalid /survey_mails"),
        (json!({"sale_or_sharing": false}), "422 invalid /sale_or_sharing"),
        (json!({"notice": true}), "422 invalid /notice"),
        (json!({}), "422 invalid (body)"),
        (json!([]), "422 invalid (body)"),
    ] {
        assert_eq!(page.sends("consents", &body).await?.verdict(), verdict, "{body}");
    }
    let refused = page.presses("consents", &[("newsletter", "true")]).await?;
    assert_eq!(refused.verdict(), "422");
    is_a_page(&refused, "en");
    assert!(refused.text.contains("Nothing was changed"), "{}", refused.text);
    let text = town.client.post(format!("{}/consents", page.link)).header("content-type", "text/plain");
    assert_eq!(Answer::of(text.body("survey_mails=false")).await?.verdict(), "415");
    let long = [("survey_mails", "x".repeat(20_000))];
    let long = town.client.post(format!("{}/consents", page.link)).form(&long);
    assert_eq!(Answer::of(long).await?.verdict(), "413");
    town.wrote_nothing_since(&before, "what was not asked for").await
}
