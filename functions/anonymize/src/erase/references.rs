//! Rows elsewhere that hold something of the person: the partition lists them.

use koe_domain::PersonId;
use koe_store::rows::{ContactSeen, DeliveryState, OrderRow, OutboxRow};
use koe_store::{Destruction, Elsewhere, Key};

use super::part::Part;
use super::tell::DUE;
use super::{Halt, Work, count};

/// The type of events about decisions.
const CONSENT: &str = "consent.changed";

/// What becomes of an order that a person's partition lists.
#[derive(Debug)]
enum Fate {
    /// It goes: it is about nobody else.
    Goes,
    /// It is about somebody else by now; this person is taken out.
    Stays(Box<OrderRow>),
    /// It does not name this person any more.
    Foreign,
}

impl Work<'_> {
    /// Follows every reference of the part, one transaction each. Three round trips and two for each.
    pub(super) async fn references(&mut self, person: PersonId, part: &Part) -> Result<(), Halt> {
        let left = self.state.store.left_of(person).await?;
        let references: Vec<Key> = left.of_kind("REF").cloned().collect();
        for reference in references {
            self.follow(person, part, reference).await?;
        }
        Ok(())
    }

    async fn follow(&mut self, person: PersonId, part: &Part, reference: Key) -> Result<(), Halt> {
        let row = reference.sk.strip_prefix("REF#").unwrap_or_default();
        let found = self.state.store.elsewhere(row).await?;
        let mut what = Destruction { rows: vec![(reference, None)], ..Default::default() };
        let mut counted: Option<&str> = None;
        match found {
            None => {}
            Some(Elsewhere::Order(order)) if part.has_orders_of(&order.source) => {
                let seen = order.rev;
                let key = OrderRow::key(&order.name);
                match fate(*order, person) {
                    Fate::Goes => {
                        what.rows.push((key, Some(seen)));
                        counted = Some("orders");
                    }
                    Fate::Stays(order) => what.orders.push((*order, seen)),
                    Fate::Foreign => {}
                }
            }
            Some(Elsewhere::Delivery(row)) => return self.follow_out(part, what, *row).await,
            Some(Elsewhere::Request(mut row)) if part.is_whole() => {
                let seen = row.rev;
                row.rev += 1;
                row.person = None;
                what.requests.push((*row, seen));
            }
            Some(Elsewhere::Other(key)) if part.is_whole() => {
                what.rows.push((key, None));
                counted = Some("other");
            }
            Some(Elsewhere::Order(_) | Elsewhere::Request(_) | Elsewhere::Other(_)) => return Ok(()),
        }
        self.carry_out(&what, |row| counted.iter().for_each(|kind| count(row, kind, 1))).await?;
        Ok(())
    }

    /// An event for another system goes with the person. Where only a part of the person does, it loses its body, since
    /// nobody can tell whose data it carries without opening it; who got something must be known for another erasure.
    /// A decision of the person's is no shop's data, and must still arrive.
    async fn follow_out(&mut self, part: &Part, mut what: Destruction, row: OutboxRow) -> Result<(), Halt> {
        let subscription = may_have_left(&row).then(|| row.subscription.clone());
        let mut counted: Option<&str> = None;
        if part.is_whole() {
            what.rows.push((OutboxRow::key(row.id), Some(row.rev)));
            counted = Some("deliveries");
        } else {
            what.rows.clear();
            if row.sealed.is_some() && row.event != CONSENT {
                let seen = row.rev;
                what.deliveries.push((OutboxRow { sealed: None, rev: seen + 1, ..row }, seen));
                counted = Some("event_bodies");
            } else if subscription.as_ref().is_none_or(|name| self.row.told.contains_key(name)) {
                return Ok(());
            }
        }
        self.carry_out(&what, |row| {
            if let Some(kind) = counted {
                count(row, kind, 1);
            }
            if let Some(subscription) = subscription {
                row.told.entry(subscription).or_insert_with(|| DUE.to_owned());
            }
        })
        .await?;
        Ok(())
    }
}

/// Whether the receiver may have it: an attempt was begun, however it ended.
fn may_have_left(row: &OutboxRow) -> bool {
    // A replay sets the attempts back; what was answered before stays.
    row.attempts > 0 || row.answer.is_some() || row.state != DeliveryState::Due
}

fn fate(mut order: OrderRow, person: PersonId) -> Fate {
    let named = |order: &OrderRow, wanted: &dyn Fn(PersonId) -> bool| {
        order.person.into_iter().chain(order.asks.values().filter_map(|ask| ask.person)).any(wanted)
    };
    if !named(&order, &|other| other != person) {
        return Fate::Goes;
    }
    if !named(&order, &|other| other == person) {
        return Fate::Foreign;
    }
    if order.person == Some(person) {
        order.person = None;
        order.contact = ContactSeen::Unknown;
        order.contact_at = None;
    }
    for ask in order.asks.values_mut().filter(|ask| ask.person == Some(person)) {
        ask.person = None;
    }
    order.rev += 1;
    Fate::Stays(Box::new(order))
}

#[cfg(test)]
mod tests {
    use koe_domain::{DeliveryId, Faults, InvitationId, SourceId};
    use koe_store::Due;
    use koe_store::rows::{Ask, AskState};

    use super::*;

    const ME: PersonId = PersonId::from_bytes([1; 10]);
    const OTHER: PersonId = PersonId::from_bytes([2; 10]);

    fn order(person: Option<PersonId>, asked: Option<PersonId>) -> Result<OrderRow, Faults> {
        let mut row = OrderRow::new("a-hash".to_owned(), SourceId::parse("shop")?);
        row.person = person;
        row.contact = ContactSeen::Person;
        let ask = Ask { state: AskState::Planned, person: asked, invitation: InvitationId::from_bytes([3; 8]) };
        row.asks.insert("delivered after-purchase".to_owned(), ask);
        Ok(row)
    }

    #[test]
    fn what_was_tried_before_a_replay_may_have_left() {
        let at = jiff::Timestamp::UNIX_EPOCH;
        let fresh = OutboxRow {
            id: DeliveryId::from_bytes([4; 16]),
            rev: 1,
            subscription: "crm".to_owned(),
            event: CONSENT.to_owned(),
            person: Some(ME),
            sealed: None,
            body: None,
            erasure: None,
            state: DeliveryState::Due,
            attempts: 0,
            answer: None,
            made_at: at,
            delivered_at: None,
            due: Due::NEVER,
            list_pk: OutboxRow::list("crm"),
            list_at: at.to_string(),
            ttl: 0,
        };
        assert!(!may_have_left(&fresh));
        assert!(may_have_left(&OutboxRow { attempts: 1, ..fresh.clone() }));
        assert!(may_have_left(&OutboxRow { answer: Some("200".to_owned()), ..fresh.clone() }));
        assert!(may_have_left(&OutboxRow { state: DeliveryState::Failed, ..fresh }));
    }

    #[test]
    fn an_order_of_nobody_else_goes() -> Result<(), Faults> {
        for (person, asked) in [(Some(ME), Some(ME)), (Some(ME), None), (None, Some(ME)), (None, None)] {
            assert!(matches!(fate(order(person, asked)?, ME), Fate::Goes));
        }
        Ok(())
    }

    #[test]
    fn an_order_that_has_moved_on_stays_without_the_person() -> Result<(), Faults> {
        let Fate::Stays(row) = fate(order(Some(OTHER), Some(ME))?, ME) else { return Err(Faults::one("", "it goes")) };
        assert_eq!((row.person, row.rev, row.contact), (Some(OTHER), 1, ContactSeen::Person));
        assert!(row.asks.values().all(|ask| ask.person.is_none()));
        let Fate::Stays(row) = fate(order(Some(ME), Some(OTHER))?, ME) else { return Err(Faults::one("", "it goes")) };
        assert_eq!((row.person, row.contact), (None, ContactSeen::Unknown));
        assert!(row.asks.values().all(|ask| ask.person == Some(OTHER)));
        assert!(matches!(fate(order(Some(OTHER), Some(OTHER))?, ME), Fate::Foreign));
        Ok(())
    }
}
