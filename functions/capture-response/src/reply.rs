//! Answers to the reader: a page for a browser, JSON for a program.

use axum::http::header::ACCEPT;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use jiff::Timestamp;
use koe_domain::Locale;
use koe_web::surveys::{Setting, timezone};
use koe_web::{Page, Problem};

use crate::language::browser;
use crate::look::Closed;
use crate::page::{Notice, notice, notice_title};

/// Whether the reader is a program.
pub(crate) fn wants_json(headers: &HeaderMap) -> bool {
    let accept = headers.get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accept.split(',').map(str::trim).any(|part| part.starts_with("application/json")) && !accept.contains("text/html")
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
        Closed::Store(error) => return Problem::from(error.clone()).into_response(),
        Closed::Seal(error) => return Problem::from(*error).into_response(),
    };
    if wants_json(headers) {
        let problem = match status {
            StatusCode::NOT_FOUND => Problem::not_found(detail),
            StatusCode::CONFLICT => Problem::conflict(detail),
            _ => Problem::gone(detail),
        };
        return problem.into_response();
    }
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
