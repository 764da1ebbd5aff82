//! The page behind the link in the mail's footer: what is held, in plain words, and nothing that a forwarded mail must
//! not show.

use koe_tests::{Answer, Outcome, changes};
use serde_json::{Value, json};

use super::{Asked, BOX, HANAKO, MASKED, WORDS, asked, is_a_page, ledger};

#[tokio::test]
async fn it_shows_what_is_held_in_two_languages_and_the_address_in_part_only() -> Outcome {
    let Asked { town, person, page, .. } = asked().await?;
    assert_eq!(person.submits(&[("q.nps", "9"), ("c.follow_up", "true")]).await?.status, 200);
    town.settle().await?;

    let english = page.opens("").await?;
    assert_eq!(english.status, 200);
    is_a_page(&english, "en");
    for words in [
        "<h1>Your data</h1>",
        MASKED,
        "value=\"Example\"",
        "value=\"Hanako\"",
        BOX,
        "You agreed on",
        "How was your order?",
        "answered (",
        "Order 1001.",
        "Your answer is tied to you until",
        "We may ask you for feedback by mail.",
        "privacy@example.com",
    ] {
        assert!(english.text.contains(words), "{words} is missing in {}", english.text);
    }
    let japanese = page.opens("?lang=ja").await?;
    is_a_page(&japanese, "ja");
    for words in [
        "<h1>お客様のデータ</h1>",
        MASKED,
        "回答について連絡を受けることに同意します。",
        "にご同意いただきました。",
        "ご注文はいかがでしたか",
        "回答済み（",
        "ご注文番号：1001。",
    ] {
        assert!(japanese.text.contains(words), "{words} is missing in {}", japanese.text);
    }

    let document = page.reads().await?;
    let held = &document.body;
    assert_eq!(held["contact"]["email"], MASKED);
    assert_eq!([&held["contact"]["family"], &held["contact"]["given"]], [&json!("Example"), &json!("Hanako")]);
    let consent = &held["consents"][0];
    assert_eq!(
        [&consent["purpose"], &consent["text"], &consent["given"]],
        [&json!("follow_up"), &json!(BOX), &json!(true)]
    );
    let invitation = &held["invitations"][0];
    let stands = [&invitation["state"], &invitation["order"], &invitation["answered"]];
    assert_eq!(stands, [&json!("answered"), &json!("1001"), &json!(true)]);
    assert!(
        invitation["tied_until"].is_string() && held["notice"].as_str().is_some_and(|it| it.contains("Example K.K."))
    );
    for shown in [english.text, japanese.text, document.text] {
        assert!(!shown.contains(HANAKO) && !shown.contains("mail.example.jp"), "the address can be read: {shown}");
    }
    Ok(())
}

#[tokio::test]
async fn looking_at_it_changes_nothing_however_it_is_done() -> Outcome {
    let Asked { town, page, .. } = asked().await?;
    let before = town.rows().await?;
    for query in ["", "?lang=ja", "?lang=%00", "?utm_source=mail", "?survey_mails=false", "?kind=erase"] {
        assert_eq!(page.opens(query).await?.status, 200, "{query}");
    }
    page.reads().await?.ok()?;
    let head = Answer::of(town.client.head(&page.link)).await?;
    assert_eq!((head.status.as_u16(), head.text.as_str()), (200, ""));
    for part in ["consents", "profile", "requests"] {
        let looked = Answer::of(town.client.get(format!("{}/{part}", page.link))).await?;
        assert_eq!(looked.verdict(), "405 method-not-allowed", "{part}");
    }
    town.wrote_nothing_since(&before, "looking").await?;

    assert_eq!(page.presses("consents", &[("survey_mails", "false")]).await?.status, 200);
    assert!(!changes(&before, &town.rows().await?).is_empty());
    Ok(())
}

#[tokio::test]
async fn it_speaks_the_language_asked_for_else_the_person_s_else_the_browser_s() -> Outcome {
    let Asked { town, page: hers, .. } = asked().await?;
    // Of this one nobody has said a language.
    town.plans_mail_to("taro@example.com", "PT0S").await?;
    town.settle().await?;
    let his = town.own_page(&town.mail_to("taro@example.com")?)?;
    let browser = "fr, ja;q=0.8, en;q=0.5";
    for (link, query, language) in [
        (&hers.link, "", "en"),
        (&hers.link, "?lang=ja", "ja"),
        (&his.link, "", "ja"),
        (&his.link, "?lang=en", "en"),
        (&his.link, "?lang=fr", "ja"),
    ] {
        let request = town.client.get(format!("{link}{query}")).header("accept", "text/html");
        is_a_page(&Answer::of(request.header("accept-language", browser)).await?, language);
    }
    Ok(())
}

#[tokio::test]
async fn every_link_on_it_leads_somewhere_and_every_form_to_a_part_of_it() -> Outcome {
    let Asked { town, person, page, .. } = asked().await?;
    assert_eq!(person.submits(&[("q.nps", "9"), ("c.follow_up", "true")]).await?.status, 200);
    assert_eq!(page.presses("consents", &[("survey_mails", "false")]).await?.status, 200);
    let shown = page.opens("").await?.text;
    let after = |mark: &'static str| shown.split(mark).skip(1).filter_map(|rest| rest.split('"').next());
    let links: Vec<&str> = after("href=\"").filter(|href| href.starts_with('/')).collect();
    assert!(links.iter().any(|href| href.ends_with("/receipts/follow_up")), "{links:?}");
    assert!(links.iter().any(|href| href.ends_with("/receipts/survey_mails")), "{links:?}");
    for href in links {
        let answer = Answer::of(town.client.get(format!("{}{href}", town.address))).await?;
        assert_eq!((answer.status.as_u16(), answer.header("cache-control")), (200, "no-store"), "{href}");
    }
    let own = page.link.replace(&town.address, "");
    let actions: Vec<&str> = after("<form method=\"post\" action=\"").collect();
    assert!(actions.len() >= 5 && shown.matches("<form").count() == actions.len(), "{actions:?}");
    for action in actions {
        let part = action.strip_prefix(&own).and_then(|part| part.split('?').next()).unwrap_or(action);
        assert!(["/profile", "/consents", "/requests"].contains(&part), "{action}");
    }
    Ok(())
}

#[tokio::test]
async fn it_says_who_else_got_data_what_is_followed_up_and_when_staff_looked() -> Outcome {
    let Asked { town, person, page, .. } = asked().await?;
    let crm = town.subscribes("crm", &json!(["response.recorded"]), false).await?;
    let before = page.reads().await?.ok()?;
    for list in ["recipients", "cases", "looks"] {
        assert_eq!(before[list], json!([]), "{list}");
    }
    let answers = json!({"nps": 2, "why": WORDS});
    person.sends(&json!({"nonce": person.nonce().await?, "answers": answers})).await?.ok()?;
    town.settle().await?;
    assert_eq!(crm.events("response.recorded")?.len(), 1);
    ledger(&town, HANAKO).await?;

    let held = page.reads().await?.ok()?;
    assert_eq!(held["recipients"], json!([{"name": "crm", "times": 1, "last_on": town.today()?}]));
    assert_eq!((&held["cases"][0]["state"], &held["cases"][1]), (&json!("open"), &Value::Null));
    assert_eq!(held["looks"], json!([{"day": town.today()?, "what": "consents"}]));
    let shown = page.opens("").await?;
    is_a_page(&shown, "en");
    for words in ["crm – once, on", "How was your order? – open (", "– what you agreed to"] {
        assert!(shown.text.contains(words), "{words} is missing in {}", shown.text);
    }
    Ok(())
}

#[tokio::test]
async fn two_people_see_each_their_own() -> Outcome {
    let Asked { town, shop, page, .. } = asked().await?;
    let mut order = shop.order(2002, "taro@example.com");
    order["customer"]["first_name"] = json!("Taro");
    shop.sends("orders/create", "placed-2002", &order).await?.ok()?;
    shop.delivers(2002).await?.ok()?;
    town.advance("P1D").await?;
    let his = town.own_page(&town.mail_to("taro@example.com")?)?;
    for (page, own, foreign) in [(&page, "Hanako", "Taro"), (&his, "Taro", "Hanako")] {
        let shown = page.reads().await?;
        assert_eq!(shown.body["contact"]["given"], own);
        assert!(shown.body["invitations"].as_array().is_some_and(|them| them.len() == 1), "{}", shown.text);
        assert!(!shown.text.contains(foreign), "{}", shown.text);
    }
    assert_eq!(his.presses("consents", &[("survey_mails", "false")]).await?.status, 200);
    assert_eq!(page.reads().await?.ok()?["survey_mails"], true, "one objects, the other does not");
    Ok(())
}
