//! How soon an answer is in the figures that people read.

use serde::{Deserialize, Serialize};

/// How soon answers are shown.
///
/// Whoever looks before and after one answer sees by the difference what it was. [`Refresh::Batches`] closes that; it
/// costs that figures are some days behind, and so it is not the default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Refresh {
    /// At once, today's as well.
    #[default]
    Live,
    /// Only when enough new ones are there, and nobody can change or add to them any more.
    Batches,
}

impl Refresh {
    /// Reads the written form; `None` when it is not one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "live" => Some(Self::Live),
            "batches" => Some(Self::Batches),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_read_as_it_is_written() -> Result<(), serde_json::Error> {
        for refresh in [Refresh::Live, Refresh::Batches] {
            let written = serde_json::to_value(refresh)?;
            assert_eq!(written.as_str().and_then(Refresh::parse), Some(refresh));
        }
        assert_eq!((Refresh::default(), Refresh::parse("Live")), (Refresh::Live, None));
        Ok(())
    }
}
