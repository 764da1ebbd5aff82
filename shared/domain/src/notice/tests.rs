use serde_json::json;

use super::*;
use crate::contact::EmailAddress;
use crate::organisation::{PrivacySettings, Sender};
use crate::survey::Definition;
use crate::text::Localized;

type Outcome = Result<(), Box<dyn std::error::Error>>;

fn organisation(laws: &[Law]) -> Result<Organisation, Box<dyn std::error::Error>> {
    let email = EmailAddress::parse("privacy@example.jp")?;
    Ok(Organisation {
        legal_name: "Example K.K.".to_owned(),
        address: "1-1-1 Example\nTokyo".to_owned(),
        sender: Sender { name: "Example".to_owned(), email: email.clone(), reply_to: None },
        complaints: "+81 3 0000 0000".to_owned(),
        privacy_contact: email,
        locale: Locale::english(),
        timezone: "Asia/Tokyo".to_owned(),
        stores: Vec::new(),
        privacy: PrivacySettings {
            laws: laws.iter().copied().collect(),
            purposes: Some(Localized::parse(&json!({"en": "To bake better bread.", "ja": "パンの改善のため。"}), 100)?),
            authority: Some(Party {
                name: "Authority".to_owned(),
                address: None,
                country: Some("DE".to_owned()),
                contact: None,
                url: None,
            }),
            ..PrivacySettings::default()
        },
    })
}

fn settings(json: serde_json::Value) -> Result<Settings, Box<dyn std::error::Error>> {
    let definition = Definition::parse(&json!({"pages": [{"name": "p", "elements": [
        {"type": "rating", "name": "nps", "rateMin": 0, "rateMax": 10}]}]}))?;
    Ok(Settings::parse(&json, &definition)?)
}

fn notice(laws: &[Law], tag: &str) -> Result<Notice, Box<dyn std::error::Error>> {
    let settings = settings(json!({"retention": {"link": "P30D", "free_text": "P1D", "contact": "PT36H"},
        "invitation": {"expires_after": "P30D"}}))?;
    Ok(Notice::survey(&organisation(laws)?, &SurveyId::parse("bread")?, &settings, &Locale::parse(tag)?))
}

#[test]
fn it_says_who_why_how_long_and_what_a_person_may_do() -> Outcome {
    let text = notice(&[Law::Gdpr], "en")?.text();
    for part in [
        "Example K.K.",
        "1-1-1 Example, Tokyo",
        "privacy@example.jp",
        "To bake better bread.",
        "30 days",
        "1 day",
        "36 hours",
        "1095 days",
        "withdraw",
        "GDPR",
        "Authority, DE",
        "confidential",
        "35 days",
    ] {
        assert!(text.contains(part), "{part} is missing in\n{text}");
    }
    let text = notice(&[Law::Appi], "ja-JP")?.text();
    for part in ["パンの改善のため。", "30日間", "36時間", "利用目的", "消去"] {
        assert!(text.contains(part), "{part} is missing in\n{text}");
    }
    assert!(!text.contains("GDPR"));
    Ok(())
}

#[test]
fn nothing_is_called_by_a_term_of_law_that_it_is_not() -> Outcome {
    for tag in ["en", "ja"] {
        let text = notice(&[Law::Gdpr, Law::Appi, Law::Ccpa], tag)?.text();
        assert!(!text.contains("匿名加工情報") && !text.to_lowercase().contains("anonymi"), "{text}");
    }
    Ok(())
}

#[test]
fn another_text_is_another_version_and_the_same_text_the_same() -> Outcome {
    let (one, again, other) = (notice(&[], "en")?, notice(&[], "en-GB")?, notice(&[Law::Gdpr], "en")?);
    assert_eq!((one.version(), one.version().len()), (again.version(), 16));
    assert_ne!(one.version(), other.version());
    let shown = one.shown(&["You may contact me."], vec!["follow_up".to_owned()], None);
    assert_eq!((&shown.source_sha256, shown.preset), (&one.sha256(), false));
    assert_ne!(shown.rendered_sha256, shown.source_sha256);
    Ok(())
}
