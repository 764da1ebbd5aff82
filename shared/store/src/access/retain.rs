//! The end of retention: pointer, free text, contact, each at its time.

use koe_domain::SurveyId;
use koe_domain::nonce::ResponseKey;

use crate::client::{Store, Written};
use crate::error::StoreError;
use crate::row::{Key, Row, number};
use crate::rows::{CaseRow, InvitationRow, OrderRow, PersonKeyRow, PointerRow, ProfileRow, ResponseRow, TextKeyRow};
use crate::transaction::{Change, Committed, Transaction};

/// A row of the queue `retain`.
#[derive(Clone, Debug)]
pub enum Retained {
    /// A person, whose contact is due to go.
    Person(Box<ProfileRow>),
    /// An invitation, to expire or to lose its pointer.
    Invitation(Box<InvitationRow>),
    /// An order, which waits for a contact no longer.
    Order(Box<OrderRow>),
}

impl Store {
    /// Reads a row of the queue `retain`. One round trip.
    ///
    /// # Errors
    /// As any read; [`StoreError::Corrupt`] where the row is of no kind that is retained.
    pub async fn retained(&self, key: &Key) -> Result<Option<Retained>, StoreError> {
        if key.sk == "PROFILE" {
            return Ok(self.get(key).await?.map(|row| Retained::Person(Box::new(row))));
        }
        if key.sk == "ORDER" {
            return Ok(self.get(key).await?.map(|row| Retained::Order(Box::new(row))));
        }
        if key.sk.starts_with("INVITE#") {
            return Ok(self.get(key).await?.map(|row| Retained::Invitation(Box::new(row))));
        }
        Err(StoreError::Corrupt { table: key.table, kind: "retained", fault: "its kind is unknown" })
    }

    /// Cuts the pointer from an invitation to its response, and removes the case, whose score and time would lead
    /// there as well. One round trip.
    ///
    /// # Errors
    /// As any write. [`Written::ConditionFailed`] when the invitation changed meanwhile.
    pub async fn cut_pointer(&self, invitation: &InvitationRow, seen: u64) -> Result<Written, StoreError> {
        let mut transaction = Transaction::new();
        transaction.delete(self, (), &PointerRow::key(invitation.person, invitation.id), None)?;
        transaction.delete(self, (), &CaseRow::key(invitation.person, invitation.id), None)?;
        transaction.replace(self, (), invitation, seen)?;
        self.done(transaction).await
    }

    /// Takes the contact out of a profile and destroys the key it was sealed with. One round trip.
    ///
    /// # Errors
    /// As any write. [`Written::ConditionFailed`] when the person was seen again meanwhile.
    pub async fn forget_contact(&self, profile: &ProfileRow, seen: u64) -> Result<Written, StoreError> {
        let mut transaction = Transaction::new();
        transaction.delete(self, (), &PersonKeyRow::row_key_of(profile.person), None)?;
        transaction.replace(self, (), profile, seen)?;
        self.done(transaction).await
    }

    /// Writes a changed order over the one read at revision `seen`. One round trip.
    ///
    /// # Errors
    /// As any write.
    pub async fn replace_order(&self, row: &OrderRow, seen: u64) -> Result<Written, StoreError> {
        self.replace(row, seen).await
    }

    /// A response that is due to lose its free text. One round trip.
    ///
    /// # Errors
    /// As any read.
    pub async fn due_response(&self, key: &Key) -> Result<Option<ResponseRow>, StoreError> {
        self.get(key).await
    }

    /// Takes the free text out of a response and destroys its key. One round trip.
    ///
    /// The response's revision stays: what is counted of it does not change.
    ///
    /// # Errors
    /// As any write. [`Written::ConditionFailed`] when the answer was changed meanwhile.
    pub async fn forget_text(
        &self,
        survey: &SurveyId,
        response: &ResponseKey,
        seen: u64,
    ) -> Result<Written, StoreError> {
        let mut transaction = Transaction::new();
        transaction.delete(self, (), &TextKeyRow::row_key_of(response.id), None)?;
        let change = Change::new("REMOVE #text, due_pk, due_at")
            .only_if("rev = :seen")
            .name("#text", "text")
            .value(":seen", number(seen));
        transaction.update(self, (), &ResponseRow::key(survey, response), change)?;
        self.done(transaction).await
    }

    async fn done(&self, transaction: Transaction<()>) -> Result<Written, StoreError> {
        Ok(match transaction.commit(self).await? {
            Committed::Done => Written::Done(()),
            Committed::Stopped(_) => Written::ConditionFailed,
        })
    }
}

impl ResponseRow {
    /// The key under which pages and pointers name it.
    #[must_use]
    pub fn response_key(&self) -> ResponseKey {
        ResponseKey { id: self.id, day: self.day.clone(), shard: self.shard }
    }

    /// Where it stands in its table.
    #[must_use]
    pub fn place(&self) -> Key {
        self.row_key()
    }
}
