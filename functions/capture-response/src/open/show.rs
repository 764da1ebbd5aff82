//! `GET /p/{survey}` and `/p/{survey}/{store}`: the survey for anyone. Records nothing.

use axum::Json;
use axum::extract::{Path, State as Held};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use koe_domain::Locale;
use koe_web::Problem;
use koe_web::extract::PageQuery;
use koe_web::page::private;

use super::{Brought, Place, locale, page};
use crate::State;
use crate::look::Closed;
use crate::reply::{closed, refused, wants_json};
use crate::show::{ShowQuery, Shown};

/// Shows a survey to anyone with the address. Never records anything.
#[utoipa::path(get, path = "/p/{survey}", operation_id = "show_open", tag = "answering",
    params(("survey" = String, Path, description = "the survey's name"), ShowQuery),
    responses(
        (status = 200, description = "the page, or with `Accept: application/json` the document", body = Shown),
        (status = 404, description = "no such survey", body = Problem),
        (status = 410, description = "stopped", body = Problem),
        (status = 503, description = "the table did not answer", body = Problem)))]
pub(crate) async fn show(
    Held(state): Held<State>,
    Path(survey): Path<String>,
    PageQuery(query): PageQuery<ShowQuery>,
    headers: HeaderMap,
) -> Response {
    shown(&state, Place::read(&survey, None), &query, &headers).await
}

/// The same for one of the organisation's stores.
#[utoipa::path(get, path = "/p/{survey}/{store}", operation_id = "show_open_in_store", tag = "answering",
    params(("survey" = String, Path, description = "the survey's name"),
        ("store" = String, Path, description = "the store's code"), ShowQuery),
    responses(
        (status = 200, description = "the page, or with `Accept: application/json` the document", body = Shown),
        (status = 404, description = "no such survey or store", body = Problem),
        (status = 410, description = "stopped", body = Problem),
        (status = 503, description = "the table did not answer", body = Problem)))]
pub(crate) async fn show_in_store(
    Held(state): Held<State>,
    Path((survey, store)): Path<(String, String)>,
    PageQuery(query): PageQuery<ShowQuery>,
    headers: HeaderMap,
) -> Response {
    shown(&state, Place::read(&survey, Some(&store)), &query, &headers).await
}

async fn shown(state: &State, place: Option<Place>, query: &ShowQuery, headers: &HeaderMap) -> Response {
    let asked = query.lang.as_deref().and_then(|tag| Locale::parse(tag).ok());
    let Some(place) = place else { return private(closed(Closed::NotOurs, headers, asked.as_ref(), false)) };
    let setting = match place.look(state).await {
        Ok(setting) => setting,
        Err(why) => return private(closed(why, headers, asked.as_ref(), false)),
    };
    let locale = locale(&setting, query.lang.as_deref(), headers);
    let shown = if wants_json(headers) {
        let nonce = place.nonce(state, &setting, &locale).seal(&state.links.current(), &place.path());
        nonce.map_err(|_| Problem::ours()).map(|nonce| Json(Shown::open(&setting, &locale, nonce)).into_response())
    } else {
        let chosen = query.score.as_deref().and_then(|score| score.parse().ok());
        let page = page(state, &place, &setting, &locale, headers, &Brought { chosen, ..Brought::default() });
        page.map(|page| page.into_response(StatusCode::OK))
    };
    private(shown.unwrap_or_else(|problem| refused(problem, headers, Some(&locale))))
}
