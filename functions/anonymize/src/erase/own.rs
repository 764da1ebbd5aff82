//! The person's own rows: their key, then invitations, cases, letters and looks.

use std::collections::BTreeMap;

use koe_domain::PersonId;
use koe_store::rows::SuppressedRow;
use koe_store::{Destruction, Key, kind_of};

use super::part::Part;
use super::{Halt, Work, count, is_blank};

/// Rows of one transaction.
const AT_ONCE: usize = 50;

impl Work<'_> {
    /// Destroys the person's key: from here on nothing that it sealed can be read, wherever a copy of it lies.
    pub(super) async fn key(&mut self, person: PersonId) -> Result<(), Halt> {
        let left = self.state.store.left_of(person).await?;
        let keys: Vec<Key> = left.of_kind("KEY").cloned().collect();
        self.remove(&keys, &Part::Whole).await
    }

    /// Removes the rows of the part, but for keys, pointers and references.
    pub(super) async fn own_rows(&mut self, person: PersonId, part: &Part) -> Result<(), Halt> {
        let left = self.state.store.left_of(person).await?;
        let keys: Vec<Key> = left.rows.into_iter().filter(|key| part.has_row(key)).collect();
        self.remove(&keys, part).await
    }

    async fn remove(&mut self, keys: &[Key], part: &Part) -> Result<(), Halt> {
        for keys in keys.chunks(AT_ONCE) {
            let mut kinds: BTreeMap<&str, u64> = BTreeMap::new();
            for key in keys {
                *kinds.entry(name_of(kind_of(key))).or_default() += 1;
            }
            let rows = keys.iter().map(|key| (key.clone(), part.revision_of(key))).collect();
            let what = Destruction { rows, ..Default::default() };
            self.carry_out(&what, |row| kinds.iter().for_each(|(kind, rows)| count(row, kind, *rows))).await?;
        }
        Ok(())
    }

    /// Takes away what is remembered of bounces and complaints of the address. Only the wish never to be asked again
    /// outlives an erasure, an earlier one included.
    pub(super) async fn suppression(&mut self, person: PersonId) -> Result<(), Halt> {
        let name = self.state.pepper.suppression(person);
        let held = self.state.store.known(person, &name).await?.suppressed;
        if self.row.never_ask || held.is_none_or(|row| row.why == SuppressedRow::NEVER_ASK) {
            return Ok(());
        }
        let what = Destruction { rows: vec![(SuppressedRow::key(&name), None)], ..Default::default() };
        self.carry_out(&what, |row| count(row, "suppressions", 1)).await?;
        Ok(())
    }

    /// Whether nothing is left but the tombstone and the ledger.
    pub(super) async fn is_gone(&self, person: PersonId) -> Result<bool, Halt> {
        let left = self.state.store.left_of(person).await?;
        Ok(left.rows.is_empty() && left.profile.as_ref().is_none_or(is_blank))
    }
}

/// How the certificate calls rows of a kind.
fn name_of(kind: &str) -> &'static str {
    match kind {
        "KEY" => "keys",
        "INVITE" => "invitations",
        "CASE" => "cases",
        "LETTER" => "letters",
        "LOOK" => "looks",
        _ => "other",
    }
}
