//! A visit to the pages about somebody's data: what the reader can read, and what is said where there is nothing to show.

use std::sync::Arc;

use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use koe_domain::link::Purpose;
use koe_domain::{Faults, Locale, Organisation, PersonId};
use koe_privacy::SealError;
use koe_store::StoreError;
use koe_web::links::{KeysUnavailable, open_link};
use koe_web::page::private;
use koe_web::{Page, Problem};

use crate::State;
use crate::language::choose;
use crate::note::Note;
use crate::sent::wants_json;
use crate::words::notes::Notes;

/// Why there is nothing to show.
pub(crate) enum Stop {
    /// Not a link of ours; no table was asked.
    NotOurs,
    /// The person was erased, or nothing was ever held.
    Gone,
    /// Anything else.
    Refused(Problem),
}

impl From<Problem> for Stop {
    fn from(problem: Problem) -> Self {
        Self::Refused(problem)
    }
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::Refused(error.into())
    }
}

impl From<SealError> for Stop {
    fn from(error: SealError) -> Self {
        Self::Refused(error.into())
    }
}

impl From<KeysUnavailable> for Stop {
    fn from(error: KeysUnavailable) -> Self {
        Self::Refused(error.into())
    }
}

impl From<Faults> for Stop {
    fn from(faults: Faults) -> Self {
        Self::Refused(faults.into())
    }
}

impl From<askama::Error> for Stop {
    fn from(error: askama::Error) -> Self {
        Self::Refused(error.into())
    }
}

/// A request for one of the pages.
pub(crate) struct Visit<'a> {
    pub(crate) state: &'a State,
    /// The language asked for.
    pub(crate) asked: Option<Locale>,
    pub(crate) headers: &'a HeaderMap,
}

impl Visit<'_> {
    /// Whose page the link opens. No round trip.
    pub(crate) async fn person(&self, link: &str) -> Result<PersonId, Stop> {
        let target = open_link(&self.state.links, self.state.clock.now(), Purpose::Privacy, link).await?;
        target.map(|target| target.person).ok_or(Stop::NotOurs)
    }

    /// The organisation. One round trip where it was not read lately, else none.
    pub(crate) async fn organisation(&self) -> Result<Arc<Organisation>, Stop> {
        let found = self.state.surveys.organisation(&self.state.store, self.state.clock.now()).await?;
        found.ok_or_else(|| Stop::Refused(Problem::not_found("no organisation was set up")))
    }

    /// The language to speak to somebody who is known to speak `known`.
    pub(crate) fn locale(&self, known: Option<&Locale>, organisation: Option<&Organisation>) -> Locale {
        choose(self.asked.as_ref(), known, self.headers, organisation.map(|organisation| &organisation.locale))
    }

    /// Whether the reader is a program.
    pub(crate) fn is_program(&self) -> bool {
        wants_json(self.headers)
    }

    /// The answer, be it what was asked for or why not: to a program a problem, to anybody else a page.
    pub(crate) fn answer(&self, done: Result<Response, Stop>) -> Response {
        private(done.unwrap_or_else(|stop| stopped(stop, &self.locale(None, None), self.is_program())))
    }
}

/// A short page.
pub(crate) fn page(status: StatusCode, note: &Note<'_>) -> Result<Response, askama::Error> {
    let (locale, title) = (note.locale.clone(), note.title.to_owned());
    Ok(Page { locale, title, body: note.body()? }.into_response(status))
}

fn stopped(stop: Stop, locale: &Locale, program: bool) -> Response {
    let notes = Notes::of(locale);
    let (problem, (title, text)) = match stop {
        Stop::NotOurs => (Problem::not_found("not a link of this stack"), notes.not_ours),
        Stop::Gone => (Problem::gone("everything that was held has been erased"), notes.gone),
        Stop::Refused(problem) => {
            let note = match problem.status() {
                StatusCode::PAYLOAD_TOO_LARGE => notes.too_large,
                StatusCode::SERVICE_UNAVAILABLE => notes.try_again,
                StatusCode::NOT_FOUND => notes.not_ours,
                status if status.is_server_error() => notes.ours,
                _ => notes.unreadable,
            };
            (problem, note)
        }
    };
    let status = problem.status();
    let refused = problem.into_response();
    if program {
        return refused;
    }
    let Ok(mut page) = page(status, &Note::new(locale, title, text)) else { return refused };
    if let Some(seconds) = refused.headers().get(RETRY_AFTER) {
        page.headers_mut().insert(RETRY_AFTER, seconds.clone());
    }
    page
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;
    use axum::http::header::CONTENT_TYPE;

    use super::*;

    #[test]
    fn a_browser_gets_a_page_and_a_program_the_problem() {
        let stops = || {
            let problems = [Problem::try_again(), Problem::ours(), Problem::too_large(1024), Problem::unsupported("")];
            problems.into_iter().map(Stop::Refused).chain([Stop::NotOurs, Stop::Gone])
        };
        for (program, kind) in [(false, "text/html; charset=utf-8"), (true, "application/problem+json")] {
            let english = Locale::english();
            let answers: Vec<Response> = stops().map(|stop| stopped(stop, &english, program)).collect();
            let statuses: Vec<u16> = answers.iter().map(|answer| answer.status().as_u16()).collect();
            assert_eq!(statuses, [503, 500, 413, 415, 404, 410]);
            for answer in answers {
                assert_eq!(answer.headers().get(CONTENT_TYPE).map(HeaderValue::as_bytes), Some(kind.as_bytes()));
                let retry = answer.headers().contains_key(RETRY_AFTER);
                assert_eq!(retry, answer.status() == StatusCode::SERVICE_UNAVAILABLE);
            }
        }
    }
}
