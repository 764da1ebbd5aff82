//! Time cut into cells, by the answers of everybody.
//!
//! A cell is the least that is ever told of a time: some days in a row with the minimum of answers at least. Where
//! cells end depends on the counters alone and never on the days that somebody asks for, so two questions that overlap
//! cannot be subtracted from each other to less than a cell.

use jiff::civil::Date;
use koe_domain::counting::Refresh;

use super::MinimumGroup;

/// From one day to another, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days {
    /// The first day.
    pub first: Date,
    /// The last day.
    pub last: Date,
}

impl Days {
    const ALL: Self = Self { first: Date::MIN, last: Date::MAX };

    /// Whether all of `other` lies in these days.
    pub(super) fn hold(self, other: Self) -> bool {
        self.first <= other.first && other.last <= self.last
    }

    /// Whether the two have a day in common.
    pub(super) fn meet(self, other: Self) -> bool {
        self.first <= other.last && other.first <= self.last
    }

    /// How many days they are.
    pub(super) fn count(self) -> i64 {
        self.first.duration_until(self.last).as_hours() / 24 + 1
    }
}

/// By what rule answers are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Fewest answers of what is shown.
    pub minimum: MinimumGroup,
    /// Whether answers are shown at once.
    pub refresh: Refresh,
    /// The first day that may still get answers, or whose answers may still change.
    pub open: Date,
}

/// Cells in the order of time, from the first day with an answer to the last one with an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cut {
    pub(super) cells: Vec<Days>,
    /// Days of which nothing is said, not even that nobody answered.
    pub(super) hidden: Option<Days>,
}

/// Cuts the days of `answers` (how many on which day, in the order of days).
///
/// A cell ends with the first day that is over and gives it the minimum. What is left at the end, with
/// [`Refresh::Live`], is a cell of its own where it has the minimum, and else belongs to the last cell; where there is
/// none, all time is hidden: to tell the days on which three of four people answered would tell how many they are. With
/// [`Refresh::Batches`] whatever comes after the last cell is hidden, so that cells never change and an answer more
/// shows nowhere.
pub(super) fn cut(answers: impl IntoIterator<Item = (Date, u64)>, rule: Rule) -> Cut {
    let minimum = rule.minimum.get();
    let mut cells: Vec<Days> = Vec::new();
    let mut rest: Option<(Days, u64)> = None;
    for (day, n) in answers.into_iter().filter(|(_, n)| *n > 0) {
        let (first, before) = rest.map_or((day, 0), |(days, sum)| (days.first, sum));
        let (days, sum) = (Days { first, last: day }, n.saturating_add(before));
        rest = if day < rule.open && sum >= minimum {
            cells.push(days);
            None
        } else {
            Some((days, sum))
        };
    }
    let hidden = match (rule.refresh, rest) {
        (Refresh::Batches, _) => Some(after(cells.last())),
        (Refresh::Live, None) => None,
        (Refresh::Live, Some((days, sum))) if sum >= minimum => {
            cells.push(days);
            None
        }
        (Refresh::Live, Some((days, _))) => match cells.last_mut() {
            Some(cell) => {
                cell.last = days.last;
                None
            }
            None => Some(Days::ALL),
        },
    };
    Cut { cells, hidden }
}

/// All days after a cell; without one, all there are.
fn after(cell: Option<&Days>) -> Days {
    let first = cell.and_then(|cell| cell.last.tomorrow().ok());
    Days { first: first.unwrap_or(Date::MIN), ..Days::ALL }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::MinimumTooLow;
    use super::*;

    /// First and last day of each cell, and where the last one closed.
    type Closed = (Vec<(i8, i8)>, Option<Date>);

    /// The cells of November's answers with a minimum of 5, as first and last day, and the first hidden day.
    fn november(answers: &[(i8, u64)], refresh: Refresh, open: i8) -> Result<Closed, MinimumTooLow> {
        let rule = Rule { minimum: MinimumGroup::new(5)?, refresh, open: date(2026, 11, open) };
        let cut = cut(answers.iter().map(|(day, n)| (date(2026, 11, *day), *n)), rule);
        let cells = cut.cells.iter().map(|cell| (cell.first.day(), cell.last.day())).collect();
        Ok((cells, cut.hidden.map(|days| days.first)))
    }

    #[test]
    fn a_cell_ends_with_the_day_that_gives_it_the_minimum() -> Result<(), MinimumTooLow> {
        let answers = [(2, 0), (3, 9), (4, 2), (7, 1), (9, 2), (10, 0), (12, 5)];
        assert_eq!(november(&answers, Refresh::Live, 20)?, (vec![(3, 3), (4, 9), (12, 12)], None));
        assert_eq!(
            november(&answers, Refresh::Batches, 20)?,
            (vec![(3, 3), (4, 9), (12, 12)], Some(date(2026, 11, 13)))
        );
        Ok(())
    }

    #[test]
    fn live_the_rest_joins_the_last_cell_until_it_is_one() -> Result<(), MinimumTooLow> {
        assert_eq!(november(&[(3, 6), (8, 4)], Refresh::Live, 8)?, (vec![(3, 8)], None));
        assert_eq!(november(&[(3, 6), (8, 5)], Refresh::Live, 8)?, (vec![(3, 3), (8, 8)], None));
        assert_eq!(november(&[(3, 6), (7, 3), (8, 2)], Refresh::Live, 8)?, (vec![(3, 3), (7, 8)], None));
        assert_eq!(november(&[(8, 5)], Refresh::Live, 8)?, (vec![(8, 8)], None), "today's at once");
        Ok(())
    }

    #[test]
    fn in_batches_the_rest_and_open_days_are_hidden() -> Result<(), MinimumTooLow> {
        let next = Some(date(2026, 11, 4));
        assert_eq!(november(&[(3, 6), (8, 4)], Refresh::Batches, 20)?, (vec![(3, 3)], next));
        assert_eq!(november(&[(3, 6), (8, 50)], Refresh::Batches, 8)?, (vec![(3, 3)], next));
        assert_eq!(november(&[(8, 50)], Refresh::Batches, 8)?, (Vec::new(), Some(Date::MIN)));
        Ok(())
    }

    #[test]
    fn below_the_minimum_all_time_is_hidden_and_nobody_at_all_is_no_secret() -> Result<(), MinimumTooLow> {
        assert_eq!(november(&[(3, 1), (8, 3)], Refresh::Live, 20)?, (Vec::new(), Some(Date::MIN)));
        assert_eq!(november(&[(3, 0)], Refresh::Live, 20)?, (Vec::new(), None));
        Ok(())
    }

    #[test]
    fn days_are_counted_with_both_ends() {
        let days = Days { first: date(2026, 12, 31), last: date(2027, 1, 1) };
        assert_eq!(days.count(), 2);
        assert!(days.hold(days) && days.meet(days) && Days::ALL.hold(days) && !days.hold(Days::ALL));
    }
}
