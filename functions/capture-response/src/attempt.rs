//! One attempt to answer: it is recorded, or the page comes again with what was typed.

use std::collections::{BTreeMap, BTreeSet};

use axum::Json;
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use jiff::Timestamp;
use koe_domain::consent::Method;
use koe_domain::invitation::State as InvitationState;
use koe_domain::link::{Purpose, Target};
use koe_domain::nonce::Nonce;
use koe_domain::notice::Notice;
use koe_domain::survey::{Answers, Mode, Require};
use koe_domain::{Faults, Locale};
use koe_store::AnswerOutcome;
use koe_web::links::{open_link, open_nonce};
use koe_web::surveys::Setting;
use koe_web::{Page, Problem, signals_gpc};

use crate::State;
use crate::answer::{Recorded, Sent, receive};
use crate::consent::offered;
use crate::look::{Closed, look};
use crate::page::{ThanksView, stale, thanks, thanks_title};
use crate::record::Given;
use crate::reply::{closed, moment};
use crate::show::{Frame, locale};

/// Who answers, and where.
pub(crate) struct Reader<'a> {
    pub(crate) state: &'a State,
    pub(crate) link: &'a str,
    /// The language in the address.
    pub(crate) asked: Option<&'a Locale>,
    pub(crate) headers: &'a HeaderMap,
}

/// Why a form comes again.
enum Again<'a> {
    /// With faults.
    Invalid(&'a Faults),
    /// Its page was too old, or the invitation had moved on.
    Stale,
    /// Its nonce is missing, or is not that of this page.
    Lost,
}

/// The purposes that are ticked on a form.
fn ticked(form: &[(String, String)]) -> BTreeSet<String> {
    form.iter().filter_map(|(name, _)| name.strip_prefix("c.").map(str::to_owned)).collect()
}

impl Reader<'_> {
    /// Takes what was sent as an answer.
    pub(crate) async fn answers(&self, request: Request) -> Result<Response, Problem> {
        let now = self.state.clock.now();
        let Some(target) = open_link(&self.state.links, now, Purpose::Survey, self.link).await? else {
            return Ok(closed(Closed::NotOurs, self.headers, self.asked, true));
        };
        let sent = receive(request).await?;
        match (open_nonce(&self.state.links, now, self.link, &sent.nonce).await?, &sent.form) {
            (Some(nonce), _) => Attempt { reader: self, target, nonce: &nonce, sent: &sent }.run().await,
            (None, Some(form)) => self.again(form, None, Again::Lost).await,
            (None, None) => Err(Problem::unreadable("/nonce", "not the nonce of this page")),
        }
    }

    /// The page with what was typed and a new nonce, in the language it was shown in: nothing was recorded, one more
    /// press sends it.
    async fn again(
        &self,
        form: &[(String, String)],
        shown_in: Option<&Locale>,
        why: Again<'_>,
    ) -> Result<Response, Problem> {
        let sight = match look(self.state, self.link).await {
            Ok(sight) => sight,
            Err(why) => return Ok(closed(why, self.headers, shown_in.or(self.asked), true)),
        };
        let asked = self.asked.map(Locale::as_str);
        let locale = shown_in.cloned().unwrap_or_else(|| locale(&sight, asked, self.headers));
        let none = Faults::new();
        let (status, faults, notice) = match why {
            Again::Invalid(faults) => (StatusCode::UNPROCESSABLE_ENTITY, faults, None),
            Again::Stale => (StatusCode::CONFLICT, &none, Some(stale(&locale))),
            Again::Lost => (StatusCode::BAD_REQUEST, &none, Some(stale(&locale))),
        };
        let kept = sight.setting.version.definition.readable_from_form(form);
        let gpc = signals_gpc(self.headers);
        let frame = Frame { sight: &sight, link: self.link, locale: &locale, gpc };
        let page = frame.page(self.state, None, Some(&kept), Some(&ticked(form)), faults, notice)?;
        Ok(page.into_response(status))
    }
}

struct Attempt<'a> {
    reader: &'a Reader<'a>,
    target: Target,
    nonce: &'a Nonce,
    sent: &'a Sent,
}

impl Attempt<'_> {
    async fn run(&self) -> Result<Response, Problem> {
        let (state, nonce) = (self.reader.state, self.nonce);
        let now = state.clock.now();
        let setting = state.surveys.setting(&state.store, &nonce.survey, Some(nonce.version), now).await?;
        let setting = setting.ok_or_else(Problem::ours)?;
        if nonce.closes_at <= now {
            let why = if nonce.revision == 0 {
                Closed::Expired(Some(setting))
            } else {
                Closed::EditOver(setting, nonce.closes_at)
            };
            return Ok(self.closed(why));
        }
        if setting.mode == Mode::Stopped {
            return Ok(self.closed(Closed::Stopped(setting)));
        }
        let (answers, consents) = match self.checked(&setting) {
            Ok(checked) => checked,
            Err(faults) => return self.invalid(faults).await,
        };
        if nonce.is_stale(now) {
            return self.stale().await;
        }
        let method = if self.sent.form.is_some() { Method::SurveyForm } else { Method::Api };
        let notice = Notice::survey(&setting.organisation, &nonce.survey, &setting.version.settings, &nonce.locale);
        // What was agreed to is what stood there; where the notice says something else by now, it is shown again.
        if !consents.is_empty() && notice.version() != nonce.notice {
            return self.stale().await;
        }
        let given = Given {
            target: self.target,
            nonce,
            setting: &setting,
            answers: &answers,
            consents: &consents,
            method,
            notice: &notice,
            gpc: signals_gpc(self.reader.headers),
            now,
        };
        // The newest master key: what an older one wraps could not be opened once that is retired.
        state.master.fresh(now).await;
        let answer = given.record(state)?;
        if !answer.consents.is_empty() {
            state.surveys.keep_notice(&state.store, &notice, now).await?;
        }
        match state.store.record_answer(&answer).await? {
            AnswerOutcome::Done => self.thanks(&setting, answer.seen + 1, answer.edit_until),
            AnswerOutcome::Repeated { revision } => self.thanks(&setting, revision, answer.edit_until),
            AnswerOutcome::Gone => Ok(self.closed(Closed::Gone)),
            AnswerOutcome::Closed(row) => Ok(self.closed(match row.state {
                InvitationState::Expired => Closed::Expired(Some(setting)),
                _ => Closed::Revoked(Some(setting)),
            })),
            AnswerOutcome::Stale => self.stale().await,
        }
    }

    /// The answers and consents, or every fault of both.
    fn checked(&self, setting: &Setting) -> Result<(Answers, BTreeMap<String, bool>), Faults> {
        let mut faults = Faults::new();
        let definition = &setting.version.definition;
        let consents = &setting.version.settings.consents;
        if let Some(form) = &self.sent.form {
            let answers = faults.take("/answers", definition.answers_from_form(form, Require::All));
            // A browser sends no box that is not ticked; all of these were on the page.
            let ticked = ticked(form);
            let stood = offered(setting, self.nonce.opted_out, signals_gpc(self.reader.headers));
            let shown = stood.iter().map(|c| (c.purpose.clone(), ticked.contains(&c.purpose))).collect();
            return faults.into_result(|| (answers.unwrap_or_default(), shown));
        }
        let Some(body) = &self.sent.body else { return Err(Faults::one("", "no answer")) };
        let answers = faults.take("/answers", definition.answers(&body.answers, Require::All));
        let stood = offered(setting, self.nonce.opted_out, signals_gpc(self.reader.headers));
        for (purpose, given) in &body.consents {
            let place = format!("/consents/{purpose}");
            if !consents.iter().any(|consent| consent.purpose == *purpose) {
                faults.push(place, "this survey asks for no such consent");
            } else if *given && !stood.iter().any(|consent| consent.purpose == *purpose) {
                faults
                    .push(place, "this person opted out of sharing, or their browser signals it: it is not asked for");
            }
        }
        faults.into_result(|| (answers.unwrap_or_default(), body.consents.clone()))
    }

    fn closed(&self, why: Closed) -> Response {
        closed(why, self.reader.headers, Some(&self.nonce.locale), true)
    }

    async fn invalid(&self, faults: Faults) -> Result<Response, Problem> {
        match &self.sent.form {
            Some(form) => self.reader.again(form, Some(&self.nonce.locale), Again::Invalid(&faults)).await,
            None => Err(Problem::invalid(faults)),
        }
    }

    async fn stale(&self) -> Result<Response, Problem> {
        let (reader, locale) = (self.reader, &self.nonce.locale);
        if let Some(form) = &self.sent.form {
            return reader.again(form, Some(locale), Again::Stale).await;
        }
        let sight = match look(reader.state, reader.link).await {
            Ok(sight) => sight,
            Err(why) => return Ok(self.closed(why)),
        };
        // No text goes with it: those that the program showed are still the ones of this language.
        let nonce = sight.nonce(reader.state, locale).seal(&reader.state.links.current(), reader.link);
        let nonce = nonce.map_err(|_| Problem::ours())?;
        Err(Problem::stale("nothing was recorded; send the answers again with this nonce").with_nonce(nonce))
    }

    fn thanks(&self, setting: &Setting, revision: u64, edit_until: Timestamp) -> Result<Response, Problem> {
        if self.sent.form.is_none() {
            return Ok(Json(Recorded { revision }).into_response());
        }
        let locale = &self.nonce.locale;
        let until = if self.nonce.revision == 0 { edit_until } else { self.nonce.closes_at };
        let until = moment(until, setting);
        let href = format!("/s/{}?lang={locale}", self.reader.link);
        let contact = setting.organisation.privacy_contact.deliverable();
        let view = ThanksView {
            locale,
            legal_name: &setting.organisation.legal_name,
            contact: &contact,
            edit_until: Some(&until),
            edit_href: &href,
        };
        let page = Page { title: thanks_title(locale).to_owned(), body: thanks(view)?, locale: locale.clone() };
        Ok(page.into_response(StatusCode::OK))
    }
}
