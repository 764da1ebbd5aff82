//! Sending what is due: claim, read the person again, say `sending`, and say how it went.

use std::time::Duration;

use jiff::Timestamp;

use crate::client::{Store, Written};
use crate::error::StoreError;
use crate::query::DueRow;
use crate::row::{number, text, whole_seconds};
use crate::rows::{InvitationRow, PauseRow, ProfileRow};
use crate::transaction::{Committed, Transaction};

impl Store {
    /// Claims a due invitation: its due time moves to `now + lease` and it has one attempt more, provided that the time
    /// is still the one seen. One round trip.
    ///
    /// # Errors
    /// As any write. [`Written::ConditionFailed`] when another run was first.
    pub async fn claim_invitation(
        &self,
        due: &DueRow,
        now: Timestamp,
        lease: Duration,
    ) -> Result<Written<InvitationRow>, StoreError> {
        self.run_update(self.claim(due, now, lease)).await
    }

    pub(crate) fn claim(
        &self,
        due: &DueRow,
        now: Timestamp,
        lease: Duration,
    ) -> aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder {
        let until = now.checked_add(lease).unwrap_or(Timestamp::MAX);
        self.update(&due.key)
            .update_expression(
                "SET due_at = :until, attempts = if_not_exists(attempts, :zero) + :one, rev = rev + :one",
            )
            .condition_expression("due_at = :seen")
            .expression_attribute_values(":until", text(&whole_seconds(until).to_string()))
            .expression_attribute_values(":seen", text(&due.at.to_string()))
            .expression_attribute_values(":zero", number(0))
            .expression_attribute_values(":one", number(1))
    }

    /// Says that an invitation is being sent and when its person was last asked, provided that neither changed. One
    /// round trip.
    ///
    /// # Errors
    /// As any write. [`Written::ConditionFailed`] when something changed: read again at the next run.
    pub async fn start_sending(
        &self,
        invitation: &InvitationRow,
        invitation_seen: u64,
        profile: &ProfileRow,
        profile_seen: u64,
    ) -> Result<Written, StoreError> {
        self.replace_both(invitation, invitation_seen, profile, profile_seen).await
    }

    /// Says what became of an invitation that certainly did not leave, and with it when its person was last asked,
    /// provided that neither changed. One round trip.
    ///
    /// # Errors
    /// As any write. [`Written::ConditionFailed`] when something changed: read again.
    pub async fn settle_unsent(
        &self,
        invitation: &InvitationRow,
        invitation_seen: u64,
        profile: &ProfileRow,
        profile_seen: u64,
    ) -> Result<Written, StoreError> {
        self.replace_both(invitation, invitation_seen, profile, profile_seen).await
    }

    async fn replace_both(
        &self,
        invitation: &InvitationRow,
        invitation_seen: u64,
        profile: &ProfileRow,
        profile_seen: u64,
    ) -> Result<Written, StoreError> {
        let mut transaction = Transaction::new();
        transaction.replace(self, (), invitation, invitation_seen)?;
        transaction.replace(self, (), profile, profile_seen)?;
        Ok(match transaction.commit(self).await? {
            Committed::Done => Written::Done(()),
            Committed::Stopped(_) => Written::ConditionFailed,
        })
    }

    /// Until when nothing is sent. One round trip.
    ///
    /// # Errors
    /// As any read.
    pub async fn pause(&self) -> Result<Option<PauseRow>, StoreError> {
        self.get(&PauseRow::key()).await
    }

    /// Stops all sending for a while. One round trip.
    ///
    /// # Errors
    /// As any write.
    pub async fn set_pause(&self, row: &PauseRow) -> Result<(), StoreError> {
        self.overwrite(row).await
    }
}
