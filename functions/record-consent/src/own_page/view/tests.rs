//! The page as people read it, in both languages, with much and with little to show.

use koe_domain::invitation::State;
use koe_domain::organisation::Law;
use koe_store::rows::CaseState;
use koe_web::Page;

use super::super::document::{
    HeldCase, HeldConsent, HeldContact, HeldInvitation, HeldLook, HeldRecipient, HeldSale, OwnPage,
};
use super::*;
use crate::testing;

type Outcome = Result<(), Box<dyn std::error::Error>>;

const LINK: &str = "AQ-a-link-of-47-characters-that-opens-the-page-";

fn invitation(number: u8, state: State) -> HeldInvitation {
    let answered = state == State::Answered;
    HeldInvitation {
        survey: "How was your order?".to_owned(),
        state,
        day: format!("2026-11-{number:02}"),
        order: Some(format!("10{number:02}")),
        answered,
        tied_until: (answered && number > 10).then(|| "2027-02-20".to_owned()),
    }
}

/// Somebody of whom much is held.
fn much() -> OwnPage {
    let consent = |purpose: &str, text: &str, given, decision| HeldConsent {
        purpose: purpose.to_owned(),
        text: text.to_owned(),
        given,
        decision: Some(decision),
        since: Some("2026-11-20".to_owned()),
        open: purpose != "share",
    };
    OwnPage {
        organisation: "Example K.K.".to_owned(),
        privacy_contact: "privacy@example.jp".to_owned(),
        contact: Some(HeldContact {
            email: Some("h•••@e•••.jp".to_owned()),
            family: Some("Yamada \"<b>\"".to_owned()),
            given: None,
            kept_until: Some("2027-02-20".to_owned()),
        }),
        locale: None,
        survey_mails: true,
        survey_mails_since: None,
        consents: vec![
            consent("follow_up", "You may contact me about my answer.", true, Decision::Given),
            consent("publish", "You may publish my comment <without my name>.", false, Decision::Withdrawn),
            consent("share", "You may share my answer with the maker.", false, Decision::Refused),
        ],
        sale_or_sharing: Some(HeldSale { sells_or_shares: true, opted_out_on: None, signal_honoured: true }),
        invitations: (1..=8)
            .rev()
            .map(|number| invitation(number, State::Delivered))
            .chain([invitation(20, State::Answered), invitation(9, State::Answered)])
            .rev()
            .collect(),
        cases: vec![HeldCase {
            survey: "How was your order?".to_owned(),
            state: CaseState::Open,
            opened_on: "2026-11-20".to_owned(),
            deal_by: Some("2026-11-22".to_owned()),
        }],
        looks: vec![HeldLook { day: "2026-11-21".to_owned(), what: "case".to_owned() }],
        recipients: vec![HeldRecipient { name: "crm".to_owned(), times: 2, last_on: "2026-11-20".to_owned() }],
        proof_until: Some("2029-11-19".to_owned()),
        notice: String::new(),
        opened_page: "o".repeat(700),
    }
}

/// Somebody of whom next to nothing is held any more.
fn little() -> OwnPage {
    OwnPage {
        contact: None,
        locale: Locale::parse("de-AT").ok(),
        survey_mails: false,
        survey_mails_since: Some("2026-11-20".to_owned()),
        consents: Vec::new(),
        sale_or_sharing: Some(HeldSale {
            sells_or_shares: true,
            opted_out_on: Some("2026-11-20".to_owned()),
            signal_honoured: false,
        }),
        invitations: Vec::new(),
        cases: Vec::new(),
        looks: Vec::new(),
        recipients: Vec::new(),
        proof_until: None,
        ..much()
    }
}

fn body(page: &OwnPage, tag: &str, saved: bool) -> Result<String, Box<dyn std::error::Error>> {
    body_after(page, tag, if saved { Said::Saved } else { Said::Nothing })
}

fn body_after(page: &OwnPage, tag: &str, said: Said) -> Result<String, Box<dyn std::error::Error>> {
    let locale = Locale::parse(tag)?;
    let mut organisation = testing::organisation()?;
    organisation.privacy.laws.insert(Law::Ccpa);
    organisation.privacy.sells_or_shares = true;
    let notice = Notice::own_page(&organisation, &locale);
    let view = View { page, organisation: &organisation, notice: &notice, link: LINK, said };
    Ok(view.body(&locale)?)
}

#[test]
fn the_page_reads_as_it_should() -> Outcome {
    for tag in ["en", "ja"] {
        insta::assert_snapshot!(format!("much_{tag}"), body(&much(), tag, false)?);
        insta::assert_snapshot!(format!("little_{tag}"), body(&little(), tag, true)?);
    }
    Ok(())
}

#[test]
fn the_page_is_small_and_has_no_script() -> Outcome {
    for tag in ["en", "ja", "de"] {
        let locale = Locale::parse(tag)?;
        let html = Page { title: "Your data".to_owned(), body: body(&much(), tag, true)?, locale }.html()?;
        assert!(html.len() < 20_000, "{tag}: {} bytes", html.len());
        assert!(!html.contains("<script") && !html.contains(" style="), "{html}");
    }
    Ok(())
}

#[test]
fn whoever_pressed_on_other_words_is_asked_to_look_again() -> Outcome {
    for (tag, words) in [("en", "nothing was recorded"), ("ja", "記録いたしませんでした")] {
        let html = body_after(&much(), tag, Said::Changed)?;
        assert!(html.contains(words) && html.contains("name=\"follow_up\""), "{html}");
        assert!(!html.contains(OwnWords::of(&Locale::parse(tag)?).saved), "{html}");
        assert!(!body(&much(), tag, true)?.contains(words));
    }
    Ok(())
}

#[test]
fn what_erasing_leaves_and_for_how_long_is_said() -> Outcome {
    for (tag, words) in
        [("en", ["For 90 days", "you may be asked again"]), ("ja", ["90日間", "改めてご意見をお伺いする"])]
    {
        let html = body(&much(), tag, false)?;
        for words in words {
            assert!(html.contains(words), "{words} is missing in {html}");
        }
    }
    Ok(())
}

#[test]
fn withdrawing_is_one_press_and_no_box_is_set_beforehand() -> Outcome {
    let html = body(&much(), "en", false)?;
    assert!(html.contains("name=\"follow_up\" value=\"false\""), "{html}");
    assert!(html.contains("name=\"publish\" value=\"true\""), "{html}");
    assert!(html.contains("name=\"survey_mails\" value=\"false\""), "{html}");
    assert!(html.contains("name=\"sale_or_sharing\" value=\"false\""), "{html}");
    assert!(!html.contains("name=\"share\""), "who opted out is not asked again: {html}");
    assert!(!html.contains("checkbox") && !html.contains("checked"), "{html}");
    assert!(html.contains("Opt-out request honored"), "{html}");
    Ok(())
}

#[test]
fn nothing_that_is_held_can_break_the_page() -> Outcome {
    let html = body(&much(), "en", false)?;
    assert!(!html.contains("<b>") && !html.contains("<without"), "{html}");
    assert!(html.contains("4 more are in the copy of your data."), "{html}");
    Ok(())
}

#[test]
fn without_an_address_nothing_is_offered_that_needs_one() -> Outcome {
    let html = body(&little(), "en", false)?;
    assert!(!html.contains("/requests") && html.contains("please write to privacy@example.jp"), "{html}");
    assert!(!html.contains("name=\"family\"") && html.contains("value=\"de-AT\""), "{html}");
    assert!(!html.contains("name=\"sale_or_sharing\""), "who opted out is not asked again: {html}");
    Ok(())
}

#[test]
fn every_control_has_a_name_and_every_reference_a_target() -> Outcome {
    let html = body(&much(), "ja", false)?;
    for id in html.split("aria-describedby=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert_eq!(html.matches(&format!(" id=\"{id}\"")).count(), 1, "{id}");
    }
    for id in ["family", "given", "locale"] {
        assert!(html.contains(&format!("<label for=\"{id}\">")), "{id}");
    }
    Ok(())
}

#[test]
fn english_words_on_a_page_in_another_language_are_marked() -> Outcome {
    let html = body(&much(), "de", false)?;
    assert!(html.starts_with("<div lang=\"en\">"), "{html}");
    assert!(html.contains("id=\"c1\" lang=\"de\">"), "{html}");
    Ok(())
}
