//! What the survey's page shows.

use koe_domain::link::Target;
use koe_domain::nonce::ResponseKey;
use koe_domain::SurveyId;

use crate::client::Store;
use crate::error::StoreError;
use crate::rows::{CaseRow, InvitationRow, PointerRow, ProfileRow, ResponseRow, TextKeyRow};

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
