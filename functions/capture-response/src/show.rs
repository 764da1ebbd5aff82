//! `GET /s/{link}`: the survey. Records nothing.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State as Held;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use koe_domain::survey::{Answers, Kind};
use koe_domain::{Faults, Locale};
use koe_web::extract::{LinkText, PageQuery};
use koe_web::language::{choose, own_name};
use koe_web::page::private;
use koe_web::surveys::Setting;
use koe_web::{Page, Problem, signals_gpc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::State;
use crate::consent::{honours_signal, left_alone, offered};
use crate::look::{Sight, look};
use crate::page::{Language, SurveyView, Tie, survey, survey_title};
use crate::reply::{closed, refused, wants_json};

/// What may follow the link.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ShowQuery {
    /// The score of the button that was tapped in the mail; chosen on the page, not recorded.
    pub(crate) score: Option<String>,
    /// The language to show.
    pub(crate) lang: Option<String>,
}

/// A survey, for programs.
#[derive(Serialize, ToSchema)]
pub(crate) struct Shown {
    /// The survey.
    survey: String,
    /// Its version.
    version: u32,
    /// The language chosen.
    locale: String,
    /// The `SurveyJS` document.
    definition: serde_json::Value,
    /// The answers given before.
    #[serde(skip_serializing_if = "Option::is_none")]
    answers: Option<serde_json::Map<String, serde_json::Value>>,
    /// To be sent back with the answers.
    nonce: String,
}

impl Shown {
    /// A survey shown to anyone.
    pub(crate) fn open(setting: &Setting, locale: &Locale, nonce: String) -> Self {
        Self {
            survey: setting.version.survey.to_string(),
            version: setting.version.version,
            locale: locale.to_string(),
            definition: setting.version.document.clone(),
            answers: None,
            nonce,
        }
    }
}

/// Shows the survey behind a link. Never records anything.
#[utoipa::path(get, path = "/s/{link}", tag = "answering", params(("link" = String, Path, description = "47 characters"), ShowQuery),
    responses(
        (status = 200, description = "the page, or with `Accept: application/json` the document", body = Shown),
        (status = 404, description = "not a link of ours", body = Problem),
        (status = 410, description = "expired, revoked, stopped, erased, or the edit window is over", body = Problem),
        (status = 503, description = "the table did not answer", body = Problem)))]
pub(crate) async fn show(
    Held(state): Held<State>,
    LinkText(link): LinkText,
    PageQuery(query): PageQuery<ShowQuery>,
    headers: HeaderMap,
) -> Response {
    let asked = query.lang.as_deref().and_then(|tag| Locale::parse(tag).ok());
    let sight = match look(&state, &link).await {
        Ok(sight) => sight,
        Err(why) => return private(closed(why, &headers, asked.as_ref(), false)),
    };
    let locale = locale(&sight, query.lang.as_deref(), &headers);
    let shown = if wants_json(&headers) {
        json(&state, &sight, &link, &locale)
    } else {
        let chosen = query.score.as_deref().and_then(|score| score.parse().ok());
        let frame = Frame { sight: &sight, link: &link, locale: &locale, gpc: signals_gpc(&headers) };
        let page = frame.page(&state, chosen, sight.answers.as_ref(), None, &Faults::new(), None);
        page.map(|page| page.into_response(StatusCode::OK))
    };
    private(shown.unwrap_or_else(|problem| refused(problem, &headers, Some(&locale))))
}

pub(crate) fn locale(sight: &Sight, asked: Option<&str>, headers: &HeaderMap) -> Locale {
    let offered = sight.setting.version.definition.locales();
    choose(&offered, asked, sight.profile.locale.as_ref(), headers, &sight.setting.organisation.locale)
}

fn json(state: &State, sight: &Sight, link: &str, locale: &Locale) -> Result<Response, Problem> {
    let nonce = sight.nonce(state, locale).seal(&state.links.current(), link).map_err(|_| Problem::ours())?;
    let shown = Shown {
        survey: sight.setting.version.survey.to_string(),
        version: sight.setting.version.version,
        locale: locale.to_string(),
        definition: sight.setting.version.document.clone(),
        answers: sight.answers.as_ref().map(Answers::to_json),
        nonce,
    };
    Ok(Json(shown).into_response())
}

/// A survey's page in the making.
pub(crate) struct Frame<'a> {
    pub(crate) sight: &'a Sight,
    pub(crate) link: &'a str,
    pub(crate) locale: &'a Locale,
    /// Whether the browser signals `Sec-GPC: 1`.
    pub(crate) gpc: bool,
}

impl Frame<'_> {
    /// The page with a fresh nonce.
    pub(crate) fn page(
        &self,
        state: &State,
        chosen: Option<i64>,
        answers: Option<&Answers>,
        ticked: Option<&BTreeSet<String>>,
        faults: &Faults,
        notice: Option<&str>,
    ) -> Result<Page, Problem> {
        let version = &self.sight.setting.version;
        let nonce = self.sight.nonce(state, self.locale).seal(&state.links.current(), self.link);
        let nonce = nonce.map_err(|_| Problem::ours())?;
        let first = version.definition.questions().find(|question| matches!(question.kind, Kind::Rating(_)));
        let given: BTreeSet<String> =
            self.sight.given().into_iter().filter_map(|(purpose, given)| given.then_some(purpose)).collect();
        let spoken = version.definition.locales();
        let hrefs: Vec<String> = spoken.iter().map(|locale| format!("?lang={locale}")).collect();
        let languages: Vec<Language<'_>> = spoken
            .iter()
            .zip(&hrefs)
            .map(|(locale, href)| Language { tag: locale.as_str(), label: own_name(locale), href })
            .collect();
        let action = format!("/s/{}?lang={}", self.link, self.locale);
        let contact = self.sight.setting.organisation.privacy_contact.deliverable();
        let setting = &self.sight.setting;
        let privacy = self.sight.notice(self.locale);
        let opted_out = left_alone(self.sight.profile.opted_out, state.clock.now());
        let consents = offered(setting, opted_out, self.gpc);
        let view = SurveyView {
            locale: self.locale,
            definition: &version.definition,
            answers,
            chosen: first.zip(chosen).map(|(question, score)| (question.name.as_str(), score)),
            consents: &consents,
            consents_given: ticked.unwrap_or(&given),
            nonce: &nonce,
            action: &action,
            faults,
            notice,
            legal_name: &self.sight.setting.organisation.legal_name,
            contact: &contact,
            languages: &languages,
            tie: Tie::Invitation,
            privacy: &privacy,
            opt_out_honoured: self.gpc && honours_signal(setting),
        };
        Ok(Page { locale: self.locale.clone(), title: survey_title(&view), body: survey(view)? })
    }
}
