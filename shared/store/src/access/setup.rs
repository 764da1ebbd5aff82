//! Organisation, surveys, sources and API keys.

use koe_domain::{SourceId, SurveyId};

use crate::client::{Store, Written};
use crate::error::StoreError;
use crate::query::{BadCursor, Page};
use crate::rows::{ApiKeyRow, NoticeRow, OrganisationRow, SourceRow, SurveyRow, VersionRow};
use crate::transaction::{Committed, Transaction};

impl Store {
    /// The organisation. One round trip.
    ///
    /// # Errors
    /// As any read.
    pub async fn organisation(&self) -> Result<Option<OrganisationRow>, StoreError> {
        self.get(&OrganisationRow::key()).await
    }

    /// Writes the organisation. One round trip.
    ///
    /// # Errors
    /// As any write.
    pub async fn put_organisation(&self, row: &OrganisationRow) -> Result<(), StoreError> {
        self.overwrite(row).await
    }

    /// Which version of a survey is live. One round trip.
    ///
    /// # Errors
    /// As any read.
    pub async fn survey(&self, survey: &SurveyId) -> Result<Option<SurveyRow>, StoreError> {
        self.get(&SurveyRow::key(survey)).await
    }

    /// One version of a survey. One round trip.
    ///
    /// # Errors
    /// As any read.
    pub async fn survey_version(&self, survey: &SurveyId, version: u32) -> Result<Option<VersionRow>, StoreError> {
        self.get(&VersionRow::key(survey, version)).await
    }

    /// Stores a new version and makes it the live one. One round trip.
    ///
    /// # Errors
    /// As any write. [`Written::ConditionFailed`] when somebody else published meanwhile.
    pub async fn publish(
        &self,
        version: &VersionRow,
        survey: &SurveyRow,
        seen: Option<u64>,
    ) -> Result<Written, StoreError> {
        let mut transaction = Transaction::new();
        transaction.create(self, (), version)?;
        transaction.write(self, (), survey, seen)?;
        Ok(match transaction.commit(self).await? {
            Committed::Done => Written::Done(()),
            Committed::Stopped(_) => Written::ConditionFailed,
        })
    }

    /// A page of surveys, by name. Two round trips.
    ///
    /// # Errors
    /// As any read.
    pub async fn surveys(
        &self,
        limit: i32,
        cursor: Option<&str>,
    ) -> Result<Result<Page<SurveyRow>, BadCursor>, StoreError> {
        self.listed_rows(SurveyRow::LIST, false, limit, cursor).await
    }

    /// Keeps the text of a notice; one that is there stays as it is. One round trip.
    ///
    /// # Errors
    /// As any write.
    pub async fn keep_notice(&self, row: &NoticeRow) -> Result<(), StoreError> {
        self.create(row).await.map(|_| ())
    }

    /// The text of a notice, by its hash. One round trip.
    ///
    /// # Errors
    /// As any read.
    pub async fn notice(&self, sha256: &str) -> Result<Option<NoticeRow>, StoreError> {
        self.get(&NoticeRow::key(sha256)).await
    }

    /// A source. One round trip.
    ///
    /// # Errors
    /// As any read.
    pub async fn source(&self, source: &SourceId) -> Result<Option<SourceRow>, StoreError> {
        self.get(&SourceRow::key(source)).await
    }

    /// Writes a source. One round trip.
    ///
    /// # Errors
    /// As any write.
    pub async fn put_source(&self, row: &SourceRow) -> Result<(), StoreError> {
        self.overwrite(row).await
    }

    /// Removes a source; what it brought about stays. One round trip.
    ///
    /// # Errors
    /// As any write.
    pub async fn delete_source(&self, source: &SourceId) -> Result<(), StoreError> {
        let mut transaction = Transaction::new();
        transaction.delete(self, (), &SourceRow::key(source), None)?;
        transaction.commit(self).await.map(|_| ())
    }

    /// A page of sources, by name. Two round trips.
    ///
    /// # Errors
    /// As any read.
    pub async fn sources(
        &self,
        limit: i32,
        cursor: Option<&str>,
    ) -> Result<Result<Page<SourceRow>, BadCursor>, StoreError> {
        self.listed_rows(SourceRow::LIST, false, limit, cursor).await
    }

    /// An API key by its public part. One round trip.
    ///
    /// # Errors
    /// As any read.
    pub async fn api_key(&self, id: &str) -> Result<Option<ApiKeyRow>, StoreError> {
        self.get(&ApiKeyRow::key(id)).await
    }

    /// Stores a new API key. One round trip.
    ///
    /// # Errors
    /// As any write. [`Written::ConditionFailed`] when there is one of that id.
    pub async fn create_api_key(&self, row: &ApiKeyRow) -> Result<Written, StoreError> {
        self.create(row).await
    }

    /// Revokes an API key; the time of the first revocation stays. One round trip.
    ///
    /// # Errors
    /// As any write. [`Written::ConditionFailed`] when there is none.
    pub async fn revoke_api_key(&self, id: &str, at: jiff::Timestamp) -> Result<Written<ApiKeyRow>, StoreError> {
        let update = self
            .update(&ApiKeyRow::key(id))
            .update_expression("SET revoked_at = if_not_exists(revoked_at, :at)")
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_values(":at", crate::row::text(&at.to_string()));
        self.run_update(update).await
    }

    /// A page of API keys, oldest first. Two round trips.
    ///
    /// # Errors
    /// As any read.
    pub async fn api_keys(
        &self,
        limit: i32,
        cursor: Option<&str>,
    ) -> Result<Result<Page<ApiKeyRow>, BadCursor>, StoreError> {
        self.listed_rows(ApiKeyRow::LIST, false, limit, cursor).await
    }
}
