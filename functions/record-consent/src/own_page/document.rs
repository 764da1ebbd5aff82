//! The page as a document, for programs; what a browser shows is made of the same.

use std::collections::BTreeMap;

use jiff::Timestamp;
use koe_domain::consent::{SALE_OR_SHARING, SURVEY_MAILS};
use koe_domain::notice::Notice;
use koe_domain::organisation::Law;
use koe_domain::{Locale, SurveyId};
use koe_store::rows::CaseState;
use koe_web::signals_gpc;
use koe_web::surveys::day;
use serde::Serialize;
use utoipa::ToSchema;

use super::held::{Decided, Held, setting};
use crate::State;
use crate::contact::mask;
use crate::visit::{Stop, Visit};

/// What is held about a person, in plain words. Days are in the organisation's time zone.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct OwnPage {
    /// Who holds it.
    pub(super) organisation: String,
    /// Who answers questions.
    pub(super) privacy_contact: String,
    /// How the person is reached.
    pub(super) contact: Option<HeldContact>,
    /// The person's language, where it is known.
    #[schema(value_type = Option<String>)]
    pub(super) locale: Option<Locale>,
    /// Whether the person may be asked by mail.
    pub(super) survey_mails: bool,
    /// Since which day, where the person ever decided it.
    pub(super) survey_mails_since: Option<String>,
    /// What was agreed or refused.
    pub(super) consents: Vec<HeldConsent>,
    /// Sale and sharing, where the organisation goes by the CCPA.
    pub(super) sale_or_sharing: Option<HeldSale>,
    /// Where the person was asked, newest first.
    pub(super) invitations: Vec<HeldInvitation>,
    /// Answers that are followed up.
    pub(super) cases: Vec<HeldCase>,
    /// When staff looked, newest first.
    pub(super) looks: Vec<HeldLook>,
    /// Who else received data.
    pub(super) recipients: Vec<HeldRecipient>,
    /// Until when what was agreed is kept as proof.
    pub(super) proof_until: Option<String>,
    /// The notice, as text.
    pub(super) notice: String,
    /// To be sent back with a decision: it says when this was shown, and what.
    #[serde(rename = "opened-page")]
    pub(super) opened_page: String,
}

/// How a person is reached.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct HeldContact {
    /// The address, most of it hidden.
    pub(super) email: Option<String>,
    /// Family name, or the whole name.
    pub(super) family: Option<String>,
    /// Given name.
    pub(super) given: Option<String>,
    /// Until when both are kept.
    pub(super) kept_until: Option<String>,
}

/// What was decided about one purpose.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct HeldConsent {
    /// The purpose.
    pub(super) purpose: String,
    /// What the person was asked, word for word.
    pub(super) text: String,
    /// Whether it is agreed.
    pub(super) given: bool,
    /// How that came: `given`, `renewed`, `refused`, `withdrawn`, `expired`.
    #[schema(value_type = Option<String>)]
    pub(super) decision: Option<koe_domain::consent::Decision>,
    /// On which day.
    pub(super) since: Option<String>,
    /// Whether it can be changed here; a consent to sharing is not offered again to somebody who opted out of that.
    pub(super) open: bool,
}

/// Sale and sharing of data.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct HeldSale {
    /// Whether the organisation sells or shares data at all.
    pub(super) sells_or_shares: bool,
    /// Since when the person has opted out.
    pub(super) opted_out_on: Option<String>,
    /// Whether this very request carried `Sec-GPC: 1`, which is honoured.
    pub(super) signal_honoured: bool,
}

/// An invitation.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct HeldInvitation {
    /// The survey's title.
    pub(super) survey: String,
    /// Where it stands.
    #[schema(value_type = String)]
    pub(super) state: koe_domain::invitation::State,
    /// Since which day.
    pub(super) day: String,
    /// The order's number, as the shop writes it.
    pub(super) order: Option<String>,
    /// Whether there is an answer.
    pub(super) answered: bool,
    /// Until when the answer is tied to the person; none where there is no answer, or no tie.
    pub(super) tied_until: Option<String>,
}

/// An answer that is followed up.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct HeldCase {
    /// The survey's title.
    pub(super) survey: String,
    /// Where it stands: `open`, `in_progress`, `waiting`, `closed`.
    #[schema(value_type = String)]
    pub(super) state: CaseState,
    /// On which day it was opened.
    pub(super) opened_on: String,
    /// By when it is to be dealt with, unless it is closed.
    pub(super) deal_by: Option<String>,
}

/// A look of staff.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct HeldLook {
    /// On which day.
    pub(super) day: String,
    /// At what: `case`, `contact`, `export`, `consents`.
    pub(super) what: String,
}

/// Somebody who received data.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct HeldRecipient {
    /// The system's name.
    pub(super) name: String,
    /// How often.
    pub(super) times: usize,
    /// Last on which day.
    pub(super) last_on: String,
}

/// What makes a document: what is held, and what it says in a language.
pub(super) struct Making<'a> {
    pub(super) held: &'a Held,
    pub(super) decided: &'a [Decided],
    pub(super) notice: &'a Notice,
    pub(super) locale: &'a Locale,
    pub(super) opened: String,
}

impl Making<'_> {
    /// The document. No round trip for surveys read before.
    pub(super) async fn document(self, visit: &Visit<'_>) -> Result<OwnPage, Stop> {
        let held = self.held;
        let organisation = &held.organisation;
        let privacy = &organisation.privacy;
        let sale = privacy.goes_by(Law::Ccpa).then(|| HeldSale {
            sells_or_shares: privacy.sells_or_shares,
            opted_out_on: self.opted_out_on(),
            signal_honoured: signals_gpc(visit.headers),
        });
        Ok(OwnPage {
            organisation: organisation.legal_name.clone(),
            privacy_contact: organisation.privacy_contact.deliverable(),
            contact: self.contact(),
            locale: held.profile.locale.clone(),
            survey_mails: held.profile.consents.get(SURVEY_MAILS) != Some(&false),
            survey_mails_since: held.last(SURVEY_MAILS).map(|event| self.day(event.entry.at)),
            consents: self.decided.iter().map(|decided| self.consent(decided)).collect(),
            sale_or_sharing: sale,
            invitations: self.invitations(visit.state).await?,
            cases: self.cases(visit.state).await?,
            looks: held.rows.looks.iter().map(|it| HeldLook { day: self.day(it.at), what: it.what.clone() }).collect(),
            recipients: self.recipients(),
            proof_until: held.profile.proof_until.map(|at| self.day(at)),
            notice: self.notice.text(),
            opened_page: self.opened,
        })
    }

    fn day(&self, at: Timestamp) -> String {
        day(at, &self.held.organisation.timezone)
    }

    fn opted_out_on(&self) -> Option<String> {
        let profile = &self.held.profile;
        let said_no = || {
            let no = profile.consents.get(SALE_OR_SHARING) == Some(&false);
            self.held.last(SALE_OR_SHARING).filter(|_| no).map(|event| event.entry.at)
        };
        profile.opted_out.or_else(said_no).map(|at| self.day(at))
    }

    fn contact(&self) -> Option<HeldContact> {
        let card = self.held.card.as_ref()?;
        let name = card.name.clone().unwrap_or_default();
        Some(HeldContact {
            email: card.email.as_ref().map(mask),
            family: name.family,
            given: name.given,
            kept_until: self.held.profile.contact_until.map(|at| self.day(at)),
        })
    }

    fn consent(&self, decided: &Decided) -> HeldConsent {
        let entry = decided.event.as_ref().map(|event| &event.entry);
        HeldConsent {
            purpose: decided.purpose.clone(),
            text: decided.text.clone(),
            given: decided.given,
            decision: entry.map(|entry| entry.decision),
            since: entry.map(|entry| self.day(entry.at)),
            open: decided.open,
        }
    }

    async fn invitations(&self, state: &State) -> Result<Vec<HeldInvitation>, Stop> {
        let mut found = Vec::with_capacity(self.held.rows.invitations.len());
        for row in &self.held.rows.invitations {
            let tied = self.held.tied.contains(&row.id);
            found.push(HeldInvitation {
                survey: self.title(state, &row.survey, row.version).await?,
                state: row.state,
                day: self.day(row.history.last().map_or(row.send_at, |step| step.at)),
                order: self.held.order(row),
                answered: row.answers > 0,
                tied_until: tied.then(|| self.day(row.retain_until)),
            });
        }
        Ok(found)
    }

    async fn cases(&self, state: &State) -> Result<Vec<HeldCase>, Stop> {
        let mut found = Vec::with_capacity(self.held.rows.cases.len());
        for row in &self.held.rows.cases {
            found.push(HeldCase {
                survey: self.title(state, &row.survey, row.version).await?,
                state: row.state,
                opened_on: self.day(row.opened_at),
                deal_by: (row.state != CaseState::Closed).then(|| self.day(row.deal_by)),
            });
        }
        Ok(found)
    }

    fn recipients(&self) -> Vec<HeldRecipient> {
        let mut found: BTreeMap<&str, (usize, Timestamp)> = BTreeMap::new();
        for row in &self.held.received {
            let at = row.delivered_at.unwrap_or(row.made_at);
            let (times, last) = found.entry(&row.subscription).or_insert((0, at));
            *times += 1;
            *last = at.max(*last);
        }
        let named = |(name, (times, last)): (&str, (usize, Timestamp))| HeldRecipient {
            name: name.to_owned(),
            times,
            last_on: self.day(last),
        };
        found.into_iter().map(named).collect()
    }

    /// The survey's title, or its name where it has none or is gone.
    async fn title(&self, state: &State, survey: &SurveyId, version: u32) -> Result<String, Stop> {
        let setting = setting(state, survey, version).await?;
        let title = setting.as_ref().map(|it| it.version.definition.title.get(self.locale)).unwrap_or_default();
        Ok(if title.trim().is_empty() { survey.to_string() } else { title.to_owned() })
    }
}
