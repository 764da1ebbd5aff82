//! An attack by linear algebra on everything that is shown, all of it together.
//!
//! The unknowns are the answers of each day, store and plan. Every figure that there is, for all days from one to
//! another, for everybody, each store and each plan, is an equation. Gaussian elimination then says of any sum whether
//! it can be computed from them.

mod known;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use jiff::Span;
use jiff::civil::{Date, date};
use koe_domain::counting::Refresh;
use koe_domain::score::Distribution;
use proptest::prelude::*;

use self::known::{Known, Row};
use super::{Counts, Days, Figure, MinimumGroup, MinimumTooLow, Part, Rule, Statistics, release};

/// The answers of a day by store and plan. The third store and the third plan are those without one.
type Day = [[u64; 3]; 3];

/// Whose answers a figure is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    All,
    Store(usize),
    Plan(usize),
}

impl Who {
    const EVERY: [Self; 7] =
        [Self::All, Self::Store(0), Self::Store(1), Self::Store(2), Self::Plan(0), Self::Plan(1), Self::Plan(2)];

    fn holds(self, store: usize, plan: usize) -> bool {
        match self {
            Self::All => true,
            Self::Store(it) => it == store,
            Self::Plan(it) => it == plan,
        }
    }
}

/// The days from one to another, all there are of so many.
fn ranges(days: usize) -> impl Iterator<Item = RangeInclusive<usize>> {
    (0..days).flat_map(move |from| (from..days).map(move |to| from..=to))
}

/// A sum of unknowns, by day, store and plan: 1 where one is in it.
fn row(days: usize, who: Who, of: impl Fn(usize) -> bool) -> Row {
    let place = |i: usize| u64::from(of(i / 9) && who.holds(i / 3 % 3, i % 3));
    (0..days * 9).map(place).collect()
}

fn value(world: &[Day], row: &[u64]) -> u64 {
    world.iter().flatten().flatten().zip(row).map(|(n, factor)| n * factor).sum()
}

/// What can be worked out that should not be. `look` says which days a figure shows of those asked for; `None` is
/// withheld.
///
/// That is a figure which is withheld and yet the sum of others, and fewer answers than the minimum of everybody or of
/// one group, on any days. For the second, the attack knows as well that where nobody answered in all, nobody did each
/// day.
fn leak(
    world: &[Day],
    minimum: u32,
    look: impl Fn(Who, RangeInclusive<usize>) -> Option<Vec<usize>>,
) -> Option<String> {
    let days = world.len();
    let (mut known, mut withheld, mut empty) = (Known::default(), Vec::new(), BTreeSet::new());
    for who in Who::EVERY {
        for asked in ranges(days) {
            match look(who, asked.clone()) {
                Some(shown) => {
                    let row = row(days, who, |day| shown.contains(&day));
                    if value(world, &row) == 0 {
                        empty.extend((0..row.len()).filter(|i| row[*i] == 1));
                    }
                    known.learn(row);
                }
                None => withheld.push((who, asked)),
            }
        }
    }
    for (who, asked) in withheld {
        if known.gives(row(days, who, |day| asked.contains(&day))) {
            return Some(format!("{who:?} of {asked:?} is withheld and yet known"));
        }
    }
    for i in empty {
        known.learn((0..days * 9).map(|j| u64::from(i == j)).collect());
    }
    for who in Who::EVERY {
        for some in 1..1_usize << days {
            let row = row(days, who, |day| (some >> day) & 1 == 1);
            let n = value(world, &row);
            if (1..u64::from(minimum)).contains(&n) && known.gives(row) {
                return Some(format!("{n} of {who:?} on the days {some:b} are known"));
            }
        }
    }
    None
}

/// A survey at one moment: days lie `gap` days apart, and from the day `open` on they may still get answers.
#[derive(Clone, Copy, Debug)]
struct Moment {
    gap: usize,
    minimum: u32,
    refresh: Refresh,
    open: usize,
}

impl Moment {
    fn day(self, i: usize) -> Date {
        date(2026, 1, 1).saturating_add(Span::new().days((self.gap * i) as i64))
    }

    fn days(self, asked: &RangeInclusive<usize>) -> Days {
        Days { first: self.day(*asked.start()), last: self.day(*asked.end()) }
    }

    /// The statistics by store and those by plan.
    fn statistics(self, world: &[Day]) -> Result<[Statistics; 2], MinimumTooLow> {
        let rule = Rule { minimum: MinimumGroup::new(self.minimum)?, refresh: self.refresh, open: self.day(self.open) };
        let by = |group: fn(usize) -> Who| {
            let mut counts = Counts::of_groups(2);
            for day in 0..world.len() {
                let answers = |who| -> Distribution {
                    let row = row(world.len(), who, |it| it == day);
                    [(9, value(world, &row))].into_iter().collect()
                };
                counts.add(self.day(day), &answers(Who::All));
                (0..2).for_each(|it| counts.add_to(it, self.day(day), &answers(group(it))));
            }
            Statistics::of(&counts, rule)
        };
        Ok([by(Who::Store), by(Who::Plan)])
    }
}

fn figure([stores, plans]: &[Statistics; 2], who: Who, days: Days) -> Figure {
    let part = |group| if group == 2 { Part::Rest } else { Part::Group(group) };
    match who {
        Who::All => stores.figure(Part::All, days),
        Who::Store(store) => stores.figure(part(store), days),
        Who::Plan(plan) => plans.figure(part(plan), days),
    }
}

/// Answers of up to six days, some of them empty.
fn world(days: impl Into<prop::collection::SizeRange>) -> impl Strategy<Value = Vec<Day>> {
    let n = prop_oneof![12 => Just(0_u64), 3 => 1_u64..4, 1 => 4_u64..10];
    let day = prop_oneof![1 => Just([[0_u64; 3]; 3]), 4 => prop::array::uniform3(prop::array::uniform3(n))];
    prop::collection::vec(day, days)
}

fn moment() -> impl Strategy<Value = Moment> {
    let refresh = prop::sample::select(vec![Refresh::Live, Refresh::Batches]);
    let gap = prop::sample::select(vec![1_usize, 20, 50]);
    (gap, 3_u32..7, refresh, 0_usize..7).prop_map(|(gap, minimum, refresh, open)| Moment {
        gap,
        minimum,
        refresh,
        open,
    })
}

proptest! {
    #[test]
    fn nothing_withheld_can_be_computed(world in world(1..7), moment in moment()) {
        let statistics = moment.statistics(&world)?;
        let found = leak(&world, moment.minimum, |who, asked| {
            let Figure::Shown(released) = figure(&statistics, who, moment.days(&asked)) else { return None };
            let of = released.days();
            let shown: Vec<usize> =
                (0..world.len()).filter(|i| (of.first..=of.last).contains(&moment.day(*i))).collect();
            let expected = value(&world, &row(world.len(), who, |day| shown.contains(&day)));
            assert_eq!(released.answers().n(), expected, "{who:?} of {asked:?} is of other days than it says");
            Some(shown)
        });
        prop_assert_eq!(found, None);
    }

    #[test]
    fn in_batches_an_answer_more_shows_nowhere_and_what_was_shown_stays(
        (world, more) in (1_usize..7).prop_flat_map(|days| (world(days), world(days))),
        moment in moment(),
    ) {
        let now = Moment { refresh: Refresh::Batches, ..moment };
        let grown: Vec<Day> = (0..).zip(world.iter().zip(&more)).map(|(day, (old, new))| {
            let add = |store: usize, plan: usize| if day >= now.open { new[store][plan] } else { 0 };
            let sum = |store: usize| [0, 1, 2].map(|plan| old[store][plan] + add(store, plan));
            [0, 1, 2].map(sum)
        }).collect();
        let (before, after) = (now.statistics(&world)?, now.statistics(&grown)?);
        let later = Moment { open: now.open + 3, ..now }.statistics(&grown)?;
        for who in Who::EVERY {
            for asked in ranges(world.len()) {
                let shown = figure(&before, who, now.days(&asked));
                prop_assert!(figure(&after, who, now.days(&asked)) == shown, "{who:?} of {asked:?}");
                if let Figure::Shown(released) = &shown {
                    prop_assert!(figure(&later, who, released.days()) == shown, "{who:?} of {asked:?}");
                }
            }
        }
    }
}

/// The answers of one store and of none.
fn two_groups(days: &[[u64; 2]]) -> Vec<Day> {
    days.iter().map(|[store, none]| [[*store, 0, 0], [0; 3], [*none, 0, 0]]).collect()
}

#[test]
fn the_attack_finds_what_the_rule_for_one_time_gives_away() -> Result<(), MinimumTooLow> {
    let minimum = MinimumGroup::new(5)?;
    // Each range by itself: the total from the minimum on, and the groups that `release` lets pass.
    let naive = |world: &[Day], who: Who, asked: RangeInclusive<usize>| {
        let size = |who| value(world, &row(world.len(), who, |day| asked.contains(&day)));
        let may = release(&[0, 1, 2].map(|store| size(Who::Store(store))), minimum);
        let shown = match who {
            Who::Store(store) => may[store],
            Who::All => size(who) == 0 || size(who) >= 5,
            Who::Plan(_) => false,
        };
        shown.then(|| asked.collect::<Vec<_>>())
    };
    for days in [[[9, 0], [1, 0]], [[9, 5], [1, 9]], [[7, 7], [2, 6]]] {
        let world = two_groups(&days);
        let found = leak(&world, 5, |who, asked| naive(&world, who, asked));
        assert!(found.is_some(), "{days:?}");
    }
    Ok(())
}

/// What is said of the store and of those without one, for all days from one to another.
type Look = Vec<Option<(u64, Date, Date)>>;

/// Goes through every way to divide `totals` into two groups: of those that look alike, no group may have one size
/// below the minimum on any days.
fn nothing_can_be_concluded(totals: &[u64], moment: Moment) -> Result<(), MinimumTooLow> {
    let groups = [Who::Store(0), Who::Store(2)];
    let questions: Vec<_> = groups.into_iter().flat_map(|who| ranges(totals.len()).map(move |it| (who, it))).collect();
    let ways: u64 = totals.iter().map(|n| n + 1).product();
    let mut seen: BTreeMap<Look, Vec<BTreeSet<u64>>> = BTreeMap::new();
    for number in 0..ways {
        let divide = |rest: &mut u64, total: &u64| {
            let store = *rest % (total + 1);
            *rest /= total + 1;
            Some([store, total - store])
        };
        let world = two_groups(&totals.iter().scan(number, divide).collect::<Vec<_>>());
        let statistics = moment.statistics(&world)?;
        let look = questions.iter().map(|(who, asked)| match figure(&statistics, *who, moment.days(asked)) {
            Figure::Shown(it) => Some((it.answers().n(), it.days().first, it.days().last)),
            Figure::Withheld => None,
        });
        let possible = seen.entry(look.collect()).or_insert_with(|| vec![BTreeSet::new(); questions.len()]);
        for (found, (who, asked)) in possible.iter_mut().zip(&questions) {
            found.insert(value(&world, &row(world.len(), *who, |day| asked.contains(&day))));
        }
    }
    for possible in seen.values() {
        for (found, (who, asked)) in possible.iter().zip(&questions) {
            let few = found.first().is_some_and(|n| (1..u64::from(moment.minimum)).contains(n));
            assert!(found.len() > 1 || !few, "{who:?} of {asked:?} in {totals:?} can only be {found:?}");
        }
    }
    Ok(())
}

#[test]
fn whoever_knows_where_cells_end_and_why_cannot_conclude_a_small_size() -> Result<(), MinimumTooLow> {
    for gap in [1, 50] {
        let two = Moment { gap, minimum: 3, refresh: Refresh::Batches, open: 2 };
        let three = Moment { open: 3, ..two };
        for a in 3..=10_u64 {
            for b in 3..=10_u64 {
                nothing_can_be_concluded(&[a, b], two)?;
                (3..=5).filter(|_| a.max(b) <= 6).try_for_each(|c| nothing_can_be_concluded(&[a, b, c], three))?;
            }
        }
    }
    Ok(())
}
