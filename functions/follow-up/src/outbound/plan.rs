//! When an event is sent again: at once, then after 1 and 5 minutes, half an hour, 2, 5, 10, 14, 20 and 24 hours. Ten
//! attempts in a little more than three days, as the Standard Webhooks specification 1.0.0 proposes; a receiver that is
//! down over a weekend misses nothing.

use jiff::SignedDuration;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;

/// Seconds to wait after the first attempt, the second, ….
const WAITS: [i64; 9] =
    [MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR];

/// Attempts after which an event is given up.
pub(crate) const ATTEMPTS: u32 = 10;

/// The longest that a receiver may ask to be left alone.
const LONGEST: i64 = 24 * HOUR;

/// How long to wait after the given attempt, counted from 1; none after the last. A receiver that asks for more
/// (`Retry-After`, RFC 9110) gets it.
pub(crate) fn wait_after(attempt: u32, asked: Option<i64>) -> Option<SignedDuration> {
    let index = usize::try_from(attempt.max(1) - 1).ok()?;
    let planned = *WAITS.get(index)?;
    Some(SignedDuration::from_secs(planned.max(asked.unwrap_or_default().min(LONGEST))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_attempts_are_made_in_a_little_more_than_three_days() {
        let waits: Vec<i64> = (1..).map_while(|attempt| wait_after(attempt, None)).map(|wait| wait.as_secs()).collect();
        assert_eq!(waits, [60, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400]);
        assert_eq!(u32::try_from(waits.len() + 1), Ok(ATTEMPTS));
        assert_eq!(waits.iter().sum::<i64>() / HOUR, 75);
    }

    #[test]
    fn a_receiver_may_ask_for_more_time_but_not_for_ever() {
        let wait = |attempt, asked| wait_after(attempt, Some(asked)).map(|wait| wait.as_secs());
        assert_eq!(wait(1, 10), Some(60));
        assert_eq!(wait(1, 120), Some(120));
        assert_eq!(wait(1, i64::MAX), Some(86_400));
        assert_eq!(wait(10, 120), None);
        assert_eq!(wait(0, -5), Some(60));
    }
}
