//! What the survey's page shows.

use koe_domain::SurveyId;
use koe_domain::link::Target;
use koe_domain::nonce::ResponseKey;

use crate::client::Store;
use crate::error::StoreError;
use crate::row::Key;
use crate::rows::{
    CaseRow, InvitationRow, OrganisationRow, PointerRow, ProfileRow, ResponseRow, SurveyRow, TextKeyRow, VersionRow,
};

/// What a link leads to.
#[derive(Clone, Debug)]
pub struct LinkView {
    /// The invitation; none when it was erased.
    pub invitation: Option<InvitationRow>,
    /// The person.
    pub profile: Option<ProfileRow>,
    /// The way to the response, where there is one and it was not cut.
    pub pointer: Option<PointerRow>,
    /// The case, where the answer asked for one.
    pub case: Option<CaseRow>,
}

/// What a page needs beside its link.
#[derive(Clone, Debug, Default)]
pub struct PageRows {
    /// The version asked for.
    pub version: Option<VersionRow>,
    /// The live version's row.
    pub live: Option<SurveyRow>,
    /// The organisation.
    pub organisation: Option<OrganisationRow>,
}

impl Store {
    /// What a link leads to. One round trip.
    ///
    /// # Errors
    /// As any read.
    pub async fn link_view(&self, target: Target) -> Result<LinkView, StoreError> {
        let invitation = InvitationRow::key(target.person, target.invitation);
        let profile = ProfileRow::key(target.person);
        let pointer = PointerRow::key(target.person, target.invitation);
        let case = CaseRow::key(target.person, target.invitation);
        let mut batch = self.batch(&[invitation.clone(), profile.clone(), pointer.clone(), case.clone()]).await?;
        Ok(LinkView {
            invitation: batch.take(&invitation)?,
            profile: batch.take(&profile)?,
            pointer: batch.take(&pointer)?,
            case: batch.take(&case)?,
        })
    }

    /// The live version's row, one version and the organisation, whichever of them are asked for. One round trip, or none.
    ///
    /// # Errors
    /// As any read.
    pub async fn page(
        &self,
        survey: &SurveyId,
        version: Option<u32>,
        live: bool,
        organisation: bool,
    ) -> Result<PageRows, StoreError> {
        let version = version.map(|version| VersionRow::key(survey, version));
        let live = live.then(|| SurveyRow::key(survey));
        let organisation = organisation.then(OrganisationRow::key);
        let keys: Vec<Key> = [&version, &live, &organisation].into_iter().flatten().cloned().collect();
        if keys.is_empty() {
            return Ok(PageRows::default());
        }
        let mut batch = self.batch(&keys).await?;
        let mut rows = PageRows::default();
        if let Some(key) = version {
            rows.version = batch.take(&key)?;
        }
        if let Some(key) = live {
            rows.live = batch.take(&key)?;
        }
        if let Some(key) = organisation {
            rows.organisation = batch.take(&key)?;
        }
        Ok(rows)
    }

    /// A response and the key of its free text. One round trip.
    ///
    /// # Errors
    /// As any read.
    pub async fn response(
        &self,
        survey: &SurveyId,
        response: &ResponseKey,
    ) -> Result<(Option<ResponseRow>, Option<TextKeyRow>), StoreError> {
        let (row, key) = (ResponseRow::key(survey, response), TextKeyRow::row_key_of(response.id));
        let mut batch = self.batch(&[row.clone(), key.clone()]).await?;
        Ok((batch.take(&row)?, batch.take(&key)?))
    }
}
