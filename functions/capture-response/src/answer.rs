//! `POST /s/{link}`: records an answer, in one round trip.

use std::collections::{BTreeMap, BTreeSet};

use axum::Json;
use axum::extract::{Request, State as Held};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use koe_domain::consent::Method;
use koe_domain::link::{Purpose, Target};
use koe_domain::nonce::Nonce;
use koe_domain::survey::{Answers, Definition, Mode, Require};
use koe_domain::{Faults, Locale};
use koe_store::AnswerOutcome;
use koe_web::extract::{LinkText, PageQuery, object_from_json, read, require_utf8};
use koe_web::links::{open_link, open_nonce};
use koe_web::surveys::Setting;
use koe_web::{Page, Problem};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::State;
use crate::language::{browser, choose};
use crate::look::{Closed, look};
use crate::page::{ThanksView, stale, thanks, thanks_title};
use crate::record::Given;
use crate::reply::{closed, moment};
use crate::show::{Frame, ShowQuery, locale};

/// Most bytes of an answer.
const LIMIT: usize = 256 * 1024;

/// An answer, as a program sends it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AnswerBody {
    /// As it came with the survey.
    nonce: String,
    /// The answers by question.
    #[schema(value_type = Object)]
    answers: serde_json::Map<String, serde_json::Value>,
    /// What is agreed, by purpose; purposes left out stay undecided.
    #[serde(default)]
    consents: BTreeMap<String, bool>,
    /// Whether the answer is complete. `false` is not supported yet.
    #[serde(default = "yes", rename = "final")]
    last: bool,
}

const fn yes() -> bool {
    true
}

/// What was recorded.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Recorded {
    /// How often the answer was given: 1 for the first, then one more for each change.
    revision: u64,
}

/// What was sent, before it is held against the survey.
struct Sent {
    nonce: String,
    form: Option<Vec<(String, String)>>,
    body: Option<AnswerBody>,
}

/// Records an answer.
#[utoipa::path(post, path = "/s/{link}", tag = "answering", params(("link" = String, Path, description = "47 characters"), ShowQuery),
    request_body(content((AnswerBody = "application/json"), (AnswerBody = "application/x-www-form-urlencoded"))),
    responses(
        (status = 200, description = "recorded: a page, or for a program its revision", body = Recorded),
        (status = 400, description = "unreadable, or a nonce of another page", body = Problem),
        (status = 404, description = "not a link of ours", body = Problem),
        (status = 409, description = "the edit window is over, or a stale nonce (with a new one)", body = Problem),
        (status = 410, description = "expired, revoked, stopped or erased", body = Problem),
        (status = 413, description = "over 256 KiB", body = Problem),
        (status = 415, description = "neither a form nor JSON, or not UTF-8", body = Problem),
        (status = 422, description = "every invalid answer named", body = Problem),
        (status = 503, description = "the table did not answer; send it again", body = Problem)))]
pub(crate) async fn answer(
    Held(state): Held<State>,
    LinkText(link): LinkText,
    PageQuery(query): PageQuery<ShowQuery>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let asked = query.lang.as_deref().and_then(|tag| Locale::parse(tag).ok());
    let now = state.clock.now();
    let Some(target) = open_link(&state.links, now, Purpose::Survey, &link).await else {
        return closed(Closed::NotOurs, &headers, asked.as_ref(), true);
    };
    let sent = match receive(request).await {
        Ok(sent) => sent,
        Err(problem) => return problem.into_response(),
    };
    let Some(nonce) = open_nonce(&state.links, now, &link, &sent.nonce).await else {
        return Problem::unreadable("/nonce", "not the nonce of this page").into_response();
    };
    let attempt = Attempt { state: &state, link: &link, target, nonce: &nonce, sent: &sent, asked, headers: &headers };
    attempt.run().await.unwrap_or_else(|problem| problem.into_response())
}

async fn receive(request: Request) -> Result<Sent, Problem> {
    let kind = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let mut parts = kind.split(';').map(str::trim);
    let media = parts.next().unwrap_or_default().to_ascii_lowercase();
    require_utf8(parts)?;
    let body: Bytes = read(request, LIMIT).await?;
    match media.as_str() {
        "application/json" => {
            let body: AnswerBody = object_from_json(&body)?;
            if !body.last {
                return Err(Problem::invalid(Faults::one("/final", "partial answers are not supported yet")));
            }
            Ok(Sent { nonce: body.nonce.clone(), form: None, body: Some(body) })
        }
        "application/x-www-form-urlencoded" => {
            let text = std::str::from_utf8(&body).map_err(|_| Problem::unreadable("", "not UTF-8"))?;
            let form: Vec<(String, String)> =
                form_urlencoded::parse(text.as_bytes()).map(|(k, v)| (k.into_owned(), v.into_owned())).collect();
            let nonce = form.iter().find(|(name, _)| name == "nonce").map(|(_, value)| value.clone());
            let nonce = nonce.ok_or_else(|| Problem::unreadable("/nonce", "the page's nonce is missing"))?;
            Ok(Sent { nonce, form: Some(form), body: None })
        }
        _ => Err(Problem::unsupported("a form or application/json is expected")),
    }
}

struct Attempt<'a> {
    state: &'a State,
    link: &'a str,
    target: Target,
    nonce: &'a Nonce,
    sent: &'a Sent,
    asked: Option<Locale>,
    headers: &'a HeaderMap,
}

impl Attempt<'_> {
    async fn run(&self) -> Result<Response, Problem> {
        let now = self.state.clock.now();
        let setting = self
            .state
            .surveys
            .setting(&self.state.store, &self.nonce.survey, Some(self.nonce.version), now)
            .await?
            .ok_or_else(Problem::ours)?;
        if self.nonce.closes_at <= now {
            let why = if self.nonce.revision == 0 {
                Closed::Expired(Some(setting))
            } else {
                Closed::EditOver(setting, self.nonce.closes_at)
            };
            return Ok(closed(why, self.headers, self.asked.as_ref(), true));
        }
        if setting.mode == Mode::Stopped {
            return Ok(closed(Closed::Stopped(setting), self.headers, self.asked.as_ref(), true));
        }
        let definition = &setting.version.definition;
        let (answers, consents) = match self.checked(definition, &setting) {
            Ok(checked) => checked,
            Err(faults) => return self.invalid(faults).await,
        };
        if self.nonce.is_stale(now) {
            return self.stale(Some(&answers)).await;
        }
        let offered = definition.locales();
        let asked = self.asked.as_ref().map(Locale::as_str);
        let locale = choose(&offered, asked, None, self.headers, &setting.organisation.locale);
        let method = if self.sent.form.is_some() { Method::SurveyForm } else { Method::Api };
        let given = Given {
            target: self.target,
            nonce: self.nonce,
            setting: &setting,
            locale: &locale,
            answers: &answers,
            consents: &consents,
            method,
            now,
        };
        let answer = given.record(self.state)?;
        match self.state.store.record_answer(&answer).await? {
            AnswerOutcome::Done => self.thanks(&setting, &locale, answer.seen + 1, answer.edit_until),
            AnswerOutcome::Repeated { revision } => self.thanks(&setting, &locale, revision, answer.edit_until),
            AnswerOutcome::Gone => Ok(closed(Closed::Gone, self.headers, Some(&locale), true)),
            AnswerOutcome::Closed(row) => {
                let why = match row.state {
                    koe_domain::invitation::State::Expired => Closed::Expired(Some(setting)),
                    _ => Closed::Revoked(Some(setting)),
                };
                Ok(closed(why, self.headers, Some(&locale), true))
            }
            AnswerOutcome::Stale => self.stale(Some(&answers)).await,
        }
    }

    /// The answers and consents, or every fault of both.
    fn checked(&self, definition: &Definition, setting: &Setting) -> Result<(Answers, BTreeMap<String, bool>), Faults> {
        let mut faults = Faults::new();
        let consents = &setting.version.settings.consents;
        if let Some(form) = &self.sent.form {
            let answers = faults.take("/answers", definition.answers_from_form(form, Require::All));
            // A browser sends no box that is not ticked; all were on the page.
            let ticked = self.ticked();
            let shown = consents.iter().map(|c| (c.purpose.clone(), ticked.contains(&c.purpose))).collect();
            return faults.into_result(|| (answers.unwrap_or_default(), shown));
        }
        let Some(body) = &self.sent.body else { return Err(Faults::one("", "no answer")) };
        let answers = faults.take("/answers", definition.answers(&body.answers, Require::All));
        for purpose in body.consents.keys() {
            if !consents.iter().any(|consent| consent.purpose == *purpose) {
                faults.push(format!("/consents/{purpose}"), "this survey asks for no such consent");
            }
        }
        faults.into_result(|| (answers.unwrap_or_default(), body.consents.clone()))
    }

    fn ticked(&self) -> BTreeSet<String> {
        let form = self.sent.form.iter().flatten();
        form.filter_map(|(name, _)| name.strip_prefix("c.").map(str::to_owned)).collect()
    }

    async fn invalid(&self, faults: Faults) -> Result<Response, Problem> {
        let Some(form) = &self.sent.form else { return Err(Problem::invalid(faults)) };
        let sight = match look(self.state, self.link).await {
            Ok(sight) => sight,
            Err(why) => return Ok(closed(why, self.headers, self.asked.as_ref(), true)),
        };
        let locale = locale(&sight, self.asked.as_ref().map(Locale::as_str), self.headers);
        let kept = sight.setting.version.definition.readable_from_form(form);
        let frame = Frame { sight: &sight, link: self.link, locale: &locale };
        let page = frame.page(self.state, None, Some(&kept), Some(&self.ticked()), &faults, None)?;
        Ok(page.into_response(StatusCode::UNPROCESSABLE_ENTITY))
    }

    /// The answers again with a new nonce: nothing was recorded, one press more records them.
    async fn stale(&self, answers: Option<&Answers>) -> Result<Response, Problem> {
        let sight = match look(self.state, self.link).await {
            Ok(sight) => sight,
            Err(why) => return Ok(closed(why, self.headers, self.asked.as_ref(), true)),
        };
        let locale = locale(&sight, self.asked.as_ref().map(Locale::as_str), self.headers);
        if self.sent.form.is_none() {
            let nonce = sight.nonce(self.state).seal(&self.state.links.current(), self.link);
            let nonce = nonce.map_err(|_| Problem::ours())?;
            return Err(
                Problem::stale("nothing was recorded; send the answers again with this nonce").with_nonce(nonce)
            );
        }
        let frame = Frame { sight: &sight, link: self.link, locale: &locale };
        let ticked = self.ticked();
        let page = frame.page(self.state, None, answers, Some(&ticked), &Faults::new(), Some(stale(&locale)))?;
        Ok(page.into_response(StatusCode::CONFLICT))
    }

    fn thanks(
        &self,
        setting: &Setting,
        locale: &Locale,
        revision: u64,
        edit_until: jiff::Timestamp,
    ) -> Result<Response, Problem> {
        if self.sent.form.is_none() {
            return Ok((StatusCode::OK, [("cache-control", "no-store")], Json(Recorded { revision })).into_response());
        }
        let reader = self.asked.clone().or_else(|| browser(self.headers).into_iter().next());
        let locale = if self.asked.is_some() { locale.clone() } else { reader.unwrap_or_else(|| locale.clone()) };
        let until = if self.nonce.revision == 0 { edit_until } else { self.nonce.closes_at };
        let until = moment(until, setting);
        let href = format!("/s/{}?lang={locale}", self.link);
        let contact = setting.organisation.privacy_contact.deliverable();
        let view = ThanksView {
            locale: &locale,
            legal_name: &setting.organisation.legal_name,
            contact: &contact,
            edit_until: Some(&until),
            edit_href: &href,
        };
        let page = Page { title: thanks_title(&locale).to_owned(), body: thanks(view)?, locale: locale.clone() };
        Ok(page.into_response(StatusCode::OK))
    }
}
