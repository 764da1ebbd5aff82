//! The end of retention: pointer, free text, contact, proof, tombstone, certificate, request, each at its time.

use koe_domain::SurveyId;
use koe_domain::nonce::ResponseKey;

use crate::client::{Store, Written};
use crate::error::StoreError;
use crate::row::{Key, Row, number};
use crate::rows::{
    CaseRow, ErasureRow, InvitationRow, LetterRow, OrderRow, PersonKeyRow, PointerRow, ProfileRow, ReferenceRow,
    RequestRow, ResponseRow, TextKeyRow,
};
use crate::transaction::{Change, Committed, Transaction};

/// Rows that one transaction removes at most; DynamoDB takes 100 writes.
const AT_ONCE: usize = 90;

/// A row of the queue `retain`.
#[derive(Clone, Debug)]
pub enum Retained {
    /// A person: contact, ledger, tombstone.
    Person(Box<ProfileRow>),
    /// An invitation, to expire, to lose its pointer, or to go.
    Invitation(Box<InvitationRow>),
    /// An order, which waits for a contact no longer.
    Order(Box<OrderRow>),
    /// A request about somebody's data, to lapse or to go.
    Request(Box<RequestRow>),
    /// An erasure that is done: its certificate has been kept for long enough.
    Certificate(Box<ErasureRow>),
    /// A letter that is done with.
    Letter(Box<LetterRow>),
}

impl Store {
    /// Reads a row of the queue `retain`. One round trip.
    ///
    /// # Errors
    /// As any read; [`StoreError::Corrupt`] where the row is of no kind that is retained.
    pub async fn retained(&self, key: &Key) -> Result<Option<Retained>, StoreError> {
        Ok(match key.sk.split('#').next().unwrap_or_default() {
            "PROFILE" => self.get(key).await?.map(|row| Retained::Person(Box::new(row))),
            "ORDER" => self.get(key).await?.map(|row| Retained::Order(Box::new(row))),
            "INVITE" => self.get(key).await?.map(|row| Retained::Invitation(Box::new(row))),
            "REQUEST" => self.get(key).await?.map(|row| Retained::Request(Box::new(row))),
            "ERASURE" => self.get(key).await?.map(|row| Retained::Certificate(Box::new(row))),
            "LETTER" => self.get(key).await?.map(|row| Retained::Letter(Box::new(row))),
            _ => return Err(StoreError::Corrupt { table: key.table, kind: "retained", fault: "its kind is unknown" }),
        })
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

    /// Removes an invitation whose proof is needed no longer, with the pointer and the case, should they still be
    /// there. One round trip.
    ///
    /// # Errors
    /// As any write. [`Written::ConditionFailed`] when the invitation changed meanwhile.
    pub async fn drop_invitation(&self, invitation: &InvitationRow) -> Result<Written, StoreError> {
        let mut transaction = Transaction::new();
        transaction.delete(self, (), &PointerRow::key(invitation.person, invitation.id), None)?;
        transaction.delete(self, (), &CaseRow::key(invitation.person, invitation.id), None)?;
        transaction.delete(self, (), &invitation.row_key(), Some(invitation.rev))?;
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

    /// Writes a changed profile over the one read at revision `seen`, and removes these rows of the person's with it;
    /// the profile is written with the last of them. One round trip for each 90 rows.
    ///
    /// # Errors
    /// As any write. [`Written::ConditionFailed`] when the person changed meanwhile.
    pub async fn keep_person_without(
        &self,
        profile: &ProfileRow,
        seen: u64,
        rows: &[Key],
    ) -> Result<Written, StoreError> {
        let Some(mut transaction) = self.remove_most(profile, seen, rows).await? else {
            return Ok(Written::ConditionFailed);
        };
        transaction.replace(self, (), profile, seen)?;
        self.done(transaction).await
    }

    /// Removes a person with everything that these keys name; the profile goes last. One round trip for each 90 rows.
    ///
    /// # Errors
    /// As any write. [`Written::ConditionFailed`] when the person changed meanwhile.
    pub async fn drop_person(&self, profile: &ProfileRow, rows: &[Key]) -> Result<Written, StoreError> {
        let Some(mut transaction) = self.remove_most(profile, profile.rev, rows).await? else {
            return Ok(Written::ConditionFailed);
        };
        transaction.delete(self, (), &profile.row_key(), Some(profile.rev))?;
        self.done(transaction).await
    }

    /// Removes all but the last rows, which are left to the transaction given back; none where the person is not at the
    /// revision `seen` any more.
    async fn remove_most(
        &self,
        profile: &ProfileRow,
        seen: u64,
        rows: &[Key],
    ) -> Result<Option<Transaction<()>>, StoreError> {
        let mut rest = rows;
        while let Some((first, more)) = rest.split_at_checked(AT_ONCE).filter(|(_, more)| !more.is_empty()) {
            let mut transaction = Transaction::new();
            // It changes nothing, and so appears in no stream.
            let same = Change::new("SET rev = :seen").only_if("rev = :seen").value(":seen", number(seen));
            transaction.update(self, (), &profile.row_key(), same)?;
            for key in first {
                transaction.delete(self, (), key, None)?;
            }
            if let Committed::Stopped(_) = transaction.commit(self).await? {
                return Ok(None);
            }
            rest = more;
        }
        let mut transaction = Transaction::new();
        for key in rest {
            transaction.delete(self, (), key, None)?;
        }
        Ok(Some(transaction))
    }

    /// Removes a request whose record is needed no longer, and from the person's partition what lists it. One round
    /// trip.
    ///
    /// # Errors
    /// As any write. [`Written::ConditionFailed`] when it changed meanwhile.
    pub async fn drop_request(&self, row: &RequestRow) -> Result<Written, StoreError> {
        let mut transaction = Transaction::new();
        transaction.delete(self, (), &row.row_key(), Some(row.rev))?;
        if let Some(person) = row.person {
            let reference = ReferenceRow::key(person, &RequestRow::partition(row.id));
            transaction.delete(self, (), &reference, None)?;
        }
        self.done(transaction).await
    }

    /// Removes a certificate. One round trip.
    ///
    /// # Errors
    /// As any write. [`Written::ConditionFailed`] when it changed meanwhile.
    pub async fn drop_certificate(&self, row: &ErasureRow) -> Result<Written, StoreError> {
        let mut transaction = Transaction::new();
        transaction.delete(self, (), &row.row_key(), Some(row.rev))?;
        self.done(transaction).await
    }

    /// Removes a letter. One round trip.
    ///
    /// # Errors
    /// As any write. [`Written::ConditionFailed`] when it changed meanwhile.
    pub async fn drop_letter(&self, row: &LetterRow) -> Result<Written, StoreError> {
        let mut transaction = Transaction::new();
        transaction.delete(self, (), &row.row_key(), Some(row.rev))?;
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
        transaction.update(self, (), &ResponseRow::key(survey, response), without_text(Some(seen)))?;
        self.done(transaction).await
    }

    pub(crate) async fn done(&self, transaction: Transaction<()>) -> Result<Written, StoreError> {
        Ok(match transaction.commit(self).await? {
            Committed::Done => Written::Done(()),
            Committed::Stopped(_) => Written::ConditionFailed,
        })
    }
}

/// Takes the free text out of a response that is there, at the revision `seen` where one matters.
pub(crate) fn without_text(seen: Option<u64>) -> Change {
    let change = Change::new("REMOVE #text, due_pk, due_at").name("#text", "text");
    match seen {
        Some(seen) => change.only_if("rev = :seen").value(":seen", number(seen)),
        None => change.only_if("attribute_exists(pk)"),
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
