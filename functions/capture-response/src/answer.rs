//! `POST /s/{link}`: records an answer, in one round trip.

use std::collections::BTreeMap;

use axum::extract::{Request, State as Held};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::response::Response;
use bytes::Bytes;
use koe_domain::{Faults, Locale};
use koe_web::Problem;
use koe_web::extract::{LinkText, PageQuery, object_from_json, read, require_utf8};
use koe_web::page::private;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::State;
use crate::attempt::Reader;
use crate::reply::{FORM, JSON, media, refused};
use crate::show::ShowQuery;

/// Most bytes of an answer.
const LIMIT: usize = 256 * 1024;

/// An answer, as a program sends it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AnswerBody {
    /// As it came with the survey.
    nonce: String,
    /// The answers by question.
    #[schema(value_type = Object)]
    pub(crate) answers: serde_json::Map<String, serde_json::Value>,
    /// What is agreed, by purpose; purposes left out stay undecided.
    #[serde(default)]
    pub(crate) consents: BTreeMap<String, bool>,
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
    pub(crate) revision: u64,
}

/// What was sent, before it is held against the survey.
pub(crate) struct Sent {
    /// Empty where a form has none.
    pub(crate) nonce: String,
    pub(crate) form: Option<Vec<(String, String)>>,
    pub(crate) body: Option<AnswerBody>,
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
    let reader = Reader { state: &state, link: &link, asked: asked.as_ref(), headers: &headers };
    let answered = reader.answers(request).await;
    private(answered.unwrap_or_else(|problem| refused(problem, &headers, asked.as_ref())))
}

/// Reads what was sent: a form, or JSON.
pub(crate) async fn receive(request: Request) -> Result<Sent, Problem> {
    let media = media(request.headers());
    let kind = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    require_utf8(kind.split(';').skip(1).map(str::trim))?;
    let body: Bytes = read(request, LIMIT).await?;
    match media.as_str() {
        JSON => {
            let body: AnswerBody = object_from_json(&body)?;
            if !body.last {
                return Err(Problem::invalid(Faults::one("/final", "partial answers are not supported yet")));
            }
            Ok(Sent { nonce: body.nonce.clone(), form: None, body: Some(body) })
        }
        FORM => {
            let text = std::str::from_utf8(&body).map_err(|_| Problem::unreadable("", "not UTF-8"))?;
            let form: Vec<(String, String)> =
                form_urlencoded::parse(text.as_bytes()).map(|(k, v)| (k.into_owned(), v.into_owned())).collect();
            let nonce = form.iter().find(|(name, _)| name == "nonce").map(|(_, value)| value.clone());
            Ok(Sent { nonce: nonce.unwrap_or_default(), form: Some(form), body: None })
        }
        _ => Err(Problem::unsupported("a form or application/json is expected")),
    }
}
