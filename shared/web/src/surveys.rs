//! Survey versions, read once by each process: a version never changes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use koe_domain::survey::{Definition, Settings};
use koe_domain::{Organisation, SurveyId};
use koe_store::rows::VersionRow;
use koe_store::{Store, StoreError, Table};

/// A version of a survey, parsed.
#[derive(Debug)]
pub struct Version {
    /// The survey.
    pub survey: SurveyId,
    /// The version.
    pub version: u32,
    /// The questions.
    pub definition: Definition,
    /// The settings.
    pub settings: Settings,
    /// The document as it came in.
    pub document: serde_json::Value,
}

impl Version {
    /// Reads a stored version.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where it does not read as it was accepted.
    pub fn read(row: &VersionRow) -> Result<Self, StoreError> {
        let corrupt = |fault| StoreError::Corrupt { table: Table::Koe, kind: "survey version", fault };
        let document: serde_json::Value =
            serde_json::from_str(&row.definition).map_err(|_| corrupt("its document is no JSON"))?;
        let settings: serde_json::Value =
            serde_json::from_str(&row.settings).map_err(|_| corrupt("its settings are no JSON"))?;
        let definition = Definition::parse(&document).map_err(|_| corrupt("its document is not supported"))?;
        let settings = Settings::parse(&settings, &definition).map_err(|_| corrupt("its settings are not supported"))?;
        Ok(Self { survey: row.survey.clone(), version: row.version, definition, settings, document })
    }
}

/// The IANA time zone in which a survey's days are counted: the store's, the survey's, else the organisation's.
#[must_use]
pub fn timezone<'a>(
    settings: &'a Settings,
    organisation: &'a Organisation,
    store: Option<&koe_domain::StoreId>,
) -> &'a str {
    store
        .and_then(|id| organisation.store(id))
        .and_then(|store| store.timezone.as_deref())
        .or(settings.timezone.as_deref())
        .unwrap_or(&organisation.timezone)
}

/// The day of `at` in an IANA time zone, `YYYY-MM-DD`; in UTC where the zone is unknown.
#[must_use]
pub fn day(at: Timestamp, timezone: &str) -> String {
    let zone = jiff::tz::TimeZone::get(timezone).unwrap_or(jiff::tz::TimeZone::UTC);
    at.to_zoned(zone).date().to_string()
}

/// A cached organisation, and when it was read.
type Held = Option<(Arc<Organisation>, Timestamp)>;
/// A survey's live version number, and when it was read.
type Live = HashMap<SurveyId, (u32, Timestamp)>;

/// What a process has read of surveys and organisation.
#[derive(Clone, Debug, Default)]
pub struct Surveys {
    versions: Arc<Mutex<HashMap<(SurveyId, u32), Arc<Version>>>>,
    live: Arc<Mutex<Live>>,
    organisation: Arc<Mutex<Held>>,
}

/// Seconds for which the organisation and the number of a live version are taken as read.
const FRESH: SignedDuration = SignedDuration::from_secs(30);

impl Surveys {
    /// A version. One round trip the first time, none afterwards.
    ///
    /// # Errors
    /// As any read.
    pub async fn version(
        &self,
        store: &Store,
        survey: &SurveyId,
        version: u32,
    ) -> Result<Option<Arc<Version>>, StoreError> {
        let key = (survey.clone(), version);
        if let Some(held) = self.versions.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Ok(Some(Arc::clone(held)));
        }
        let Some(row) = store.survey_version(survey, version).await? else { return Ok(None) };
        let read = Arc::new(Version::read(&row)?);
        self.versions.lock().unwrap_or_else(PoisonError::into_inner).insert(key, Arc::clone(&read));
        Ok(Some(read))
    }

    /// The live version of a survey. Two round trips the first time, one after thirty seconds, else none.
    ///
    /// # Errors
    /// As any read.
    pub async fn live(
        &self,
        store: &Store,
        survey: &SurveyId,
        now: Timestamp,
    ) -> Result<Option<Arc<Version>>, StoreError> {
        let held = self.live.lock().unwrap_or_else(PoisonError::into_inner).get(survey).copied();
        let version = match held {
            Some((version, read_at)) if is_fresh(now, read_at) => version,
            _ => {
                let Some(row) = store.survey(survey).await? else { return Ok(None) };
                self.live.lock().unwrap_or_else(PoisonError::into_inner).insert(survey.clone(), (row.version, now));
                row.version
            }
        };
        self.version(store, survey, version).await
    }

    /// The organisation. One round trip the first time and after thirty seconds, else none.
    ///
    /// # Errors
    /// As any read.
    pub async fn organisation(&self, store: &Store, now: Timestamp) -> Result<Option<Arc<Organisation>>, StoreError> {
        {
            let held = self.organisation.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some((organisation, read_at)) = &*held
                && is_fresh(now, *read_at)
            {
                return Ok(Some(Arc::clone(organisation)));
            }
        }
        let Some(row) = store.organisation().await? else { return Ok(None) };
        let organisation = Arc::new(row.organisation);
        *self.organisation.lock().unwrap_or_else(PoisonError::into_inner) = Some((Arc::clone(&organisation), now));
        Ok(Some(organisation))
    }
}

fn is_fresh(now: Timestamp, read_at: Timestamp) -> bool {
    now >= read_at && now.duration_since(read_at) < FRESH
}
