//! A clock that a developer can move ahead.
//!
//! It is the real time plus an offset that only grows: what was written at one moment is never in the future of the next,
//! not even after a restart. A frozen clock was rejected, because pages that count down would stand still.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock};

use jiff::{SignedDuration, Timestamp};
use koe_domain::Clock;
use serde::{Deserialize, Serialize};

use crate::keep;

/// Real time plus an offset that only grows, kept in `clock.json` of the data folder.
#[derive(Debug)]
pub struct MovableClock {
    ahead: RwLock<SignedDuration>,
    file: Option<PathBuf>,
}

/// What the file holds.
#[derive(Serialize, Deserialize)]
struct Kept {
    ahead: SignedDuration,
}

impl MovableClock {
    /// The clock of the data folder `data`, as far ahead as it was left; without a folder, a clock that keeps nothing.
    ///
    /// # Errors
    /// When the file is there and cannot be read. It is not started afresh then, for time would go back.
    pub fn open(data: Option<&Path>) -> io::Result<Self> {
        let file = data.map(|data| data.join("clock.json"));
        let kept: Option<Kept> = file.as_deref().map(keep::read).transpose()?.flatten();
        let ahead = kept.map_or(SignedDuration::ZERO, |kept| kept.ahead).max(SignedDuration::ZERO);
        Ok(Self { ahead: RwLock::new(ahead), file })
    }

    /// Moves the clock to `target`, and says what it shows now. A `target` in the past changes nothing.
    ///
    /// # Errors
    /// When the file cannot be written; the clock has not moved then.
    pub fn set_to(&self, target: Timestamp) -> io::Result<Timestamp> {
        {
            let mut ahead = self.ahead.write().unwrap_or_else(PoisonError::into_inner);
            let needed = target.duration_since(real());
            if needed > *ahead {
                if let Some(file) = &self.file {
                    keep::replace(file, &Kept { ahead: needed })?;
                }
                *ahead = needed;
            }
        }
        Ok(self.now())
    }
}

impl Clock for MovableClock {
    fn now(&self) -> Timestamp {
        let ahead = *self.ahead.read().unwrap_or_else(PoisonError::into_inner);
        real().checked_add(ahead).unwrap_or(Timestamp::MAX)
    }
}

/// The time of the operating system.
#[expect(clippy::disallowed_methods, reason = "this is the one clock of the local server; all else is handed it")]
fn real() -> Timestamp {
    Timestamp::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: SignedDuration = SignedDuration::from_hours(24);

    #[test]
    fn the_clock_reaches_its_target_and_never_goes_back() -> Result<(), Box<dyn std::error::Error>> {
        let clock = MovableClock::open(None)?;
        let target = clock.now().checked_add(DAY)?;
        assert!(clock.set_to(target)? >= target);
        assert!(clock.set_to(target.checked_sub(DAY)?)? >= target);
        Ok(())
    }

    #[test]
    fn a_restart_keeps_the_clock_ahead() -> Result<(), Box<dyn std::error::Error>> {
        let data = tempfile::tempdir()?;
        let before = MovableClock::open(Some(data.path()))?;
        let target = before.now().checked_add(DAY)?;
        before.set_to(target)?;
        assert!(MovableClock::open(Some(data.path()))?.now() >= target);
        Ok(())
    }
}
