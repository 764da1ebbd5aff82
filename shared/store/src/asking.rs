//! Asking somebody: may we, and what is written when we do.
//!
//! The same rules hold for an order and for a call of the API, when something is planned and again when it is sent;
//! that is why they stand here, beside the rows they are about, and not in one of the functions.

use std::collections::BTreeMap;

use jiff::Timestamp;
use koe_domain::consent::SURVEY_MAILS;
use koe_domain::invitation::{Event, State, Step};
use koe_domain::organisation::Law;
use koe_domain::source::{Basis, BasisKind};
use koe_domain::survey::{Mode, Settings, SurveyIdentity};
use koe_domain::{EmailAddress, InvitationId, Locale, Organisation, Period, PersonName, Random, StoreId, SurveyId};
use koe_privacy::{DataKey, MasterKeys, Place, SealError, Sealed};
use serde::{Deserialize, Serialize};

use crate::access::plan::{Known, ProfileWrite};
use crate::row::{Due, Queue, whole_seconds};
use crate::rows::{InvitationRow, Origin, PersonKeyRow, ProfileRow};

/// How a person is reached, as it is sealed in the profile. Shape version 1.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactCard {
    /// The address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<EmailAddress>,
    /// The name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<PersonName>,
}

/// Whether a person may be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// Yes.
    Granted,
    /// No: the person objected, or the address bounced or complained before. Says which.
    Suppressed(&'static str),
    /// No: the person was asked too recently.
    AskedRecently,
    /// No: the survey is being tried out, and this is nobody it is tried on.
    NotATestRecipient,
    /// No: the survey is stopped.
    Stopped,
    /// No: the survey is one without links.
    Unlinked,
    /// No: nothing permits it. Says why.
    NoBasis(&'static str),
}

/// Why a call may ask, where it comes by mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ground {
    /// On this ground.
    Stated(Basis),
    /// This ground was stated, and permits no such mail: a contract, where such a mail is advertising, or where the
    /// organisation goes by the GDPR and nobody says in which country the customers are.
    Unfit(Basis),
    /// None was stated, and the organisation goes by no law that asks for one.
    NotAsked,
    /// None was stated, and one is needed.
    Missing,
}

impl Ground {
    /// The ground that was stated, else the organisation's own, else none. One is needed wherever the organisation says
    /// by which laws it goes.
    #[must_use]
    pub fn of(stated: Option<Basis>, organisation: &Organisation) -> Self {
        match stated.or_else(|| organisation.privacy.basis.clone()) {
            Some(basis) if !basis.permits() || is_unknown(&basis, organisation) => Self::Unfit(basis),
            Some(basis) => Self::Stated(basis),
            None if organisation.privacy.laws.is_empty() => Self::NotAsked,
            None => Self::Missing,
        }
    }

    /// Why it permits nothing; none where it does.
    #[must_use]
    pub fn lacks(&self) -> Option<&'static str> {
        match self {
            Self::Unfit(_) => Some("contract_is_no_basis"),
            Self::Missing => Some("no_basis_stated"),
            Self::Stated(_) | Self::NotAsked => None,
        }
    }

    /// The ground stated.
    #[must_use]
    pub fn basis(&self) -> Option<&Basis> {
        match self {
            Self::Stated(basis) | Self::Unfit(basis) => Some(basis),
            Self::NotAsked | Self::Missing => None,
        }
    }
}

/// Whether a contract is the only ground, and nobody knows where.
fn is_unknown(basis: &Basis, organisation: &Organisation) -> bool {
    basis.kind == BasisKind::Contract && basis.country.is_none() && organisation.privacy.goes_by(Law::Gdpr)
}

/// What is asked of a person, and when.
#[derive(Clone, Debug)]
pub struct Asking<'a> {
    /// The invitation's id, from its cause.
    pub id: InvitationId,
    /// The survey.
    pub survey: &'a SurveyId,
    /// The version shown.
    pub version: u32,
    /// Its settings.
    pub settings: &'a Settings,
    /// The mode of the live version.
    pub mode: Mode,
    /// What brought it about.
    pub origin: Origin,
    /// Why it may be asked.
    pub ground: Ground,
    /// The order's number as the shop writes it, sealed.
    pub order: Option<Sealed>,
    /// The store it belongs to.
    pub store: Option<StoreId>,
    /// Labels to count by.
    pub labels: BTreeMap<String, String>,
    /// When the mail is to go.
    pub send_at: Timestamp,
    /// Now.
    pub now: Timestamp,
}

/// Where a person's contact is sealed; `row` is the person's partition.
#[must_use]
pub const fn contact_place(row: &str) -> Place<'_> {
    Place { table: "people", row, field: "contact" }
}

impl Known {
    /// Whether this person may be asked under `settings` at `at`.
    #[must_use]
    pub fn permission(
        &self,
        settings: &Settings,
        mode: Mode,
        email: Option<&EmailAddress>,
        at: Timestamp,
    ) -> Permission {
        if mode == Mode::Stopped {
            return Permission::Stopped;
        }
        if settings.identity == SurveyIdentity::None {
            return Permission::Unlinked;
        }
        if let Some(row) = &self.suppressed {
            return Permission::Suppressed(match row.why.as_str() {
                "complained" => "complained",
                "never_ask" => "never_ask",
                _ => "bounced",
            });
        }
        let profile = self.profile.as_ref();
        if profile.is_some_and(|profile| profile.tombstone.is_some()) {
            return Permission::Suppressed("erased");
        }
        if profile.is_some_and(|profile| profile.consents.get(SURVEY_MAILS) == Some(&false)) {
            return Permission::Suppressed("unsubscribed");
        }
        let normal = |address: &EmailAddress| address.normalised();
        if mode == Mode::Test && !settings.test_recipients.iter().any(|t| Some(normal(t)) == email.map(normal)) {
            return Permission::NotATestRecipient;
        }
        let every: Period = settings.invitation.ask_at_most_every;
        let last = profile.and_then(|profile| profile.last_asked);
        if last.is_some_and(|last| every.after(last) > at) {
            return Permission::AskedRecently;
        }
        Permission::Granted
    }

    /// The profile with this contact sealed into it, kept until `keep_until` at least.
    ///
    /// # Errors
    /// When the person's key cannot be unwrapped.
    pub fn with_contact(
        &self,
        card: &ContactCard,
        locale: Option<&Locale>,
        keep_until: Timestamp,
        master: &MasterKeys,
        random: &dyn Random,
    ) -> Result<ProfileWrite, SealError> {
        let partition = ProfileRow::partition(self.person);
        let (key, new_key) = match &self.key {
            Some(row) => (master.unwrap(&partition, &row.key)?, None),
            None => {
                let key = DataKey::generate(random);
                let wrapped = master.wrap(random, &partition, &key)?;
                (key, Some(PersonKeyRow::new(self.person, wrapped)))
            }
        };
        let seen = self.profile.as_ref().map(|profile| profile.rev);
        let mut row = self.profile.clone().unwrap_or_else(|| ProfileRow::new(self.person));
        row.rev += 1;
        row.contact = Some(key.seal_json(random, &contact_place(&partition), card)?);
        if let Some(locale) = locale.filter(|_| !row.corrected) {
            row.locale = Some(locale.clone());
        }
        row.contact_until = Some(row.contact_until.map_or(keep_until, |held| held.max(keep_until)));
        row.schedule();
        Ok(ProfileWrite { row, seen, new_key })
    }

    /// The person's key: the one that `write` brings, where it is new.
    ///
    /// # Errors
    /// When it cannot be unwrapped.
    pub fn data_key(&self, write: Option<&ProfileWrite>, master: &MasterKeys) -> Result<Option<DataKey>, SealError> {
        let row = write.and_then(|write| write.new_key.as_ref()).or(self.key.as_ref());
        let partition = ProfileRow::partition(self.person);
        row.map(|row| master.unwrap(&partition, &row.key)).transpose()
    }

    /// How this person is reached; none where the contact is gone.
    ///
    /// # Errors
    /// When it does not open.
    pub fn contact(&self, master: &MasterKeys) -> Result<Option<ContactCard>, SealError> {
        let (Some(profile), Some(key)) = (&self.profile, &self.key) else { return Ok(None) };
        let Some(sealed) = &profile.contact else { return Ok(None) };
        let partition = ProfileRow::partition(self.person);
        let key = master.unwrap(&partition, &key.key)?;
        key.open_json(&contact_place(&partition), sealed).map(Some)
    }

    /// The invitation as it is planned: due at its time, or in the state that says why not.
    #[must_use]
    pub fn invitation(&self, asking: &Asking<'_>, email: Option<&EmailAddress>) -> InvitationRow {
        let send_at = whole_seconds(asking.send_at);
        let partition = ProfileRow::partition(self.person);
        let mut row = InvitationRow {
            person: self.person,
            id: asking.id,
            rev: 1,
            survey: asking.survey.clone(),
            version: asking.version,
            origin: asking.origin.clone(),
            basis: asking.ground.basis().cloned(),
            order: asking.order.clone(),
            store: asking.store.clone(),
            labels: asking.labels.clone(),
            state: State::Scheduled,
            history: vec![Step::new(State::Scheduled, whole_seconds(asking.now), None)],
            send_at,
            expires_at: whole_seconds(asking.settings.invitation.expires_after.after(send_at)),
            retain_until: whole_seconds(asking.settings.retention.link.after(send_at)),
            proof_until: Some(whole_seconds(
                asking.settings.retention.link.after(send_at).max(asking.settings.retention.proof.after(send_at)),
            )),
            attempts: 0,
            answers: 0,
            answered_with: None,
            edit_until: None,
            due: Due::at(Queue::Deliver, &partition, send_at),
        };
        let permission = match asking.ground.lacks() {
            Some(why) if email.is_some() && asking.mode != Mode::Test => Permission::NoBasis(why),
            _ => self.permission(asking.settings, asking.mode, email, send_at),
        };
        row.withhold(permission, email.is_some(), asking.now);
        row
    }
}

impl InvitationRow {
    /// The ground on which it asks, as things stand now.
    #[must_use]
    pub fn ground(&self, organisation: &Organisation) -> Ground {
        Ground::of(self.basis.clone(), organisation)
    }

    /// When a row goes that nothing else waits for: at the end of the proof that asking was permitted, or was not.
    #[must_use]
    pub fn end(&self) -> Due {
        let at = self.proof_until.unwrap_or(self.retain_until);
        Due::at(Queue::Retain, &ProfileRow::partition(self.person), at)
    }

    /// Ends an invitation that may not be sent, and says why. Whether it was ended.
    pub fn withhold(&mut self, permission: Permission, reachable: bool, now: Timestamp) -> bool {
        let (event, why) = match permission {
            Permission::Suppressed(why) => (Event::Suppress, why),
            Permission::Stopped => (Event::CallOff, "survey_stopped"),
            Permission::Unlinked => (Event::CallOff, "survey_without_links"),
            Permission::NoBasis(why) => (Event::LackBasis, why),
            Permission::NotATestRecipient => (Event::LeaveOut, "not_a_test_recipient"),
            Permission::Granted | Permission::AskedRecently if !reachable => (Event::LoseContact, "no_address"),
            Permission::AskedRecently => (Event::Defer, "asked_recently"),
            Permission::Granted => return false,
        };
        if self.happen(event, now, Some(why)).is_err() {
            return false;
        }
        self.due = self.end();
        true
    }
}
