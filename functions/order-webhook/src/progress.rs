//! How an order goes on when something happens to it: a pure function, so that every sequence can be tried.

use jiff::Timestamp;
use koe_domain::order::{Contact, Moment, OrderEvent};
use koe_domain::source::Rule;
use koe_domain::{InvitationId, PersonId};
use koe_store::rows::{Ask, AskState, CalledOff, ContactSeen, OrderRow};

/// What must follow, beside writing the order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Ask the order's person by this rule.
    Plan {
        /// The rule's name.
        rule: String,
        /// When its moment was.
        at: Timestamp,
    },
    /// The invitation goes to the order's person, from the one it was planned for.
    Move {
        /// The rule's name.
        rule: String,
        /// Who it was planned for.
        from: PersonId,
    },
    /// Call the invitation off, if it has not left.
    CallOff {
        /// Who it was planned for.
        person: PersonId,
        /// The invitation.
        invitation: InvitationId,
    },
}

/// The name of a rule, part of the cause of its invitations.
pub(crate) fn rule_name(rule: &Rule) -> String {
    format!("{}:{}", rule.on, rule.survey)
}

/// Whom the event says the order belongs to; decided by the caller, who can make pseudonyms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Says {
    Nothing,
    Nobody,
    Person(PersonId),
}

/// Brings `order` forward by `event`, and gives what must follow. `invitation` names a rule's invitation.
pub(crate) fn advance(
    order: &mut OrderRow,
    event: &OrderEvent,
    says: Says,
    rules: &[Rule],
    invitation: impl Fn(&str) -> InvitationId,
) -> Vec<Step> {
    note(order, event, says);
    let mut steps = Vec::new();
    for rule in rules {
        let Some(at) = order.happened.get(&rule.on).copied() else { continue };
        let name = rule_name(rule);
        let id = invitation(&name);
        let asked = order.asks.get(&name).cloned();
        let ask = match asked {
            Some(ask) if ask.state == AskState::Planned => moved(order, ask, &name, &mut steps),
            Some(ask) if ask.state == AskState::Revoked => ask,
            _ => fresh(order, id, &name, at, &mut steps),
        };
        order.asks.insert(name, ask);
    }
    if order.called_off.is_some() {
        call_off(order, &mut steps);
    }
    steps
}

/// A rule that was not planned yet: waiting, without a contact, or ready.
fn fresh(order: &OrderRow, invitation: InvitationId, name: &str, at: Timestamp, steps: &mut Vec<Step>) -> Ask {
    let without = |state| Ask { state, person: None, invitation };
    if order.called_off.is_some() {
        return without(AskState::Revoked);
    }
    match (order.contact, order.person) {
        (ContactSeen::Person, Some(person)) => {
            steps.push(Step::Plan { rule: name.to_owned(), at });
            Ask { state: AskState::Planned, person: Some(person), invitation }
        }
        (ContactSeen::None, _) => without(AskState::NoContact),
        (ContactSeen::Unknown | ContactSeen::Person, _) => without(AskState::Waiting),
    }
}

/// A rule that was planned: its invitation follows the order's person.
fn moved(order: &OrderRow, ask: Ask, name: &str, steps: &mut Vec<Step>) -> Ask {
    match (ask.person, order.person) {
        (Some(from), Some(to)) if from != to && order.called_off.is_none() => {
            steps.push(Step::Move { rule: name.to_owned(), from });
            Ask { person: Some(to), ..ask }
        }
        _ => ask,
    }
}

fn call_off(order: &OrderRow, steps: &mut Vec<Step>) {
    for ask in order.asks.values() {
        if let (AskState::Planned, Some(person)) = (ask.state, ask.person) {
            steps.push(Step::CallOff { person, invitation: ask.invitation });
        }
    }
}

fn note(order: &mut OrderRow, event: &OrderEvent, says: Says) {
    if let Some(trigger) = event.moment.triggers() {
        let first = order.happened.entry(trigger).or_insert(event.at);
        *first = (*first).min(event.at);
    }
    let why = match event.moment {
        Moment::Cancelled => Some("order_cancelled"),
        Moment::Refunded => Some("order_refunded"),
        Moment::Placed | Moment::Updated | Moment::Shipped | Moment::Delivered | Moment::Solved => None,
    };
    if let (Some(why), None) = (why, &order.called_off) {
        order.called_off = Some(CalledOff { at: event.at, why: why.to_owned() });
    }
    if order.store.is_none() {
        order.store.clone_from(&event.store);
    }
    // An older event says nothing about the contact that a newer one has not said better.
    if order.contact_at.is_some_and(|held| held > event.at) {
        return;
    }
    match says {
        Says::Nothing => {}
        Says::Nobody if order.person.is_some() => {}
        Says::Nobody => {
            order.contact = ContactSeen::None;
            order.contact_at = Some(event.at);
        }
        Says::Person(person) => {
            order.contact = ContactSeen::Person;
            order.person = Some(person);
            order.contact_at = Some(event.at);
        }
    }
}

/// Whether a contact carries an address.
pub(crate) fn address(contact: &Contact) -> Option<&koe_domain::EmailAddress> {
    match contact {
        Contact::Known(reach) => reach.email.as_ref(),
        Contact::Unknown | Contact::None => None,
    }
}

/// Whether a rule waits for a contact.
pub(crate) fn waits(order: &OrderRow) -> bool {
    order.asks.values().any(|ask| ask.state == AskState::Waiting)
}

/// The moment of a rule by its name.
pub(crate) fn rule<'a>(rules: &'a [Rule], name: &str) -> Option<&'a Rule> {
    rules.iter().find(|rule| rule_name(rule) == name)
}

#[cfg(test)]
mod tests;
