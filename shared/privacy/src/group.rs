//! Groups too small to show.
//!
//! The score of a group of two tells each of them what the other answered. So a group below a minimum is withheld, and
//! with it as many others as it takes that nobody finds it by subtraction. Every reader of statistics (dashboard, API,
//! export, webhook) asks [`Statistics::figure`] and nowhere else: counts go in, and only what may be shown comes out.
//!
//! What is shown is made of cells. A cell is a time (some days in a row with the minimum of answers), or a longer time
//! and one group. It is the counters of the whole survey that say where cells end, and not the days that somebody asks
//! for; a figure is a sum of released cells. So all the figures there are, for any days, intervals and groups, tell
//! together no more than the released cells do. Rejected: judging each answer by itself. The scores of nine days and of
//! ten, both of enough answers, differ by those of the tenth.
//!
//! For groups there is complementary (secondary) suppression beside the minimum: A. Hundepool et al., "Statistical
//! Disclosure Control", Wiley 2012, chapter 4. It is made to hold as well against someone who knows this very code,
//! which a plain "withhold the smallest until it is enough" does not: R. C.-W. Wong et al., "Minimality Attack in
//! Privacy Preserving Data Publishing", VLDB 2007.
//!
//! This holds for all the figures of one moment, and with `Refresh::Batches` for those of all moments together, as long
//! as nothing of a closed cell changes. Three things can: a response is found out to be no customer's, an answer comes
//! in days late from a device without a network, or somebody sets another minimum, by which all time is cut anew.
//!
//! Rejected: noise and rounding (the totals of a survey are promised to be exact), and the optimal choice of what to
//! withhold (an integer programme, for a handful of groups).

mod cells;
mod statistics;
mod unions;

use thiserror::Error;

pub use self::cells::{Days, Rule};
pub use self::statistics::{Counts, Figure, Part, Released, Statistics};

/// The smallest group whose statistics may be shown, in answers; at least [`MinimumGroup::LOWEST`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MinimumGroup(u32);

impl MinimumGroup {
    /// The lowest minimum there is: of two, each knows the other's answer.
    pub const LOWEST: u32 = 3;

    /// The minimum of `n` answers.
    ///
    /// # Errors
    /// When `n` is below [`MinimumGroup::LOWEST`].
    pub const fn new(n: u32) -> Result<Self, MinimumTooLow> {
        if n < Self::LOWEST { Err(MinimumTooLow(n)) } else { Ok(Self(n)) }
    }

    /// The minimum, in answers.
    #[must_use]
    pub fn get(self) -> u64 {
        u64::from(self.0)
    }
}

/// A minimum below [`MinimumGroup::LOWEST`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a minimum group of {0} is too low; at least {lowest} is expected", lowest = MinimumGroup::LOWEST)]
pub struct MinimumTooLow(pub u32);

/// Which groups of a partition may be shown beside its total: for each size (number of answers), in the order given,
/// whether it may.
///
/// Groups are withheld from the smallest upwards, those of equal size together, until all of this holds:
/// - none that is shown has fewer answers than `minimum`, unless it has none;
/// - what is withheld has no answer at all, or is two groups at least, with `minimum` answers at least between them;
/// - the answers withheld are not exactly `minimum - 1` for each group withheld: 12 in three groups, beside one of 5
///   that is shown, could only be 4 in each if the minimum is 5.
///
/// An empty group is shown, as zero, only where nothing is withheld. Beside a withheld group its zero would say that
/// somebody answered there, and five answers withheld in five groups would be one in each.
///
/// So from all that is shown and from these rules, each withheld group could have at least two sizes. Where no other
/// group is left to withhold, all of them are withheld. A total below the minimum must not be shown either; a cell of
/// everybody never is.
///
/// Every group there is belongs here, empty ones too: one that is left out reads as zero. The sizes are those of what
/// is shown, so a metric that not everybody answered needs a call of its own.
///
/// This is the rule for one partition at one time. `unions` puts such times one after the other.
fn release(sizes: &[u64], minimum: MinimumGroup) -> Vec<bool> {
    let minimum = minimum.get();
    let mut answered: Vec<u64> = sizes.iter().copied().filter(|n| *n > 0).collect();
    answered.sort_unstable();

    let mut largest_withheld = 0;
    let mut withheld = Withheld { groups: 0, answers: 0 };
    for n in answered {
        if n >= minimum && n != largest_withheld && withheld.is_safe(minimum) {
            break;
        }
        largest_withheld = n;
        withheld = Withheld { groups: withheld.groups + 1, answers: withheld.answers.saturating_add(n) };
    }
    sizes.iter().map(|n| withheld.groups == 0 || *n > largest_withheld).collect()
}

/// The groups withheld so far that are not empty.
struct Withheld {
    groups: u64,
    answers: u64,
}

impl Withheld {
    fn is_safe(&self, minimum: u64) -> bool {
        let only_way = self.groups.saturating_mul(minimum - 1);
        self.groups == 0 || (self.groups >= 2 && self.answers >= minimum && self.answers != only_way)
    }
}

#[cfg(test)]
mod attack;

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::*;

    /// The partition as it is shown; `None` is withheld.
    fn shown(sizes: &[u64], minimum: u32) -> Result<Vec<Option<u64>>, MinimumTooLow> {
        let released = release(sizes, MinimumGroup::new(minimum)?);
        Ok(sizes.iter().zip(released).map(|(n, released)| released.then_some(*n)).collect())
    }

    #[test]
    fn a_minimum_that_hides_nobody_is_refused() {
        for low in 0..MinimumGroup::LOWEST {
            assert_eq!(MinimumGroup::new(low), Err(MinimumTooLow(low)));
        }
        assert_eq!(MinimumGroup::new(3).map(MinimumGroup::get), Ok(3));
        assert_eq!(MinimumTooLow(2).to_string(), "a minimum group of 2 is too low; at least 3 is expected");
    }

    #[test]
    fn what_is_withheld_cannot_be_subtracted() -> Result<(), MinimumTooLow> {
        let no: Option<u64> = None;
        assert!(shown(&[], 5)?.is_empty());
        assert_eq!(shown(&[20, 5, 9], 5)?, [Some(20), Some(5), Some(9)]);
        assert_eq!(shown(&[20, 2, 9], 5)?, [Some(20), no, no], "the next smallest goes with it");
        assert_eq!(shown(&[20, 2, 4, 9], 5)?, [Some(20), no, no, Some(9)], "two that are enough between them");
        assert_eq!(shown(&[20, 1, 2, 8], 5)?, [Some(20), no, no, no], "two that are not");
        assert_eq!(shown(&[20, 6, 2, 6], 5)?, [Some(20), no, no, no], "equals go together");
        assert_eq!(shown(&[20, 5, 4, 4, 4], 5)?, [Some(20), no, no, no, no], "12 in three groups below 5 is 4 in each");
        assert_eq!(shown(&[2, 0, 0], 5)?, [no, no, no], "nothing else to withhold");
        Ok(())
    }

    #[test]
    fn an_empty_group_is_zero_only_where_nothing_is_withheld() -> Result<(), MinimumTooLow> {
        assert_eq!(shown(&[0, 0], 5)?, [Some(0), Some(0)]);
        assert_eq!(shown(&[7, 0, 9], 5)?, [Some(7), Some(0), Some(9)]);
        assert_eq!(shown(&[1, 1, 1, 1, 1, 0, 9], 5)?, [None, None, None, None, None, None, Some(9)]);
        Ok(())
    }

    /// Total and groups as they are shown.
    type Look = (Option<u64>, Vec<Option<u64>>);

    /// Goes through every partition into so many groups: of those that look alike, no withheld group may have one size.
    fn nothing_can_be_concluded(groups: u32, most: u64, minimum: u32) -> Result<(), MinimumTooLow> {
        let mut seen: BTreeMap<Look, Vec<BTreeSet<u64>>> = BTreeMap::new();
        for number in 0..(most + 1).pow(groups) {
            let sizes: Vec<u64> = (0..groups).map(|i| number / (most + 1).pow(i) % (most + 1)).collect();
            let total: u64 = sizes.iter().sum();
            let may = total == 0 || total >= u64::from(minimum);
            let look = (may.then_some(total), shown(&sizes, minimum)?);
            let possible = seen.entry(look).or_insert_with(|| vec![BTreeSet::new(); sizes.len()]);
            for (found, n) in possible.iter_mut().zip(sizes) {
                found.insert(n);
            }
        }
        for ((total, look), possible) in &seen {
            for (cell, found) in look.iter().zip(possible) {
                assert!(cell.is_some() || found.len() > 1, "{look:?} of {total:?} gives away {found:?}");
            }
        }
        Ok(())
    }

    #[test]
    fn whoever_knows_the_rules_cannot_conclude_a_withheld_size() -> Result<(), MinimumTooLow> {
        nothing_can_be_concluded(2, 30, 5)?;
        nothing_can_be_concluded(3, 20, 5)?;
        nothing_can_be_concluded(4, 10, 3)?;
        nothing_can_be_concluded(5, 6, 3)
    }

    fn sizes() -> impl Strategy<Value = Vec<u64>> {
        prop::collection::vec(prop_oneof![3 => 0_u64..12, 1 => any::<u64>()], 0..12)
    }

    proptest! {
        #[test]
        fn what_is_shown_keeps_the_rule(sizes in sizes(), least in 3_u32..12) {
            let minimum = u64::from(least);
            let found = shown(&sizes, least)?;
            let hidden: Vec<u64> = sizes.iter().zip(&found).filter(|(_, it)| it.is_none()).map(|(n, _)| *n).collect();
            let answered: Vec<u64> = hidden.iter().copied().filter(|n| *n > 0).collect();
            let everything = sizes.iter().filter(|n| **n > 0).count();
            let sum = answered.iter().fold(0_u64, |sum, n| sum.saturating_add(*n));

            prop_assert!(found.iter().flatten().all(|n| *n == 0 || *n >= minimum), "{found:?}");
            prop_assert!(sum == 0 || sum >= minimum || answered.len() == everything, "{found:?}");
            prop_assert!(answered.len() != 1 || everything == 1, "{found:?}");
            prop_assert_eq!(hidden.is_empty(), sizes.iter().all(|n| *n == 0 || *n >= minimum));
        }

        #[test]
        fn the_order_of_groups_does_not_matter(
            (sizes, shuffled) in sizes().prop_flat_map(|sizes| (Just(sizes.clone()), Just(sizes).prop_shuffle())),
            least in 3_u32..12,
        ) {
            let one: BTreeSet<_> = sizes.iter().zip(shown(&sizes, least)?).map(|(n, it)| (*n, it)).collect();
            let other: BTreeSet<_> = shuffled.iter().zip(shown(&shuffled, least)?).map(|(n, it)| (*n, it)).collect();
            prop_assert_eq!(one, other);
        }
    }
}
