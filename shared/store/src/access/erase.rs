//! Erasure: what is left of a person, and the one write by which it becomes less.
//!
//! Whatever is destroyed is destroyed in one transaction with the erasure's own row, at the revision that was read. So
//! what was destroyed is counted and what is counted was destroyed, and a write that is repeated because its answer was
//! lost changes nothing. Rejected: a list of what is to be destroyed, made once at the start. It would have to be right
//! about writes that were under way, and would itself be a list of what somebody wanted gone.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use koe_domain::nonce::ResponseKey;
use koe_domain::{DeliveryId, PersonId, RequestId, SurveyId};

use crate::access::retain::without_text;
use crate::client::{Store, Written};
use crate::error::StoreError;
use crate::query::DueRow;
use crate::row::{Key, number};
use crate::rows::{
    ErasedRow, ErasureRow, InvitationRow, OrderRow, OutboxRow, PointerRow, ProfileRow, RequestRow, ResponseRow,
    SubscriptionRow,
};
use crate::table::Table;
use crate::transaction::{Change, Transaction};

mod left;
mod replay;

pub use left::{Left, kind_of};

/// A row elsewhere that holds something of a person.
#[derive(Clone, Debug)]
pub enum Elsewhere {
    /// An order.
    Order(Box<OrderRow>),
    /// An event on its way to a subscription, or kept after it was sent.
    Delivery(Box<OutboxRow>),
    /// A request about somebody's data.
    Request(Box<RequestRow>),
    /// Something else, that goes as a whole.
    Other(Key),
}

/// What one step of an erasure writes, beside the erasure's own row.
#[derive(Clone, Debug, Default)]
pub struct Destruction {
    /// Rows that go, each with the revision it must have, where that matters.
    pub rows: Vec<(Key, Option<u64>)>,
    /// Responses that are there and lose their free text.
    pub texts: Vec<(SurveyId, ResponseKey)>,
    /// Orders that stay, without the person, and the revisions read.
    pub orders: Vec<(OrderRow, u64)>,
    /// Events that stay without their bodies, and the revisions read.
    pub deliveries: Vec<(OutboxRow, u64)>,
    /// Requests as they become, and the revisions read.
    pub requests: Vec<(RequestRow, u64)>,
    /// The person as they become, and the revision read.
    pub profile: Option<(ProfileRow, u64)>,
    /// Written where a tombstone is set, so that it outlives a restored backup.
    pub erased: Option<ErasedRow>,
    /// Events that tell of the erasure. One of the same id is written over: to tell twice does no harm.
    pub events: Vec<OutboxRow>,
    /// Erasures that begin as parts of this one.
    pub parts: Vec<ErasureRow>,
    /// The erasure that this one is a part of, and what is added to what it destroyed.
    pub whole: Option<(RequestId, BTreeMap<String, u64>)>,
}

impl Store {
    /// Claims a due erasure, as an invitation is claimed. One round trip.
    ///
    /// # Errors
    /// As any write. [`Written::ConditionFailed`] when another run was first.
    pub async fn claim_erasure(
        &self,
        due: &DueRow,
        now: Timestamp,
        lease: Duration,
    ) -> Result<Written<ErasureRow>, StoreError> {
        self.run_update(self.claim(due, now, lease)).await
    }

    /// An erasure, as it stands now. One round trip.
    ///
    /// # Errors
    /// As any read.
    pub async fn erasure_now(&self, id: RequestId) -> Result<Option<ErasureRow>, StoreError> {
        self.get(&ErasureRow::key(id)).await
    }

    /// Writes `erasure` over the revision `seen`, and with it what the step destroys: all or nothing. One round trip.
    ///
    /// # Errors
    /// As any write. [`Written::ConditionFailed`] when the erasure or a row whose revision matters has changed.
    pub async fn carry_out(&self, erasure: &ErasureRow, seen: u64, what: &Destruction) -> Result<Written, StoreError> {
        let mut transaction = Transaction::new();
        transaction.replace(self, (), erasure, seen)?;
        for (key, rev) in &what.rows {
            transaction.delete(self, (), key, *rev)?;
        }
        for (survey, response) in &what.texts {
            transaction.update(self, (), &ResponseRow::key(survey, response), without_text(None))?;
        }
        for (row, seen) in &what.orders {
            transaction.replace(self, (), row, *seen)?;
        }
        for (row, seen) in &what.deliveries {
            transaction.replace(self, (), row, *seen)?;
        }
        for (row, seen) in &what.requests {
            transaction.replace(self, (), row, *seen)?;
        }
        if let Some((row, seen)) = &what.profile {
            transaction.replace(self, (), row, *seen)?;
        }
        if let Some(row) = &what.erased {
            transaction.overwrite(self, (), row)?;
        }
        for row in &what.events {
            transaction.overwrite(self, (), row)?;
        }
        for row in &what.parts {
            transaction.create(self, (), row)?;
        }
        if let Some((id, counts)) = &what.whole {
            transaction.update(self, (), &ErasureRow::key(*id), counted(counts))?;
        }
        self.done(transaction).await
    }

    /// The ways from a person to their responses that were not cut. One round trip for each megabyte.
    ///
    /// # Errors
    /// As any read.
    pub async fn pointers_held(&self, person: PersonId) -> Result<Vec<PointerRow>, StoreError> {
        self.range(&ProfileRow::partition(person), "POINTER#", "POINTER$").await
    }

    /// A person's invitations. One round trip for each megabyte.
    ///
    /// # Errors
    /// As any read.
    pub async fn invitations_held(&self, person: PersonId) -> Result<Vec<InvitationRow>, StoreError> {
        self.range(&ProfileRow::partition(person), "INVITE#", "INVITE$").await
    }

    /// The row that a person's partition lists under this partition key; none when it is gone. One round trip.
    ///
    /// # Errors
    /// As any read.
    pub async fn elsewhere(&self, row: &str) -> Result<Option<Elsewhere>, StoreError> {
        // Rows of this table that stand alone have the kind as sort key.
        let kind = row.split('#').next().unwrap_or_default();
        let key = Key::new(Table::People, row, kind);
        Ok(match kind {
            "ORDER" => self.get(&key).await?.map(|row| Elsewhere::Order(Box::new(row))),
            "OUTBOX" => self.get(&key).await?.map(|row| Elsewhere::Delivery(Box::new(row))),
            "REQUEST" => self.get(&key).await?.map(|row| Elsewhere::Request(Box::new(row))),
            _ => Some(Elsewhere::Other(key)),
        })
    }

    /// Orders of a source, from one of the partitions [`OrderRow::lists`] names, and where to go on. Two round trips.
    ///
    /// # Errors
    /// As any read.
    pub async fn orders_listed(
        &self,
        list: &str,
        cursor: Option<&str>,
    ) -> Result<(Vec<OrderRow>, Option<String>), StoreError> {
        let page = self.listed_rows::<OrderRow>(list, false, 50, cursor).await?;
        Ok(page.map_or_else(|_| (Vec::new(), None), |page| (page.items, page.cursor)))
    }

    /// Events on their way, as far as they are there, in any order. One round trip for each hundred.
    ///
    /// # Errors
    /// As any read.
    pub async fn deliveries_now(&self, ids: &[DeliveryId]) -> Result<Vec<OutboxRow>, StoreError> {
        let mut rows = Vec::with_capacity(ids.len());
        for ids in ids.chunks(100) {
            let keys: Vec<Key> = ids.iter().map(|id| OutboxRow::key(*id)).collect();
            let mut batch = self.batch(&keys).await?;
            for key in &keys {
                rows.extend(batch.take::<OutboxRow>(key)?);
            }
        }
        Ok(rows)
    }

    /// Whether there is a subscription of this name. One round trip.
    ///
    /// # Errors
    /// As any read.
    pub async fn is_subscribed(&self, name: &str) -> Result<bool, StoreError> {
        Ok(self.get::<SubscriptionRow>(&SubscriptionRow::key(name)).await?.is_some())
    }
}

/// Adds to what an erasure destroyed, and raises its revision, so that a run that read it before reads again.
fn counted(counts: &BTreeMap<String, u64>) -> Change {
    let mut expression = "SET rev = rev + :one".to_owned();
    let mut change = Change::default().only_if("attribute_exists(pk)").value(":one", number(1));
    for (i, (kind, count)) in counts.iter().enumerate() {
        expression.push_str(&format!(", destroyed.#k{i} = if_not_exists(destroyed.#k{i}, :zero) + :n{i}"));
        change = change.name(&format!("#k{i}"), kind).value(&format!(":n{i}"), number(*count));
    }
    if !counts.is_empty() {
        change = change.value(":zero", number(0));
    }
    change.expression = expression;
    change
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_in_the_expression_has_its_value() {
        let change = counted(&BTreeMap::from([("orders".to_owned(), 2), ("texts".to_owned(), 1)]));
        let expected = "SET rev = rev + :one, destroyed.#k0 = if_not_exists(destroyed.#k0, :zero) + :n0, \
                        destroyed.#k1 = if_not_exists(destroyed.#k1, :zero) + :n1";
        assert_eq!(change.expression, expected);
        assert_eq!((change.names.len(), change.values.len()), (2, 4));
        let nothing = counted(&BTreeMap::new());
        assert_eq!((nothing.names.len(), nothing.values.len()), (0, 1), "a value without use is refused");
    }
}
