//! Counters, and what of each response is in them.

use koe_domain::counting::Counted;
use koe_domain::{ResponseId, SurveyId};
use serde::{Deserialize, Serialize};

use crate::row::{Item, Key, Row};
use crate::table::Table;

/// One row of counters: a day, a group and a shard, with a number for each field.
///
/// It is only ever added to, and read as numbers by name; it is no [`Row`], since its attributes are its data.
#[derive(Clone, Debug)]
pub struct StatRow {
    /// The day.
    pub day: String,
    /// The group, as [`koe_domain::counting::Group`] writes it.
    pub group: String,
    /// The counts by field.
    pub counts: Vec<(String, i64)>,
}

impl StatRow {
    /// Its key.
    #[must_use]
    pub fn key(survey: &SurveyId, day: &str, group: &str, shard: u8) -> Key {
        Key::new(Table::Koe, Self::partition(survey), format!("{day}#{group}#{shard}"))
    }

    pub(crate) fn partition(survey: &SurveyId) -> String {
        format!("STATS#{survey}")
    }

    pub(crate) fn from_item(item: &Item) -> Option<Self> {
        let sk = item.get("sk")?.as_s().ok()?;
        let (day, rest) = sk.split_once('#')?;
        let (group, _shard) = rest.rsplit_once('#')?;
        let counts = item
            .iter()
            .filter(|(name, _)| *name != "v")
            .filter_map(|(name, value)| Some((name.clone(), value.as_n().ok()?.parse().ok()?)))
            .collect();
        Some(Self { day: day.to_owned(), group: group.to_owned(), counts })
    }
}

/// What of a response is in the counters.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CountedRow {
    /// The response.
    pub response: ResponseId,
    /// Revision of this row: that of the response counted.
    pub rev: u64,
    /// What is counted.
    pub counted: Counted,
}

impl CountedRow {
    /// Its key.
    #[must_use]
    pub fn key(response: ResponseId) -> Key {
        Key::new(Table::Koe, format!("COUNTED#{}", response.encode()), "COUNTED")
    }
}

impl Row for CountedRow {
    const TABLE: Table = Table::Koe;
    const KIND: &'static str = "counted";
    fn row_key(&self) -> Key {
        Self::key(self.response)
    }
}
