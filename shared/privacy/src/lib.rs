//! What keeps people unknown: pseudonyms, sealing, and the rule for groups too small to show.

pub mod group;
pub mod keyring;
pub mod pseudonym;
pub mod receipt;
pub mod scrub;
pub mod seal;
pub mod sign;

pub use keyring::{Keyring, ReloadError};
pub use pseudonym::{Cause, Pepper};
pub use scrub::{Kind, Scrubbed, Scrubber, Span};
pub use seal::{DataKey, MasterKey, MasterKeys, Place, SealError, Sealed, WrappedKey};
