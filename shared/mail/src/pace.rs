//! The space between two mails.

use std::time::Duration;

use jiff::Timestamp;
use koe_domain::Clock;

/// Mails a second from which on they are not spaced.
const UNSPACED: f64 = 1000.0;

/// Keeps mails of one run apart, so that the account's rate is not exceeded.
#[derive(Debug)]
pub struct Pace {
    gap: Duration,
    last: Option<Timestamp>,
}

impl Pace {
    /// For `rate` mails a second; one a second where that is no rate.
    #[must_use]
    pub fn new(rate: f64) -> Self {
        let gap = if rate >= UNSPACED {
            Duration::ZERO
        } else {
            Duration::try_from_secs_f64(1.0 / rate).unwrap_or(Duration::from_secs(1))
        };
        Self { gap, last: None }
    }

    /// Waits until the next mail may go.
    pub async fn wait(&self, clock: &dyn Clock) {
        let rest = self.rest(clock.now());
        if !rest.is_zero() {
            tokio::time::sleep(rest).await;
        }
    }

    /// Notes that a mail goes.
    pub const fn mark(&mut self, now: Timestamp) {
        self.last = Some(now);
    }

    /// What is left of the gap; never more than the whole, should the clock be set back.
    fn rest(&self, now: Timestamp) -> Duration {
        let Some(last) = self.last else { return Duration::ZERO };
        let gone = Duration::try_from(now.duration_since(last)).unwrap_or_default();
        self.gap.saturating_sub(gone)
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    #[test]
    fn the_gap_is_counted_from_the_last_mail() -> Result<(), jiff::Error> {
        let mut pace = Pace::new(2.0);
        let start = Timestamp::UNIX_EPOCH;
        assert_eq!(pace.rest(start), Duration::ZERO);
        pace.mark(start);
        for (gone, rest) in [(0, 500), (200, 300), (500, 0), (9000, 0), (-9000, 500)] {
            let now = start.checked_add(SignedDuration::from_millis(gone))?;
            assert_eq!(pace.rest(now), Duration::from_millis(rest), "{gone}");
        }
        Ok(())
    }

    #[test]
    fn a_high_rate_needs_no_space_and_a_senseless_one_is_slow() {
        for (rate, gap) in [(1000.0, 0), (1e9, 0), (f64::NAN, 1000), (0.0, 1000), (-1.0, 1000)] {
            let mut pace = Pace::new(rate);
            pace.mark(Timestamp::UNIX_EPOCH);
            assert_eq!(pace.rest(Timestamp::UNIX_EPOCH), Duration::from_millis(gap), "{rate}");
        }
    }
}
