use super::*;
use crate::message::tests::shop;

type Outcome = Result<(), Box<dyn std::error::Error>>;

const SURVEY: &str = "https://koe.example.jp/s/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
const UNSUBSCRIBE: &str = "https://koe.example.jp/unsubscribe/BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB";
const PRIVACY: &str = "https://koe.example.jp/privacy/CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCC";
const TAG: &str = "DDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDD";

/// The example's invitation in `language`, changed by `change`.
fn invited(language: &str, change: impl FnOnce(&mut Invitation<'_>)) -> Result<Message, Box<dyn std::error::Error>> {
    let locale = Locale::parse(language)?;
    let japanese = locale.is_japanese();
    let either = |ja: &'static str, en: &'static str| if japanese { ja } else { en };
    let name = PersonName::new(Some(either("髙橋", "Takahashi")), Some(either("花子", "Hanako")));
    let (sender, to) = (shop()?, EmailAddress::parse("hanako@example.jp")?);
    let mut invitation = Invitation {
        locale: &locale,
        name: name.as_ref(),
        subject: either("ご注文はいかがでしたか", "How was your order?"),
        intro: "",
        survey_title: either("ご注文はいかがでしたか", "How was your order?"),
        question: Some(either(
            "ご友人に薦める可能性はどのくらいですか",
            "How likely are you to recommend us to a friend?",
        )),
        scale: Some((0, 10)),
        labels: (either("まったく薦めない", "Not at all likely"), either("強く薦めたい", "Extremely likely")),
        survey_url: SURVEY,
        unsubscribe_url: UNSUBSCRIBE,
        privacy_url: PRIVACY,
        legal_name: either("株式会社見本", "Example Ltd."),
        address: either("〒100-0000 東京都見本区1-2-3", "1 Example Street\nLondon"),
        contact: "privacy@example.jp",
        complaints: "support@example.jp",
        expires_on: either("2026年11月22日", "22 November 2026").to_owned(),
        tag: TAG,
        sender: &sender,
        to: &to,
    };
    change(&mut invitation);
    Ok(invitation.message()?)
}

fn count(text: &str, part: &str) -> usize {
    text.matches(part).count()
}

#[test]
fn an_invitation_reads_well_in_both_languages() -> Outcome {
    let (ja, en) = (invited("ja", |_| ())?, invited("en", |_| ())?);
    insta::assert_snapshot!("invitation_ja_text", ja.text);
    insta::assert_snapshot!("invitation_ja_html", ja.html);
    insta::assert_snapshot!("invitation_en_text", en.text);
    insta::assert_snapshot!("invitation_en_html", en.html);
    Ok(())
}

#[test]
fn an_invitation_without_scale_has_one_link_to_the_page() -> Outcome {
    let mail = invited("en", |invitation| {
        (invitation.question, invitation.scale, invitation.name) = (None, None, None);
        invitation.intro = "Two lines\nof our own.";
    })?;
    insta::assert_snapshot!("invitation_plain_text", mail.text);
    insta::assert_snapshot!("invitation_plain_html", mail.html);
    assert_eq!(count(&mail.html, "?score="), 0);
    Ok(())
}

#[test]
fn every_number_of_a_scale_is_a_link_of_its_own() -> Outcome {
    for (scale, rows) in [((0, 10), 2), ((1, 5), 1), ((1, 7), 2)] {
        let mail = invited("en", |invitation| invitation.scale = Some(scale))?;
        for score in scale.0..=scale.1 {
            assert_eq!(count(&mail.html, &format!("href=\"{SURVEY}?score={score}\"")), 1, "{scale:?} {score}");
            assert_eq!(count(&mail.html, &format!("aria-label=\"{score} of {}\"", scale.1)), 1, "{scale:?} {score}");
        }
        assert_eq!(count(&mail.html, "?score="), usize::try_from(scale.1 - scale.0 + 1)?);
        assert_eq!(count(&mail.html, "class=\"numbers\""), rows, "{scale:?}");
        assert_eq!(count(&mail.text, "?score="), 0);
    }
    for scale in [(0, 100), (5, 1), (3, 3), (i64::MIN, i64::MAX)] {
        let mail = invited("en", |invitation| invitation.scale = Some(scale))?;
        assert_eq!(count(&mail.html, "?score="), 0, "{scale:?}");
    }
    Ok(())
}

#[test]
fn each_link_stands_once_on_a_line_of_its_own_in_the_text() -> Outcome {
    for language in ["ja", "en"] {
        let text = invited(language, |_| ())?.text;
        for link in [SURVEY, UNSUBSCRIBE, PRIVACY] {
            assert_eq!(text.lines().filter(|line| *line == link).count(), 1, "{link}");
            assert_eq!(count(&text, link), 1, "{link}");
        }
    }
    Ok(())
}

#[test]
fn both_parts_name_the_sender_and_how_to_object_and_lead_to_ones_own_page() -> Outcome {
    for (language, objection, data) in
        [("ja", "いつでも無料で", "お客様のデータ"), ("en", "at any time, free of charge", "Your data")]
    {
        let mail = invited(language, |_| ())?;
        for part in [&mail.text, &mail.html] {
            assert_eq!((count(part, objection), count(part, data)), (1, 1));
            for needed in [UNSUBSCRIBE, PRIVACY, "privacy@example.jp", "support@example.jp"] {
                assert!(part.contains(needed), "{needed}");
            }
        }
    }
    let mail = invited("en", |_| ())?;
    assert!(mail.text.contains("Example Ltd.") && mail.text.contains("1 Example Street London"));
    Ok(())
}

#[test]
fn one_click_unsubscribe_comes_first_and_ses_takes_it_all() -> Outcome {
    let mail = invited("ja", |_| ())?;
    assert_eq!(mail.check(), Ok(()));
    let expected = [
        ("List-Unsubscribe", format!("<{UNSUBSCRIBE}>")),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()),
    ];
    for (header, (name, value)) in mail.headers.iter().zip(expected) {
        assert_eq!(header, &(name.to_owned(), value));
    }
    assert!(mail.tags.contains(&("invitation".to_owned(), TAG.to_owned())));
    let foreign = invited("ja", |invitation| invitation.unsubscribe_url = "https://声.example/u/x")?;
    assert!(foreign.check().is_err());
    Ok(())
}

#[test]
fn what_others_wrote_is_text_and_no_markup() -> Outcome {
    let mail = invited("en", |invitation| {
        invitation.question = Some("<script>alert(1)</script> & \"quotes\"");
        invitation.subject = "A\r\nBcc: all@example.com";
        invitation.intro = "<b>bold</b>";
    })?;
    assert_eq!(count(&mail.html, "<script>") + count(&mail.html, "<b>"), 0);
    assert!(mail.text.contains("<script>alert(1)</script> & \"quotes\""));
    assert_eq!(mail.subject, "A Bcc: all@example.com");
    Ok(())
}

#[test]
fn the_mail_loads_nothing_from_anywhere() -> Outcome {
    let html = invited("ja", |_| ())?.html;
    for loads in ["<img", "src=", "<link", "url(", "@import", "<script"] {
        assert_eq!(count(&html, loads), 0, "{loads}");
    }
    assert_eq!(count(&html, "http"), count(&html, "href=\"https://koe.example.jp/"));
    Ok(())
}

#[test]
fn other_languages_get_english_words() -> Outcome {
    let mail = invited("fr", |_| ())?;
    assert!(mail.text.starts_with("Dear Hanako,") && mail.html.contains("<html lang=\"en\""));
    Ok(())
}

#[test]
fn an_invitation_prints_its_kind_only() -> Outcome {
    let mut printed = String::new();
    invited("ja", |invitation| printed = format!("{invitation:?}"))?;
    assert_eq!(printed, "Invitation");
    Ok(())
}
