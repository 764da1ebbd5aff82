//! Writes what an event leads to, in one transaction.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use koe_domain::invitation::Event;
use koe_domain::order::{Contact, OrderEvent};
use koe_domain::source::Source;
use koe_domain::{EmailAddress, Identity, InvitationId, PersonId, SourceId, StoreId};
use koe_privacy::Cause;
use koe_store::asking::{Asking, ContactCard};
use koe_store::rows::{OrderRow, Origin, ProfileRow, ReferenceRow, SeenRow};
use koe_store::{Due, InvitationWrite, Known, Plan, PlanOutcome, ProfileWrite, Queue};
use koe_web::Problem;
use koe_web::surveys::Setting;

use crate::State;
use crate::progress::{Says, Step, address, advance, rule, waits};

/// How long an order waits for a contact before it counts as having none.
const WAIT: SignedDuration = SignedDuration::from_hours(14 * 24);
/// How long an order is remembered: longer than anything about it is asked.
const REMEMBER: SignedDuration = SignedDuration::from_hours(400 * 24);
/// How long a contact is kept while nothing is planned yet: an order may be long on its way.
const ON_THE_WAY: SignedDuration = SignedDuration::from_hours(90 * 24);
/// How often a plan that raced with another is made again.
const TRIES: usize = 5;

/// Plans for one delivery.
pub(crate) struct Planner<'a> {
    pub(crate) state: &'a State,
    pub(crate) source: &'a SourceId,
    pub(crate) settings: &'a Source,
    pub(crate) now: Timestamp,
}

/// A plan in the making.
struct Draft {
    plan: Plan,
    result: &'static str,
}

impl Planner<'_> {
    /// Plans what `event` leads to; `seen` makes the row that notes the delivery. Three round trips where the contact
    /// came with the event, one more where it came before.
    pub(crate) async fn plan(
        &self,
        event: &OrderEvent,
        seen: Option<&(dyn Fn(&str) -> SeenRow + Sync)>,
    ) -> Result<String, Problem> {
        for _ in 0..TRIES {
            let mut draft = self.draft(event).await?;
            draft.plan.seen = seen.map(|seen| seen(draft.result));
            match self.state.store.commit_plan(&draft.plan).await? {
                PlanOutcome::Done => return Ok(draft.result.to_owned()),
                PlanOutcome::Repeated => return Ok("seen_before".to_owned()),
                PlanOutcome::Raced => {}
            }
        }
        tracing::warn!("an order changed at every try");
        Err(Problem::try_again())
    }

    async fn draft(&self, event: &OrderEvent) -> Result<Draft, Problem> {
        let name = self.state.pepper.order(self.source, event.order.as_str());
        let held = self.state.store.order(&name).await?;
        let before = held.as_ref().map(|order| order.rev);
        let mut order = held.unwrap_or_else(|| OrderRow::new(name, self.source.clone()));
        let email = address(&event.contact);
        let said = email.map(|email| self.state.pepper.person(&Identity::Email(email.clone())));
        let says = self.says(&event.contact, said).await?;
        let invitation = |rule: &str| self.invitation_id(event, rule);
        let steps = advance(&mut order, event, says.0, &self.settings.rules, invitation);
        order.rev += 1;
        order.ttl = (self.now + REMEMBER).as_second();
        order.due = if waits(&order) {
            Due::at(Queue::Retain, &OrderRow::partition(&order.name), self.now + WAIT)
        } else {
            Due::NEVER
        };
        let mut draft = Draft { plan: Plan::default(), result: "noted" };
        if waits(&order) {
            draft.result = "waiting";
        } else if order.asks.values().any(|ask| ask.state == koe_store::rows::AskState::NoContact) {
            draft.result = "no_contact";
        }
        self.follow(event, &order, says.1, &steps, &mut draft).await?;
        draft.plan.order = Some((order, before));
        Ok(draft)
    }

    fn invitation_id(&self, event: &OrderEvent, rule: &str) -> InvitationId {
        self.state.pepper.invitation(&Cause::Order { source: self.source, order: event.order.as_str(), rule })
    }

    /// Whom the event names; somebody who was erased counts as nobody, so that nothing is written under them.
    async fn says(&self, contact: &Contact, person: Option<PersonId>) -> Result<(Says, Option<Known>), Problem> {
        let Some(person) = person else {
            let says = if matches!(contact, Contact::Unknown) { Says::Nothing } else { Says::Nobody };
            return Ok((says, None));
        };
        let known = self.known(person).await?;
        let erased = known.profile.as_ref().is_some_and(|profile| profile.tombstone.is_some());
        Ok(if erased { (Says::Nobody, None) } else { (Says::Person(person), Some(known)) })
    }

    async fn known(&self, person: PersonId) -> Result<Known, Problem> {
        Ok(self.state.store.known(person, &self.state.pepper.suppression(person)).await?)
    }

    /// Adds to the plan what the order's steps ask for.
    async fn follow(
        &self,
        event: &OrderEvent,
        order: &OrderRow,
        known: Option<Known>,
        steps: &[Step],
        draft: &mut Draft,
    ) -> Result<(), Problem> {
        let asks = steps.iter().any(|step| !matches!(step, Step::CallOff { .. }));
        let Some(person) = order.person else { return Ok(()) };
        let known = match known.filter(|known| known.person == person) {
            Some(known) => Some(known),
            None if asks => Some(self.known(person).await?),
            None => None,
        };
        if let Some(known) = &known {
            let card = self.card(event, known)?;
            let mut keep_until = self.now + ON_THE_WAY;
            for step in steps {
                if let Some(until) = self.take(step, event, order, known, card.email.as_ref(), draft).await? {
                    keep_until = keep_until.max(until);
                }
            }
            draft.plan.people.push(self.profile(event, known, &card, keep_until)?);
            draft.plan.references.push(ReferenceRow { person, row: OrderRow::partition(&order.name) });
        }
        for step in steps {
            if let Step::CallOff { person, invitation } = step {
                self.call_off(*person, *invitation, order, draft).await?;
            }
        }
        Ok(())
    }

    /// What is known of how to reach the person: what the event says, else what was sealed before.
    fn card(&self, event: &OrderEvent, known: &Known) -> Result<ContactCard, Problem> {
        match &event.contact {
            Contact::Known(reach) if reach.email.is_some() => {
                Ok(ContactCard { email: reach.email.clone(), name: reach.name.clone() })
            }
            _ => Ok(known.contact(&self.state.master.current())?.unwrap_or_default()),
        }
    }

    /// The profile to write. Somebody who must not be written to is not stored with an address again.
    fn profile(
        &self,
        event: &OrderEvent,
        known: &Known,
        card: &ContactCard,
        keep_until: Timestamp,
    ) -> Result<ProfileWrite, Problem> {
        let unwanted = known.suppressed.is_some()
            || known
                .profile
                .as_ref()
                .is_some_and(|p| p.consents.get(koe_domain::consent::SURVEY_MAILS) == Some(&false));
        if unwanted || card.email.is_none() {
            let seen = known.profile.as_ref().map(|profile| profile.rev);
            let mut row = known.profile.clone().unwrap_or_else(|| ProfileRow::new(known.person));
            row.rev += 1;
            return Ok(ProfileWrite { row, seen, new_key: None });
        }
        let locale = match &event.contact {
            Contact::Known(reach) => reach.locale.as_ref(),
            Contact::Unknown | Contact::None => None,
        };
        let master = self.state.master.current();
        Ok(known.with_contact(card, locale, keep_until, &master, &*self.state.random)?)
    }

    /// Adds one invitation to the plan. Gives until when its contact is needed.
    async fn take(
        &self,
        step: &Step,
        event: &OrderEvent,
        order: &OrderRow,
        known: &Known,
        email: Option<&EmailAddress>,
        draft: &mut Draft,
    ) -> Result<Option<Timestamp>, Problem> {
        let (name, at) = match step {
            Step::Plan { rule, at } => (rule, *at),
            Step::Move { rule, from } => {
                let id = self.invitation_id(event, rule);
                let Some(old) = self.state.store.invitation(*from, id).await? else { return Ok(None) };
                if old.state != koe_domain::invitation::State::Scheduled {
                    draft.result = "noted";
                    return Ok(None);
                }
                let mut moved = old.clone();
                moved.person = known.person;
                moved.rev += 1;
                moved.due = Due::at(Queue::Deliver, &ProfileRow::partition(known.person), old.send_at);
                let key = koe_store::rows::InvitationRow::key(*from, id);
                draft.plan.invitations.push(InvitationWrite::Remove(key, old.rev));
                let until = moved.retain_until;
                draft.plan.invitations.push(InvitationWrite::Create(moved));
                draft.result = "moved";
                return Ok(Some(until));
            }
            Step::CallOff { .. } => return Ok(None),
        };
        let Some(rule) = rule(&self.settings.rules, name) else { return Ok(None) };
        let setting = self.state.surveys.setting(&self.state.store, &rule.survey, None, self.now).await?;
        let Some(setting) = setting else {
            tracing::error!("a rule names a survey that is not there");
            return Err(Problem::ours());
        };
        let settings = &setting.version.settings;
        let delay = rule.delay.unwrap_or(settings.invitation.delay);
        // A shop's clock that is ahead must not hold the mail back for longer than the rule says.
        let send_at = delay.after(at.min(self.now)).max(self.now);
        let asking = Asking {
            id: self.invitation_id(event, name),
            survey: &rule.survey,
            version: setting.version.version,
            settings,
            mode: setting.mode,
            origin: Origin::Source(self.source.clone()),
            store: store_of(order, &setting),
            labels: labels_of(&rule.labels, &setting),
            send_at,
            now: self.now,
        };
        let row = known.invitation(&asking, email);
        draft.result = match row.state {
            koe_domain::invitation::State::Scheduled => "planned",
            other => other.as_str(),
        };
        draft.plan.invitations.push(InvitationWrite::Create(row));
        Ok(Some(settings.retention.contact.after(send_at)))
    }

    async fn call_off(
        &self,
        person: PersonId,
        id: InvitationId,
        order: &OrderRow,
        draft: &mut Draft,
    ) -> Result<(), Problem> {
        let Some(mut row) = self.state.store.invitation(person, id).await? else { return Ok(()) };
        let seen = row.rev;
        let why = order.called_off.as_ref().map(|called_off| called_off.why.as_str());
        if row.happen(Event::CallOff, self.now, why).is_ok() {
            row.due = Due::NEVER;
            draft.plan.invitations.push(InvitationWrite::Replace(row, seen));
            draft.result = "called_off";
        }
        Ok(())
    }
}

/// The order's store, where the organisation has one of that code.
fn store_of(order: &OrderRow, setting: &Setting) -> Option<StoreId> {
    let id = StoreId::parse(order.store.as_deref()?).ok()?;
    setting.organisation.store(&id).map(|store| store.id.clone())
}

/// The rule's labels that the survey counts by.
fn labels_of(labels: &BTreeMap<String, String>, setting: &Setting) -> BTreeMap<String, String> {
    let known = &setting.version.settings.labels;
    let counted = |(name, value): &(&String, &String)| known.get(*name).is_some_and(|values| values.contains(value));
    labels.iter().filter(counted).map(|(name, value)| (name.clone(), value.clone())).collect()
}
