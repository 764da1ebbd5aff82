//! The one way from counters to figures.

use jiff::civil::Date;
use koe_domain::score::Distribution;

use super::cells::{Days, Rule, cut};
use super::unions::{Series, sum, unite};

/// The answers to one question by day, of everybody and of each group: what goes in.
///
/// Answers that are of no group are not passed in, but found as what is left of everybody's: the groups are a
/// partition, whatever the caller knows of.
#[derive(Clone, Debug, Default)]
pub struct Counts {
    all: Series,
    groups: Vec<Series>,
}

impl Counts {
    /// No answers yet, in a partition into so many groups and the rest; without a grouping 0.
    #[must_use]
    pub fn of_groups(groups: usize) -> Self {
        Self { all: Series::new(), groups: vec![Series::new(); groups] }
    }

    /// Adds answers of a day; those of the groups are among them.
    pub fn add(&mut self, day: Date, answers: &Distribution) {
        add(self.all.entry(day).or_default(), answers);
    }

    /// Adds answers of a day that are those of one group. Of a group that there is not, they stay in the rest.
    pub fn add_to(&mut self, group: usize, day: Date, answers: &Distribution) {
        if let Some(series) = self.groups.get_mut(group) {
            add(series.entry(day).or_default(), answers);
        }
    }

    /// The groups and, last, the rest.
    fn partition(&self) -> Vec<Series> {
        let rest = self.all.iter().map(|(day, answers)| {
            let grouped: Distribution =
                self.groups.iter().filter_map(|group| group.get(day)).flat_map(Distribution::iter).collect();
            let left = |(score, n): (i64, u64)| (score, n.saturating_sub(grouped.count(&(score..=score))));
            let left: Distribution = answers.iter().map(left).collect();
            (*day, left)
        });
        self.groups.iter().cloned().chain([rest.collect()]).collect()
    }
}

fn add(sum: &mut Distribution, answers: &Distribution) {
    for (score, n) in answers.iter() {
        sum.add(score, n);
    }
}

/// Whose answers a figure is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Everybody's.
    All,
    /// Those of one group, by the number under which it was passed in.
    Group(usize),
    /// Those of no group.
    Rest,
}

/// What may be known of some days.
#[derive(Clone, Debug, PartialEq)]
pub enum Figure {
    /// These answers; none where nobody answered.
    Shown(Released),
    /// That somebody may have answered, and no more.
    Withheld,
}

/// Answers that may be shown. None are made but by [`Statistics::figure`].
#[derive(Clone, Debug, PartialEq)]
pub struct Released {
    answers: Distribution,
    days: Days,
}

impl Released {
    /// The answers.
    #[must_use]
    pub fn answers(&self) -> &Distribution {
        &self.answers
    }

    /// The days whose answers these are, all of them: those asked for, without the cells that stick out at their ends.
    #[must_use]
    pub fn days(&self) -> Days {
        self.days
    }
}

/// The statistics of one question, cut into cells: figures come out.
#[derive(Clone, Debug)]
pub struct Statistics {
    all: Line,
    /// Those of the groups, and last the rest.
    parts: Vec<Line>,
}

/// The cells of one part. Nothing is said of `hidden`.
#[derive(Clone, Debug)]
struct Line {
    cells: Vec<(Days, Option<Distribution>)>,
    hidden: Option<Days>,
}

impl Statistics {
    /// Cuts the answers into cells and decides which of them are shown.
    ///
    /// `counts` are to hold all the days of the survey up to today, whatever days are asked for later: cells are the
    /// same for every question, or they protect nobody.
    #[must_use]
    pub fn of(counts: &Counts, rule: Rule) -> Self {
        let cut = cut(counts.all.iter().map(|(day, answers)| (*day, answers.n())), rule);
        let partition = counts.partition();
        let (unions, hidden) = unite(&cut, &partition, rule);
        let cells = cut.cells.iter().map(|days| (*days, Some(sum(&counts.all, *days)))).collect();
        let mut parts: Vec<Line> = partition.iter().map(|_| Line { cells: Vec::new(), hidden }).collect();
        for union in unions {
            for (part, shown) in parts.iter_mut().zip(union.shown) {
                part.cells.push((union.days, shown));
            }
        }
        Self { all: Line { cells, hidden: cut.hidden }, parts }
    }

    /// What may be known of the answers of some days. Every number that anybody reads comes from here.
    ///
    /// It is the sum of the cells that lie in `days` whole, where all of them are released. Where there is none, it is
    /// withheld, unless no cell reaches into these days: then nobody answered. A group that there is not is withheld.
    #[must_use]
    pub fn figure(&self, part: Part, days: Days) -> Figure {
        let line = match part {
            Part::All => Some(&self.all),
            Part::Group(group) => self.parts.get(group),
            Part::Rest => self.parts.last(),
        };
        line.and_then(|line| line.figure(days)).map_or(Figure::Withheld, Figure::Shown)
    }
}

impl Line {
    fn figure(&self, days: Days) -> Option<Released> {
        let mut answers = Distribution::new();
        let mut whole = 0_usize;
        for (_, released) in self.cells.iter().filter(|(cell, _)| days.hold(*cell)) {
            add(&mut answers, released.as_ref()?);
            whole += 1;
        }
        let mut shown = days;
        for (cell, _) in self.cells.iter().filter(|(cell, _)| days.meet(*cell) && !days.hold(*cell)) {
            if cell.first < days.first {
                shown.first = cell.last.tomorrow().ok()?;
            }
            if cell.last > days.last {
                shown.last = cell.first.yesterday().ok()?;
            }
        }
        if let Some(hidden) = self.hidden.filter(|hidden| days.meet(*hidden)) {
            shown.last = hidden.first.yesterday().ok()?;
        }
        (whole > 0 || shown == days).then_some(Released { answers, days: shown })
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use koe_domain::counting::Refresh;

    use super::super::{MinimumGroup, MinimumTooLow};
    use super::*;

    /// First and last day of November.
    fn november(first: i8, last: i8) -> Days {
        Days { first: date(2026, 11, first), last: date(2026, 11, last) }
    }

    /// Answers by day of November: everybody's, and those of one group.
    fn statistics(answers: &[(i8, u64, u64)], refresh: Refresh, open: i8) -> Result<Statistics, MinimumTooLow> {
        let mut counts = Counts::of_groups(1);
        for (day, all, group) in answers {
            let day = date(2026, 11, *day);
            counts.add(day, &[(9, *all)].into_iter().collect());
            counts.add_to(0, day, &[(9, *group)].into_iter().collect());
            counts.add_to(1, day, &[(9, 100)].into_iter().collect());
        }
        let rule = Rule { minimum: MinimumGroup::new(5)?, refresh, open: date(2026, 11, open) };
        Ok(Statistics::of(&counts, rule))
    }

    /// How many answers a figure shows, and the first and last day of November that it is of.
    fn told(figure: Figure) -> Option<(u64, i8, i8)> {
        match figure {
            Figure::Shown(it) => Some((it.answers().n(), it.days().first.day(), it.days().last.day())),
            Figure::Withheld => None,
        }
    }

    #[test]
    fn a_figure_is_the_sum_of_the_cells_that_lie_in_the_days_whole() -> Result<(), MinimumTooLow> {
        let answers = [(3, 2, 0), (5, 3, 0), (6, 7, 0), (10, 5, 0), (12, 1, 0)];
        let statistics = statistics(&answers, Refresh::Live, 20)?;
        let all = |first, last| told(statistics.figure(Part::All, november(first, last)));
        assert_eq!(all(1, 30), Some((18, 1, 30)), "empty days at the ends belong to it");
        assert_eq!(all(3, 12), Some((18, 3, 12)));
        assert_eq!(all(4, 30), Some((13, 6, 30)), "a cell sticks out in front");
        assert_eq!(all(1, 11), Some((12, 1, 9)), "a cell sticks out behind");
        assert_eq!(all(4, 11), Some((7, 6, 9)));
        assert_eq!((all(3, 4), all(4, 4), all(10, 11), all(11, 11)), (None, None, None, None));
        assert_eq!((all(1, 2), all(7, 9), all(13, 30)), (Some((0, 1, 2)), Some((0, 7, 9)), Some((0, 13, 30))));
        Ok(())
    }

    #[test]
    fn a_group_is_shown_where_all_its_cells_in_the_days_are() -> Result<(), MinimumTooLow> {
        let answers = [(3, 9, 9), (4, 10, 5), (5, 9, 1)];
        let statistics = statistics(&answers, Refresh::Live, 6)?;
        let of = |part, first, last| told(statistics.figure(part, november(first, last)));
        // The fifth shows nothing by itself, and so it belongs to the fourth.
        assert_eq!(of(Part::Group(0), 3, 3), Some((9, 3, 3)));
        assert_eq!(of(Part::Rest, 3, 3), Some((0, 3, 3)));
        assert_eq!(of(Part::Group(0), 1, 30), Some((15, 1, 30)));
        assert_eq!(of(Part::Rest, 1, 30), Some((13, 1, 30)));
        assert_eq!(of(Part::Group(0), 1, 4), Some((9, 1, 3)));
        assert_eq!(of(Part::All, 1, 4), Some((19, 1, 4)), "everybody's cells are shorter");
        assert_eq!(of(Part::Group(0), 5, 5), None);
        assert_eq!(of(Part::Group(7), 1, 30), None);
        Ok(())
    }

    #[test]
    fn a_withheld_cell_is_in_no_sum() -> Result<(), MinimumTooLow> {
        let answers = [(3, 8, 7)];
        let statistics = statistics(&answers, Refresh::Live, 6)?;
        assert_eq!(told(statistics.figure(Part::All, november(1, 30))), Some((8, 1, 30)));
        assert_eq!(told(statistics.figure(Part::Group(0), november(1, 30))), None);
        assert_eq!(told(statistics.figure(Part::Rest, november(1, 30))), None);
        Ok(())
    }

    #[test]
    fn in_batches_figures_end_with_the_last_cell() -> Result<(), MinimumTooLow> {
        let statistics = statistics(&[(3, 6, 6), (5, 4, 4)], Refresh::Batches, 9)?;
        let all = |first, last| told(statistics.figure(Part::All, november(first, last)));
        assert_eq!(all(1, 30), Some((6, 1, 3)));
        assert_eq!((all(4, 4), all(20, 30)), (None, None), "nobody's answer shows by being none");
        assert_eq!(all(1, 2), Some((0, 1, 2)));
        Ok(())
    }

    #[test]
    fn below_the_minimum_no_day_is_told_and_without_answers_every_one() -> Result<(), MinimumTooLow> {
        let few = statistics(&[(3, 4, 4)], Refresh::Live, 9)?;
        assert_eq!(
            (told(few.figure(Part::All, november(1, 30))), told(few.figure(Part::Rest, november(7, 8)))),
            (None, None)
        );
        let none = statistics(&[], Refresh::Live, 9)?;
        assert_eq!(told(none.figure(Part::All, november(1, 30))), Some((0, 1, 30)));
        assert_eq!(told(none.figure(Part::Group(0), november(2, 3))), Some((0, 2, 3)));
        Ok(())
    }
}
