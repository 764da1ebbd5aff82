//! An order has waited long enough for a contact.

use koe_store::rows::{AskState, OrderRow};
use koe_store::{Due, Store, StoreError};

use crate::report::Outcome;

/// Ends the waiting of an order whose time has come. One round trip. An event that brings a contact after all is still
/// followed: `order-webhook` plans from `no_contact` as it does from `waiting`.
pub(crate) async fn settle(store: &Store, mut row: OrderRow) -> Result<Outcome, StoreError> {
    let seen = row.rev;
    give_up(&mut row);
    let written = store.replace_order(&row, seen).await?;
    Ok(if written.is_done() { Outcome::Order } else { Outcome::Changed })
}

fn give_up(row: &mut OrderRow) {
    for ask in row.asks.values_mut().filter(|ask| ask.state == AskState::Waiting) {
        ask.state = AskState::NoContact;
    }
    row.due = Due::NEVER;
    row.rev += 1;
}

#[cfg(test)]
mod tests {
    use koe_domain::{Faults, InvitationId, SourceId};
    use koe_store::rows::Ask;

    use super::*;

    #[test]
    fn only_what_waits_ends_without_a_contact() -> Result<(), Faults> {
        let mut row = OrderRow::new("a-hash".to_owned(), SourceId::parse("shop")?);
        for state in [AskState::Waiting, AskState::Planned, AskState::Revoked] {
            let ask = Ask { state, person: None, invitation: InvitationId::from_bytes([2; 8]) };
            row.asks.insert(format!("{state:?}"), ask);
        }
        give_up(&mut row);
        let states: Vec<AskState> = row.asks.values().map(|ask| ask.state).collect();
        assert_eq!(states, [AskState::Planned, AskState::Revoked, AskState::NoContact]);
        assert_eq!((row.rev, row.due), (1, Due::NEVER));
        Ok(())
    }
}
