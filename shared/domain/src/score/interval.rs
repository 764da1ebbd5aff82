//! Confidence intervals, two-sided at 95 %.
//!
//! All in closed form, with z = 1.96 as the sources print it, so that anyone can check them with a pocket calculator.

/// Two-sided confidence of every interval here.
pub(super) const CONFIDENCE: f64 = 0.95;

/// Quantile of the standard normal distribution for [`CONFIDENCE`], to the digits of the published tables.
const Z: f64 = 1.96;

/// An interval in the unit of its score.
#[derive(Clone, Copy, Debug)]
pub(super) struct Interval {
    pub(super) low: f64,
    pub(super) high: f64,
}

impl Interval {
    /// The interval cut to the scale from `least` to `most`, and wide enough to hold `score`.
    ///
    /// Two cases need the second: adjusted Wald stops at 98.5 for a single promoter, whose score is 100, and Wilson's
    /// bound for "all of them" misses 100 by a rounding error.
    pub(super) fn around(self, score: f64, least: f64, most: f64) -> Self {
        Self { low: self.low.max(least).min(score), high: self.high.min(most).max(score) }
    }
}

/// Wilson's score interval for a share of `k` in `n` answers, in percent; `n` is at least 1.
///
/// Source: E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", Journal of the
/// American Statistical Association 22 (1927), 209-212.
pub(super) fn wilson(k: u64, n: u64) -> Interval {
    let n = n as f64;
    let p = k as f64 / n;
    let shrink = 1.0 + Z * Z / n;
    let centre = (p + Z * Z / (2.0 * n)) / shrink;
    let half = Z / shrink * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    Interval { low: 100.0 * (centre - half), high: 100.0 * (centre + half) }
}

/// The adjusted Wald interval for the NPS, in points: Wald's interval after 3/4 of a promoter, 3/4 of a detractor and
/// 3/2 of a passive answer are added; `n` is at least 1.
///
/// Source: B. Rocks, "Interval Estimation for the 'Net Promoter Score'", The American Statistician 70 (2016), 365-372.
pub(super) fn adjusted_wald(promoters: u64, detractors: u64, n: u64) -> Interval {
    let n = n as f64 + 3.0;
    let p = (promoters as f64 + 0.75) / n;
    let d = (detractors as f64 + 0.75) / n;
    let centre = p - d;
    let half = Z * ((p + d - centre * centre) / n).sqrt();
    Interval { low: 100.0 * (centre - half), high: 100.0 * (centre + half) }
}

/// The normal interval for a mean, in the unit of the answers: `mean ± z s / sqrt(n)`, where `s` is the sample standard
/// deviation, `sqrt(squares / (n - 1))`, and `squares` the sum of squared distances from the mean. With a single
/// answer, which has no spread, everything is possible.
///
/// Source: NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.5.2, with z for its t. For few answers z is narrower
/// than t would be (for 5 answers by three tenths), and answers that are all alike give no width at all: the number of
/// answers belongs beside it.
pub(super) fn mean(mean: f64, squares: f64, n: u64) -> Interval {
    if n < 2 {
        return Interval { low: f64::NEG_INFINITY, high: f64::INFINITY };
    }
    let n = n as f64;
    let half = Z * (squares / (n - 1.0) / n).sqrt();
    Interval { low: mean - half, high: mean + half }
}
