//! Making events: exactly once from each cause, for each subscription that wants them.
//!
//! A delivery's id comes from its cause, and the row is only created where there is none of that id, so a batch of the
//! stream may come as often as it likes. Its body is sealed under the person's key and listed in the person's
//! partition, in one transaction that requires a person without tombstone: an erasure finds every delivery there is,
//! and none comes after it.

use jiff::Timestamp;
use koe_domain::consent::SALE_OR_SHARING;
use koe_domain::link::{Purpose, Target};
use koe_privacy::{DataKey, Place, SealError};
use koe_store::rows::{
    CaseRow, DeliveryState, InvitationRow, OutboxRow, PersonKeyRow, ProfileRow, ResponseRow, SubscriptionRow,
};
use koe_store::{Concerned, DeliveryMade, Due, DueRow, Queue, StoreError};
use serde_json::{Map, Value, json};

use super::body::{Envelope, answer_id, delivery_id, expiry};
use super::cause::Cause;
use crate::State;

/// How often it is tried when others write the person's key meanwhile.
const TRIES: usize = 3;

/// Makes the deliveries that `cause` brings about, and gives those that are new. One round trip where nobody has data
/// to get; else two or three, and one for each subscription.
///
/// # Errors
/// As any read or write.
pub(crate) async fn make(
    state: &State,
    cause: &Cause,
    subscriptions: &[SubscriptionRow],
) -> Result<Vec<DueRow>, StoreError> {
    let kind = cause.kind().as_str();
    let wanted: Vec<&SubscriptionRow> = subscriptions.iter().filter(|row| row.events.contains(kind)).collect();
    let mut made = Vec::new();
    if wanted.is_empty() {
        return Ok(made);
    }
    for _ in 0..TRIES {
        let Some(facts) = facts(state, cause).await? else { return Ok(made) };
        if facts.make(state, cause, &wanted, &mut made).await? {
            return Ok(made);
        }
    }
    Err(StoreError::Busy { code: "ConditionFailed".to_owned() })
}

/// All that the events of one cause tell and rest on.
struct Facts {
    profile: ProfileRow,
    answer: Option<(InvitationRow, ResponseRow)>,
    key: DataKey,
    /// The person's key, where the one before went with the contact.
    new_key: Option<PersonKeyRow>,
    now: Timestamp,
}

/// Reads them. None where there is nothing to tell: the person or the way to the answer is gone, or it was a test.
async fn facts(state: &State, cause: &Cause) -> Result<Option<Facts>, StoreError> {
    let now = state.clock.now();
    let known = state.store.concerned(cause.person(), cause.invitation()).await?;
    let Concerned { profile: Some(profile), key, invitation, pointer } = known else { return Ok(None) };
    if profile.tombstone.is_some() {
        return Ok(None);
    }
    let mut answer = None;
    if cause.invitation().is_some() {
        let (Some(invitation), Some(pointer)) = (invitation, pointer) else { return Ok(None) };
        // The pointer's time may be over before it is cut.
        if invitation.retain_until <= now {
            return Ok(None);
        }
        let Some(response) = state.store.pointed_at(&pointer).await?.filter(|row| !row.test) else {
            return Ok(None);
        };
        answer = Some((invitation, response));
    }
    let Ok((key, new_key)) = person_key(state, &profile, key).await else {
        tracing::error!("an event is left: its person's key does not open");
        return Ok(None);
    };
    Ok(Some(Facts { profile, answer, key, new_key, now }))
}

/// The person's key, or a new one: it goes with the contact, and what is decided after that is still to be told.
async fn person_key(
    state: &State,
    profile: &ProfileRow,
    held: Option<PersonKeyRow>,
) -> Result<(DataKey, Option<PersonKeyRow>), SealError> {
    let (partition, now) = (ProfileRow::partition(profile.person), state.clock.now());
    if let Some(row) = held {
        let master = state.master.holding(&row.key, now).await;
        return Ok((master.unwrap(&partition, &row.key)?, None));
    }
    let key = DataKey::generate(&*state.random);
    let wrapped = state.master.fresh(now).await.wrap(&*state.random, &partition, &key)?;
    Ok((key, Some(PersonKeyRow::new(profile.person, wrapped))))
}

impl Facts {
    /// Makes them. Whether that is all: the person's key may have changed meanwhile.
    async fn make(
        mut self,
        state: &State,
        cause: &Cause,
        wanted: &[&SubscriptionRow],
        made: &mut Vec<DueRow>,
    ) -> Result<bool, StoreError> {
        for subscription in wanted {
            if subscription.third_party && !self.may_be_shared(cause) {
                continue;
            }
            let Ok(row) = self.row(state, cause, subscription) else {
                tracing::error!("an event is left: it could not be sealed");
                continue;
            };
            match state
                .store
                .make_delivery_of(&row, self.profile.person, self.new_key.as_ref(), cause.invitation())
                .await?
            {
                DeliveryMade::Done => {
                    self.new_key = None;
                    made.extend(row.due.time().map(|at| DueRow { key: OutboxRow::key(row.id), at }));
                }
                DeliveryMade::Repeated => {}
                DeliveryMade::Gone => return Ok(true),
                DeliveryMade::Raced => return Ok(false),
            }
        }
        Ok(true)
    }

    /// Whether third parties may be told: not once the person, or the browser that answered, has objected to that
    /// (Civil Code 1798.120; 11 CCR 7025), but for the objection itself.
    fn may_be_shared(&self, cause: &Cause) -> bool {
        let signalled = self.answer.as_ref().is_some_and(|(_, response)| response.gpc);
        cause.is_opt_out() || (self.profile.opted_out.is_none() && !signalled)
    }

    fn row(&self, state: &State, cause: &Cause, subscription: &SubscriptionRow) -> Result<OutboxRow, SealError> {
        let (kind, person) = (cause.kind(), self.profile.person);
        let id = delivery_id(&subscription.name, kind, &cause.key(), cause.revision());
        let subject = state.pepper.subscriber(&subscription.name, person);
        let until = self.answer.as_ref().map(|(invitation, _)| invitation.retain_until);
        let envelope = Envelope {
            id,
            kind,
            source: &state.base_url,
            subject: &subject,
            at: self.now,
            until: expiry(self.now, until),
        };
        let body = envelope.body(self.data(state, cause, subscription, &subject));
        let partition = OutboxRow::partition(id);
        let place = body_place(&partition);
        Ok(OutboxRow {
            id,
            rev: 1,
            subscription: subscription.name.clone(),
            event: kind.as_str().to_owned(),
            person: Some(person),
            sealed: Some(self.key.seal(&*state.random, &place, body.as_bytes())?),
            body: None,
            erasure: None,
            state: DeliveryState::Due,
            attempts: 0,
            answer: None,
            made_at: self.now,
            delivered_at: None,
            due: Due::at(Queue::Outbox, &partition, self.now),
            list_pk: OutboxRow::list(&subscription.name),
            list_at: self.now.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string(),
            ttl: self.now.as_second() + OutboxRow::DAYS * 86_400,
        })
    }

    /// What the event tells. Scores and what is counted by; never free text, a name or an address.
    fn data(&self, state: &State, cause: &Cause, subscription: &SubscriptionRow, person: &str) -> Map<String, Value> {
        let mut data = Map::from_iter([("person".to_owned(), json!(person))]);
        let mut tell = |name: &str, value: Value| {
            data.insert(name.to_owned(), value);
        };
        if let Some((invitation, response)) = &self.answer {
            let key = InvitationRow::key(invitation.person, invitation.id);
            tell("response", json!(answer_id(&subscription.name, &key)));
            tell("survey", json!(response.survey));
            tell("version", json!(response.version));
            if let Some(store) = &response.store {
                tell("store", json!(store));
            }
            if !response.labels.is_empty() {
                tell("labels", json!(response.labels));
            }
            if matches!(cause, Cause::Answered(_)) {
                tell("revision", json!(response.rev));
                tell("scores", json!(response.answers.scores().collect::<std::collections::BTreeMap<_, _>>()));
            }
        }
        match cause {
            Cause::Answered(_) => {}
            Cause::Opened(row) | Cause::Handled(row) => {
                if let Some(id) = case_id(state, row) {
                    tell("case", json!(id));
                }
                tell("question", json!(row.question));
                tell("score", json!(row.score));
                tell("of", json!(row.of));
                tell("state", json!(row.state));
                tell("due_at", json!(row.deal_by));
            }
            Cause::Decided(_, changed) if subscription.third_party && cause.is_opt_out() => {
                let only = changed.iter().filter(|(purpose, _)| *purpose == SALE_OR_SHARING);
                tell("consents", json!(only.collect::<std::collections::BTreeMap<_, _>>()));
            }
            Cause::Decided(_, changed) => tell("consents", json!(changed)),
        }
        data
    }
}

/// The id of a case in the API.
fn case_id(state: &State, row: &CaseRow) -> Option<String> {
    let target = Target { person: row.person, invitation: row.invitation };
    state.links.current().seal(Purpose::Case, target).ok().map(|link| link.as_str().to_owned())
}

/// Where a body is sealed; `row` is the delivery's partition.
pub(super) const fn body_place(row: &str) -> Place<'_> {
    Place { table: "people", row, field: "body" }
}
