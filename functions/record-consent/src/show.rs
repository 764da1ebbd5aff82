//! `GET /unsubscribe/{link}`: one button. Changes nothing.

use axum::extract::State as Held;
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use koe_domain::Locale;
use koe_domain::consent::SURVEY_MAILS;
use koe_web::Problem;
use koe_web::extract::{LinkText, PageQuery};
use koe_web::page::private;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::State;
use crate::page::State as Shown;
use crate::reply::{Reader, living};

/// What may follow the link.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct LanguageQuery {
    /// The language to show.
    lang: Option<String>,
}

impl LanguageQuery {
    pub(crate) fn locale(&self) -> Option<Locale> {
        self.lang.as_deref().and_then(|tag| Locale::parse(tag).ok())
    }
}

/// Shows the button that stops the mails, or where they are stopped the one that takes this back. Changes nothing.
#[utoipa::path(get, path = "/unsubscribe/{link}", tag = "person",
    params(("link" = String, Path, description = "47 characters"), LanguageQuery),
    responses(
        (status = 200, description = "the page; for a link that is not ours, one without a button",
            body = String, content_type = "text/html"),
        (status = 503, description = "the table did not answer", body = Problem)))]
pub(crate) async fn show(
    Held(state): Held<State>,
    LinkText(link): LinkText,
    PageQuery(query): PageQuery<LanguageQuery>,
    headers: HeaderMap,
) -> Response {
    let reader = Reader { state: &state, link: &link, asked: query.locale(), headers: &headers };
    private(button(&reader).await.unwrap_or_else(|problem| problem.into_response()))
}

async fn button(reader: &Reader<'_>) -> Result<Response, Problem> {
    let Some(target) = reader.target().await? else { return reader.neutral() };
    let Some(profile) = living(&reader.state.store, target.person).await? else { return reader.neutral() };
    let stopped = profile.consents.get(SURVEY_MAILS) == Some(&false);
    reader.page(if stopped { Shown::Done } else { Shown::Ask }, &profile).await
}
