//! What a call writes: the person's profile, and the invitation in the state that the rules of asking give it.

use jiff::Timestamp;
use koe_domain::consent::SURVEY_MAILS;
use koe_domain::invitation::{Event, State, Stays};
use koe_domain::survey::Mode;
use koe_domain::{Identity, InvitationId, Random};
use koe_privacy::{MasterKeys, SealError};
use koe_store::asking::{Asking, ContactCard, Ground};
use koe_store::rows::{InvitationRow, Origin, ProfileRow, SuppressedRow};
use koe_store::{Due, Known, ProfileWrite, Queue};
use koe_web::Problem;

use crate::request::Wanted;

/// Why an invitation counts as sent though no mail went.
pub(crate) const LINK_GIVEN: &str = "link_given";

/// Plans for one call.
pub(crate) struct Planner<'a> {
    pub(crate) wanted: &'a Wanted,
    pub(crate) invitation: InvitationId,
    pub(crate) now: Timestamp,
    pub(crate) master: &'a MasterKeys,
    pub(crate) random: &'a dyn Random,
}

impl Planner<'_> {
    /// What is written, given what is known of the person.
    pub(crate) fn plan(&self, known: &Known) -> Result<(ProfileWrite, InvitationRow), Problem> {
        let card = self.card(known)?;
        let setting = &self.wanted.setting;
        let asking = Asking {
            id: self.invitation,
            survey: &setting.version.survey,
            version: setting.version.version,
            settings: &setting.version.settings,
            mode: setting.mode,
            origin: Origin::Api,
            ground: self.ground(),
            order: None,
            store: self.wanted.store.clone(),
            labels: self.wanted.labels.clone(),
            send_at: self.wanted.send_at,
            now: self.now,
        };
        let mut row = known.invitation(&asking, card.email.as_ref());
        if !self.wanted.send && setting.mode != Mode::Stopped && !unsubscribed(known) {
            hand_over(&mut row, self.now).map_err(|_| Problem::ours())?;
        }
        Ok((self.profile(known, &card)?, row))
    }

    /// Why the person may be asked. A link that the caller sends by other means needs no ground of ours.
    fn ground(&self) -> Ground {
        match Ground::of(self.wanted.basis.clone(), &self.wanted.setting.organisation) {
            Ground::Missing if !self.wanted.send => Ground::NotAsked,
            ground => ground,
        }
    }

    /// How the person is reached: what the caller says, else what was sealed before.
    fn card(&self, known: &Known) -> Result<ContactCard, SealError> {
        let held = known.contact(self.master)?.unwrap_or_default();
        let email = match &self.wanted.identity {
            Identity::Email(email) => Some(email.clone()),
            Identity::ShopCustomer { .. } => held.email,
        };
        // What the person corrected stays as they said it.
        let corrected = known.profile.as_ref().is_some_and(|profile| profile.corrected);
        let name = self.wanted.name.clone().filter(|_| !corrected);
        Ok(ContactCard { email, name: name.or(held.name) })
    }

    /// The profile to write. Somebody who must not be written to is not stored with an address again.
    fn profile(&self, known: &Known, card: &ContactCard) -> Result<ProfileWrite, SealError> {
        if known.suppressed.is_some() || unsubscribed(known) || *card == ContactCard::default() {
            let seen = known.profile.as_ref().map(|profile| profile.rev);
            let mut row = known.profile.clone().unwrap_or_else(|| ProfileRow::new(known.person));
            row.rev += 1;
            row.locale = self.wanted.locale.clone().or(row.locale);
            return Ok(ProfileWrite { row, seen, new_key: None });
        }
        let until = self.wanted.setting.version.settings.retention.contact.after(self.wanted.send_at);
        known.with_contact(card, self.wanted.locale.as_ref(), until, self.master, self.random)
    }
}

/// Whether the person asked to be forgotten.
pub(crate) fn erased(known: &Known) -> bool {
    known.profile.as_ref().is_some_and(|profile| profile.tombstone.is_some())
}

fn unsubscribed(known: &Known) -> bool {
    let never = known.suppressed.as_ref().is_some_and(|row| row.why == SuppressedRow::NEVER_ASK);
    never || known.profile.as_ref().is_some_and(|profile| profile.consents.get(SURVEY_MAILS) == Some(&false))
}

/// Gives the link to the caller instead of a mail to the person: what would keep a mail back does not matter then.
fn hand_over(row: &mut InvitationRow, now: Timestamp) -> Result<(), Stays> {
    row.state = State::Scheduled;
    row.history.truncate(1);
    row.happen(Event::Send, now, None)?;
    row.happen(Event::Accept, now, Some(LINK_GIVEN))?;
    row.due = Due::at(Queue::Retain, &ProfileRow::partition(row.person), row.expires_at);
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::error::Error;

    use koe_domain::PersonId;
    use koe_privacy::MasterKey;
    use serde_json::{Value, json};

    use super::*;
    use crate::sample::{at, now, wanted};

    #[derive(Debug)]
    struct Sevens;

    impl Random for Sevens {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(7);
        }
    }

    const ME: PersonId = PersonId::from_bytes([1; 10]);

    fn master() -> MasterKeys {
        MasterKeys::new(MasterKey { id: 1, key: [1; 32] }, Vec::new())
    }

    fn nobody() -> Known {
        Known { person: ME, profile: None, key: None, suppressed: None }
    }

    /// The person as the next call would find them.
    fn afterwards(write: ProfileWrite) -> Known {
        Known { profile: Some(write.row), key: write.new_key, ..nobody() }
    }

    fn someone_who(agrees: bool) -> Known {
        let mut profile = ProfileRow::new(ME);
        profile.consents.insert(SURVEY_MAILS.to_owned(), agrees);
        Known { profile: Some(profile), ..nobody() }
    }

    fn bounced() -> Known {
        let row = SuppressedRow { name: "x".to_owned(), why: "bounced".to_owned(), at: Timestamp::UNIX_EPOCH };
        Known { suppressed: Some(row), ..nobody() }
    }

    fn plan(more: &Value, known: &Known) -> Result<(ProfileWrite, InvitationRow), Box<dyn Error>> {
        let planner = Planner {
            wanted: &wanted(more)?,
            invitation: InvitationId::from_bytes([2; 8]),
            now: now()?,
            master: &master(),
            random: &Sevens,
        };
        planner.plan(known).map_err(|_| "it does not plan".into())
    }

    fn states(row: &InvitationRow) -> Vec<(&str, Option<&str>)> {
        row.history.iter().map(|step| (step.state.as_str(), step.why.as_deref())).collect()
    }

    #[test]
    fn a_mail_is_planned_and_the_address_kept_as_long_as_the_survey_says() -> Result<(), Box<dyn Error>> {
        let (profile, row) = plan(&json!({}), &nobody())?;
        assert_eq!(states(&row), [("scheduled", None)]);
        assert!(row.due.is_in(Queue::Deliver) && row.due.time() == Some(at("2026-10-02T00:00:00Z")?));
        assert_eq!(profile.row.due.time(), Some(at("2026-12-01T00:00:00Z")?));
        assert!(profile.seen.is_none() && profile.new_key.is_some() && profile.row.rev == 1);
        Ok(())
    }

    #[test]
    fn a_link_is_given_at_once_whatever_keeps_mails_back() -> Result<(), Box<dyn Error>> {
        for known in [nobody(), bounced(), someone_who(true)] {
            let (_, row) = plan(&json!({"send": false}), &known)?;
            assert_eq!(states(&row), [("scheduled", None), ("sending", None), ("sent", Some(LINK_GIVEN))]);
            assert!(row.due.is_in(Queue::Retain) && row.due.time() == Some(row.expires_at));
            assert_eq!(row.expires_at, at("2026-10-31T00:00:00Z")?);
        }
        let (_, row) = plan(&json!({"send": false, "to": {"id": "7"}}), &nobody())?;
        assert_eq!(row.state, State::Sent);
        Ok(())
    }

    #[test]
    fn an_objection_holds_for_links_too() -> Result<(), Box<dyn Error>> {
        for send in [true, false] {
            let (profile, row) = plan(&json!({"send": send}), &someone_who(false))?;
            assert_eq!(states(&row), [("scheduled", None), ("suppressed", Some("unsubscribed"))]);
            assert!(row.due == row.end() && profile.row.contact.is_none() && profile.new_key.is_none());
        }
        let both = Known { suppressed: bounced().suppressed, ..someone_who(false) };
        assert_eq!(plan(&json!({"send": false}), &both)?.1.state, State::Suppressed);
        Ok(())
    }

    #[test]
    fn nothing_is_asked_of_a_stopped_survey() -> Result<(), Box<dyn Error>> {
        let mut wanted = wanted(&json!({"send": false}))?;
        wanted.setting.mode = Mode::Stopped;
        let invitation = InvitationId::from_bytes([2; 8]);
        let planner = Planner { wanted: &wanted, invitation, now: now()?, master: &master(), random: &Sevens };
        let (_, row) = planner.plan(&nobody()).map_err(|_| "it does not plan")?;
        assert_eq!(states(&row), [("scheduled", None), ("revoked", Some("survey_stopped"))]);
        Ok(())
    }

    #[test]
    fn an_address_that_bounced_is_not_stored_again() -> Result<(), Box<dyn Error>> {
        let (profile, row) = plan(&json!({}), &bounced())?;
        assert_eq!(row.state, State::Suppressed);
        assert!(profile.row.contact.is_none() && profile.new_key.is_none() && profile.row.rev == 1);
        Ok(())
    }

    #[test]
    fn a_customer_without_an_address_cannot_be_mailed() -> Result<(), Box<dyn Error>> {
        let (profile, row) = plan(&json!({"to": {"id": "7", "locale": "ja"}}), &nobody())?;
        assert_eq!(states(&row), [("scheduled", None), ("no_contact", Some("no_address"))]);
        assert!(profile.row.contact.is_none() && profile.row.locale.is_some());
        Ok(())
    }

    #[test]
    fn a_name_given_before_is_kept() -> Result<(), Box<dyn Error>> {
        let named = json!({"to": {"email": "hanako@example.jp", "name": "例 花子", "locale": "ja"}});
        let known = afterwards(plan(&named, &nobody())?.0);
        let (write, _) = plan(&json!({}), &known)?;
        assert!(write.seen == Some(1) && write.new_key.is_none());
        assert!(write.row.locale.as_ref().is_some_and(koe_domain::Locale::is_japanese));
        let known = Known { profile: Some(write.row), ..known };
        let card = known.contact(&master())?.unwrap_or_default();
        assert_eq!(card.name.and_then(|name| name.family), Some("例 花子".to_owned()));
        assert_eq!(card.email.map(|email| email.deliverable()), Some("hanako@example.jp".to_owned()));
        Ok(())
    }

    #[test]
    fn who_asked_to_be_forgotten_is_known() {
        let mut profile = ProfileRow::new(ME);
        assert!(!erased(&nobody()));
        profile.tombstone = Some(Timestamp::UNIX_EPOCH);
        assert!(erased(&Known { profile: Some(profile), ..nobody() }));
    }
}
