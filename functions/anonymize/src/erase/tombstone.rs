//! The tombstone: nothing is written under the person any more, and nothing but the proof of what was agreed stays.

use jiff::Timestamp;
use koe_domain::PersonId;
use koe_store::Destruction;
use koe_store::rows::{ErasedRow, ErasureRow, ProfileRow, Scope};

use super::{Halt, Work, count};
use crate::day::{midnight, named};
use crate::tombstone;

impl Work<'_> {
    /// Sets the tombstone, where whoever began the erasure did not: then nothing new comes while the old goes.
    pub(super) async fn bury(&mut self, person: PersonId) -> Result<(), Halt> {
        let profile = self.state.store.profile(person).await?;
        if let Some(profile) = profile.filter(|profile| profile.tombstone.is_none()) {
            self.close(profile).await?;
        }
        Ok(())
    }

    /// Sets the tombstone over the profile as it was read. From then on it is the person who is erased.
    pub(super) async fn close(&mut self, mut profile: ProfileRow) -> Result<bool, Halt> {
        let (seen, now) = (profile.rev, self.state.clock.now());
        profile.rev += 1;
        profile.tombstone = Some(koe_store::whole_seconds(now));
        let erased = erased_row(profile.person, &self.row, now);
        let what = Destruction { profile: Some((profile, seen)), erased: Some(erased), ..Default::default() };
        self.carry_out(&what, |row| row.scope = Scope::Person).await
    }

    /// Empties the profile.
    pub(super) async fn blank(&mut self, person: PersonId) -> Result<(), Halt> {
        let profile = self.state.store.profile(person).await?;
        let Some(profile) = profile.filter(|profile| !is_blank(profile)) else { return Ok(()) };
        let (seen, contact) = (profile.rev, profile.contact.is_some());
        let what = Destruction { profile: Some((blanked(profile), seen)), ..Default::default() };
        self.carry_out(&what, |row| count(row, "contacts", u64::from(contact))).await?;
        Ok(())
    }
}

/// Whether it is a tombstone, and nothing of the person stands on it.
pub(crate) fn is_blank(profile: &ProfileRow) -> bool {
    let times = [profile.last_asked, profile.contact_until, profile.opted_out];
    profile.tombstone.is_some_and(|at| at == midnight(at))
        && profile.contact.is_none()
        && profile.locale.is_none()
        && profile.list_pk.is_none()
        && profile.list_at.is_none()
        && times.iter().all(Option::is_none)
}

/// What is left of a profile: what was agreed and where the ledger ends, as proof; and the day of the erasure, since
/// its moment would lead to the certificate.
fn blanked(profile: ProfileRow) -> ProfileRow {
    let mut row = ProfileRow {
        rev: profile.rev + 1,
        consents: profile.consents,
        head: profile.head,
        tombstone: profile.tombstone.map(midnight),
        proof_until: profile.proof_until,
        ..ProfileRow::new(profile.person)
    };
    row.due = tombstone::due(&row);
    row
}

/// What outlives a restored backup.
pub(crate) fn erased_row(person: PersonId, erasure: &ErasureRow, at: Timestamp) -> ErasedRow {
    ErasedRow {
        person,
        day: named(at),
        erasure: erasure.id,
        never_ask: erasure.never_ask,
        ttl: at.as_second() + ErasedRow::DAYS * 86_400,
    }
}

#[cfg(test)]
mod tests {
    use koe_domain::Locale;
    use koe_domain::consent::{LedgerHead, SURVEY_MAILS};
    use koe_store::Queue;

    use super::*;

    #[test]
    fn a_blank_profile_is_a_day_and_a_proof() -> Result<(), Box<dyn std::error::Error>> {
        let at: Timestamp = "2026-11-22T09:30:15Z".parse()?;
        let mut row = ProfileRow::new(PersonId::from_bytes([1; 10]));
        row.rev = 4;
        row.contact = Some(serde_json::from_str("\"sealed\"")?);
        row.locale = Some(Locale::english());
        row.consents.insert(SURVEY_MAILS.to_owned(), false);
        row.head = LedgerHead { seq: 2, hash: "ab".to_owned() };
        row.last_asked = Some(at);
        row.contact_until = Some(at);
        row.opted_out = Some(at);
        row.proof_until = Some("2029-11-21T09:30:15Z".parse()?);
        row.list_pk = Some("LEDGER#2026-11-22#0".to_owned());
        row.list_at = Some(at.to_string());
        assert!(!is_blank(&row));
        row.tombstone = Some(at);
        assert!(!is_blank(&row));
        let row = blanked(row);
        assert!(is_blank(&row));
        assert_eq!(row.tombstone, Some("2026-11-22T00:00:00Z".parse()?));
        assert_eq!((row.rev, row.head.seq, row.consents.get(SURVEY_MAILS)), (5, 2, Some(&false)));
        assert!(row.due.is_in(Queue::Retain));
        assert_eq!(row.due.time(), Some("2027-02-20T00:00:00Z".parse()?));
        Ok(())
    }
}
