//! The dashboard's pages: everything a reader sees. No script, and no style of their own.

mod board;

use askama::Template;
use koe_domain::{Locale, SurveyId};
use koe_web::Page;

use self::board::Board;
pub(crate) use self::board::Shown;
use crate::language::OFFERED;
use crate::words::Words;

/// Who reads.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reader<'a> {
    /// The language of the page.
    pub(crate) locale: &'a Locale,
    /// The language in the address, which links keep.
    pub(crate) asked: Option<&'static str>,
}

/// Why there is nobody signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// Nobody tried yet.
    None,
    /// The key is not one of this stack.
    WrongKey,
    /// The key may not read.
    NoScope,
}

/// What the dashboard shows.
pub(crate) enum Content<'a> {
    /// There is no survey.
    NoSurveys,
    /// There is none of the name in the address.
    Unknown,
    /// The scores of one.
    Survey(&'a Shown<'a>),
}

struct Link {
    tag: &'static str,
    label: String,
    href: String,
    current: bool,
}

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInTemplate {
    w: &'static Words,
    languages: Vec<Link>,
    fault: Option<&'static str>,
    action: String,
}

#[derive(Template)]
#[template(path = "dashboard.html")]
struct DashboardTemplate {
    w: &'static Words,
    languages: Vec<Link>,
    surveys: Vec<Link>,
    notice: Option<&'static str>,
    board: Option<Board>,
    sign_out: String,
}

/// The form to sign in.
///
/// # Errors
/// When the template cannot be written.
pub(crate) fn sign_in(reader: Reader<'_>, refusal: Refusal) -> Result<Page, askama::Error> {
    let w = Words::of(reader.locale);
    let fault = match refusal {
        Refusal::None => None,
        Refusal::WrongKey => Some(w.wrong_key),
        Refusal::NoScope => Some(w.no_scope),
    };
    let action = address("/dashboard/session", None, reader.asked);
    let body = SignInTemplate { w, languages: languages(reader, None), fault, action }.render()?;
    Ok(Page { locale: reader.locale.clone(), title: w.sign_in.to_owned(), body })
}

/// The dashboard of `surveys`, with the content of one of them.
///
/// # Errors
/// When the template cannot be written.
pub(crate) fn dashboard(
    reader: Reader<'_>,
    surveys: &[SurveyId],
    content: &Content<'_>,
) -> Result<Page, askama::Error> {
    let w = Words::of(reader.locale);
    let (notice, board, chosen) = match content {
        Content::NoSurveys => (Some(w.no_surveys), None, None),
        Content::Unknown => (Some(w.unknown), None, None),
        Content::Survey(shown) => (None, Some(Board::of(w, reader.locale, shown)), Some(&shown.version.survey)),
    };
    let link = |survey: &SurveyId| Link {
        tag: "",
        label: survey.to_string(),
        href: address("/dashboard", Some(survey), reader.asked),
        current: chosen == Some(survey),
    };
    let title = match &board {
        Some(board) => format!("{} – {}", board.title, w.dashboard),
        None => w.dashboard.to_owned(),
    };
    let body = DashboardTemplate {
        w,
        languages: languages(reader, chosen),
        surveys: surveys.iter().map(link).collect(),
        notice,
        board,
        sign_out: address("/dashboard/signout", None, reader.asked),
    }
    .render()?;
    Ok(Page { locale: reader.locale.clone(), title, body })
}

/// Where the dashboard is, in the language asked for.
pub(crate) fn home(asked: Option<&'static str>) -> String {
    address("/dashboard", None, asked)
}

fn address(path: &str, survey: Option<&SurveyId>, lang: Option<&str>) -> String {
    let survey = survey.map(|survey| format!("survey={survey}"));
    let lang = lang.map(|lang| format!("lang={lang}"));
    let query: Vec<String> = survey.into_iter().chain(lang).collect();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
}

fn languages(reader: Reader<'_>, survey: Option<&SurveyId>) -> Vec<Link> {
    let link = |(tag, label): &(&'static str, &str)| Link {
        tag,
        label: (*label).to_owned(),
        href: address("/dashboard", survey, Some(*tag)),
        current: *tag == reader.locale.as_str(),
    };
    OFFERED.iter().map(link).collect()
}

#[cfg(test)]
mod tests;
