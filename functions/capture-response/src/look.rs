//! What a link leads to now: a survey to show, or one clear reason why not.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use koe_domain::invitation::State as InvitationState;
use koe_domain::link::Purpose;
use koe_domain::nonce::{Nonce, ResponseKey};
use koe_domain::notice::Notice;
use koe_domain::survey::{Answers, Mode, Texts};
use koe_domain::{Locale, ResponseId, clock};
use koe_privacy::{Place, SealError};
use koe_store::rows::{InvitationRow, ProfileRow, ResponseRow, TextKeyRow};
use koe_store::{LinkView, StoreError};
use koe_web::links::open_link;
use koe_web::surveys::Setting;

use crate::State;
use crate::consent::left_alone;

/// A survey that can be shown.
#[derive(Debug)]
pub(crate) struct Sight {
    pub(crate) invitation: InvitationRow,
    pub(crate) profile: ProfileRow,
    pub(crate) setting: Setting,
    /// The answers given before.
    pub(crate) answers: Option<Answers>,
    /// Whether the answer counts as a test: the first one decides.
    test: bool,
    response: Option<ResponseKey>,
    case: bool,
}

/// Why there is nothing to show.
#[derive(Debug)]
pub(crate) enum Closed {
    /// Not a link of ours; no table was asked.
    NotOurs,
    /// What it led to was erased.
    Gone,
    /// Called off.
    Revoked(Option<Setting>),
    /// Its time is over.
    Expired(Option<Setting>),
    /// The survey takes no more answers.
    Stopped(Setting),
    /// The edit window is over.
    EditOver(Setting, Timestamp),
    /// The tables did not serve.
    Store(StoreError),
    /// A sealed field did not open.
    Seal(SealError),
}

impl From<StoreError> for Closed {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<SealError> for Closed {
    fn from(error: SealError) -> Self {
        Self::Seal(error)
    }
}

/// Looks behind a link. One round trip where the survey was read before and nothing was answered yet; one more where
/// earlier answers are shown; none for a link that is not ours.
pub(crate) async fn look(state: &State, link: &str) -> Result<Sight, Closed> {
    let now = state.clock.now();
    let target = open_link(&state.links, now, Purpose::Survey, link).await;
    let target = target.map_err(|_| StoreError::Unreachable)?.ok_or(Closed::NotOurs)?;
    let view = state.store.link_view(target).await?;
    let LinkView { invitation: Some(invitation), profile: Some(profile), pointer, case } = view else {
        return Err(Closed::Gone);
    };
    if profile.tombstone.is_some() {
        return Err(Closed::Gone);
    }
    let setting = state.surveys.setting(&state.store, &invitation.survey, Some(invitation.version), now).await?;
    let setting = match (invitation.state, setting) {
        (InvitationState::Revoked, setting) => return Err(Closed::Revoked(setting)),
        (InvitationState::Expired, setting) => return Err(Closed::Expired(setting)),
        (_, setting) if invitation.answers == 0 && invitation.expires_at <= now => {
            return Err(Closed::Expired(setting));
        }
        (_, None) => return Err(Closed::Gone),
        (_, Some(setting)) if setting.mode == Mode::Stopped => return Err(Closed::Stopped(setting)),
        (_, Some(setting)) => setting,
    };
    if let Some(until) = invitation.edit_until.filter(|until| *until <= now) {
        return Err(Closed::EditOver(setting, until));
    }
    if invitation.answers > 0 && pointer.is_none() {
        return Err(Closed::Gone);
    }
    let response = pointer.map(|pointer| pointer.response);
    let answers = match &response {
        Some(key) => earlier(state, &invitation, key).await?,
        None => None,
    };
    let (answers, test) = answers.unzip();
    let test = test.unwrap_or(setting.mode == Mode::Test);
    Ok(Sight { invitation, profile, setting, answers, test, response, case: case.is_some() })
}

/// The answers given before, and whether they were given in test mode.
async fn earlier(
    state: &State,
    invitation: &InvitationRow,
    key: &ResponseKey,
) -> Result<Option<(Answers, bool)>, Closed> {
    let (row, text_key) = state.store.response(&invitation.survey, key).await?;
    let Some(row) = row else { return Ok(None) };
    let test = row.test;
    let texts = texts(state, &row, text_key.as_ref()).await?;
    Ok(Some((row.answers.merge(texts.into()), test)))
}

/// Free text, opened; none where its key is gone.
async fn texts(state: &State, row: &ResponseRow, key: Option<&TextKeyRow>) -> Result<Texts, SealError> {
    let (Some(sealed), Some(key)) = (&row.text, key) else { return Ok(Texts::default()) };
    let master = state.master.holding(&key.key, state.clock.now()).await;
    let key = master.unwrap(&TextKeyRow::partition(row.id), &key.key)?;
    key.open_json(&text_place(&row.place().pk), sealed)
}

/// Where a response's free text is sealed.
pub(crate) const fn text_place(row: &str) -> Place<'_> {
    Place { table: "koe", row, field: "text" }
}

impl Sight {
    /// The notice of this survey.
    pub(crate) fn notice(&self, locale: &Locale) -> Notice {
        let version = &self.setting.version;
        Notice::survey(&self.setting.organisation, &version.survey, &version.settings, locale)
    }

    /// The consents asked for here that hold now.
    pub(crate) fn given(&self) -> BTreeMap<String, bool> {
        let purposes: BTreeSet<&str> =
            self.setting.version.settings.consents.iter().map(|consent| consent.purpose.as_str()).collect();
        let held = self.profile.consents.iter().filter(|(purpose, _)| purposes.contains(purpose.as_str()));
        held.map(|(purpose, given)| (purpose.clone(), *given)).collect()
    }

    /// Until when an answer is taken.
    pub(crate) fn closes_at(&self) -> Timestamp {
        self.invitation.edit_until.unwrap_or(self.invitation.expires_at)
    }

    /// The nonce of a page shown now, in this language.
    pub(crate) fn nonce(&self, state: &State, locale: &Locale) -> Nonce {
        Nonce {
            id: clock::random(&*state.random),
            issued_at: state.clock.now(),
            survey: self.invitation.survey.clone(),
            version: self.invitation.version,
            locale: locale.clone(),
            test: self.test,
            revision: self.invitation.answers,
            closes_at: self.closes_at(),
            response: self.response.clone(),
            fresh: ResponseId::from_bytes(clock::random(&*state.random)),
            head: self.profile.head.clone(),
            given: self.given(),
            proof_until: self.profile.proof_until,
            notice: self.notice(locale).version(),
            opted_out: left_alone(self.profile.opted_out, state.clock.now()),
            case: self.case,
            store: self.invitation.store.clone(),
            labels: self.invitation.labels.clone(),
        }
    }
}
