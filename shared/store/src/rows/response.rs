//! A response: scores and choices, never a person. Its free text is sealed under a key of its own.

use std::collections::BTreeMap;

use koe_domain::nonce::ResponseKey;
use koe_domain::survey::Answers;
use koe_domain::{Locale, ResponseId, StoreId, SurveyId};
use koe_privacy::Sealed;
use serde::{Deserialize, Serialize};

use crate::row::{Due, Key, Row};
use crate::table::Table;

/// Partitions of a survey's responses of one day.
pub const RESPONSE_SHARDS: u8 = 4;

/// A response.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ResponseRow {
    /// The response.
    pub id: ResponseId,
    /// The survey.
    pub survey: SurveyId,
    /// The version answered.
    pub version: u32,
    /// Day of the first answer in the survey's time zone; no exact time.
    pub day: String,
    /// Which of the survey's partitions of that day.
    pub shard: u8,
    /// Revision of the answer, from 1. It is never lower than what it replaces.
    pub rev: u64,
    /// Scores and choices.
    pub answers: Answers,
    /// The answers in words, sealed under the text's key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Sealed>,
    /// The store.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub store: Option<StoreId>,
    /// Labels to count by.
    #[serde(default)]
    pub labels: BTreeMap<String, String>,
    /// The language answered in.
    pub locale: Locale,
    /// Given while the survey was in test mode: never counted.
    #[serde(default)]
    pub test: bool,
    /// Whether its free text is in a language that has no rules for scrubbing: then it is for handling only, and on no
    /// statistics page.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unscrubbed: bool,
    /// Sent by a browser that signals `Sec-GPC: 1`: handed on to no third party.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub gpc: bool,
    /// Of an answer without a person: what tells a repeated press from another answer of the same page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub with: Option<String>,
    /// When its free text is due to go.
    #[serde(flatten)]
    pub due: Due,
}

impl ResponseRow {
    /// Its partition key.
    #[must_use]
    pub fn partition(survey: &SurveyId, day: &str, shard: u8) -> String {
        format!("RESPONSE#{survey}#{day}#{shard}")
    }

    /// The key of a survey's response.
    #[must_use]
    pub fn key(survey: &SurveyId, key: &ResponseKey) -> Key {
        Key::new(Table::Koe, Self::partition(survey, &key.day, key.shard), key.id.encode())
    }
}

impl Row for ResponseRow {
    const TABLE: Table = Table::Koe;
    const KIND: &'static str = "response";
    fn row_key(&self) -> Key {
        Key::new(Table::Koe, Self::partition(&self.survey, &self.day, self.shard), self.id.encode())
    }
}
