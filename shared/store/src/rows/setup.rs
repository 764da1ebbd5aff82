//! What was set up: organisation, surveys, sources, API keys.

use std::collections::BTreeSet;

use jiff::Timestamp;
use koe_domain::{Organisation, SourceId, SurveyId};
use koe_privacy::{Sealed, WrappedKey};
use serde::{Deserialize, Serialize};

use crate::row::{Key, Row};
use crate::table::Table;

/// The organisation.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OrganisationRow {
    /// It.
    pub organisation: Organisation,
    /// When it was last written.
    pub updated_at: Timestamp,
}

impl OrganisationRow {
    /// Its key.
    #[must_use]
    pub fn key() -> Key {
        Key::new(Table::Koe, "ORGANISATION", "CURRENT")
    }
}

impl Row for OrganisationRow {
    const TABLE: Table = Table::Koe;
    const KIND: &'static str = "organisation";
    fn row_key(&self) -> Key {
        Self::key()
    }
}

/// Which version of a survey is live.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SurveyRow {
    /// The survey.
    pub survey: SurveyId,
    /// Revision of this row.
    pub rev: u64,
    /// The live version.
    pub version: u32,
    /// SHA-256 of the live version's canonical JSON, lower-case hex.
    pub sha256: String,
    /// `test`, `live` or `stopped`.
    pub mode: String,
    /// When it was last written.
    pub updated_at: Timestamp,
    /// Index `list`.
    pub list_pk: String,
    /// Index `list`.
    pub list_at: String,
}

impl SurveyRow {
    /// Partition of the index `list`.
    pub const LIST: &'static str = "SURVEY";

    /// Its key.
    #[must_use]
    pub fn key(survey: &SurveyId) -> Key {
        Key::new(Table::Koe, format!("SURVEY#{survey}"), "CURRENT")
    }
}

impl Row for SurveyRow {
    const TABLE: Table = Table::Koe;
    const KIND: &'static str = "survey";
    fn row_key(&self) -> Key {
        Self::key(&self.survey)
    }
}

/// One version of a survey; it never changes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct VersionRow {
    /// The survey.
    pub survey: SurveyId,
    /// The version, from 1.
    pub version: u32,
    /// The `SurveyJS` document as it came in, JSON.
    pub definition: String,
    /// The settings as they came in, JSON.
    pub settings: String,
    /// SHA-256 over both in canonical JSON, lower-case hex.
    pub sha256: String,
    /// When it was stored.
    pub created_at: Timestamp,
}

impl VersionRow {
    /// Its key.
    #[must_use]
    pub fn key(survey: &SurveyId, version: u32) -> Key {
        Key::new(Table::Koe, format!("SURVEY#{survey}"), format!("VERSION#{version:04}"))
    }
}

impl Row for VersionRow {
    const TABLE: Table = Table::Koe;
    const KIND: &'static str = "survey version";
    fn row_key(&self) -> Key {
        Self::key(&self.survey, self.version)
    }
}

/// A shop's system that sends webhooks.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SourceRow {
    /// The source.
    pub source: SourceId,
    /// Everything but the secrets, as JSON.
    pub settings: String,
    /// The key of the secrets, wrapped.
    pub key: WrappedKey,
    /// The secrets, sealed.
    pub secrets: Sealed,
    /// When it was last written.
    pub updated_at: Timestamp,
    /// Index `list`.
    pub list_pk: String,
    /// Index `list`.
    pub list_at: String,
}

impl SourceRow {
    /// Partition of the index `list`.
    pub const LIST: &'static str = "SOURCE";

    /// Its key.
    #[must_use]
    pub fn key(source: &SourceId) -> Key {
        Key::new(Table::Koe, format!("SOURCE#{source}"), "SOURCE")
    }
}

impl Row for SourceRow {
    const TABLE: Table = Table::Koe;
    const KIND: &'static str = "source";
    fn row_key(&self) -> Key {
        Self::key(&self.source)
    }
}

/// An API key: what is needed to know it again, not the key itself.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ApiKeyRow {
    /// Its public part.
    pub id: String,
    /// What it is for, in the words of who made it.
    pub name: String,
    /// SHA-256 of its secret part, lower-case hex.
    pub hash: String,
    /// What it may do.
    pub scopes: BTreeSet<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was revoked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<Timestamp>,
    /// Index `list`.
    pub list_pk: String,
    /// Index `list`.
    pub list_at: String,
}

impl ApiKeyRow {
    /// Partition of the index `list`.
    pub const LIST: &'static str = "APIKEY";

    /// Its key.
    #[must_use]
    pub fn key(id: &str) -> Key {
        Key::new(Table::Koe, format!("APIKEY#{id}"), "APIKEY")
    }
}

impl Row for ApiKeyRow {
    const TABLE: Table = Table::Koe;
    const KIND: &'static str = "API key";
    fn row_key(&self) -> Key {
        Self::key(&self.id)
    }
}
