//! Everything that is held about a person, read and opened: three queries at once, and one read for each hundred
//! deliveries.

use std::collections::BTreeSet;
use std::sync::Arc;

use koe_domain::consent::{ConsentEvent, Decision, RESERVED};
use koe_domain::organisation::Law;
use koe_domain::{InvitationId, Locale, Organisation, Period, PersonId, SurveyId};
use koe_privacy::DataKey;
use koe_store::OwnRows;
use koe_store::asking::ContactCard;
use koe_store::rows::{DeliveryState, InvitationRow, OutboxRow, ProfileRow};
use koe_web::signals_gpc;
use koe_web::surveys::Setting;

use crate::State;
use crate::contact::{card, data_key};
use crate::visit::{Stop, Visit};

/// Everything that is held about a person. Not `Debug`: it is personal.
pub(crate) struct Held {
    pub(crate) organisation: Arc<Organisation>,
    pub(crate) profile: ProfileRow,
    pub(crate) card: Option<ContactCard>,
    pub(crate) rows: OwnRows,
    /// Invitations whose answer is still tied to the person.
    pub(crate) tied: BTreeSet<InvitationId>,
    /// What other systems received.
    pub(crate) received: Vec<OutboxRow>,
    pub(crate) events: Vec<ConsentEvent>,
    pub(crate) key: Option<DataKey>,
}

/// A decision that holds, with the words it is about.
pub(crate) struct Decided {
    pub(crate) purpose: String,
    /// The words in the language asked for; the purpose's name where their survey is gone.
    pub(crate) text: String,
    pub(crate) given: bool,
    /// Whether it can be changed: who opted out of sharing is not asked to agree to it again.
    pub(crate) open: bool,
    /// The event that made it so.
    pub(crate) event: Option<ConsentEvent>,
    /// How long its survey keeps a proof, and what needs the contact.
    pub(crate) retention: Option<(Period, Period)>,
}

impl Held {
    /// Reads all of a person, who was not erased.
    pub(crate) async fn read(visit: &Visit<'_>, person: PersonId) -> Result<Self, Stop> {
        let store = &visit.state.store;
        let (mut rows, (key, pointers), ledger) =
            tokio::try_join!(store.own_rows(person), store.own_keys(person), store.ledger_rows(person))?;
        let profile = rows.profile.take().filter(|profile| profile.tombstone.is_none()).ok_or(Stop::Gone)?;
        let organisation = visit.organisation().await?;
        let mut received = store.own_deliveries(&rows.references).await?;
        received.retain(|row| row.state == DeliveryState::Delivered);
        let key = match &key {
            Some(row) => Some(data_key(visit.state, row).await?),
            None => None,
        };
        rows.invitations.sort_by_key(|row| std::cmp::Reverse(row.send_at));
        rows.looks.sort_by_key(|row| std::cmp::Reverse(row.at));
        Ok(Self {
            card: card(visit.state, &profile, key.as_ref())?,
            organisation,
            profile,
            rows,
            tied: pointers.into_iter().map(|pointer| pointer.invitation).collect(),
            received,
            events: ledger.into_iter().filter_map(|(_, event)| event).collect(),
            key,
        })
    }

    /// The order's number of an invitation, where one is held and still opens.
    pub(crate) fn order(&self, row: &InvitationRow) -> Option<String> {
        let (sealed, key) = (row.order.as_ref()?, self.key.as_ref()?);
        let plain = key.open(&InvitationRow::order_place(&ProfileRow::partition(row.person)), sealed).ok()?;
        serde_json::from_slice(&plain).ok().or_else(|| String::from_utf8(plain).ok())
    }

    /// The event that last decided about a purpose.
    pub(crate) fn last(&self, purpose: &str) -> Option<&ConsentEvent> {
        let decided =
            |event: &&ConsentEvent| event.entry.purpose == purpose && event.entry.decision != Decision::Served;
        self.events.iter().rev().find(decided)
    }

    /// What was decided about the purposes that surveys ask for, by purpose. No round trip for surveys read before.
    pub(crate) async fn decided(&self, visit: &Visit<'_>, locale: &Locale) -> Result<Vec<Decided>, Stop> {
        let signal = signals_gpc(visit.headers) && self.organisation.privacy.goes_by(Law::Ccpa);
        let opted_out = signal || self.profile.opted_out.is_some();
        let mut found = Vec::new();
        for (purpose, given) in &self.profile.consents {
            if RESERVED.contains(&purpose.as_str()) {
                continue;
            }
            let event = self.last(purpose).cloned();
            let version = event.as_ref().and_then(|it| it.entry.survey.clone().zip(it.entry.version));
            let setting = match version {
                Some((survey, version)) => setting(visit.state, &survey, version).await?,
                None => None,
            };
            let settings = setting.as_ref().map(|setting| &setting.version.settings);
            let consent = settings.and_then(|it| it.consents.iter().find(|consent| consent.purpose == *purpose));
            found.push(Decided {
                purpose: purpose.clone(),
                text: consent.map_or_else(|| purpose.clone(), |consent| consent.text.get(locale).to_owned()),
                given: *given,
                open: *given || !(opted_out && consent.is_some_and(|consent| consent.sharing)),
                event,
                retention: settings.map(|it| (it.retention.proof, it.retention.contact)),
            });
        }
        Ok(found)
    }
}

/// A version of a survey with its settings; none where it is gone.
pub(crate) async fn setting(state: &State, survey: &SurveyId, version: u32) -> Result<Option<Setting>, Stop> {
    Ok(state.surveys.setting(&state.store, survey, Some(version), state.clock.now()).await?)
}
