//! Customer effort, in the three readings in use.
//!
//! CES 2.0 asks for agreement with "the company made it easy for me to handle my issue", and there is no one way to
//! read the answers: some take the mean, some the share that agrees, some ask on five points. Numbers of different
//! readings cannot be compared, so each has its own function and its own formula name, and no reading is the default
//! here.
//!
//! Source of the question: M. Dixon, N. Toman, R. DeLisi, "The Effortless Experience", 2013. In all three, more is
//! easier.

use super::{Distribution, Summary, interval};

/// The mean of answers from 1 (strongly disagree) to 7 (strongly agree), in points of that scale. `None` without an
/// answer. Answers off the scale are not counted.
///
/// Formula `ces/mean/normal/1`: `mean ± 1.96 s / sqrt(n)` with the sample standard deviation `s` (NIST/SEMATECH
/// e-Handbook of Statistical Methods, 1.3.5.2, with z for t), cut to the scale; for one answer the whole scale.
#[must_use]
pub fn ces_mean(answers: &Distribution) -> Option<Summary> {
    let distribution = answers.within(&(1..=7));
    let n = distribution.n();
    if n == 0 {
        return None;
    }
    let total: f64 = distribution.iter().map(|(score, count)| score as f64 * count as f64).sum();
    let score = total / n as f64;
    let squares: f64 = distribution.iter().map(|(at, count)| count as f64 * (at as f64 - score).powi(2)).sum();
    let interval = interval::mean(score, squares, n).around(score, 1.0, 7.0);
    Some(Summary::new("ces/mean/normal/1", distribution, score, interval))
}

/// The percentage, 0 to 100, of 5, 6 and 7 among answers from 1 to 7. `None` without an answer. Answers off the scale
/// are not counted.
///
/// Formula `ces/positive/wilson/1`; the interval is E. B. Wilson's, Journal of the American Statistical Association 22
/// (1927), 209-212.
#[must_use]
pub fn ces_positive(answers: &Distribution) -> Option<Summary> {
    Summary::of_share("ces/positive/wilson/1", answers.within(&(1..=7)), 5..=7)
}

/// The percentage, 0 to 100, of 4 and 5 among answers from 1 to 5. `None` without an answer. Answers off the scale are
/// not counted.
///
/// Formula `ces/agree5/wilson/1`; the interval is E. B. Wilson's, Journal of the American Statistical Association 22
/// (1927), 209-212.
#[must_use]
pub fn ces_agree5(answers: &Distribution) -> Option<Summary> {
    Summary::of_share("ces/agree5/wilson/1", answers.within(&(1..=5)), 4..=5)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::shown;

    #[test]
    fn a_mean_has_the_normal_interval_cut_to_the_scale() {
        // 7, 7, 7, 6, 4: squares 6.8, s² = 1.7, half width 1.96 sqrt(1.7 / 5) = 1.143.
        let few: Distribution = [(7, 3), (6, 1), (4, 1)].into_iter().collect();
        assert_eq!(shown(ces_mean(&few)), Some((6.2, 5.1, 7.0)));
        let many: Distribution = few.iter().map(|(score, n)| (score, 10 * n)).collect();
        assert_eq!(shown(ces_mean(&many)), Some((6.2, 5.9, 6.5)));
    }

    #[test]
    fn the_mean_of_one_answer_could_be_anything() {
        assert_eq!(shown(ces_mean(&[(6, 1)].into_iter().collect())), Some((6.0, 1.0, 7.0)));
    }

    #[test]
    fn each_reading_counts_its_own_answers() {
        let answers: Distribution = (1..=7).map(|score| (score, 5)).collect();
        assert_eq!(ces_mean(&answers).map(|it| (it.n, it.score, it.formula)), Some((35, 4.0, "ces/mean/normal/1")));
        let positive = ces_positive(&answers).map(|it| (it.n, it.score, it.formula));
        assert_eq!(positive, Some((35, 100.0 * 15.0 / 35.0, "ces/positive/wilson/1")));
        let agree = ces_agree5(&answers).map(|it| (it.n, it.score, it.formula));
        assert_eq!(agree, Some((25, 40.0, "ces/agree5/wilson/1")));
    }

    #[test]
    fn shares_have_the_interval_of_wilson() {
        let seven: Distribution = [(7, 2), (5, 2), (4, 1)].into_iter().collect();
        assert_eq!(shown(ces_positive(&seven)), Some((80.0, 37.6, 96.4)));
        let five: Distribution = [(5, 4), (4, 4), (3, 1)].into_iter().collect();
        assert_eq!(shown(ces_agree5(&five)), Some((88.9, 56.5, 98.0)));
    }
}
