use std::collections::BTreeMap;
use std::error::Error;

use koe_domain::Localized;
use koe_domain::notice::Section;
use koe_domain::survey::Answer;
use koe_web::page::Page;
use serde_json::json;

use super::*;

type Outcome = Result<(), Box<dyn Error>>;

/// The example of the documentation, with its one consent.
struct Shown {
    locale: Locale,
    definition: Definition,
    consents: Vec<Consent>,
    given: BTreeSet<String>,
    faults: Faults,
    privacy: PrivacyNotice,
}

const LANGUAGES: [Language<'static>; 2] = [
    Language { tag: "en", label: "English", href: "?lang=en" },
    Language { tag: "ja", label: "日本語", href: "?lang=ja" },
];

impl Shown {
    fn to(tag: &str) -> Result<Self, Faults> {
        let definition = Definition::parse(&json!({
            "title": {"default": "How was your order?", "ja": "ご注文はいかがでしたか"},
            "pages": [{"name": "main", "elements": [
                {"type": "rating", "name": "nps", "rateMin": 0, "rateMax": 10, "isRequired": true,
                 "title": {"default": "How likely are you to recommend us to a friend?",
                           "ja": "ご友人に薦める可能性はどのくらいですか"}},
                {"type": "rating", "name": "delivery", "rateMin": 1, "rateMax": 5,
                 "title": {"default": "The delivery", "ja": "配送"}},
                {"type": "comment", "name": "why", "title": {"default": "Why?", "ja": "その理由"}}]}]
        }))?;
        let text = json!({"default": "You may contact me about my answer.", "ja": "回答について連絡を受けることに同意します。"});
        let consents =
            vec![Consent { purpose: "follow_up".to_owned(), text: Localized::parse(&text, 100)?, sharing: false }];
        let (given, faults) = (BTreeSet::new(), Faults::new());
        let locale = Locale::parse(tag)?;
        let privacy = PrivacyNotice {
            id: "survey/after-purchase".to_owned(),
            locale: locale.clone(),
            summary: "Why we ask.".to_owned(),
            sections: vec![Section { heading: "Who asks".to_owned(), lines: vec!["Example K.K.".to_owned()] }],
        };
        Ok(Self { locale, definition, consents, given, faults, privacy })
    }

    /// Every kind of question, with all that a question may carry.
    fn all_kinds(tag: &str) -> Result<Self, Faults> {
        let definition = Definition::parse(&json!({
            "description": "First line\nSecond line",
            "pages": [
                {"title": "One", "description": "About it", "elements": [
                    {"type": "rating", "name": "ease", "rateMin": 1, "rateMax": 7, "description": "Think of today.",
                     "minRateDescription": "Hard", "maxRateDescription": "Easy"}]},
                {"elements": [
                    {"type": "radiogroup", "name": "channel", "isRequired": true, "choices": ["web", "shop"]},
                    {"type": "checkbox", "name": "topics", "isRequired": true, "choices": ["price", "staff"]},
                    {"type": "comment", "name": "why", "isRequired": true, "placeholder": "In short", "maxLength": 90}]}]
        }))?;
        Ok(Self { definition, ..Self::to(tag)? })
    }

    fn view(&self) -> SurveyView<'_> {
        SurveyView {
            locale: &self.locale,
            definition: &self.definition,
            answers: None,
            chosen: None,
            consents: &self.consents,
            consents_given: &self.given,
            nonce: "a-nonce",
            action: "/s/a-link",
            faults: &self.faults,
            notice: None,
            legal_name: "Example K.K.",
            contact: "privacy@example.jp",
            languages: &LANGUAGES,
            tie: Tie::Invitation,
            privacy: &self.privacy,
            opt_out_honoured: false,
        }
    }
}

fn answers(given: &[(&str, Answer)]) -> Answers {
    Answers(given.iter().map(|(name, answer)| ((*name).to_owned(), answer.clone())).collect::<BTreeMap<_, _>>())
}

fn count(html: &str, part: &str) -> usize {
    html.matches(part).count()
}

#[test]
fn the_example_reads_as_it_should() -> Outcome {
    for tag in ["en", "ja"] {
        let shown = Shown::to(tag)?;
        let view = SurveyView { chosen: Some(("nps", 9)), ..shown.view() };
        insta::assert_snapshot!(format!("survey_{tag}"), survey(view)?);
    }
    Ok(())
}

#[test]
fn every_kind_of_question_with_its_faults_reads_as_it_should() -> Outcome {
    for tag in ["en", "ja"] {
        let mut shown = Shown::all_kinds(tag)?;
        for pointer in ["/answers/ease", "/answers/channel", "/answers/topics/1", "/answers/why", "/nonce"] {
            shown.faults.push(pointer, "for programs");
        }
        insta::assert_snapshot!(format!("faults_{tag}"), survey(shown.view())?);
    }
    Ok(())
}

#[test]
fn the_whole_page_is_small_and_holds_nothing_that_runs() -> Outcome {
    for tag in ["en", "ja"] {
        let shown = Shown::to(tag)?;
        let view = SurveyView { chosen: Some(("nps", 9)), ..shown.view() };
        let html = Page { locale: shown.locale.clone(), title: survey_title(&view), body: survey(view)? }.html()?;
        assert!(html.len() < 20_000, "{} bytes", html.len());
        for bad in ["<script", " style=", "javascript:", " onclick", "src=", "http:", "https:"] {
            assert!(!html.contains(bad), "{bad}");
        }
        assert_eq!(count(&html, "<form method=\"post\" action=\"/s/a-link\">"), 1);
        assert_eq!(count(&html, "<input type=\"hidden\" name=\"nonce\" value=\"a-nonce\">"), 1);
        assert_eq!(count(&html, "<input type=\"hidden\" name=\"final\" value=\"true\">"), 1);
        assert_eq!(count(&html, "<button"), 1);
        assert_eq!(count(&html, "type=\"radio\" name=\"q.nps\""), 11);
        assert_eq!(count(&html, "type=\"radio\" name=\"q.delivery\""), 5);
    }
    Ok(())
}

#[test]
fn every_control_has_a_label_and_every_group_a_legend() -> Outcome {
    for shown in [Shown::to("ja")?, Shown::all_kinds("en")?] {
        let html = survey(shown.view())?;
        let controls = count(&html, "type=\"radio\"") + count(&html, "type=\"checkbox\"") + count(&html, "<textarea");
        assert_eq!(count(&html, "<label"), controls, "{html}");
        assert_eq!(count(&html, "<fieldset"), count(&html, "<legend"), "{html}");
        for part in html.split("<textarea id=\"").skip(1) {
            let id = part.split('"').next().unwrap_or_default();
            assert!(html.contains(&format!("<label for=\"{id}\">")), "{id}");
        }
    }
    Ok(())
}

#[test]
fn the_score_from_the_mail_is_chosen_but_said_not_to_be_sent() -> Outcome {
    let shown = Shown::to("en")?;
    let (plain, said) = (survey(shown.view())?, "Your choice is sent only when you press Send.");
    assert!(!plain.contains(" checked") && !plain.contains(said), "{plain}");
    let html = survey(SurveyView { chosen: Some(("nps", 9)), ..shown.view() })?;
    assert_eq!(count(&html, " checked"), 1, "{html}");
    assert!(html.contains("name=\"q.nps\" value=\"9\" checked") && html.contains(said), "{html}");
    for chosen in [("nps", 11), ("nps", -1), ("why", 3), ("nothing", 3)] {
        assert_eq!(survey(SurveyView { chosen: Some(chosen), ..shown.view() })?, plain, "{chosen:?}");
    }
    Ok(())
}

#[test]
fn earlier_answers_are_shown_as_text_and_give_way_to_a_new_score() -> Outcome {
    let shown = Shown::to("en")?;
    let written = "</textarea><script>alert(1)</script>".to_owned();
    let earlier = answers(&[("nps", Answer::Score(3)), ("why", Answer::Text(written))]);
    let view = SurveyView { answers: Some(&earlier), ..shown.view() };
    let html = survey(view)?;
    assert!(html.contains("value=\"3\" checked") && !html.contains("<script"), "{html}");
    assert!(html.contains("&#60;/textarea&#62;&#60;script&#62;alert(1)"), "{html}");
    let html = survey(SurveyView { chosen: Some(("nps", 0)), ..view })?;
    assert!(html.contains("value=\"0\" id=\"q1\" checked") && count(&html, " checked") == 1, "{html}");
    let shown = Shown::all_kinds("en")?;
    let topics = Answer::Choices(vec!["price".to_owned(), "staff".to_owned()]);
    let earlier = answers(&[("channel", Answer::Choice("shop".to_owned())), ("topics", topics)]);
    let html = survey(SurveyView { answers: Some(&earlier), ..shown.view() })?;
    assert_eq!(count(&html, " checked"), 3, "{html}");
    Ok(())
}

#[test]
fn a_consent_is_ticked_by_the_person_alone_and_never_required() -> Outcome {
    let mut shown = Shown::to("en")?;
    let html = survey(shown.view())?;
    assert!(html.contains("<input type=\"checkbox\" name=\"c.follow_up\" value=\"true\"><span>"), "{html}");
    shown.given.insert("follow_up".to_owned());
    let html = survey(shown.view())?;
    assert!(html.contains("name=\"c.follow_up\" value=\"true\" checked><span>"), "{html}");
    Ok(())
}

#[test]
fn a_fault_is_named_beside_its_question_and_linked_from_the_top() -> Outcome {
    let mut shown = Shown::to("ja")?;
    shown.faults.push("/answers/nps", "for programs");
    let html = survey(shown.view())?;
    assert!(html.contains("<li><a href=\"#q1\">") && html.contains("id=\"q1\""), "{html}");
    assert!(html.contains("<fieldset class=\"question\" aria-describedby=\"q1-e\">"), "{html}");
    assert!(html.contains("<p class=\"fault\" id=\"q1-e\">この質問にお答えください。</p>"), "{html}");
    assert_eq!((count(&html, "class=\"fault\""), count(&html, "<li>")), (1, 1), "{html}");
    assert!(!html.contains("for programs"), "{html}");
    assert!(survey_title(&shown.view()).starts_with("エラー："));
    assert!(is_about("/answers/a~1b/0", "a/b") && !is_about("/answers/nps2", "nps"));
    Ok(())
}

#[test]
fn the_words_around_a_survey_are_marked_where_they_are_in_another_language() -> Outcome {
    let html = survey(Shown::to("de-AT")?.view())?;
    assert!(html.contains("<button type=\"submit\" lang=\"en\">Send</button>"), "{html}");
    assert!(html.contains("<footer lang=\"en\">"), "{html}");
    assert!(!survey(Shown::to("ja-JP")?.view())?.contains("<footer lang"));
    Ok(())
}
