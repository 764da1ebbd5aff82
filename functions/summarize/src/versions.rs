//! Survey versions read so far: a version never changes, so each is read once by a process.
//!
//! `koe_web::surveys::Surveys` is not used here. It knows the organisation and the live version beside it, which no
//! counter needs, and would read both again every thirty seconds.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use koe_domain::SurveyId;
use koe_store::{Store, StoreError, Table};
use koe_web::surveys::Version;

type Held = HashMap<(SurveyId, u32), Arc<Version>>;

/// The versions read so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Versions(Arc<Mutex<Held>>);

impl Versions {
    fn held(&self) -> MutexGuard<'_, Held> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A version that was answered. One round trip the first time, then none.
    pub(crate) async fn get(&self, store: &Store, survey: &SurveyId, version: u32) -> Result<Arc<Version>, StoreError> {
        let key = (survey.clone(), version);
        let held = self.held().get(&key).cloned();
        if let Some(held) = held {
            return Ok(held);
        }
        let row = store.survey_version(survey, version).await?;
        let row = row.ok_or(StoreError::Corrupt {
            table: Table::Koe,
            kind: "response",
            fault: "its survey version does not exist",
        })?;
        let read = Arc::new(Version::read(&row)?);
        self.held().insert(key, Arc::clone(&read));
        Ok(read)
    }
}
