//! Tombstones: when the ledger below one goes, and when the tombstone itself does.

use jiff::Timestamp;
use koe_domain::consent::{LedgerHead, SALE_OR_SHARING};
use koe_store::rows::{ErasedRow, ProfileRow};
use koe_store::{Due, Queue, Store, StoreError};

use crate::day::{day_end, days_after, midnight};
use crate::report::Outcome;

/// Days for which a tombstone stands: as long as it could be needed again, after a backup of up to 35 days ago was
/// restored and used for a while. Then it is lifted: whoever chose to be erased, and not never to be asked, may be asked
/// again when they buy again. The ledger stays as proof for its own time.
const DAYS: i64 = ErasedRow::DAYS;

/// When a tombstone is due: at its own end, or at that of the ledger's proof where that is sooner.
pub(crate) fn due(row: &ProfileRow) -> Due {
    let Some(at) = row.tombstone else { return Due::NEVER };
    let end = days_after(at, DAYS);
    let proof = row.proof_until.filter(|_| row.head.seq > 0).map(day_end);
    Due::at(Queue::Retain, &ProfileRow::partition(row.person), proof.map_or(end, |proof| proof.min(end)))
}

/// Removes what of a tombstone is needed no longer. Six round trips.
pub(crate) async fn settle(store: &Store, row: ProfileRow, now: Timestamp) -> Result<Outcome, StoreError> {
    let seen = row.rev;
    let kept = after(row, now);
    let written = match &kept {
        After::Waits(row) | After::Lifted(row) => store.keep_person_without(row, seen, &[]).await?,
        After::Stands(row) => store.keep_person_without(row, seen, &store.ledger_keys(row.person).await?).await?,
        After::Goes(row) => {
            let mut rows = store.left_of(row.person).await?.rows;
            rows.extend(store.ledger_keys(row.person).await?);
            store.drop_person(row, &rows).await?
        }
    };
    Ok(match (&kept, written.is_done()) {
        (_, false) => Outcome::Changed,
        (After::Waits(_) | After::Lifted(_), true) => Outcome::Postponed,
        (After::Stands(_), true) => Outcome::Ledger,
        (After::Goes(_), true) => Outcome::Person,
    })
}

/// What a time leaves of a tombstone.
#[derive(Debug)]
enum After {
    /// Its time has not come.
    Waits(ProfileRow),
    /// The tombstone goes, the ledger stays as proof.
    Lifted(ProfileRow),
    /// The ledger goes, the tombstone stands.
    Stands(ProfileRow),
    /// Both go.
    Goes(ProfileRow),
}

fn after(mut row: ProfileRow, now: Timestamp) -> After {
    let has_come = |at: Timestamp| at <= now;
    let proven = row.head.seq == 0 || row.proof_until.is_none_or(|until| has_come(day_end(until)));
    let over = row.tombstone.is_some_and(|at| has_come(days_after(at, DAYS)));
    match (proven, over) {
        (true, true) => After::Goes(row),
        (false, true) => {
            row.tombstone = None;
            // What was agreed to ended with the erasure; an objection did not.
            row.consents.retain(|_, agreed| !*agreed);
            row.opted_out = row.consents.get(SALE_OR_SHARING).map(|_| midnight(now));
            row.rev += 1;
            row.schedule();
            After::Lifted(row)
        }
        (true, false) if row.head.seq > 0 && row.proof_until.is_some() => {
            row.head = LedgerHead::of(row.person);
            row.consents.clear();
            row.proof_until = None;
            row.rev += 1;
            row.due = due(&row);
            After::Stands(row)
        }
        _ => {
            row.rev += 1;
            row.due = due(&row);
            After::Waits(row)
        }
    }
}

#[cfg(test)]
mod tests {
    use koe_domain::PersonId;

    use super::*;

    type Outcome = Result<(), Box<dyn std::error::Error>>;

    /// Erased on 22 November 2026; its ledger is proof until the given day.
    fn row(proof_until: Option<&str>) -> Result<ProfileRow, jiff::Error> {
        let mut row = ProfileRow::new(PersonId::from_bytes([1; 10]));
        row.tombstone = Some("2026-11-22T00:00:00Z".parse()?);
        row.proof_until = proof_until.map(str::parse::<Timestamp>).transpose()?;
        row.head.seq = u64::from(proof_until.is_some()) * 2;
        row.consents.insert("follow_up".to_owned(), true);
        row.due = due(&row);
        Ok(row)
    }

    #[test]
    fn a_tombstone_stands_for_ninety_days() -> Outcome {
        let row = row(None)?;
        let end: Timestamp = "2027-02-20T00:00:00Z".parse()?;
        assert_eq!(row.due.time(), Some(end));
        assert!(matches!(after(row.clone(), end), After::Goes(_)));
        assert!(matches!(after(row, end - jiff::SignedDuration::from_secs(1)), After::Waits(_)));
        Ok(())
    }

    #[test]
    fn a_ledger_whose_proof_ends_before_goes_before() -> Outcome {
        let row = row(Some("2027-01-31T09:30:15Z"))?;
        let proof: Timestamp = "2027-02-01T00:00:00Z".parse()?;
        assert_eq!(row.due.time(), Some(proof));
        let After::Stands(row) = after(row, proof) else { return Err("the ledger stays".into()) };
        assert_eq!((row.head.seq, row.consents.len(), row.proof_until), (0, 0, None));
        assert_eq!(row.due.time(), Some("2027-02-20T00:00:00Z".parse()?));
        Ok(())
    }

    #[test]
    fn a_tombstone_is_lifted_from_a_ledger_that_is_proof_for_longer() -> Outcome {
        let mut row = row(Some("2029-11-21T09:30:15Z"))?;
        row.consents.insert("survey_mails".to_owned(), false);
        let end: Timestamp = "2027-02-20T00:00:00Z".parse()?;
        assert_eq!(row.due.time(), Some(end));
        let mut sold = row.clone();
        sold.consents.insert(SALE_OR_SHARING.to_owned(), false);
        let After::Lifted(sold) = after(sold, end + jiff::SignedDuration::from_secs(1)) else {
            return Err("the tombstone stands".into());
        };
        assert_eq!(sold.opted_out, Some(end), "third parties still get nothing");
        let After::Lifted(row) = after(row, end) else { return Err("the tombstone stands".into()) };
        assert_eq!((row.tombstone, row.head.seq, row.opted_out), (None, 2, None));
        assert_eq!(row.consents.keys().collect::<Vec<_>>(), ["survey_mails"], "an objection outlives it");
        assert_eq!(row.due.time(), Some("2029-11-21T09:30:15Z".parse()?));
        Ok(())
    }
}
