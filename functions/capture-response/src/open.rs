//! `/p/{survey}` and `/p/{survey}/{store}`: the survey for anyone who has the address, from a poster or a receipt.
//!
//! Nothing leads from such an answer to anybody: no invitation, no pointer, no exact time, an id drawn at random. So it
//! cannot be changed afterwards either. The nonce carries the id, which makes a repeated press one answer. This is the
//! only way to answer a survey of `identity: none`.

pub(crate) mod answer;
pub(crate) mod show;

use std::collections::{BTreeMap, BTreeSet};

use axum::http::HeaderMap;
use jiff::SignedDuration;
use koe_domain::consent::LedgerHead;
use koe_domain::nonce::{Nonce, ResponseKey};
use koe_domain::notice::Notice;
use koe_domain::survey::{Answers, Kind, Mode, Settings, SurveyIdentity};
use koe_domain::{Faults, Locale, ResponseId, StoreId, SurveyId, clock};
use koe_store::rows::RESPONSE_SHARDS;
use koe_web::language::{choose, own_name};
use koe_web::surveys::{Setting, day, timezone};
use koe_web::{Page, Problem, signals_gpc};

use crate::State;
use crate::consent::honours_signal;
use crate::look::Closed;
use crate::page::{Language, SurveyView, Tie, survey, survey_title};

/// A survey and perhaps a store, by their codes.
#[derive(Debug)]
pub(crate) struct Place {
    pub(crate) survey: SurveyId,
    pub(crate) store: Option<StoreId>,
}

impl Place {
    /// Reads the codes; none where they could be no codes of ours.
    fn read(survey: &str, store: Option<&str>) -> Option<Self> {
        let store = store.map(StoreId::parse).transpose().ok()?;
        Some(Self { survey: SurveyId::parse(survey).ok()?, store })
    }

    /// The path, to which the nonce is bound.
    fn path(&self) -> String {
        match &self.store {
            Some(store) => format!("/p/{}/{store}", self.survey),
            None => format!("/p/{}", self.survey),
        }
    }

    /// The live version, where there is something to answer. No round trip where it was read within 30 s.
    async fn look(&self, state: &State) -> Result<Setting, Closed> {
        let setting = state.surveys.setting(&state.store, &self.survey, None, state.clock.now()).await?;
        let setting = setting.ok_or(Closed::NotOurs)?;
        if self.store.as_ref().is_some_and(|store| setting.organisation.store(store).is_none()) {
            return Err(Closed::NotOurs);
        }
        if setting.mode == Mode::Stopped { Err(Closed::Stopped(setting)) } else { Ok(setting) }
    }

    fn nonce(&self, state: &State, setting: &Setting, locale: &Locale) -> Nonce {
        let now = state.clock.now();
        let fresh = ResponseId::from_bytes(clock::random(&*state.random));
        // The day is fixed with the page: a press repeated after midnight is the same response.
        let zone = timezone(&setting.version.settings, &setting.organisation, self.store.as_ref());
        let response = ResponseKey { id: fresh, day: day(now, zone), shard: fresh.as_bytes()[0] % RESPONSE_SHARDS };
        Nonce {
            id: clock::random(&*state.random),
            issued_at: now,
            survey: self.survey.clone(),
            version: setting.version.version,
            locale: locale.clone(),
            test: setting.mode == Mode::Test,
            revision: 0,
            closes_at: now + SignedDuration::from_hours(24),
            response: Some(response),
            fresh,
            head: LedgerHead::default(),
            given: BTreeMap::new(),
            opted_out: false,
            proof_until: None,
            notice: String::new(),
            case: false,
            store: self.store.clone(),
            labels: BTreeMap::new(),
        }
    }
}

/// The notice of an answer without a link.
fn notice(setting: &Setting, locale: &Locale) -> Notice {
    let settings =
        Settings { identity: SurveyIdentity::None, consents: Vec::new(), ..setting.version.settings.clone() };
    Notice::survey(&setting.organisation, &setting.version.survey, &settings, locale)
}

fn locale(setting: &Setting, asked: Option<&str>, headers: &HeaderMap) -> Locale {
    let spoken = setting.version.definition.locales();
    choose(&spoken, asked, None, headers, &setting.organisation.locale)
}

/// What is put on the page beside the survey.
#[derive(Default)]
struct Brought<'a> {
    chosen: Option<i64>,
    answers: Option<&'a Answers>,
    faults: Faults,
    message: Option<&'a str>,
}

fn page(
    state: &State,
    place: &Place,
    setting: &Setting,
    locale: &Locale,
    headers: &HeaderMap,
    brought: &Brought<'_>,
) -> Result<Page, Problem> {
    let version = &setting.version;
    let path = place.path();
    let nonce = place.nonce(state, setting, locale).seal(&state.links.current(), &path).map_err(|_| Problem::ours())?;
    let first = version.definition.questions().find(|question| matches!(question.kind, Kind::Rating(_)));
    let spoken = version.definition.locales();
    let hrefs: Vec<String> = spoken.iter().map(|locale| format!("?lang={locale}")).collect();
    let languages: Vec<Language<'_>> = spoken
        .iter()
        .zip(&hrefs)
        .map(|(locale, href)| Language { tag: locale.as_str(), label: own_name(locale), href })
        .collect();
    let contact = setting.organisation.privacy_contact.deliverable();
    let view = SurveyView {
        locale,
        definition: &version.definition,
        answers: brought.answers,
        chosen: first.zip(brought.chosen).map(|(question, score)| (question.name.as_str(), score)),
        consents: &[],
        consents_given: &BTreeSet::new(),
        nonce: &nonce,
        action: &format!("{path}?lang={locale}"),
        faults: &brought.faults,
        notice: brought.message,
        legal_name: &setting.organisation.legal_name,
        contact: &contact,
        languages: &languages,
        tie: Tie::Nothing,
        privacy: &notice(setting, locale),
        opt_out_honoured: signals_gpc(headers) && honours_signal(setting),
    };
    Ok(Page { locale: locale.clone(), title: survey_title(&view), body: survey(view)? })
}
