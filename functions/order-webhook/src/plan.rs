//! Writes what an event leads to, in one transaction.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use koe_domain::invitation::{Event, State};
use koe_domain::order::{Contact, OrderEvent, Reach};
use koe_domain::source::{Rule, Source};
use koe_domain::{EmailAddress, Identity, InvitationId, Period, PersonId, SourceId};
use koe_privacy::{Cause, MasterKeys};
use koe_store::asking::{Asking, ContactCard, Ground};
use koe_store::rows::{ContactSeen, InvitationRow, OrderRow, Origin, ProfileRow, ReferenceRow, SeenRow};
use koe_store::{Due, InvitationWrite, Known, Plan, PlanOutcome, ProfileWrite, Queue};
use koe_web::Problem;

use crate::count_by::{labels_of, store_of};
use crate::progress::{Says, Step, address, advance, rule, waits};
use crate::reach::{card, own_reach, seal_order, unwanted};

/// How long an order waits for a contact before it counts as having none.
const WAIT: SignedDuration = SignedDuration::from_hours(14 * 24);
/// How long an order is remembered: longer than anything about it is asked.
const REMEMBER: SignedDuration = SignedDuration::from_hours(400 * 24);
/// How often a plan that raced with another is made again.
const TRIES: usize = 5;

/// Plans for one delivery.
pub(crate) struct Planner<'a> {
    pub(crate) state: &'a crate::State,
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
        let held = self.forget_lost_contact(&mut order, said).await?;
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
        self.follow(event, &order, (said, says.1.or(held)), &steps, &mut draft).await?;
        draft.plan.order = Some((order, before));
        Ok(draft)
    }

    /// An order whose person was forgotten meanwhile (the contact's time was over, or the person was erased) waits for a
    /// contact again. Somebody who must not be written to is not waited for: that stands without an address. Gives what
    /// was read of the person otherwise.
    async fn forget_lost_contact(
        &self,
        order: &mut OrderRow,
        said: Option<PersonId>,
    ) -> Result<Option<Known>, Problem> {
        let Some(person) = order.person.filter(|person| Some(*person) != said) else { return Ok(None) };
        let known = self.known(person).await?;
        let erased = known.profile.as_ref().is_some_and(|profile| profile.tombstone.is_some());
        let forgotten = !unwanted(&known) && known.profile.as_ref().is_none_or(|profile| profile.contact.is_none());
        if erased || forgotten {
            order.person = None;
            order.contact = ContactSeen::Unknown;
            order.contact_at = None;
            return Ok(None);
        }
        Ok(Some(known))
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
        (says, known): (Option<PersonId>, Option<Known>),
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
            let keys = self.keys(known).await;
            let reach = own_reach(&event.contact, says == Some(person));
            let card = card(reach, known, &keys)?;
            let mut keep_until = self.while_on_its_way(order).await?;
            for step in steps {
                if let Some(until) = self.take(step, event, order, known, card.email.as_ref(), draft).await? {
                    keep_until = keep_until.max(until);
                }
            }
            let write = self.profile(reach, known, &card, keep_until, &keys)?;
            let key = known.data_key(Some(&write), &keys)?;
            seal_order(&event.order, person, key.as_ref(), &*self.state.random, &mut draft.plan)?;
            draft.plan.people.push(write);
            draft.plan.references.push(ReferenceRow { person, row: OrderRow::partition(&order.name) });
        }
        for step in steps {
            if let Step::CallOff { person, invitation } = step {
                self.call_off(*person, *invitation, order, draft).await?;
            }
        }
        Ok(())
    }

    /// Until when a contact is kept for what is still to come: as long as the surveys that wait for this order keep it,
    /// and no longer than a day where nothing waits.
    async fn while_on_its_way(&self, order: &OrderRow) -> Result<Timestamp, Problem> {
        let mut longest = Period::days(1);
        let waiting = |rule: &&Rule| order.called_off.is_none() && !order.happened.contains_key(&rule.on);
        for rule in self.settings.rules.iter().filter(waiting) {
            let setting = self.state.surveys.setting(&self.state.store, &rule.survey, None, self.now).await?;
            if let Some(setting) = setting {
                longest = longest.max(setting.version.settings.retention.contact);
            }
        }
        Ok(longest.after(self.now))
    }

    /// The master keys, among them the one that wrapped the person's.
    async fn keys(&self, known: &Known) -> Arc<MasterKeys> {
        match &known.key {
            Some(row) => self.state.master.holding(&row.key, self.now).await,
            None => self.state.master.fresh(self.now).await,
        }
    }

    /// The profile to write. Somebody who must not be written to is not stored with an address again.
    fn profile(
        &self,
        reach: Option<&Reach>,
        known: &Known,
        card: &ContactCard,
        keep_until: Timestamp,
        keys: &MasterKeys,
    ) -> Result<ProfileWrite, Problem> {
        if unwanted(known) || card.email.is_none() {
            let seen = known.profile.as_ref().map(|profile| profile.rev);
            let mut row = known.profile.clone().unwrap_or_else(|| ProfileRow::new(known.person));
            row.rev += 1;
            return Ok(ProfileWrite { row, seen, new_key: None });
        }
        let locale = reach.and_then(|reach| reach.locale.as_ref());
        Ok(known.with_contact(card, locale, keep_until, keys, &*self.state.random)?)
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
                wait_while_sending(&old)?;
                if old.state != State::Scheduled {
                    draft.result = "noted";
                    return Ok(None);
                }
                let mut moved = old.clone();
                moved.person = known.person;
                moved.rev += 1;
                moved.due = Due::at(Queue::Deliver, &ProfileRow::partition(known.person), old.send_at);
                let key = InvitationRow::key(*from, id);
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
            // The sender tries again; by then there may be both.
            tracing::error!("a rule names a survey that is not there, or there is no organisation yet");
            return Err(Problem::try_again());
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
            ground: Ground::of(Some(self.settings.basis.clone()), &setting.organisation),
            order: None,
            store: store_of(order, &setting),
            labels: labels_of(&rule.labels, &setting),
            send_at,
            now: self.now,
        };
        let row = known.invitation(&asking, email);
        draft.result = match row.state {
            State::Scheduled => "planned",
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
        wait_while_sending(&row)?;
        let seen = row.rev;
        let why = order.called_off.as_ref().map(|called_off| called_off.why.as_str());
        if row.happen(Event::CallOff, self.now, why).is_ok() {
            row.due = row.end();
            draft.plan.invitations.push(InvitationWrite::Replace(row, seen));
            draft.result = "called_off";
        }
        Ok(())
    }
}

/// A mail that is just being sent may still be put back; the sender of the event tries again in a moment.
fn wait_while_sending(row: &InvitationRow) -> Result<(), Problem> {
    if row.state == State::Sending { Err(Problem::try_again()) } else { Ok(()) }
}
