//! `POST /dashboard/session`: an API key for a session.
//!
//! It sets a cookie and does nothing else, so that a page elsewhere that sends the form gains nothing by it.

use axum::extract::{Request, State as Held};
use axum::http::header::{SET_COOKIE, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use koe_web::auth::ApiKey;
use koe_web::extract::PageQuery;
use koe_web::extract::read;
use koe_web::{Problem, Scope, session};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::State;
use crate::language::{asked, choose};
use crate::view::{self, Reader, Refusal};

/// Most bytes of the form.
const LIMIT: usize = 4 * 1024;

/// In which language.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct LanguageQuery {
    /// The language to show: `en` or `ja`.
    pub(crate) lang: Option<String>,
}

/// Signs in with an API key, for eight hours.
#[utoipa::path(post, path = "/dashboard/session", tag = "dashboard", params(LanguageQuery),
    request_body(content = String, content_type = "application/x-www-form-urlencoded",
        description = "`key`: an API key with the scope `read`"),
    responses(
        (status = 303, description = "signed in: to the dashboard, with a cookie"),
        (status = 401, description = "not a key of this stack, or revoked; a page", content_type = "text/html", body = String),
        (status = 403, description = "the key lacks the scope `read`; a page", content_type = "text/html", body = String),
        (status = 413, description = "over 4 KiB", body = Problem),
        (status = 503, description = "the table did not answer", body = Problem)))]
pub(crate) async fn sign_in(
    Held(state): Held<State>,
    PageQuery(query): PageQuery<LanguageQuery>,
    headers: HeaderMap,
    request: Request,
) -> Result<Response, Problem> {
    let asked = asked(query.lang.as_deref());
    let locale = choose(asked, &headers, None);
    let refused = |refusal, status| {
        view::sign_in(Reader { locale: &locale, asked }, refusal).map(|page| page.into_response(status))
    };
    let body = read(request, LIMIT).await?;
    let key = form_urlencoded::parse(&body).find(|(name, _)| name == "key");
    let caller = match key.and_then(|(_, key)| ApiKey::parse(key.trim())) {
        Some(key) => key.caller(&state.store).await?,
        None => None,
    };
    let Some(caller) = caller else {
        let mut response = refused(Refusal::WrongKey, StatusCode::UNAUTHORIZED)?;
        response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        return Ok(response);
    };
    if !caller.has(Scope::Read) {
        return Ok(refused(Refusal::NoScope, StatusCode::FORBIDDEN)?);
    }
    let now = state.clock.now();
    let cookie = session::cookie(&state.links.current(), &caller, now, state.is_secure()).ok_or_else(Problem::ours)?;
    let mut response = Redirect::to(&view::home(asked)).into_response();
    response.headers_mut().insert(SET_COOKIE, cookie);
    Ok(response)
}
