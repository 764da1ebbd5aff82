//! Net Promoter Score.

use super::{Distribution, Summary, interval};

/// The Net Promoter Score of answers from 0 to 10, in points from -100 to 100: the percentage of promoters (9 and 10)
/// less that of detractors (0 to 6). `None` without an answer. Answers off the scale are not counted.
///
/// Formula `nps/adjusted-wald/1`. Sources: F. F. Reichheld, "The One Number You Need to Grow", Harvard Business Review,
/// December 2003, for the score; B. Rocks, "Interval Estimation for the 'Net Promoter Score'", The American
/// Statistician 70 (2016), 365-372, for the interval, which is cut to the scale and widened to hold the score (one
/// answer alone needs that).
#[must_use]
pub fn nps(answers: &Distribution) -> Option<Summary> {
    let distribution = answers.within(&(0..=10));
    let n = distribution.n();
    if n == 0 {
        return None;
    }
    let promoters = distribution.count(&(9..=10));
    let detractors = distribution.count(&(0..=6));
    let score = 100.0 * (promoters as f64 - detractors as f64) / n as f64;
    let interval = interval::adjusted_wald(promoters, detractors, n).around(score, -100.0, 100.0);
    Some(Summary::new("nps/adjusted-wald/1", distribution, score, interval))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::shown;

    /// Promoters, passives and detractors, spread over all their scores.
    fn of(promoters: u64, passives: u64, detractors: u64) -> Option<(f64, f64, f64)> {
        let half = |n: u64| (n / 2, n - n / 2);
        let ((nine, ten), (seven, eight), (zero, six)) = (half(promoters), half(passives), half(detractors));
        shown(nps(&[(9, nine), (10, ten), (7, seven), (8, eight), (0, zero), (6, six)].into_iter().collect()))
    }

    #[test]
    fn the_published_intervals_come_out() {
        assert_eq!(of(10, 0, 0), Some((100.0, 47.5, 100.0)));
        assert_eq!(of(6, 3, 1), Some((50.0, -0.2, 77.1)));
        assert_eq!(of(60, 25, 15), Some((45.0, 29.3, 58.0)));
        assert_eq!(of(600, 250, 150), Some((45.0, 40.3, 49.4)));
        assert_eq!(of(0, 0, 5), Some((-100.0, -100.0, -17.5)));
    }

    #[test]
    fn the_interval_of_a_single_answer_holds_its_score() {
        assert_eq!(of(1, 0, 0), Some((100.0, -48.5, 100.0)));
        assert_eq!(of(0, 0, 1), Some((-100.0, -100.0, 48.5)));
    }
}
