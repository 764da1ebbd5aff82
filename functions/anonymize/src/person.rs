//! A person's contact goes, and the key it was sealed with.

use koe_store::rows::ProfileRow;
use koe_store::{Due, Store, StoreError};

use crate::report::Outcome;

/// Forgets the contact of a person whose time has come. One round trip.
///
/// It is not asked whether an invitation still waits to be sent: whoever plans one has the contact kept for a period
/// that begins at its send time (the survey's `retention.contact`), and a time that is held is never brought forward.
pub(crate) async fn settle(store: &Store, mut row: ProfileRow) -> Result<Outcome, StoreError> {
    let seen = row.rev;
    forget(&mut row);
    let written = store.forget_contact(&row, seen).await?;
    Ok(if written.is_done() { Outcome::Contact } else { Outcome::Changed })
}

/// What was decided stays: an objection must be known for as long as the person may come again.
fn forget(row: &mut ProfileRow) {
    row.contact = None;
    row.due = Due::NEVER;
    row.rev += 1;
}

#[cfg(test)]
mod tests {
    use koe_domain::PersonId;
    use koe_domain::consent::SURVEY_MAILS;
    use koe_store::Queue;

    use super::*;

    #[test]
    fn the_contact_goes_and_an_objection_stays() -> Result<(), Box<dyn std::error::Error>> {
        let mut row = ProfileRow::new(PersonId::from_bytes([1; 10]));
        row.contact = Some(serde_json::from_str("\"sealed\"")?);
        row.consents.insert(SURVEY_MAILS.to_owned(), false);
        row.due = Due::at(Queue::Retain, "PERSON#", "2026-11-22T00:00:00Z".parse()?);
        forget(&mut row);
        assert!(row.contact.is_none());
        assert_eq!((row.rev, &row.due), (1, &Due::NEVER));
        assert_eq!(row.consents.get(SURVEY_MAILS), Some(&false));
        Ok(())
    }
}
