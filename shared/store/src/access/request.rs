//! What people ask about their data, and the letters that go out for it.

mod begin;
mod own;

use koe_domain::{PersonId, RequestId};

use crate::client::{Store, Written};
use crate::error::StoreError;
use crate::query::{BadCursor, Page};
use crate::row::Key;
use crate::rows::{IdempotencyRow, LetterRow, PersonKeyRow, ProfileRow, ReferenceRow, RequestRow};
use crate::transaction::{Committed, Transaction};

pub use begin::ErasureBegun;
pub use own::OwnRows;

/// What is known before a request is taken.
#[derive(Clone, Debug)]
pub struct BeforeRequest {
    /// The person.
    pub profile: Option<ProfileRow>,
    /// The person's key.
    pub key: Option<PersonKeyRow>,
    /// Those of the requests asked about that exist.
    pub earlier: Vec<RequestRow>,
}

/// What is known before the way to somebody's own page is mailed.
#[derive(Clone, Debug)]
pub struct BeforeWay {
    /// The person.
    pub profile: Option<ProfileRow>,
    /// The letter asked about.
    pub letter: Option<LetterRow>,
    /// The row asked about that stands in a letter's place.
    pub instead: Option<IdempotencyRow>,
}

/// How taking a request ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestTaken {
    /// Taken; its letter is due.
    Done,
    /// This very request was taken before; nothing was written.
    Repeated,
    /// The person is gone; nothing was written.
    Gone,
}

/// What is written for somebody who typed an address: the same work, whether or not it is held.
#[derive(Clone, Copy, Debug)]
pub enum WayLetter<'a> {
    /// The letter, to somebody who is held.
    Send(&'a LetterRow),
    /// A row in its place, for nobody.
    Instead(&'a IdempotencyRow),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Check {
    Profile,
    Other,
}

/// What must be true of a profile under whose partition something is written.
const LIVING: &str = "attribute_exists(pk) AND attribute_not_exists(tombstone)";

impl Store {
    /// A person, their key, and those of `requests` that exist. One round trip.
    ///
    /// # Errors
    /// As any read.
    pub async fn before_request(&self, person: PersonId, requests: &[RequestId]) -> Result<BeforeRequest, StoreError> {
        let (profile, key) = (ProfileRow::key(person), PersonKeyRow::row_key_of(person));
        let requests: Vec<Key> = requests.iter().map(|id| RequestRow::key(*id)).collect();
        let keys: Vec<Key> = [&profile, &key].into_iter().chain(&requests).cloned().collect();
        let mut batch = self.batch(&keys).await?;
        let mut earlier = Vec::new();
        for key in &requests {
            earlier.extend(batch.take::<RequestRow>(key)?);
        }
        Ok(BeforeRequest { profile: batch.take(&profile)?, key: batch.take(&key)?, earlier })
    }

    /// Takes a person's request, and has the letter sent that it waits for. The person's partition lists it, so that
    /// an erasure finds it. One round trip.
    ///
    /// # Errors
    /// As any write.
    pub async fn take_request(&self, request: &RequestRow, letter: &LetterRow) -> Result<RequestTaken, StoreError> {
        let mut transaction = Transaction::new();
        transaction.require(self, Check::Profile, &ProfileRow::key(letter.person), LIVING)?;
        transaction.create(self, Check::Other, request)?;
        transaction.create(self, Check::Other, letter)?;
        let reference = ReferenceRow { person: letter.person, row: RequestRow::partition(request.id) };
        transaction.overwrite(self, Check::Other, &reference)?;
        Ok(match transaction.commit(self).await? {
            Committed::Done => RequestTaken::Done,
            Committed::Stopped(failed) if failed.iter().any(|it| it.label == Check::Profile) => RequestTaken::Gone,
            Committed::Stopped(_) => RequestTaken::Repeated,
        })
    }

    /// A person, a letter to them, and the row that stands in its place where there is nobody: all three are asked for
    /// whoever it is. One round trip.
    ///
    /// # Errors
    /// As any read.
    pub async fn before_way(
        &self,
        person: PersonId,
        letter: RequestId,
        instead: &str,
    ) -> Result<BeforeWay, StoreError> {
        let (profile, letter) = (ProfileRow::key(person), LetterRow::key(person, letter));
        let instead = IdempotencyRow::key(instead);
        let mut batch = self.batch(&[profile.clone(), letter.clone(), instead.clone()]).await?;
        Ok(BeforeWay { profile: batch.take(&profile)?, letter: batch.take(&letter)?, instead: batch.take(&instead)? })
    }

    /// Has the letter with the way to somebody's own page sent, or does as much where there is nobody. One round trip.
    ///
    /// # Errors
    /// As any write. [`Written::ConditionFailed`] when it was written before, or the person is gone.
    pub async fn send_way(&self, person: PersonId, letter: WayLetter<'_>) -> Result<Written, StoreError> {
        let mut transaction = Transaction::new();
        let profile = ProfileRow::key(person);
        match letter {
            WayLetter::Send(letter) => {
                transaction.require(self, (), &profile, LIVING)?;
                transaction.create(self, (), letter)?;
            }
            WayLetter::Instead(row) => {
                transaction.require(self, (), &profile, "attribute_not_exists(nobody)")?;
                transaction.create(self, (), row)?;
            }
        }
        Ok(match transaction.commit(self).await? {
            Committed::Done => Written::Done(()),
            Committed::Stopped(_) => Written::ConditionFailed,
        })
    }

    /// A request about somebody's data. One round trip.
    ///
    /// # Errors
    /// As any read.
    pub async fn privacy_request(&self, id: RequestId) -> Result<Option<RequestRow>, StoreError> {
        self.get(&RequestRow::key(id)).await
    }

    /// Writes a changed request over the one read at revision `seen`. One round trip.
    ///
    /// # Errors
    /// As any write. [`Written::ConditionFailed`] when it changed meanwhile.
    pub async fn replace_privacy_request(&self, row: &RequestRow, seen: u64) -> Result<Written, StoreError> {
        self.replace(row, seen).await
    }

    /// A page of requests about somebody's data, newest first. Two round trips.
    ///
    /// # Errors
    /// As any read.
    pub async fn privacy_requests(
        &self,
        limit: i32,
        cursor: Option<&str>,
    ) -> Result<Result<Page<RequestRow>, BadCursor>, StoreError> {
        self.listed_rows(RequestRow::LIST, true, limit, cursor).await
    }
}
