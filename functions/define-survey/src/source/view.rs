//! A source as a caller sees it: with the number of its secrets, never the secrets.

use std::collections::BTreeMap;

use jiff::Timestamp;
use koe_domain::source::{Basis, Platform, Rule, Source};
use koe_privacy::SealError;
use koe_store::rows::SourceRow;
use serde::Serialize;
use utoipa::ToSchema;

use crate::State;

/// A source.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SourceView {
    /// The source.
    source: String,
    /// Which system sends: `shopify` or `standard_webhooks`.
    #[schema(value_type = String)]
    platform: Platform,
    /// Why its customers may be asked.
    #[schema(value_type = SourceBasis)]
    basis: Basis,
    /// Which moment leads to which survey.
    #[schema(value_type = Vec<SourceRule>)]
    rules: Vec<Rule>,
    /// How many secrets it has. They are not shown.
    secrets: usize,
    /// When it was last written.
    #[schema(value_type = String, format = DateTime)]
    updated_at: Timestamp,
}

impl SourceView {
    /// What `row` shows of the source that it holds.
    pub(super) fn of(row: &SourceRow, source: Source) -> Self {
        Self {
            source: row.source.to_string(),
            platform: source.platform,
            secrets: source.secrets.len(),
            basis: source.basis,
            rules: source.rules,
            updated_at: row.updated_at,
        }
    }

    /// Opens `row`. The master keys are read again where it was sealed under one that is newer than this process.
    ///
    /// # Errors
    /// When the row does not open.
    pub(super) async fn open(state: &State, row: &SourceRow) -> Result<Self, SealError> {
        let opened = row.open(&state.master.current());
        let opened = match opened {
            Err(SealError::UnknownMasterKey) if state.master.reload(state.clock.now()).await => {
                row.open(&state.master.current())
            }
            other => other,
        };
        Ok(Self::of(row, opened?))
    }
}

/// The body of a source, for the OpenAPI document; `SourceInput` reads it.
#[derive(Serialize, ToSchema)]
pub(crate) struct SourceBody {
    /// Which system sends: `shopify` or `standard_webhooks`.
    platform: String,
    /// One secret, or during rotation two, of 8 to 256 printable ASCII characters; for `standard_webhooks` base64,
    /// with or without `whsec_` before it.
    secrets: Vec<String>,
    /// Why its customers may be asked.
    basis: SourceBasis,
    /// Which moment leads to which survey: at most 10 rules, at most one for a moment and survey.
    rules: Vec<SourceRule>,
}

/// On what ground the customers of a source may be asked.
#[derive(Serialize, ToSchema)]
pub(crate) struct SourceBasis {
    /// `consent`, `existing_customer` or `contract`.
    kind: String,
    /// What shows it, for instance the notice and its date; 1 to 500 characters.
    evidence: String,
    /// The country whose customers these are, two capital letters; a contract alone permits no such mail in Europe.
    #[schema(required = false)]
    country: Option<String>,
}

/// One moment that leads to one survey.
#[derive(Serialize, ToSchema)]
pub(crate) struct SourceRule {
    /// `placed`, `shipped`, `delivered` or `solved`.
    on: String,
    /// The survey; it must be there.
    survey: String,
    /// How long after the moment to ask, an ISO 8601 duration; the survey's own delay unless given.
    delay: Option<String>,
    /// Labels of the invitations it makes, at most 10.
    #[schema(required = false)]
    labels: BTreeMap<String, String>,
}
