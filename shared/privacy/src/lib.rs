//! What keeps people unknown: pseudonyms, sealing, and the rule for groups too small to show.

pub mod group;
pub mod keyring;
pub mod pseudonym;
pub mod seal;

pub use keyring::{Keyring, ReloadError};
pub use pseudonym::{Cause, Pepper};
pub use seal::{DataKey, MasterKey, MasterKeys, Place, SealError, Sealed, WrappedKey};
