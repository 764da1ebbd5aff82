//! Survey versions, read once by each process: a version never changes.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use koe_domain::notice::Notice;
use koe_domain::survey::{Definition, Mode, Settings};
use koe_domain::{Organisation, SurveyId};
use koe_store::rows::{NoticeRow, VersionRow};
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
        let settings =
            Settings::parse(&settings, &definition).map_err(|_| corrupt("its settings are not supported"))?;
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

/// What a page, a mail or a plan needs to know of its survey.
#[derive(Clone, Debug)]
pub struct Setting {
    /// The version.
    pub version: Arc<Version>,
    /// The number of the live version.
    pub live: u32,
    /// The mode of the live version: it holds for every version.
    pub mode: Mode,
    /// The organisation.
    pub organisation: Arc<Organisation>,
}

#[derive(Debug, Default)]
struct Held {
    versions: HashMap<(SurveyId, u32), Arc<Version>>,
    live: HashMap<SurveyId, (u32, Mode, Timestamp)>,
    organisation: Option<(Arc<Organisation>, Timestamp)>,
    notices: HashSet<String>,
}

/// What a process has read of surveys and organisation.
#[derive(Clone, Debug, Default)]
pub struct Surveys(Arc<Mutex<Held>>);

/// Seconds for which the organisation and the number of a live version are taken as read.
const FRESH: SignedDuration = SignedDuration::from_secs(30);

impl Surveys {
    fn held(&self) -> MutexGuard<'_, Held> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A version (the live one, where none is named) with all that belongs to it; none where survey, version or
    /// organisation do not exist. No round trip where it was read before, two for a survey never met, else one.
    ///
    /// # Errors
    /// As any read.
    pub async fn setting(
        &self,
        store: &Store,
        survey: &SurveyId,
        version: Option<u32>,
        now: Timestamp,
    ) -> Result<Option<Setting>, StoreError> {
        let (live, organisation) = {
            let held = self.held();
            let live = held.live.get(survey).copied().filter(|(_, _, at)| is_fresh(now, *at));
            (live, held.organisation.clone().filter(|(_, at)| is_fresh(now, *at)))
        };
        let wanted = version.or(live.map(|(number, _, _)| number));
        let unread = wanted.filter(|number| !self.held().versions.contains_key(&(survey.clone(), *number)));
        let rows = store.page(survey, unread, live.is_none(), organisation.is_none()).await?;
        if let Some(row) = rows.organisation {
            self.held().organisation = Some((Arc::new(row.organisation), now));
        }
        if let Some(row) = rows.live {
            let mode = serde_json::from_value(row.mode.into()).unwrap_or(Mode::Stopped);
            self.held().live.insert(survey.clone(), (row.version, mode, now));
        }
        if let Some(row) = rows.version {
            self.keep(&row)?;
        }
        let Some((number, mode, _)) = self.held().live.get(survey).copied() else { return Ok(None) };
        let wanted = wanted.unwrap_or(number);
        if !self.held().versions.contains_key(&(survey.clone(), wanted)) {
            let Some(row) = store.survey_version(survey, wanted).await? else { return Ok(None) };
            self.keep(&row)?;
        }
        let held = self.held();
        let version = held.versions.get(&(survey.clone(), wanted)).map(Arc::clone);
        let organisation = held.organisation.as_ref().map(|(organisation, _)| Arc::clone(organisation));
        Ok(version.zip(organisation).map(|(version, organisation)| Setting {
            version,
            live: number,
            mode,
            organisation,
        }))
    }

    /// The organisation. One round trip the first time and after thirty seconds, else none.
    ///
    /// # Errors
    /// As any read.
    pub async fn organisation(&self, store: &Store, now: Timestamp) -> Result<Option<Arc<Organisation>>, StoreError> {
        let held = self.held().organisation.clone().filter(|(_, at)| is_fresh(now, *at));
        if let Some((organisation, _)) = held {
            return Ok(Some(organisation));
        }
        let Some(row) = store.organisation().await? else { return Ok(None) };
        let organisation = Arc::new(row.organisation);
        self.held().organisation = Some((Arc::clone(&organisation), now));
        Ok(Some(organisation))
    }

    /// Keeps the text of a notice under its hash, before something that names the hash is written. One round trip the
    /// first time in a process, else none.
    ///
    /// # Errors
    /// As any write.
    pub async fn keep_notice(&self, store: &Store, notice: &Notice, now: Timestamp) -> Result<(), StoreError> {
        let sha256 = notice.sha256();
        if self.held().notices.contains(&sha256) {
            return Ok(());
        }
        let row = NoticeRow {
            sha256: sha256.clone(),
            notice: notice.id.clone(),
            locale: notice.locale.clone(),
            text: notice.text(),
            at: now,
        };
        store.keep_notice(&row).await?;
        self.held().notices.insert(sha256);
        Ok(())
    }

    fn keep(&self, row: &VersionRow) -> Result<(), StoreError> {
        let read = Arc::new(Version::read(row)?);
        self.held().versions.insert((row.survey.clone(), row.version), read);
        Ok(())
    }
}

fn is_fresh(now: Timestamp, read_at: Timestamp) -> bool {
    now >= read_at && now.duration_since(read_at) < FRESH
}
