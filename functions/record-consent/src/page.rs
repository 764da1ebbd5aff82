//! The page that stops the mails: one button, and one to take it back.
//!
//! Scanners follow links, so looking at it changes nothing; RFC 8058 and the button send the same `POST`. A link that is
//! not ours gets a text that is true either way, and no form.

use askama::Template;
use koe_domain::Locale;

use crate::words::Words;

/// What the page shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It asks; nothing has changed.
    Ask,
    /// The mails are stopped.
    Done,
    /// Stopping was taken back.
    Back,
    /// The link is not ours, or its person is gone.
    Neutral,
}

/// The page's content. Not `Debug`: it holds the link.
#[derive(Clone, Copy)]
pub struct UnsubscribeView<'a> {
    /// What it shows.
    pub state: State,
    /// The language of the page.
    pub locale: &'a Locale,
    /// Whose mails they are, by its name in law; not known for a link that is not ours.
    pub legal_name: Option<&'a str>,
    /// Where the form goes.
    pub action: &'a str,
}

/// The one button, and the hidden field that says what it does.
struct Button {
    name: &'static str,
    value: &'static str,
    text: &'static str,
    quiet: bool,
}

#[derive(Template)]
#[template(path = "unsubscribe.html")]
struct UnsubscribeTemplate<'a> {
    ui: &'static str,
    title: &'static str,
    text: &'static str,
    button: Option<Button>,
    action: &'a str,
    legal_name: Option<&'a str>,
}

/// The page's body. The form sends `List-Unsubscribe=One-Click` (RFC 8058, section 3.1) or `action=resubscribe`.
///
/// # Errors
/// When the template cannot be written.
pub fn unsubscribe(view: UnsubscribeView<'_>) -> Result<String, askama::Error> {
    let words = Words::of(view.locale);
    let (title, text) = texts(view.state, words);
    let stop = Button { name: "List-Unsubscribe", value: "One-Click", text: words.stop, quiet: false };
    let button = match view.state {
        State::Ask => Some(stop),
        State::Done => Some(Button { name: "action", value: "resubscribe", text: words.take_back, quiet: true }),
        State::Back => Some(Button { quiet: true, ..stop }),
        State::Neutral => None,
    };
    let (action, legal_name) = (view.action, view.legal_name);
    UnsubscribeTemplate { ui: words.mark(view.locale), title, text, button, action, legal_name }.render()
}

/// The page's title.
#[must_use]
pub fn unsubscribe_title(state: State, locale: &Locale) -> &'static str {
    texts(state, Words::of(locale)).0
}

fn texts(state: State, words: &Words) -> (&'static str, &'static str) {
    match state {
        State::Ask => words.ask,
        State::Done => words.done,
        State::Back => words.back,
        State::Neutral => words.neutral,
    }
}

#[cfg(test)]
mod tests {
    use koe_web::page::Page;

    use super::*;

    type Outcome = Result<(), Box<dyn std::error::Error>>;

    const STATES: [State; 4] = [State::Ask, State::Done, State::Back, State::Neutral];

    fn page(state: State, tag: &str) -> Result<String, Box<dyn std::error::Error>> {
        let locale = Locale::parse(tag)?;
        let legal_name = (state != State::Neutral).then_some("Example K.K.");
        Ok(unsubscribe(UnsubscribeView { state, locale: &locale, legal_name, action: "/unsubscribe/a-link" })?)
    }

    #[test]
    fn each_state_reads_as_it_should() -> Outcome {
        for tag in ["en", "ja"] {
            for state in STATES {
                insta::assert_snapshot!(format!("{state:?}_{tag}").to_lowercase(), page(state, tag)?);
            }
        }
        Ok(())
    }

    #[test]
    fn the_button_sends_what_a_mail_program_sends() -> Outcome {
        let html = page(State::Ask, "ja")?;
        assert!(html.contains("<form method=\"post\" action=\"/unsubscribe/a-link\">"), "{html}");
        assert!(html.contains("name=\"List-Unsubscribe\" value=\"One-Click\""), "{html}");
        assert_eq!(html.matches("<button").count(), 1, "{html}");
        Ok(())
    }

    #[test]
    fn it_can_be_taken_back_and_done_again_on_the_same_page() -> Outcome {
        let done = page(State::Done, "en")?;
        assert!(done.contains("name=\"action\" value=\"resubscribe\""), "{done}");
        assert!(!done.contains("One-Click"), "{done}");
        assert!(page(State::Back, "en")?.contains("value=\"One-Click\""));
        Ok(())
    }

    #[test]
    fn a_link_that_is_not_ours_has_nothing_to_press_and_names_nobody() -> Outcome {
        for tag in ["en", "ja", "de"] {
            let html = page(State::Neutral, tag)?;
            assert!(!html.contains("<form") && !html.contains("<footer"), "{html}");
        }
        Ok(())
    }

    #[test]
    fn the_page_is_small_has_one_title_per_state_and_no_script() -> Outcome {
        for tag in ["en", "ja", "de"] {
            let locale = Locale::parse(tag)?;
            let titles: std::collections::BTreeSet<_> =
                STATES.iter().map(|state| unsubscribe_title(*state, &locale)).collect();
            assert_eq!(titles.len(), STATES.len());
            for state in STATES {
                let title = unsubscribe_title(state, &locale).to_owned();
                let html = Page { locale: locale.clone(), title, body: page(state, tag)? }.html()?;
                assert!(html.len() < 20_000, "{} bytes", html.len());
                assert!(!html.contains("<script") && !html.contains(" style="), "{html}");
            }
        }
        Ok(())
    }

    #[test]
    fn english_words_on_a_page_in_another_language_are_marked() -> Outcome {
        assert!(page(State::Ask, "de")?.contains("<h1 lang=\"en\">"));
        assert!(page(State::Ask, "en")?.contains("<h1>"));
        Ok(())
    }
}
