//! What changed in the people table, as far as other systems hear of it.
//!
//! A record of the stream holds the row before and after, and comes again with both; so what it is a cause of is always
//! the same, and with it the id of each delivery.

use std::collections::BTreeMap;

use koe_domain::consent::SALE_OR_SHARING;
use koe_domain::{InvitationId, PersonId};
use koe_store::rows::{CaseRow, InvitationRow, ProfileRow};
use koe_store::stream::{Change, PeopleChange};
use koe_store::{Key, Row as _, StoreError};

use super::body::EventType;

/// What brings an event about.
#[derive(Clone, Debug)]
pub(crate) enum Cause {
    /// An answer came in, or was corrected.
    Answered(Box<InvitationRow>),
    /// A case was opened.
    Opened(Box<CaseRow>),
    /// A case was handled, or its score corrected.
    Handled(Box<CaseRow>),
    /// What a person agrees to changed: what is new.
    Decided(Box<ProfileRow>, BTreeMap<String, bool>),
}

impl Cause {
    /// What a change is the cause of, if of anything.
    ///
    /// # Errors
    /// When the row cannot be read.
    pub(crate) fn of(change: PeopleChange) -> Result<Option<Self>, StoreError> {
        Ok(match change {
            PeopleChange::Invitation(change) => {
                let Change { before, row, .. } = *change;
                let (row, earlier) = (row?, before.map_or(0, |before| before.answers));
                (row.answers > earlier).then(|| Self::Answered(Box::new(row)))
            }
            PeopleChange::Case(change) => {
                let Change { before, row, created, .. } = *change;
                let row = Box::new(row?);
                match before {
                    _ if created => Some(Self::Opened(row)),
                    Some(before) if is_handled(&before, &row) => Some(Self::Handled(row)),
                    _ => None,
                }
            }
            PeopleChange::Profile(change) => {
                let Change { before, row, .. } = *change;
                decided(before, row?)
            }
        })
    }

    pub(crate) fn kind(&self) -> EventType {
        match self {
            Self::Answered(row) if row.answers == 1 => EventType::ResponseRecorded,
            Self::Answered(_) => EventType::ResponseRevised,
            Self::Opened(_) => EventType::CaseOpened,
            Self::Handled(_) => EventType::CaseChanged,
            Self::Decided(..) => EventType::ConsentChanged,
        }
    }

    /// The row that changed.
    pub(crate) fn key(&self) -> Key {
        match self {
            Self::Answered(row) => row.row_key(),
            Self::Opened(row) | Self::Handled(row) => row.row_key(),
            Self::Decided(row, _) => row.row_key(),
        }
    }

    /// What tells this change of the row from others of its kind.
    pub(crate) fn revision(&self) -> u64 {
        match self {
            Self::Answered(row) => row.answers,
            Self::Opened(row) | Self::Handled(row) => row.rev,
            Self::Decided(row, _) => row.head.seq,
        }
    }

    /// Whom it is about.
    pub(crate) fn person(&self) -> PersonId {
        match self {
            Self::Answered(row) => row.person,
            Self::Opened(row) | Self::Handled(row) => row.person,
            Self::Decided(row, _) => row.person,
        }
    }

    /// The invitation whose answer it is about.
    pub(crate) fn invitation(&self) -> Option<InvitationId> {
        match self {
            Self::Answered(row) => Some(row.id),
            Self::Opened(row) | Self::Handled(row) => Some(row.invitation),
            Self::Decided(..) => None,
        }
    }

    /// Whether a person has just said no to the sale or sharing of their data. Of that, and of nothing else, third
    /// parties are told afterwards (11 CCR 7026(f)).
    pub(crate) fn is_opt_out(&self) -> bool {
        matches!(self, Self::Decided(_, changed) if changed.get(SALE_OR_SHARING) == Some(&false))
    }
}

fn is_handled(before: &CaseRow, now: &CaseRow) -> bool {
    let told = |row: &CaseRow| (row.state, row.score, row.deal_by);
    told(before) != told(now)
}

fn decided(before: Option<ProfileRow>, row: ProfileRow) -> Option<Cause> {
    if row.tombstone.is_some() {
        return None;
    }
    let (earlier, held) = before.map_or_else(Default::default, |before| (before.head.seq, before.consents));
    if row.head.seq <= earlier {
        return None;
    }
    let is_new = |(purpose, agreed): &(&String, &bool)| held.get(*purpose) != Some(*agreed);
    let changed: BTreeMap<String, bool> =
        row.consents.iter().filter(is_new).map(|(purpose, agreed)| (purpose.clone(), *agreed)).collect();
    (!changed.is_empty()).then(|| Cause::Decided(Box::new(row), changed))
}

#[cfg(test)]
mod tests {
    use koe_domain::consent::LedgerHead;

    use super::*;

    fn profile(seq: u64, consents: &[(&str, bool)]) -> ProfileRow {
        let mut row = ProfileRow::new(PersonId::from_bytes([1; 10]));
        row.head = LedgerHead { seq, hash: seq.to_string() };
        row.consents = consents.iter().map(|(purpose, agreed)| ((*purpose).to_owned(), *agreed)).collect();
        row
    }

    fn changed(before: Option<ProfileRow>, row: ProfileRow) -> Option<(u64, BTreeMap<String, bool>, bool)> {
        let cause = decided(before, row)?;
        let (revision, opt_out) = (cause.revision(), cause.is_opt_out());
        match cause {
            Cause::Decided(_, changed) => Some((revision, changed, opt_out)),
            _ => None,
        }
    }

    #[test]
    fn what_changed_is_told_and_what_stayed_is_not() {
        let both = profile(3, &[("follow_up", true), ("publish", false)]);
        let now = profile(5, &[("follow_up", false), ("publish", false)]);
        let expected = (5, BTreeMap::from([("follow_up".to_owned(), false)]), false);
        assert_eq!(changed(Some(both.clone()), now), Some(expected));
        assert_eq!(changed(None, both).map(|(revision, changed, _)| (revision, changed.len())), Some((3, 2)));
    }

    #[test]
    fn a_notice_alone_and_a_contact_alone_decide_nothing() {
        let before = profile(3, &[("follow_up", true)]);
        assert_eq!(changed(Some(before.clone()), profile(4, &[("follow_up", true)])), None);
        assert_eq!(changed(Some(before.clone()), before), None);
    }

    #[test]
    fn nothing_is_told_of_the_erased() {
        let mut row = profile(4, &[("follow_up", false)]);
        row.tombstone = Some(jiff::Timestamp::UNIX_EPOCH);
        assert_eq!(changed(None, row), None);
    }

    #[test]
    fn an_opt_out_is_known() {
        let now = profile(1, &[(SALE_OR_SHARING, false)]);
        assert_eq!(changed(None, now).map(|(_, _, opt_out)| opt_out), Some(true));
    }
}
