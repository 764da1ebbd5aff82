use super::*;
use crate::message::tests::shop;

type Outcome = Result<(), Box<dyn std::error::Error>>;

const CONFIRM: &str = "https://koe.example.jp/confirm/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
const PRIVACY: &str = "https://koe.example.jp/privacy/CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCC";

const MATTERS: [(&str, Matter<'static>, &str); 4] = [
    ("export", Matter::ConfirmExport { url: CONFIRM }, CONFIRM),
    ("erase", Matter::ConfirmErase { url: CONFIRM, never_ask: false }, CONFIRM),
    ("never_ask", Matter::ConfirmErase { url: CONFIRM, never_ask: true }, CONFIRM),
    ("own_page", Matter::OwnPage { url: PRIVACY }, PRIVACY),
];

fn written(language: &str, matter: Matter<'_>) -> Result<Message, Box<dyn std::error::Error>> {
    let locale = Locale::parse(language)?;
    let japanese = locale.is_japanese();
    let letter = Letter {
        locale: &locale,
        matter,
        sender: &shop()?,
        to: &EmailAddress::parse("hanako@example.jp")?,
        legal_name: if japanese { "株式会社見本" } else { "Example Ltd." },
        address: if japanese { "〒100-0000 東京都見本区1-2-3" } else { "1 Example Street\nLondon" },
        contact: "privacy@example.jp",
    };
    assert_eq!(format!("{letter:?} {matter:?}"), "Letter Matter");
    Ok(letter.message()?)
}

fn count(text: &str, part: &str) -> usize {
    text.matches(part).count()
}

#[test]
fn a_letter_reads_well_in_both_languages() -> Outcome {
    for language in ["en", "ja"] {
        for (name, matter, _) in MATTERS {
            let mail = written(language, matter)?;
            insta::assert_snapshot!(format!("{name}_{language}_text"), format!("{}\n\n{}", mail.subject, mail.text));
        }
    }
    insta::assert_snapshot!("export_en_html", written("en", MATTERS[0].1)?.html);
    insta::assert_snapshot!("own_page_ja_html", written("ja", MATTERS[3].1)?.html);
    Ok(())
}

#[test]
fn a_letter_says_how_long_its_link_works_what_else_happens_and_whom_to_ask() -> Outcome {
    for (language, once, ignored) in [("en", "once, within 15 minutes", "ignore"), ("ja", "15分以内に1回だけ", "破棄")]
    {
        for (name, matter, _) in MATTERS {
            let mail = written(language, matter)?;
            let confirms = usize::from(name != "own_page");
            for part in [&mail.text, &mail.html] {
                assert_eq!((count(part, once), count(part, ignored)), (confirms, 1), "{name} {language}");
                assert_eq!(count(part, "privacy@example.jp"), 2, "{name} {language}");
            }
        }
    }
    Ok(())
}

#[test]
fn its_link_stands_once_in_each_part_and_nothing_is_loaded() -> Outcome {
    for language in ["en", "ja"] {
        for (name, matter, url) in MATTERS {
            let mail = written(language, matter)?;
            assert_eq!(mail.text.lines().filter(|line| *line == url).count(), 1, "{name} {language}");
            assert_eq!((count(&mail.text, url), count(&mail.html, url)), (1, 1), "{name} {language}");
            assert_eq!(count(&mail.html, &format!("ses:no-track href=\"{url}\"")), 1, "{name} {language}");
            for loads in ["<img", "src=", "<link", "url(", "@import", "<script"] {
                assert_eq!(count(&mail.html, loads), 0, "{loads}");
            }
            assert_eq!(count(&mail.html, "http"), 1, "{name} {language}");
        }
    }
    Ok(())
}

#[test]
fn it_is_marked_as_sent_by_a_machine_and_is_on_no_list() -> Outcome {
    for (_, matter, _) in MATTERS {
        let mail = written("ja", matter)?;
        assert_eq!(mail.check(), Ok(()));
        assert!(mail.headers.contains(&("Auto-Submitted".to_owned(), "auto-generated".to_owned())));
        assert!(!mail.headers.iter().any(|(name, _)| name.starts_with("List-")));
        assert_eq!(mail.tags, [("kind".to_owned(), "letter".to_owned())]);
    }
    Ok(())
}

#[test]
fn people_of_other_languages_get_english() -> Outcome {
    assert!(written("fr", MATTERS[3].1)?.text.starts_with("Hello,"));
    Ok(())
}
