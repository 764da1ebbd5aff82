//! Decisions about consent outside of an answer.

use jiff::Timestamp;
use koe_domain::PersonId;
use koe_domain::consent::{ConsentEvent, LedgerHead};

use crate::access::answer::LedgerMove;
use crate::client::{Store, Written};
use crate::error::StoreError;
use crate::row::{Item, from_item, to_item};
use crate::rows::{ConsentRow, ProfileRow};
use crate::table::Table;
use crate::transaction::{Committed, Transaction};

impl Store {
    /// A person. One round trip.
    ///
    /// # Errors
    /// As any read.
    pub async fn profile(&self, person: PersonId) -> Result<Option<ProfileRow>, StoreError> {
        self.get(&ProfileRow::key(person)).await
    }

    /// Appends events to a person's ledger and makes them what holds now; they are proof until `proof_until` at least.
    /// One round trip.
    ///
    /// # Errors
    /// As any write. [`Written::ConditionFailed`] when the ledger has moved on, or the person was erased.
    pub async fn decide(
        &self,
        person: PersonId,
        events: &[ConsentRow],
        before: &LedgerHead,
        proof_until: Timestamp,
    ) -> Result<Written, StoreError> {
        let Some(last) = events.last() else { return Ok(Written::Done(())) };
        let after = LedgerHead { seq: last.event.seq, hash: last.event.hash.clone() };
        let mut transaction = Transaction::new();
        for row in events {
            transaction.create(self, (), row)?;
        }
        let at = last.event.entry.at;
        let moved = LedgerMove { person, events, before, after: &after, at, proof_until };
        transaction.update(self, (), &ProfileRow::key(person), moved.change())?;
        Ok(match transaction.commit(self).await? {
            Committed::Done => Written::Done(()),
            Committed::Stopped(_) => Written::ConditionFailed,
        })
    }

    /// A person's ledger, in order. One round trip for each megabyte.
    ///
    /// # Errors
    /// As any read.
    pub async fn ledger(&self, person: PersonId) -> Result<Vec<ConsentRow>, StoreError> {
        self.range(&ProfileRow::partition(person), "00000000", "99999999").await
    }

    /// A person's ledger as it lies there, in order: the number under which each row stands (0 where its key is none),
    /// and its event. A row that was altered so that it does not read as what was written has no event. One round trip
    /// for each megabyte.
    ///
    /// # Errors
    /// As any read; not for a row that cannot be read.
    pub async fn ledger_rows(&self, person: PersonId) -> Result<Vec<(u64, Option<ConsentEvent>)>, StoreError> {
        let rows = self.whole(Table::Consent, &ProfileRow::partition(person)).await?;
        Ok(rows.into_iter().map(|(sk, item)| (sk.parse().unwrap_or_default(), event(&item))).collect())
    }
}

/// The event of a row. None unless the row is, to the last attribute, what would be written for it: the hash covers the
/// event alone, so without this a changed key, person or attribute would go unseen.
fn event(item: &Item) -> Option<ConsentEvent> {
    let row: ConsentRow = from_item(item.clone()).ok()?;
    to_item(&row).is_ok_and(|written| written == *item).then_some(row.event)
}

#[cfg(test)]
mod tests {
    use koe_domain::consent::{Decision, Entry, Method};
    use koe_domain::{Locale, SurveyId};

    use super::*;
    use crate::row::text;

    type Outcome = Result<(), Box<dyn std::error::Error>>;

    fn row() -> Result<ConsentRow, Box<dyn std::error::Error>> {
        let at = "2026-11-22T09:30:15.25Z".parse()?;
        let entry = Entry {
            survey: Some(SurveyId::parse("after-purchase")?),
            version: Some(1),
            ..Entry::new("follow_up", Decision::Given, at, Method::SurveyForm, Locale::english(), "text")
        };
        let (event, _) = LedgerHead::default().append(entry)?;
        Ok(ConsentRow { person: PersonId::from_bytes([1; 10]), event })
    }

    #[test]
    fn a_row_that_is_as_it_was_written_has_its_event() -> Outcome {
        let row = row()?;
        assert_eq!(event(&to_item(&row)?), Some(row.event));
        Ok(())
    }

    #[test]
    fn a_row_that_was_altered_past_reading_has_none_and_is_no_error() -> Outcome {
        let written = to_item(&row()?)?;
        let somebody = PersonId::from_bytes([2; 10]).encode();
        for (name, value) in [
            ("decision", "fiven"),
            ("method", "rurvey_form"),
            ("survey", "`fter-purchase"),
            ("at", "tomorrow"),
            ("sk", "00000002"),
            ("person", somebody.as_str()),
            ("new", "one"),
        ] {
            let mut item = written.clone();
            item.insert(name.to_owned(), text(value));
            assert_eq!(event(&item), None, "{name}");
        }
        let mut item = written;
        item.remove("v");
        assert_eq!(event(&item), None);
        Ok(())
    }

    #[test]
    fn a_row_that_was_altered_and_still_reads_is_left_to_the_chain() -> Outcome {
        let mut item = to_item(&row()?)?;
        item.insert("decision".to_owned(), text("refused"));
        assert_eq!(event(&item).map(|event| event.entry.decision), Some(Decision::Refused));
        Ok(())
    }
}
