//! Answers to the reader: a page for a browser, JSON for a program.

use axum::http::header::{ACCEPT, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::response::{IntoResponse as _, Response};
use jiff::Timestamp;
use koe_domain::Locale;
use koe_web::language::browser;
use koe_web::surveys::{Setting, timezone};
use koe_web::{Page, Problem};

use crate::look::Closed;
use crate::page::{Notice, notice, notice_title};

/// What a browser sends a form as.
pub(crate) const FORM: &str = "application/x-www-form-urlencoded";
/// What a program sends an answer as.
pub(crate) const JSON: &str = "application/json";

fn text(headers: &HeaderMap, name: HeaderName) -> &str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// The media type of what was sent, in small letters.
pub(crate) fn media(headers: &HeaderMap) -> String {
    text(headers, CONTENT_TYPE).split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Whether the reader is a program: it sends JSON, or asks for it and not for pages.
pub(crate) fn wants_json(headers: &HeaderMap) -> bool {
    let accept = text(headers, ACCEPT);
    let asks = accept.split(',').map(str::trim).any(|part| part.starts_with(JSON)) && !accept.contains("text/html");
    asks || media(headers) == JSON
}

/// Whether the reader is a browser: it sends a form or asks for pages, and does not say that it is a program.
fn is_browser(headers: &HeaderMap) -> bool {
    !wants_json(headers) && (media(headers) == FORM || text(headers, ACCEPT).contains("text/html"))
}

/// A moment written for the reader, in the survey's time zone.
pub(crate) fn moment(at: Timestamp, setting: &Setting) -> String {
    let zone = timezone(&setting.version.settings, &setting.organisation, None);
    let zone = jiff::tz::TimeZone::get(zone).unwrap_or(jiff::tz::TimeZone::UTC);
    at.to_zoned(zone).strftime("%Y-%m-%d %H:%M (%Z)").to_string()
}

/// Why there is nothing to show, in the reader's form and language. `posting`: somebody tried to answer.
pub(crate) fn closed(closed: Closed, headers: &HeaderMap, locale: Option<&Locale>, posting: bool) -> Response {
    let until;
    let (status, what, setting, detail) = match &closed {
        Closed::NotOurs => (StatusCode::NOT_FOUND, Notice::NotOurs, None, "not a link of this stack"),
        Closed::Gone => (StatusCode::GONE, Notice::Gone, None, "what the link led to was erased"),
        Closed::Revoked(setting) => (StatusCode::GONE, Notice::Revoked, setting.as_ref(), "the invitation was revoked"),
        Closed::Expired(setting) => (StatusCode::GONE, Notice::Expired, setting.as_ref(), "the invitation has expired"),
        Closed::Stopped(setting) => (StatusCode::GONE, Notice::Stopped, Some(setting), "the survey is stopped"),
        Closed::EditOver(setting, at) => {
            until = moment(*at, setting);
            let status = if posting { StatusCode::CONFLICT } else { StatusCode::GONE };
            (status, Notice::Closed { at: &until }, Some(setting), "the edit window is over")
        }
        Closed::Store(error) => return refused(Problem::from(error.clone()), headers, locale),
        Closed::Seal(error) => return refused(Problem::from(*error), headers, locale),
    };
    if wants_json(headers) {
        let problem = match status {
            StatusCode::NOT_FOUND => Problem::not_found(detail),
            StatusCode::CONFLICT => Problem::conflict(detail),
            _ => Problem::gone(detail),
        };
        return problem.into_response();
    }
    page(what, status, headers, locale, setting)
}

/// A problem: to a browser a small page for each of those that a person can meet, to a program the problem itself.
pub(crate) fn refused(problem: Problem, headers: &HeaderMap, locale: Option<&Locale>) -> Response {
    let status = problem.status();
    let what = match status {
        StatusCode::PAYLOAD_TOO_LARGE => Notice::TooLarge,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Notice::Unsupported,
        StatusCode::SERVICE_UNAVAILABLE => Notice::TryAgain,
        StatusCode::INTERNAL_SERVER_ERROR => Notice::Ours,
        _ => return problem.into_response(),
    };
    let problem = problem.into_response();
    if !is_browser(headers) {
        return problem;
    }
    let mut response = page(what, status, headers, locale, None);
    if let Some(seconds) = problem.headers().get(RETRY_AFTER) {
        response.headers_mut().insert(RETRY_AFTER, seconds.clone());
    }
    response
}

/// A notice as a page: in `locale`, else in the browser's first language, else in the organisation's.
fn page(
    what: Notice<'_>,
    status: StatusCode,
    headers: &HeaderMap,
    locale: Option<&Locale>,
    setting: Option<&Setting>,
) -> Response {
    let locale = locale
        .cloned()
        .or_else(|| browser(headers).into_iter().next())
        .or_else(|| setting.map(|setting| setting.organisation.locale.clone()))
        .unwrap_or_else(Locale::english);
    let legal_name = setting.map(|setting| setting.organisation.legal_name.as_str());
    match notice(what, &locale, legal_name) {
        Ok(body) => Page { title: notice_title(what, &locale).to_owned(), locale, body }.into_response(status),
        Err(error) => Problem::from(error).into_response(),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    fn headers(accept: &'static str, content_type: &'static str) -> HeaderMap {
        let sent = [(ACCEPT, accept), (CONTENT_TYPE, content_type)].into_iter().filter(|(_, value)| !value.is_empty());
        sent.map(|(name, value)| (name, HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn a_reader_is_known_by_what_it_asks_for_and_what_it_sends() {
        for (accept, content_type, program, browser) in [
            (BROWSER, "", false, true),
            (BROWSER, FORM, false, true),
            (BROWSER, "text/plain", false, true),
            ("", "Application/X-WWW-Form-URLEncoded; charset=utf-8", false, true),
            ("*/*", FORM, false, true),
            ("application/json", "", true, false),
            ("application/json, */*;q=0.1", FORM, true, false),
            ("", JSON, true, false),
            ("*/*", "Application/JSON ; charset=utf-8", true, false),
            (BROWSER, JSON, true, false),
            ("", "", false, false),
            ("*/*", "text/plain", false, false),
        ] {
            let headers = headers(accept, content_type);
            assert_eq!((wants_json(&headers), is_browser(&headers)), (program, browser), "{accept} {content_type}");
        }
    }

    #[test]
    fn a_browser_gets_a_page_with_the_same_status_and_a_program_the_problem() {
        let ours = [Problem::too_large(1024), Problem::unsupported(""), Problem::try_again(), Problem::ours()];
        for problem in ours {
            let status = problem.status();
            let retry = if status == StatusCode::SERVICE_UNAVAILABLE { "2" } else { "" };
            for (accept, kind) in [(BROWSER, "text/html; charset=utf-8"), (JSON, "application/problem+json")] {
                let response = refused(problem.clone(), &headers(accept, ""), None);
                let found = (text(response.headers(), CONTENT_TYPE), text(response.headers(), RETRY_AFTER));
                assert_eq!((response.status(), found), (status, (kind, retry)), "{accept}");
            }
        }
        let unreadable = refused(Problem::unreadable("", ""), &headers(BROWSER, ""), None);
        assert_eq!(text(unreadable.headers(), CONTENT_TYPE), "application/problem+json");
    }
}
