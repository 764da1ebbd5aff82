//! One find of a finder, before finds that overlap become one.

use std::ops::Range;

use super::kind::Kind;

/// A stretch of the folded text that is personal data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// Bytes of the folded text.
    pub(crate) range: Range<usize>,
    /// What it is.
    pub(crate) kind: Kind,
}

impl Found {
    /// A find of `kind` at these bytes of the folded text.
    pub(crate) fn new(range: Range<usize>, kind: Kind) -> Self {
        Self { range, kind }
    }
}
