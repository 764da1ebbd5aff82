//! What is left of a person of whom neither contact nor ledger is held: invitations as proof that asking was permitted,
//! and rows elsewhere that have an end of their own.

use jiff::Timestamp;
use koe_domain::PersonId;
use koe_store::rows::{OrderRow, OutboxRow};
use koe_store::{Elsewhere, Key, Store, StoreError};

use crate::day::{day_end, days_after};

/// Days after which a row that does not say when it ends is looked at again.
const LOOK_AGAIN: i64 = 30;

/// What is left of a person.
#[derive(Debug)]
pub(crate) enum Rest {
    /// Something, until then.
    Until(Timestamp),
    /// Nothing that is needed: these rows go with the person.
    Nothing(Vec<Key>),
}

impl Rest {
    /// Reads what is left. Four round trips, and one for each row elsewhere.
    pub(crate) async fn of(store: &Store, person: PersonId, now: Timestamp) -> Result<Self, StoreError> {
        let mut rows = store.left_of(person).await?.rows;
        let invitations = store.invitations_held(person).await?;
        let mut until = invitations.iter().map(|row| day_end(row.proof_until.unwrap_or(row.retain_until))).max();
        let references: Vec<String> =
            rows.iter().filter_map(|key| key.sk.strip_prefix("REF#")).map(str::to_owned).collect();
        for row in references {
            match store.elsewhere(&row).await? {
                None => {}
                Some(Elsewhere::Order(row)) if is_over(row.ttl, now) => rows.push(OrderRow::key(&row.name)),
                Some(Elsewhere::Delivery(row)) if is_over(row.ttl, now) => rows.push(OutboxRow::key(row.id)),
                Some(Elsewhere::Order(row)) => until = until.max(Some(end(row.ttl))),
                Some(Elsewhere::Delivery(row)) => until = until.max(Some(end(row.ttl))),
                Some(Elsewhere::Request(_) | Elsewhere::Other(_)) => {
                    until = until.max(Some(days_after(now, LOOK_AGAIN)));
                }
            }
        }
        // What has ended goes with the person, though its own turn may not have come yet.
        Ok(until.filter(|until| *until > now).map_or(Self::Nothing(rows), Self::Until))
    }
}

/// Whether a row counts as gone: DynamoDB removes it days later.
fn is_over(ttl: i64, now: Timestamp) -> bool {
    ttl <= now.as_second()
}

fn end(ttl: i64) -> Timestamp {
    Timestamp::from_second(ttl).unwrap_or(Timestamp::MAX)
}
