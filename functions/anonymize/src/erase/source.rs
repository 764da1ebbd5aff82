//! What one shop brought of a person. Where nothing else is left, the person goes as a whole.
//!
//! Of events that were sent on nobody can tell whose data they carry without opening them: all of the person's lose
//! their bodies, and each receiver is told which shop's data to remove.

use std::collections::BTreeMap;

use koe_domain::{InvitationId, PersonId, SourceId};
use koe_store::rows::{Origin, ProfileRow};
use koe_store::{Left, kind_of};

use super::part::Part;
use super::{Halt, ROUNDS, Work};

impl Work<'_> {
    /// Destroys what the shop brought. Whether nothing of it is left.
    pub(super) async fn source(&mut self, person: PersonId, source: &SourceId) -> Result<bool, Halt> {
        let mut known = BTreeMap::new();
        for _ in 0..ROUNDS {
            self.raced = false;
            // Invitations are read before pointers, and go at the revision read: so none goes whose pointer was not cut.
            known.extend(self.brought(person, source).await?);
            let part = Part::Of(source.clone(), known.clone());
            self.answers(person, &part).await?;
            if self.raced {
                continue;
            }
            self.own_rows(person, &part).await?;
            // Events come from invitations that are there: those made until now lose their bodies here.
            self.references(person, &part).await?;
            // The profile is read before what is left: whatever another shop brings meanwhile raises its revision.
            let left = self.state.store.left_of(person).await?;
            let more = left.rows.iter().any(|key| part.names(key)) || !self.brought(person, source).await?.is_empty();
            if self.raced || more {
                continue;
            }
            let Some(profile) = nobody_else_s(left) else { return Ok(true) };
            if self.close(profile).await? {
                return self.person(person).await;
            }
        }
        Ok(false)
    }

    /// The invitations that the shop brought, as far as they are there, with their revisions.
    async fn brought(&self, person: PersonId, source: &SourceId) -> Result<BTreeMap<InvitationId, u64>, Halt> {
        let own = Origin::Source(source.clone());
        let held = self.state.store.invitations_held(person).await?;
        Ok(held.into_iter().filter(|row| row.origin == own).map(|row| (row.id, row.rev)).collect())
    }
}

/// The profile, where no other shop and no call of the API has brought anything that is still held, and nobody else
/// erases the person.
fn nobody_else_s(left: Left) -> Option<ProfileRow> {
    let brought = |kind: &str| matches!(kind, "INVITE" | "CASE" | "POINTER");
    let other = left.rows.iter().any(|key| brought(kind_of(key)) || key.sk.starts_with("REF#ORDER#"));
    left.profile.filter(|profile| !other && profile.tombstone.is_none())
}

#[cfg(test)]
mod tests {
    use koe_store::rows::{InvitationRow, PersonKeyRow, ReferenceRow};

    use super::*;

    const ME: PersonId = PersonId::from_bytes([1; 10]);

    #[test]
    fn only_somebody_of_whom_nothing_else_is_held_goes_as_a_whole() {
        let left = |rows: Vec<koe_store::Key>| Left { profile: Some(ProfileRow::new(ME)), rows };
        let key = PersonKeyRow::row_key_of(ME);
        assert!(nobody_else_s(left(vec![key.clone(), ReferenceRow::key(ME, "REQUEST#a")])).is_some());
        assert!(nobody_else_s(left(vec![key.clone(), ReferenceRow::key(ME, "ORDER#a")])).is_none());
        assert!(nobody_else_s(left(vec![InvitationRow::key(ME, InvitationId::from_bytes([2; 8])), key])).is_none());
        let mut buried = left(Vec::new());
        buried.profile.iter_mut().for_each(|profile| profile.tombstone = Some(jiff::Timestamp::UNIX_EPOCH));
        assert!(nobody_else_s(buried).is_none());
        assert!(nobody_else_s(Left::default()).is_none());
    }
}
