//! Customer satisfaction.

use super::{Distribution, Summary};

/// The percentage of satisfied answers, 0 to 100, on a scale from 1 (worst) to `scale_max` (best). `None` without an
/// answer. Answers off the scale are not counted.
///
/// Satisfied are the best two answers of a scale of 4 to 7 points ("top-2 box"), the best one of a shorter scale, the
/// best three of a longer one, so that about the best third counts, as is the custom of the field.
///
/// Formula `csat/top-box/wilson/1`; the interval is E. B. Wilson's, Journal of the American Statistical Association 22
/// (1927), 209-212.
#[must_use]
pub fn csat(answers: &Distribution, scale_max: i64) -> Option<Summary> {
    let boxes = match scale_max {
        ..=3 => 1,
        4..=7 => 2,
        8.. => 3,
    };
    let satisfied = scale_max.saturating_sub(boxes - 1)..=scale_max;
    Summary::of_share("csat/top-box/wilson/1", answers.within(&(1..=scale_max)), satisfied)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::shown;

    #[test]
    fn five_points_give_the_published_interval() {
        let answers: Distribution = [(5, 42), (4, 32), (3, 10), (2, 9), (1, 14)].into_iter().collect();
        assert_eq!(shown(csat(&answers, 5)), Some((69.2, 59.9, 77.1)));
        assert_eq!(csat(&answers, 5).map(|it| it.formula), Some("csat/top-box/wilson/1"));
    }

    #[test]
    fn the_length_of_the_scale_says_how_many_answers_are_satisfied() {
        for (scale_max, satisfied) in [(2, 1.0), (3, 1.0), (4, 2.0), (5, 2.0), (7, 2.0), (10, 3.0)] {
            let one_each: Distribution = (1..=scale_max).map(|score| (score, 1)).collect();
            let expected = 100.0 * satisfied / scale_max as f64;
            assert_eq!(csat(&one_each, scale_max).map(|it| it.score), Some(expected), "{scale_max}");
        }
    }

    #[test]
    fn a_scale_that_is_none_gives_no_score() {
        let answers: Distribution = [(0, 1), (i64::MIN, 1), (-3, 1)].into_iter().collect();
        for scale_max in [0, -3, i64::MIN] {
            assert_eq!(csat(&answers, scale_max), None);
        }
    }
}
