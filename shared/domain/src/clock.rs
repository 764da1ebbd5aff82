//! Time and randomness as parameters.
//!
//! A function that asks the operating system for the time cannot be tested a day later, and one that draws its own
//! random bytes cannot be replayed. Both come in from `runtime` (the real ones) or from a test.

use std::fmt::Debug;

use jiff::Timestamp;

/// Where the present moment comes from.
pub trait Clock: Debug + Send + Sync {
    /// The present moment.
    fn now(&self) -> Timestamp;
}

/// Where random bytes come from. Implementations are cryptographically secure.
pub trait Random: Debug + Send + Sync {
    /// Fills `bytes` with random bytes.
    fn fill(&self, bytes: &mut [u8]);
}

/// `N` random bytes.
#[must_use]
pub fn random<const N: usize>(random: &dyn Random) -> [u8; N] {
    let mut bytes = [0; N];
    random.fill(&mut bytes);
    bytes
}
