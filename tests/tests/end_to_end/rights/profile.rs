//! Name and language are corrected at once; the address is not, since everything hangs on it.

use koe_tests::{Outcome, changes};
use serde_json::{Value, json};

use super::{Asked, HANAKO, asked, is_a_page};

#[tokio::test]
async fn a_corrected_name_and_language_are_those_of_the_next_mail() -> Outcome {
    let Asked { town, shop, page, .. } = asked().await?;
    assert!(town.mail_to(HANAKO)?.text.contains("Dear Hanako,"), "{}", town.mail_to(HANAKO)?.text);
    shop.places(1002, HANAKO).await?.ok()?;
    let saved = page.presses("profile", &[("family", "森"), ("given", "花子"), ("locale", "ja")]).await?;
    assert_eq!(saved.status, 200);
    is_a_page(&saved, "ja");
    for words in ["変更を承りました", "value=\"森\"", "value=\"花子\"", "value=\"ja\" lang=\"ja\" selected"]
    {
        assert!(saved.text.contains(words), "{words} is missing in {}", saved.text);
    }
    let held = page.reads().await?.ok()?;
    let corrected = [&held["contact"]["family"], &held["contact"]["given"], &held["locale"]];
    assert_eq!(corrected, [&json!("森"), &json!("花子"), &json!("ja")]);
    assert_eq!(town.only("koe-people", "PROFILE")?["locale"], "ja");
    assert!(!town.everything()?.contains("花子"), "the name can be read in a row");

    assert_eq!(shop.delivers(1002).await?.ok()?["result"], "planned");
    town.advance("P1D").await?;
    let mail = town.mail_to(HANAKO)?;
    assert_eq!((town.mails_to(HANAKO), mail.subject.as_str()), (2, "ご注文はいかがでしたか"));
    assert!(mail.text.contains("森様") && !mail.text.contains("Hanako"), "{}", mail.text);
    Ok(())
}

#[tokio::test]
async fn what_is_left_out_stays_and_an_empty_name_goes() -> Outcome {
    let Asked { town: _running, page, .. } = asked().await?;
    for (body, family, given, locale) in [
        (json!({"given": ""}), json!("Example"), Value::Null, "en"),
        (json!({"locale": "de-AT"}), json!("Example"), Value::Null, "de-AT"),
        (json!({"given": " Hana ", "locale": ""}), json!("Example"), json!("Hana"), "de-AT"),
        (json!({"family": "", "given": ""}), Value::Null, Value::Null, "de-AT"),
        (json!({}), Value::Null, Value::Null, "de-AT"),
    ] {
        let answered = page.sends("profile", &body).await?.ok()?;
        for held in [answered, page.reads().await?.ok()?] {
            let found = [&held["contact"]["family"], &held["contact"]["given"], &held["locale"]];
            assert_eq!(found, [&family, &given, &json!(locale)], "{body}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn an_address_is_not_changed_and_nothing_else_with_it() -> Outcome {
    let Asked { town, page, .. } = asked().await?;
    assert!(page.opens("").await?.text.contains("The address cannot be changed here"));
    let before = town.rows().await?;
    let long = "森".repeat(101);
    for (body, verdict) in [
        (json!({"email": "new@mail.example.jp"}), "422 invalid /email"),
        (json!({"family": "Mori", "email": HANAKO}), "422 invalid /email"),
        (json!({"family": long, "given": long, "locale": "nowhere"}), "422 invalid /family /given /locale"),
        (json!({"family": 7}), "422 invalid /family"),
    ] {
        assert_eq!(page.sends("profile", &body).await?.verdict(), verdict, "{body}");
    }
    let refused = page.presses("profile", &[("family", "Mori"), ("email", "new@mail.example.jp")]).await?;
    assert_eq!(refused.verdict(), "422");
    is_a_page(&refused, "en");
    let unknown = page.sends("profile", &json!({"consents": {}})).await?;
    assert_eq!(unknown.status, 422, "{}", unknown.text);
    town.wrote_nothing_since(&before, "a correction that was refused").await?;

    page.sends("profile", &json!({"family": "Mori"})).await?.ok()?;
    assert!(!changes(&before, &town.rows().await?).is_empty());
    Ok(())
}

#[tokio::test]
async fn two_corrections_at_once_are_both_kept() -> Outcome {
    let Asked { town: _running, page, .. } = asked().await?;
    let (family, locale) = (json!({"family": "Mori"}), json!({"locale": "ja"}));
    let (one, other) = tokio::join!(page.sends("profile", &family), page.sends("profile", &locale));
    one?.ok()?;
    other?.ok()?;
    let held = page.reads().await?.ok()?;
    assert_eq!([&held["contact"]["family"], &held["locale"]], [&json!("Mori"), &json!("ja")]);
    assert_eq!(held["contact"]["given"], "Hanako");
    Ok(())
}
