//! The texts that were shown, and the daily roots over all ledgers.

use jiff::Timestamp;
use koe_domain::Locale;
use serde::{Deserialize, Serialize};

use crate::row::{Key, Row};
use crate::rows::Alert;
use crate::table::Table;

/// A notice as it was shown: found by its hash, never changed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NoticeRow {
    /// SHA-256 of the text, lower-case hex.
    pub sha256: String,
    /// Which notice, for instance `survey/after-purchase`.
    pub notice: String,
    /// Its language.
    pub locale: Locale,
    /// The text.
    pub text: String,
    /// When it was first shown.
    pub at: Timestamp,
}

impl NoticeRow {
    /// Its key.
    #[must_use]
    pub fn key(sha256: &str) -> Key {
        Key::new(Table::Koe, format!("NOTICE#{sha256}"), "NOTICE")
    }
}

impl Row for NoticeRow {
    const TABLE: Table = Table::Koe;
    const KIND: &'static str = "notice";
    fn row_key(&self) -> Key {
        Self::key(&self.sha256)
    }
}

/// The root of a day: `SHA-256(previous root ‖ day ‖ heads, sorted)`, all as text with a line feed after each. A chain
/// over days covers every head there ever was.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RootRow {
    /// The day in UTC, `YYYY-MM-DD`.
    pub day: String,
    /// Revision of this row.
    pub rev: u64,
    /// The day of the root before; empty for the first.
    pub previous_day: String,
    /// The root before; empty for the first.
    pub previous: String,
    /// Heads that it covers.
    pub heads: u64,
    /// Rows over which the heads are spread: [`RootPageRow`] 0, 1, ….
    pub pages: u32,
    /// The root, lower-case hex.
    pub root: String,
    /// The signed statement of all that, as JSON; what is mailed.
    pub statement: String,
    /// Where its mail stands.
    pub mail: Alert,
}

impl RootRow {
    /// The partition of all roots.
    pub const PARTITION: &'static str = "LEDGER";

    /// Its key.
    #[must_use]
    pub fn key(day: &str) -> Key {
        Key::new(Table::Koe, Self::PARTITION, day)
    }
}

impl Row for RootRow {
    const TABLE: Table = Table::Koe;
    const KIND: &'static str = "ledger root";
    fn row_key(&self) -> Key {
        Self::key(&self.day)
    }
}

/// Some of the heads that a root covers: hashes of events, which name nobody.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RootPageRow {
    /// The root's day.
    pub day: String,
    /// Its number, from 0.
    pub page: u32,
    /// Hashes of the last events, sorted, lower-case hex.
    pub heads: Vec<String>,
}

impl RootPageRow {
    /// Heads in a row: 64 characters each, well below the 400 KB of a row.
    pub const HEADS: usize = 4_000;

    /// Its key.
    #[must_use]
    pub fn key(day: &str, page: u32) -> Key {
        Key::new(Table::Koe, format!("LEDGER#{day}"), format!("{page:06}"))
    }
}

impl Row for RootPageRow {
    const TABLE: Table = Table::Koe;
    const KIND: &'static str = "ledger root's heads";
    fn row_key(&self) -> Key {
        Self::key(&self.day, self.page)
    }
}
