//! Looking into a case: it is written down before anything is shown, and shows no more than may be kept.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use koe_domain::clock;
use koe_domain::link::Target;
use koe_domain::survey::{Answers, Texts};
use koe_privacy::{DataKey, Place, SealError, Sealed};
use koe_store::asking::{ContactCard, contact_place};
use koe_store::rows::{CaseRow, InvitationRow, LookRow, PersonKeyRow, PointerRow, ProfileRow, ResponseRow, TextKeyRow};
use koe_store::{CaseFile, Queue, Written, whole_seconds};
use koe_web::{Caller, Problem};

use super::no_such;
use crate::State;

/// The purpose for which a customer may be written to about their answer.
const FOLLOW_UP: &str = "follow_up";

/// A case that is there, with its person.
#[derive(Debug)]
pub(super) struct Sight {
    pub(super) case: CaseRow,
    pub(super) profile: ProfileRow,
    key: Option<PersonKeyRow>,
    /// The order's number, sealed.
    order: Option<Sealed>,
    pointer: Option<PointerRow>,
}

/// A case; 404 where it is over, whether or not its rows are cleared away yet. One round trip.
pub(super) async fn sight(state: &State, target: Target) -> Result<Sight, Problem> {
    let file = state.store.case_file(target).await?;
    let CaseFile { case: Some(case), profile: Some(profile), key, invitation: Some(invitation), pointer } = file else {
        return Err(no_such());
    };
    if profile.tombstone.is_some() || invitation.retain_until <= state.clock.now() {
        return Err(no_such());
    }
    Ok(Sight { case, profile, key, order: invitation.order, pointer })
}

impl Sight {
    /// Whether the customer agrees, now, to be written to about the answer.
    pub(super) fn may_contact(&self) -> bool {
        self.profile.consents.get(FOLLOW_UP) == Some(&true)
    }

    /// Writes down that `caller` looks at `what`. One round trip.
    ///
    /// # Errors
    /// 404 when the person is gone: then nothing is shown.
    pub(super) async fn note(&self, state: &State, caller: &Caller, what: &str) -> Result<(), Problem> {
        let row = LookRow {
            person: self.profile.person,
            at: whole_seconds(state.clock.now()),
            who: caller.id.clone(),
            what: what.to_owned(),
            nonce: URL_SAFE_NO_PAD.encode(clock::random::<8>(&*state.random)),
        };
        match state.store.note_look(&row).await? {
            Written::Done(()) => Ok(()),
            Written::ConditionFailed => Err(no_such()),
        }
    }

    /// The person's key, where it is there.
    pub(super) async fn data_key(&self, state: &State) -> Result<Option<DataKey>, SealError> {
        let Some(row) = &self.key else { return Ok(None) };
        let master = state.master.holding(&row.key, state.clock.now()).await;
        master.unwrap(&ProfileRow::partition(self.profile.person), &row.key).map(Some)
    }

    /// How the customer is reached: only where they agree to it, and while it is kept.
    pub(super) fn contact(&self, state: &State, key: Option<&DataKey>) -> Result<Option<ContactCard>, SealError> {
        let kept = self.keeps_contact(state.clock.now());
        let (true, true, Some(key), Some(sealed)) = (self.may_contact(), kept, key, &self.profile.contact) else {
            return Ok(None);
        };
        key.open_json(&contact_place(&ProfileRow::partition(self.profile.person)), sealed).map(Some)
    }

    fn keeps_contact(&self, now: Timestamp) -> bool {
        self.profile.contact_until.is_none_or(|until| until > now)
    }

    /// The number of the order that was asked about, as the shop writes it: while the contact is kept, with which its key
    /// goes.
    pub(super) fn order(&self, now: Timestamp, key: Option<&DataKey>) -> Option<String> {
        let (sealed, key) = (self.order.as_ref().filter(|_| self.keeps_contact(now))?, key?);
        let partition = ProfileRow::partition(self.profile.person);
        String::from_utf8(key.open(&InvitationRow::order_place(&partition), sealed).ok()?).ok()
    }

    /// The notes, oldest first; those whose key went with the contact are gone.
    pub(super) fn notes(&self, key: Option<&DataKey>) -> Vec<Option<String>> {
        let partition = ProfileRow::partition(self.profile.person);
        let open =
            |sealed: &Sealed| -> Option<String> { key?.open_json(&CaseRow::note_place(&partition), sealed).ok() };
        self.case.notes.iter().map(|note| open(&note.text)).collect()
    }

    /// The whole answer, its free text included while that is kept. One round trip.
    pub(super) async fn answers(&self, state: &State) -> Result<Option<(ResponseRow, Answers)>, Problem> {
        let Some(pointer) = &self.pointer else { return Ok(None) };
        let (row, key) = state.store.response(&pointer.survey, &pointer.response).await?;
        let Some(row) = row else { return Ok(None) };
        let texts = self.texts(state, &row, key.as_ref()).await?;
        let answers = row.answers.clone().merge(texts.into());
        Ok(Some((row, answers)))
    }

    async fn texts(&self, state: &State, row: &ResponseRow, key: Option<&TextKeyRow>) -> Result<Texts, SealError> {
        let now = state.clock.now();
        let (Some(sealed), Some(key)) = (&row.text, key) else { return Ok(Texts::default()) };
        if row.due.is_in(Queue::Text) && row.due.time().is_some_and(|until| until <= now) {
            return Ok(Texts::default());
        }
        let master = state.master.holding(&key.key, now).await;
        let key = master.unwrap(&TextKeyRow::partition(row.id), &key.key)?;
        key.open_json(&Place { table: "koe", row: &row.place().pk, field: "text" }, sealed)
    }
}

#[cfg(test)]
mod tests {
    use koe_domain::{InvitationId, PersonId, Random, SurveyId};
    use koe_store::rows::Opening;

    use super::*;

    type Outcome = Result<(), Box<dyn std::error::Error>>;

    const ME: PersonId = PersonId::from_bytes([1; 10]);

    #[derive(Debug)]
    struct Sevens;

    impl Random for Sevens {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(7);
        }
    }

    fn sight(order: Option<Sealed>) -> Result<Sight, koe_domain::Faults> {
        let at = Timestamp::UNIX_EPOCH;
        let case = CaseRow::open(Opening {
            person: ME,
            invitation: InvitationId::from_bytes([2; 8]),
            survey: SurveyId::parse("after-purchase")?,
            version: 1,
            question: "nps".to_owned(),
            score: 3,
            of: 10,
            store: None,
            at,
            deal_by: at,
        });
        Ok(Sight { case, profile: ProfileRow::new(ME), key: None, order, pointer: None })
    }

    #[test]
    fn the_order_is_shown_as_long_as_its_key_and_the_contact_are_kept() -> Outcome {
        let (key, partition, now) = (DataKey::generate(&Sevens), ProfileRow::partition(ME), Timestamp::UNIX_EPOCH);
        let sealed = key.seal(&Sevens, &InvitationRow::order_place(&partition), b"#1001")?;
        let mut seen = sight(Some(sealed))?;
        assert_eq!(seen.order(now, Some(&key)).as_deref(), Some("#1001"));
        assert_eq!(seen.order(now, None), None);
        assert_eq!(sight(None)?.order(now, Some(&key)), None);
        seen.profile.contact_until = Some(now);
        assert_eq!(seen.order(now, Some(&key)), None);

        let elsewhere = key.seal(&Sevens, &CaseRow::note_place(&partition), b"#1001")?;
        assert_eq!(sight(Some(elsewhere))?.order(now, Some(&key)), None);
        Ok(())
    }
}
