//! `POST /p/{survey}` and `/p/{survey}/{store}`: records an answer of nobody in particular, in one round trip.

use axum::Json;
use axum::extract::{Path, Request, State as Held};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use koe_domain::nonce::Nonce;
use koe_domain::survey::{Answers, Require};
use koe_domain::{Faults, Locale};
use koe_store::OpenOutcome;
use koe_web::extract::PageQuery;
use koe_web::links::open_nonce;
use koe_web::page::private;
use koe_web::surveys::Setting;
use koe_web::{Page, Problem, signals_gpc};

use super::{Brought, Place, locale, page};
use crate::State;
use crate::answer::{AnswerBody, Recorded, Sent, receive};
use crate::look::Closed;
use crate::page::{ThanksView, stale, thanks, thanks_title};
use crate::record::Anonymous;
use crate::reply::{closed, refused};
use crate::show::ShowQuery;

/// Records an answer to a survey that was shown to anyone. It cannot be changed afterwards: nothing leads to it.
#[utoipa::path(post, path = "/p/{survey}", operation_id = "answer_open", tag = "answering",
    params(("survey" = String, Path, description = "the survey's name")),
    request_body(content((AnswerBody = "application/json"), (String = "application/x-www-form-urlencoded"))),
    responses(
        (status = 200, description = "recorded: a page, or the revision", body = Recorded),
        (status = 400, description = "unreadable, or a nonce of another page", body = Problem),
        (status = 404, description = "no such survey", body = Problem),
        (status = 409, description = "a stale nonce (with a new one)", body = Problem),
        (status = 410, description = "stopped", body = Problem),
        (status = 413, description = "over 256 KiB", body = Problem),
        (status = 415, description = "neither a form nor JSON, or not UTF-8", body = Problem),
        (status = 422, description = "every invalid answer named", body = Problem),
        (status = 503, description = "the table did not answer; send it again", body = Problem)))]
pub(crate) async fn answer(
    Held(state): Held<State>,
    Path(survey): Path<String>,
    PageQuery(query): PageQuery<ShowQuery>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    answered(&state, Place::read(&survey, None), &query, &headers, request).await
}

/// The same for one of the organisation's stores.
#[utoipa::path(post, path = "/p/{survey}/{store}", operation_id = "answer_open_in_store", tag = "answering",
    params(("survey" = String, Path, description = "the survey's name"),
        ("store" = String, Path, description = "the store's code")),
    request_body(content((AnswerBody = "application/json"), (String = "application/x-www-form-urlencoded"))),
    responses(
        (status = 200, description = "recorded: a page, or the revision", body = Recorded),
        (status = 400, description = "unreadable, or a nonce of another page", body = Problem),
        (status = 404, description = "no such survey or store", body = Problem),
        (status = 409, description = "a stale nonce (with a new one)", body = Problem),
        (status = 410, description = "stopped", body = Problem),
        (status = 413, description = "over 256 KiB", body = Problem),
        (status = 415, description = "neither a form nor JSON, or not UTF-8", body = Problem),
        (status = 422, description = "every invalid answer named", body = Problem),
        (status = 503, description = "the table did not answer; send it again", body = Problem)))]
pub(crate) async fn answer_in_store(
    Held(state): Held<State>,
    Path((survey, store)): Path<(String, String)>,
    PageQuery(query): PageQuery<ShowQuery>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    answered(&state, Place::read(&survey, Some(&store)), &query, &headers, request).await
}

async fn answered(
    state: &State,
    place: Option<Place>,
    query: &ShowQuery,
    headers: &HeaderMap,
    request: Request,
) -> Response {
    let asked = query.lang.as_deref().and_then(|tag| Locale::parse(tag).ok());
    let Some(place) = place else { return private(closed(Closed::NotOurs, headers, asked.as_ref(), true)) };
    let setting = match place.look(state).await {
        Ok(setting) => setting,
        Err(why) => return private(closed(why, headers, asked.as_ref(), true)),
    };
    let locale = locale(&setting, query.lang.as_deref(), headers);
    let poster = Poster { state, place: &place, setting: &setting, locale, headers };
    let done = poster.take(request).await;
    private(done.unwrap_or_else(|problem| refused(problem, headers, asked.as_ref())))
}

/// Somebody who answers from a poster.
struct Poster<'a> {
    state: &'a State,
    place: &'a Place,
    setting: &'a Setting,
    locale: Locale,
    headers: &'a HeaderMap,
}

impl Poster<'_> {
    async fn take(&self, request: Request) -> Result<Response, Problem> {
        let now = self.state.clock.now();
        let sent = receive(request).await?;
        let nonce = open_nonce(&self.state.links, now, &self.place.path(), &sent.nonce).await?;
        let Some(nonce) = nonce else { return self.again(&sent, Faults::new(), StatusCode::BAD_REQUEST) };
        if nonce.version != self.setting.version.version || nonce.is_stale(now) {
            return self.again(&sent, Faults::new(), StatusCode::CONFLICT);
        }
        let answers = match self.checked(&sent) {
            Ok(answers) => answers,
            Err(faults) => return self.again(&sent, faults, StatusCode::UNPROCESSABLE_ENTITY),
        };
        self.record(&sent, &nonce, &answers).await
    }

    fn checked(&self, sent: &Sent) -> Result<Answers, Faults> {
        let mut faults = Faults::new();
        let definition = &self.setting.version.definition;
        let answers = match (&sent.form, &sent.body) {
            (Some(form), _) => definition.answers_from_form(form, Require::All),
            (None, Some(body)) => definition.answers(&body.answers, Require::All),
            (None, None) => Err(Faults::one("", "no answer")),
        };
        let answers = faults.take("/answers", answers);
        for purpose in sent.body.iter().flat_map(|body| body.consents.keys()) {
            faults.push(format!("/consents/{purpose}"), "nobody is known here who could agree to it");
        }
        faults.into_result(|| answers.unwrap_or_default())
    }

    async fn record(&self, sent: &Sent, nonce: &Nonce, answers: &Answers) -> Result<Response, Problem> {
        let now = self.state.clock.now();
        self.state.master.fresh(now).await;
        let gpc = signals_gpc(self.headers);
        let given = Anonymous { nonce, setting: self.setting, answers, gpc, now };
        let (row, key) = given.record(self.state)?;
        match self.state.store.record_open(&row, key.as_ref()).await? {
            OpenOutcome::Done | OpenOutcome::Repeated => self.thanks(sent),
            OpenOutcome::Other => self.again(sent, Faults::new(), StatusCode::CONFLICT),
        }
    }

    /// The page with what was typed and a new nonce: nothing was recorded, one more press sends it.
    fn again(&self, sent: &Sent, faults: Faults, status: StatusCode) -> Result<Response, Problem> {
        let Some(form) = &sent.form else {
            return Err(match status {
                StatusCode::UNPROCESSABLE_ENTITY => Problem::invalid(faults),
                StatusCode::BAD_REQUEST => Problem::unreadable("/nonce", "not the nonce of this page"),
                _ => {
                    let fresh = self.place.nonce(self.state, self.setting, &self.locale);
                    let nonce = fresh.seal(&self.state.links.current(), &self.place.path());
                    let nonce = nonce.map_err(|_| Problem::ours())?;
                    Problem::stale("nothing was recorded; send the answers again with this nonce").with_nonce(nonce)
                }
            });
        };
        let kept = self.setting.version.definition.readable_from_form(form);
        let message = (status != StatusCode::UNPROCESSABLE_ENTITY).then(|| stale(&self.locale));
        let brought = Brought { chosen: None, answers: Some(&kept), faults, message };
        let page = page(self.state, self.place, self.setting, &self.locale, self.headers, &brought)?;
        Ok(page.into_response(status))
    }

    fn thanks(&self, sent: &Sent) -> Result<Response, Problem> {
        if sent.form.is_none() {
            return Ok(Json(Recorded { revision: 1 }).into_response());
        }
        let contact = self.setting.organisation.privacy_contact.deliverable();
        let view = ThanksView {
            locale: &self.locale,
            legal_name: &self.setting.organisation.legal_name,
            contact: &contact,
            edit_until: None,
            edit_href: "",
        };
        let title = thanks_title(&self.locale).to_owned();
        Ok(Page { title, body: thanks(view)?, locale: self.locale.clone() }.into_response(StatusCode::OK))
    }
}
