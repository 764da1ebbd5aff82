//! Which part of what is held of a person is erased.

use std::collections::BTreeMap;

use koe_domain::{InvitationId, SourceId};
use koe_store::{Key, kind_of};

/// Everything, or what one shop brought.
#[derive(Debug)]
pub(super) enum Part {
    /// Everything.
    Whole,
    /// What this shop brought: its orders, and these invitations with the revisions read last.
    Of(SourceId, BTreeMap<InvitationId, u64>),
}

impl Part {
    pub(super) fn has_invitation(&self, id: InvitationId) -> bool {
        match self {
            Self::Whole => true,
            Self::Of(_, invitations) => invitations.contains_key(&id),
        }
    }

    pub(super) fn has_orders_of(&self, source: &SourceId) -> bool {
        match self {
            Self::Whole => true,
            Self::Of(own, _) => own == source,
        }
    }

    /// Whether a row in the person's own partitions goes as such. Keys, pointers and references have steps of their own.
    pub(super) fn has_row(&self, key: &Key) -> bool {
        let kind = kind_of(key);
        match self {
            Self::Whole => !matches!(kind, "KEY" | "POINTER" | "REF"),
            Self::Of(..) => matches!(kind, "INVITE" | "CASE") && self.names(key),
        }
    }

    /// Whether a row is of one of the part's invitations. While there is one, the part is not gone.
    pub(super) fn names(&self, key: &Key) -> bool {
        let Self::Of(_, invitations) = self else { return true };
        matches!(kind_of(key), "INVITE" | "CASE" | "POINTER" | "LETTER")
            && invitation_of(key).is_some_and(|id| invitations.contains_key(&id))
    }

    /// The revision that a row must have to go. A first answer that comes after the pointers were read raises that of
    /// its invitation, which then stays until the new pointer is cut as well. A whole person takes no answers.
    pub(super) fn revision_of(&self, key: &Key) -> Option<u64> {
        match self {
            Self::Of(_, invitations) if kind_of(key) == "INVITE" => {
                invitation_of(key).and_then(|id| invitations.get(&id).copied())
            }
            Self::Of(..) | Self::Whole => None,
        }
    }

    pub(super) const fn is_whole(&self) -> bool {
        matches!(self, Self::Whole)
    }
}

fn invitation_of(key: &Key) -> Option<InvitationId> {
    key.sk.split('#').nth(1).and_then(|id| InvitationId::decode(id).ok())
}

#[cfg(test)]
mod tests {
    use koe_domain::PersonId;
    use koe_store::rows::{CaseRow, InvitationRow, PersonKeyRow, PointerRow, ReferenceRow};

    use super::*;

    const ME: PersonId = PersonId::from_bytes([1; 10]);
    const OURS: InvitationId = InvitationId::from_bytes([2; 8]);
    const OTHERS: InvitationId = InvitationId::from_bytes([3; 8]);

    #[test]
    fn a_shop_s_part_is_its_own_invitations_and_their_cases() -> Result<(), koe_domain::Faults> {
        let part = Part::Of(SourceId::parse("shop")?, BTreeMap::from([(OURS, 7)]));
        for (key, own) in [
            (InvitationRow::key(ME, OURS), true),
            (CaseRow::key(ME, OURS), true),
            (InvitationRow::key(ME, OTHERS), false),
            (CaseRow::key(ME, OTHERS), false),
            (PointerRow::key(ME, OURS), false),
            (PersonKeyRow::row_key_of(ME), false),
        ] {
            assert_eq!(part.has_row(&key), own, "{}", key.sk);
        }
        assert!(part.names(&PointerRow::key(ME, OURS)) && !part.names(&PointerRow::key(ME, OTHERS)));
        assert!(part.names(&CaseRow::key(ME, OURS)) && !part.names(&PersonKeyRow::row_key_of(ME)));
        assert_eq!(part.revision_of(&InvitationRow::key(ME, OURS)), Some(7));
        assert_eq!(part.revision_of(&CaseRow::key(ME, OURS)), None);
        assert_eq!(Part::Whole.revision_of(&InvitationRow::key(ME, OURS)), None);
        assert!(part.has_orders_of(&SourceId::parse("shop")?) && !part.has_orders_of(&SourceId::parse("other")?));
        Ok(())
    }

    #[test]
    fn of_a_whole_person_every_row_goes_that_has_no_step_of_its_own() {
        assert!(Part::Whole.has_row(&InvitationRow::key(ME, OTHERS)));
        for key in [PointerRow::key(ME, OURS), PersonKeyRow::row_key_of(ME), ReferenceRow::key(ME, "ORDER#x")] {
            assert!(!Part::Whole.has_row(&key), "{}", key.sk);
        }
    }
}
