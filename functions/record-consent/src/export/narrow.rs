//! What one shop brought, and what came of it: the answer to a shop's `customers/data_request`.

use std::collections::BTreeSet;

use koe_domain::SourceId;
use koe_store::Everything;
use koe_store::rows::Origin;

/// Leaves what `source` brought: its orders, the invitations that they led to, the answers and cases of those, what was
/// decided on the pages of those surveys, and requests that the shop passed on. What cannot be told to be the shop's
/// goes: deliveries, letters, looks, what cannot be read.
pub(super) fn only_from(rows: &mut Everything, source: &SourceId) {
    rows.orders.retain(|row| row.source == *source);
    rows.invitations.retain(|row| matches!(&row.origin, Origin::Source(brought) if brought == source));
    let invitations: BTreeSet<_> = rows.invitations.iter().map(|row| row.id).collect();
    let surveys: BTreeSet<_> = rows.invitations.iter().map(|row| row.survey.clone()).collect();
    rows.answers.retain(|tied| invitations.contains(&tied.pointer.invitation));
    rows.cases.retain(|row| invitations.contains(&row.invitation));
    rows.ledger.retain(|event| event.entry.survey.as_ref().is_some_and(|survey| surveys.contains(survey)));
    let shown = rows.ledger.iter().filter_map(|event| event.entry.shown.as_ref());
    let shown: BTreeSet<_> = shown.map(|shown| shown.source_sha256.clone()).collect();
    rows.notices.retain(|row| shown.contains(&row.sha256));
    rows.requests.retain(|row| row.source.as_ref() == Some(source));
    rows.letters.clear();
    rows.looks.clear();
    rows.deliveries.clear();
    rows.unreadable.clear();
    rows.suppressed = None;
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use koe_domain::PersonId;
    use koe_store::rows::{LookRow, OrderRow, SuppressedRow};

    use super::*;

    #[test]
    fn only_what_the_shop_brought_is_left() -> Result<(), koe_domain::Faults> {
        let (shop, other) = (SourceId::parse("shop")?, SourceId::parse("other")?);
        let order = |source: &SourceId| OrderRow::new(format!("order of {source}"), source.clone());
        let at = Timestamp::UNIX_EPOCH;
        let look = LookRow {
            person: PersonId::from_bytes([1; 10]),
            at,
            who: "key".to_owned(),
            what: "case".to_owned(),
            nonce: String::new(),
        };
        let mut rows = Everything::default();
        rows.orders = vec![order(&shop), order(&other)];
        rows.looks = vec![look];
        rows.unreadable = vec![2];
        rows.suppressed = Some(SuppressedRow { name: String::new(), why: "bounced".to_owned(), at });
        only_from(&mut rows, &shop);
        assert_eq!(rows.orders.iter().map(|row| row.source.as_str()).collect::<Vec<_>>(), ["shop"]);
        assert!(rows.looks.is_empty() && rows.unreadable.is_empty() && rows.suppressed.is_none());
        Ok(())
    }
}
