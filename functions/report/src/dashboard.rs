//! `GET /dashboard`: the scores of a survey, for people.

use axum::extract::State as Held;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use jiff::Timestamp;
use koe_domain::SurveyId;
use koe_web::extract::PageQuery;
use koe_web::surveys::{Setting, Version};
use koe_web::{Problem, Scope, session};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::State;
use crate::get_summary::USUAL;
use crate::language::{asked, choose};
use crate::period::{Days, Step, today, zone};
use crate::summary::{By, Counters, Moment, Wanted, summarise};
use crate::view::{self, Content, Reader, Refusal, Shown};

/// Weeks that are shown, this one included.
const WEEKS: i64 = 12;

/// Surveys that are listed; others are reached by their name in the address.
const LISTED: i32 = 100;

/// Which survey, and in which language.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct DashboardQuery {
    /// The survey; the first one unless given.
    survey: Option<String>,
    /// The language to show: `en` or `ja`.
    lang: Option<String>,
}

/// Shows the scores of a survey over twelve weeks, those of its stores over a year, or a form to sign in.
#[utoipa::path(get, path = "/dashboard", tag = "dashboard", params(DashboardQuery),
    responses(
        (status = 200, description = "the page; a form to sign in where nobody is", content_type = "text/html", body = String),
        (status = 403, description = "the key lacks the scope `read`; a page", content_type = "text/html", body = String),
        (status = 404, description = "no such survey; a page", content_type = "text/html", body = String),
        (status = 503, description = "the table did not answer", body = Problem)))]
pub(crate) async fn dashboard(
    Held(state): Held<State>,
    PageQuery(query): PageQuery<DashboardQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let now = state.clock.now();
    let asked = asked(query.lang.as_deref());
    let caller = session::caller(&state.links.current(), &state.store, &headers, now).await?;
    let refusal = match caller {
        None => Some((Refusal::None, StatusCode::OK)),
        Some(caller) if !caller.has(Scope::Read) => Some((Refusal::NoScope, StatusCode::FORBIDDEN)),
        Some(_) => None,
    };
    if let Some((refusal, status)) = refusal {
        // The organisation's language is not looked up: a stranger's visit costs no read.
        let locale = choose(asked, &headers, None);
        return Ok(view::sign_in(Reader { locale: &locale, asked }, refusal)?.into_response(status));
    }
    let organisation = state.surveys.organisation(&state.store, now).await?;
    let locale = choose(asked, &headers, organisation.as_ref().map(|organisation| &organisation.locale));
    let page = state.store.surveys(LISTED, None).await?;
    let surveys: Vec<SurveyId> =
        page.map(|page| page.items.into_iter().map(|row| row.survey).collect()).unwrap_or_default();
    let chosen = match query.survey.as_deref() {
        Some(text) => SurveyId::parse(text).ok(),
        None => surveys.first().cloned(),
    };
    let setting = match &chosen {
        Some(survey) => state.surveys.setting(&state.store, survey, None, now).await?,
        None => None,
    };
    let shown = match &setting {
        Some(setting) => Some(shown(&state, setting, now).await?),
        None => None,
    };
    let (content, status) = match &shown {
        Some(shown) => (Content::Survey(shown), StatusCode::OK),
        None if query.survey.is_none() => (Content::NoSurveys, StatusCode::OK),
        None => (Content::Unknown, StatusCode::NOT_FOUND),
    };
    Ok(view::dashboard(Reader { locale: &locale, asked }, &surveys, &content)?.into_response(status))
}

/// The scores of the last weeks, and those of the stores over a year: their cells are longer, and few would lie in the
/// weeks whole. What it costs is said at [`Counters::read`].
async fn shown<'a>(state: &State, setting: &'a Setting, now: Timestamp) -> Result<Shown<'a>, Problem> {
    let (today, moment) = (today(setting, now), Moment::of(setting, now));
    let (weeks, year) = (Days::weeks(today, WEEKS), Days::ending(today, USUAL));
    let version: &Version = &setting.version;
    let stores = setting.organisation.stores.as_slice();
    let counters = Counters::read(&state.store, &version.survey, today).await?;
    let summary = |wanted: Wanted| summarise(version, stores, &counters, &wanted, moment).map_err(|_| Problem::ours());
    let weekly = summary(Wanted { days: weeks, step: Some(Step::Week), by: None })?;
    let by_store = match stores {
        [] => Vec::new(),
        _ => summary(Wanted { days: year, step: None, by: Some(By::Store) })?.groups,
    };
    let as_of = now.to_zoned(zone(setting)).strftime("%Y-%m-%d %H:%M %Z").to_string();
    Ok(Shown { version, mode: setting.mode, stores, days: weeks, as_of, summary: weekly, year, by_store })
}
