use std::collections::BTreeMap;

use koe_domain::order::{OrderId, Trigger};
use koe_domain::{Faults, SourceId, SurveyId};
use proptest::prelude::*;

use super::*;

const ME: PersonId = PersonId::from_bytes([1; 10]);
const OTHER: PersonId = PersonId::from_bytes([2; 10]);

fn rules() -> Result<Vec<Rule>, Faults> {
    let survey = SurveyId::parse("after-purchase")?;
    let rule = |on| Rule { on, survey: survey.clone(), delay: None, labels: BTreeMap::new() };
    Ok(vec![rule(Trigger::Placed), rule(Trigger::Delivered)])
}

fn order() -> Result<OrderRow, Faults> {
    Ok(OrderRow::new("name".to_owned(), SourceId::parse("shop")?))
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap_or(Timestamp::UNIX_EPOCH)
}

fn event(moment: Moment, second: i64) -> Result<OrderEvent, Faults> {
    Ok(OrderEvent { order: OrderId::parse("1001")?, at: at(second), moment, contact: Contact::Unknown, store: None })
}

fn id(name: &str) -> InvitationId {
    let mut bytes = [0; 8];
    for (to, from) in bytes.iter_mut().zip(name.bytes()) {
        *to = from;
    }
    InvitationId::from_bytes(bytes)
}

fn run(events: &[(Moment, i64, Says)]) -> Result<(OrderRow, Vec<Step>), Faults> {
    let (mut order, rules, mut steps) = (order()?, rules()?, Vec::new());
    for (moment, second, says) in events {
        steps.extend(advance(&mut order, &event(*moment, *second)?, *says, &rules, id));
    }
    Ok((order, steps))
}

fn planned(steps: &[Step]) -> usize {
    steps.iter().filter(|step| matches!(step, Step::Plan { .. })).count()
}

#[test]
fn a_delivery_without_a_contact_waits_for_the_order_in_either_order() -> Result<(), Faults> {
    let placed = (Moment::Placed, 10, Says::Person(ME));
    let delivered = (Moment::Delivered, 20, Says::Nothing);
    for events in [[placed, delivered], [delivered, placed]] {
        let (order, steps) = run(&events)?;
        assert_eq!(planned(&steps), 2, "{events:?}");
        assert!(order.asks.values().all(|ask| ask.state == AskState::Planned && ask.person == Some(ME)));
        assert!(steps.contains(&Step::Plan { rule: "delivered:after-purchase".to_owned(), at: at(20) }));
    }
    let (waiting, steps) = run(&[delivered])?;
    assert!(steps.is_empty() && waits(&waiting));
    Ok(())
}

#[test]
fn a_cancel_that_comes_first_plans_nothing() -> Result<(), Faults> {
    let (order, steps) = run(&[
        (Moment::Cancelled, 30, Says::Nothing),
        (Moment::Placed, 10, Says::Person(ME)),
        (Moment::Delivered, 20, Says::Nothing),
    ])?;
    assert!(steps.is_empty());
    assert!(order.asks.values().all(|ask| ask.state == AskState::Revoked));
    Ok(())
}

#[test]
fn a_cancel_that_comes_later_calls_off_what_was_planned() -> Result<(), Faults> {
    let (_, steps) = run(&[(Moment::Placed, 10, Says::Person(ME)), (Moment::Refunded, 30, Says::Nothing)])?;
    let off = Step::CallOff { person: ME, invitation: id("placed:after-purchase") };
    assert_eq!(steps.last(), Some(&off));
    Ok(())
}

#[test]
fn a_corrected_address_moves_the_invitation_and_an_older_event_does_not_move_it_back() -> Result<(), Faults> {
    let (order, steps) = run(&[
        (Moment::Placed, 10, Says::Person(ME)),
        (Moment::Updated, 20, Says::Person(OTHER)),
        (Moment::Placed, 10, Says::Person(ME)),
    ])?;
    assert_eq!(planned(&steps), 1);
    assert_eq!(steps.last(), Some(&Step::Move { rule: "placed:after-purchase".to_owned(), from: ME }));
    assert_eq!(order.person, Some(OTHER));
    Ok(())
}

#[test]
fn an_order_that_names_nobody_has_no_contact_until_it_does() -> Result<(), Faults> {
    let (order, steps) = run(&[(Moment::Placed, 10, Says::Nobody)])?;
    assert!(steps.is_empty());
    assert!(order.asks.values().all(|ask| ask.state == AskState::NoContact));
    let (_, steps) = run(&[(Moment::Placed, 10, Says::Nobody), (Moment::Updated, 20, Says::Person(ME))])?;
    assert_eq!(planned(&steps), 1);
    Ok(())
}

fn any_event() -> impl Strategy<Value = (Moment, i64, Says)> {
    let moment = prop::sample::select(vec![
        Moment::Placed,
        Moment::Updated,
        Moment::Shipped,
        Moment::Delivered,
        Moment::Cancelled,
        Moment::Refunded,
    ]);
    let says = prop::sample::select(vec![Says::Nothing, Says::Nobody, Says::Person(ME), Says::Person(OTHER)]);
    (moment, 0..100_i64, says)
}

proptest! {
    #[test]
    fn one_order_is_asked_about_once_by_each_rule(events in prop::collection::vec(any_event(), 0..12)) {
        let (order, steps) = run(&events)?;
        for rule in rules()? {
            let name = rule_name(&rule);
            let plans = steps.iter().filter(|step| matches!(step, Step::Plan { rule, .. } if *rule == name)).count();
            prop_assert!(plans <= 1);
            let ask = order.asks.get(&name);
            prop_assert_eq!(plans == 1, ask.is_some_and(|ask| ask.state == AskState::Planned));
            prop_assert_eq!(ask.is_some(), order.happened.contains_key(&rule.on));
        }
    }

    #[test]
    fn the_same_events_again_lead_to_nothing_new(events in prop::collection::vec(any_event(), 0..8)) {
        let (order, _) = run(&events)?;
        let twice: Vec<_> = events.iter().chain(&events).copied().collect();
        let (again, steps) = run(&twice)?;
        prop_assert_eq!(order.asks.len(), again.asks.len());
        let planned = again.asks.values().filter(|ask| ask.state == AskState::Planned).count();
        prop_assert_eq!(planned, self::planned(&steps));
    }
}
