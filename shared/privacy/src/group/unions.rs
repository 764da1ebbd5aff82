//! Cells put together until their groups may be shown.
//!
//! Five answers of a day are hardly ever five of one store. So a grouping (stores, the values of a label) has longer
//! cells of its own: unions of the cells of everybody, of which the same is true. They end where the counters say so,
//! whatever days are asked for.

use std::collections::BTreeMap;

use jiff::civil::Date;
use koe_domain::counting::Refresh;
use koe_domain::score::Distribution;

use super::cells::{Cut, Days, Rule};
use super::{MinimumGroup, release};

/// The answers of some people by day.
pub(super) type Series = BTreeMap<Date, Distribution>;

/// The days after which a union ends even though something of it is withheld: a quarter.
const LONGEST: i64 = 92;

/// Some cells in a row, and what of each group is shown there: `None` is withheld.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Union {
    pub(super) days: Days,
    pub(super) shown: Vec<Option<Distribution>>,
}

/// What the end of a union at its last cell would mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// Nothing is withheld.
    Clean,
    /// Nothing would be withheld, but the place of the end would say too much.
    Telling,
    /// Some groups are withheld.
    Withholding,
}

/// Puts cells together for a partition of the answers into groups, and gives the days of which nothing is said.
///
/// A union ends with the first cell at which nothing of it is withheld, or where it is [`LONGEST`] days long. What is
/// left at the end belongs to the last union with [`Refresh::Live`], and is hidden with [`Refresh::Batches`].
///
/// Whoever knows this code knows of each union that ended clean that no earlier end was: somewhere before, a group was
/// small. With 22 answers and then 3, of which one group has 5 and the other 20, that would be enough to say that the
/// first 22 are 2 and 20. So an end must leave choice. Let `s` be the smallest group that has answers and `n` the
/// answers of the last cell. Where `n >= s - minimum + 2`, the group may have had `minimum - 1` or `minimum - 2`
/// answers in the first cell, the rest in the last; both fit to all totals, and neither could have ended earlier. The
/// numbers of this condition are shown at that end anyhow, so that it gives nothing away itself. A union that grows to
/// [`LONGEST`] without it ends with all its groups withheld.
///
/// At the open end of [`Refresh::Live`] this is not so; there, two looks one after the other tell more than one.
pub(super) fn unite(cut: &Cut, groups: &[Series], rule: Rule) -> (Vec<Union>, Option<Days>) {
    // Days, and whether all groups are withheld.
    let mut ended: Vec<(Days, bool)> = Vec::new();
    let mut rest: Option<(Days, Vec<u64>)> = None;
    for cell in &cut.cells {
        let last = sizes(groups, *cell);
        let (days, now) = match rest.take() {
            Some((before, sums)) => (Days { last: cell.last, ..before }, added(&sums, &last)),
            None => (*cell, last.clone()),
        };
        let end = End::of(&now, (days != *cell).then_some(last.as_slice()), rule.minimum);
        if end == End::Clean || days.count() >= LONGEST {
            ended.push((days, end == End::Telling));
        } else {
            rest = Some((days, now));
        }
    }
    let hidden = match (rule.refresh, rest) {
        (_, None) => cut.hidden,
        (Refresh::Batches, Some((rest, _))) => Some(Days { first: rest.first, last: Date::MAX }),
        (Refresh::Live, Some((rest, _))) => {
            match ended.last_mut() {
                Some((days, _)) => days.last = rest.last,
                None => ended.push((rest, false)),
            }
            cut.hidden
        }
    };
    let unions = ended.into_iter().map(|(days, none)| {
        let may = release(&sizes(groups, days), rule.minimum);
        let shown = groups.iter().zip(may).map(|(group, may)| (may && !none).then(|| sum(group, days)));
        Union { days, shown: shown.collect() }
    });
    (unions.collect(), hidden)
}

impl End {
    /// `now` are the sizes of the groups in the union, `last` those in its last cell, where it has more than one.
    fn of(now: &[u64], last: Option<&[u64]>, minimum: MinimumGroup) -> Self {
        if release(now, minimum).contains(&false) {
            return Self::Withholding;
        }
        let Some(last) = last else { return Self::Clean };
        let smallest = now.iter().copied().filter(|n| *n > 0).min().unwrap_or(0);
        let n = last.iter().copied().fold(0, u64::saturating_add);
        if n.saturating_add(minimum.get()) >= smallest.saturating_add(2) { Self::Clean } else { Self::Telling }
    }
}

fn added(sums: &[u64], more: &[u64]) -> Vec<u64> {
    sums.iter().zip(more).map(|(sum, n)| sum.saturating_add(*n)).collect()
}

fn sizes(groups: &[Series], days: Days) -> Vec<u64> {
    let size = |group: &Series| {
        let answers = group.range(days.first..=days.last).map(|(_, answers)| answers.n());
        answers.fold(0, u64::saturating_add)
    };
    groups.iter().map(size).collect()
}

/// The answers of some days together.
pub(super) fn sum(series: &Series, days: Days) -> Distribution {
    series.range(days.first..=days.last).flat_map(|(_, answers)| answers.iter()).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::MinimumTooLow;
    use super::super::cells::cut;
    use super::*;

    /// First and last day of the year of each union, and what is shown of each group; last the first hidden day.
    type Found = (Vec<(i16, i16, Vec<Option<u64>>)>, Option<i16>);

    /// The unions of two groups, given by day of the year, with a minimum of 3; the day after the last one is open.
    fn united(answers: &[(i16, [u64; 2])], refresh: Refresh) -> Result<Found, MinimumTooLow> {
        let day = |day: i16| date(2026, 1, 1).saturating_add(jiff::Span::new().days(day - 1));
        let series = |i: usize| -> Series {
            answers.iter().map(|(at, n)| (day(*at), n.get(i).map(|n| (9, *n)).into_iter().collect())).collect()
        };
        let open = day(answers.last().map_or(1, |(at, _)| at + 1));
        let rule = Rule { minimum: MinimumGroup::new(3)?, refresh, open };
        let cut = cut(answers.iter().map(|(at, n)| (day(*at), n.iter().sum())), rule);
        let (unions, hidden) = unite(&cut, &[series(0), series(1)], rule);
        let union = |union: &Union| {
            let shown = union.shown.iter().map(|shown| shown.as_ref().map(Distribution::n)).collect();
            (union.days.first.day_of_year(), union.days.last.day_of_year(), shown)
        };
        Ok((unions.iter().map(union).collect(), hidden.map(|days| days.first.day_of_year())))
    }

    #[test]
    fn a_union_ends_where_nothing_is_withheld() -> Result<(), MinimumTooLow> {
        let answers = [(1, [3, 0]), (2, [2, 2]), (3, [1, 3]), (4, [4, 4])];
        let expected =
            vec![(1, 1, vec![Some(3), Some(0)]), (2, 3, vec![Some(3), Some(5)]), (4, 4, vec![Some(4), Some(4)])];
        assert_eq!(united(&answers, Refresh::Batches)?, (expected.clone(), Some(5)));
        assert_eq!(united(&answers, Refresh::Live)?, (expected, None));
        Ok(())
    }

    #[test]
    fn what_is_left_joins_the_last_union_or_is_hidden() -> Result<(), MinimumTooLow> {
        let answers = [(1, [3, 4]), (2, [5, 1]), (3, [4, 0])];
        let first = (1, 1, vec![Some(3), Some(4)]);
        assert_eq!(united(&answers, Refresh::Batches)?, (vec![first], Some(2)));
        assert_eq!(united(&answers, Refresh::Live)?, (vec![(1, 3, vec![Some(12), Some(5)])], None));
        let alone = [(2, [5, 1])];
        assert_eq!(united(&alone, Refresh::Batches)?, (Vec::new(), Some(2)));
        assert_eq!(united(&alone, Refresh::Live)?, (vec![(2, 2, vec![None, None])], None));
        Ok(())
    }

    #[test]
    fn after_a_quarter_it_ends_all_the_same() -> Result<(), MinimumTooLow> {
        let (unions, hidden) = united(&[(1, [9, 1]), (91, [9, 0]), (92, [9, 0]), (93, [9, 0])], Refresh::Batches)?;
        assert_eq!(unions, [(1, 92, vec![None, None]), (93, 93, vec![Some(9), Some(0)])]);
        assert_eq!(hidden, Some(94));
        Ok(())
    }

    #[test]
    fn an_end_that_would_tell_the_rest_is_none() -> Result<(), MinimumTooLow> {
        let telling = [(1, [2, 20]), (2, [3, 0])];
        assert_eq!(united(&telling, Refresh::Batches)?, (Vec::new(), Some(1)));
        let fine = [(1, [2, 20]), (2, [2, 1])];
        assert_eq!(united(&fine, Refresh::Batches)?.0, [(1, 2, vec![Some(4), Some(21)])]);
        let long = [(1, [2, 20]), (92, [3, 0])];
        assert_eq!(united(&long, Refresh::Batches)?, (vec![(1, 92, vec![None, None])], Some(93)));
        Ok(())
    }
}
