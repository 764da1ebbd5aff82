//! How a survey is run: whom it asks and when, what is counted, how long things are kept.
//!
//! Every setting has a default, so that an empty object is a survey one can try out: test mode, no recipients, no mail.

mod alert;
mod consent;
mod invitation;
mod labels;
mod metrics;

use std::collections::BTreeMap;

use jiff::tz::TimeZoneDatabase;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub use self::alert::Alert;
pub use self::consent::Consent;
pub use self::invitation::{InvitationSettings, Retention};
pub use self::metrics::{CesVariant, Metric, MetricName};
use super::definition::Definition;
use super::object::{Object, addresses, integer, period, string};
use crate::contact::EmailAddress;
use crate::counting::Refresh;
use crate::duration::Period;
use crate::fault::Faults;
use crate::text::Localized;

/// Most that a minimum group may be.
const LARGEST_MINIMUM: i64 = 1_000_000;

/// The settings of a survey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Whom mail goes to and whether answers count. Default: [`Mode::Test`].
    pub mode: Mode,
    /// Who gets mail in test mode, at most 50. Default: nobody.
    pub test_recipients: Vec<EmailAddress>,
    /// How an answer is tied to its person. Default: [`SurveyIdentity::Confidential`].
    pub identity: SurveyIdentity,
    /// The scores to compute, and of which ratings. Default: none.
    pub metrics: BTreeMap<MetricName, Metric>,
    /// Fields to count by, with the values they may have: at most 5 with 50 values each. Default: none.
    pub labels: BTreeMap<String, Vec<String>>,
    /// The mail that asks.
    pub invitation: InvitationSettings,
    /// How long after the first answer it may be changed. Default: `P1D`.
    pub edit_window: Period,
    /// How long things are kept.
    pub retention: Retention,
    /// The boxes shown below the questions, at most 10. Default: none.
    pub consents: Vec<Consent>,
    /// Fewest answers of a group whose score is shown, at least 3. Default: 5.
    pub minimum_group: u32,
    /// Fewest answers of a group whose comments are shown. Default: 10, or the minimum group where that is larger.
    pub minimum_group_comments: u32,
    /// Whether answers are shown at once (`live`), or only in batches of at least the minimum group whose days are over
    /// and can no longer change (`batches`). Default: `live`.
    pub refresh: Refresh,
    /// Which scores open a case, and who hears of it. Default: none.
    pub alert: Option<Alert>,
    /// The IANA time zone whose days are counted, for instance `Asia/Tokyo`. Default: the organisation's.
    pub timezone: Option<String>,
}

/// Whom mail goes to and whether answers count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Only to the test recipients; never counted.
    #[default]
    Test,
    /// To everyone; counted.
    Live,
    /// To nobody.
    Stopped,
}

/// How an answer is tied to its person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SurveyIdentity {
    /// By a pointer from the invitation, which is cut in time.
    #[default]
    Confidential,
    /// Not at all: there are no links, only the survey's open address. Nothing can be agreed to, and no case opened.
    None,
}

impl Settings {
    /// Reads the settings of a survey with this definition; `null` stands for settings that are missing.
    ///
    /// # Errors
    /// Every fault found, at its pointer into the settings; a name that is not known is one.
    pub fn parse(value: &Value, definition: &Definition) -> Result<Self, Faults> {
        let empty = Value::Object(Map::new());
        let mut object = Object::of(if value.is_null() { &empty } else { value })?;
        let mode = object.read("mode", Mode::read).unwrap_or_default();
        let test_recipients = object.read("test_recipients", |value| addresses(value, 50)).unwrap_or_default();
        let identity = object.read("identity", SurveyIdentity::read).unwrap_or_default();
        let metrics =
            object.try_read("metrics", |value| metrics::read(value, definition)).map(Option::unwrap_or_default);
        let labels = object.read("labels", labels::read).unwrap_or_default();
        let invitation = object.try_read("invitation", InvitationSettings::read).map(Option::unwrap_or_default);
        let edit_window = object.read("edit_window", period).unwrap_or(Period::days(1));
        let retention = object.try_read("retention", Retention::read).map(Option::unwrap_or_default);
        let consents = object.read("consents", consent::read).unwrap_or_default();
        let minimum_group =
            object.read("minimum_group", |value| integer::<u32>(value, 3..=LARGEST_MINIMUM)).unwrap_or(5);
        let comments = i64::from(minimum_group)..=LARGEST_MINIMUM;
        let minimum_group_comments = object
            .read("minimum_group_comments", |value| integer::<u32>(value, comments))
            .unwrap_or(minimum_group.max(10));
        let refresh = object.read("refresh", refresh).unwrap_or_default();
        let alert = object.read("alert", |value| Alert::read(value, metrics.as_ref().ok(), definition));
        let timezone = object.read("timezone", timezone);
        if let (Ok(invitation), Ok(retention)) = (&invitation, &retention)
            && retention.link < invitation.expires_after
        {
            object.fault("retention/link", "is shorter than invitation.expires_after");
        }
        if identity == SurveyIdentity::None {
            if !consents.is_empty() {
                object.fault("consents", "nobody is known who could agree where identity is none");
            }
            if alert.is_some() {
                object.fault("alert", "a case needs somebody to answer to: identity is none");
            }
        }
        let faults = object.finish();
        let (true, Ok(metrics), Ok(invitation), Ok(retention)) = (faults.is_empty(), metrics, invitation, retention)
        else {
            return Err(faults);
        };
        Ok(Self {
            mode,
            test_recipients,
            identity,
            metrics,
            labels,
            invitation,
            edit_window,
            retention,
            consents,
            minimum_group,
            minimum_group_comments,
            refresh,
            alert,
            timezone,
        })
    }

    /// The metric that the rating called `question` serves.
    #[must_use]
    pub fn metric_of(&self, question: &str) -> Option<(MetricName, &Metric)> {
        self.metrics.iter().find(|(_, metric)| metric.question == question).map(|(name, metric)| (*name, metric))
    }

    /// The subject of the mail that asks: the one given, else the survey's title, else that of its first question,
    /// which is never empty. A title may hold line breaks; a mail's subject may not.
    #[must_use]
    pub fn subject<'a>(&'a self, definition: &'a Definition) -> &'a Localized {
        let first = definition.questions().next().map(|question| &question.title);
        [self.invitation.subject.as_ref(), Some(&definition.title), first]
            .into_iter()
            .flatten()
            .find(|text| !text.is_empty())
            .unwrap_or(&definition.title)
    }
}

impl Mode {
    fn read(value: &Value) -> Result<Self, Faults> {
        match string(value)? {
            "test" => Ok(Self::Test),
            "live" => Ok(Self::Live),
            "stopped" => Ok(Self::Stopped),
            "pilot" => Err(Faults::one("", "pilot is not supported yet")),
            _ => Err(Faults::one("", "\"test\", \"live\" or \"stopped\" is expected")),
        }
    }
}

impl SurveyIdentity {
    fn read(value: &Value) -> Result<Self, Faults> {
        match string(value)? {
            "confidential" => Ok(Self::Confidential),
            "none" => Ok(Self::None),
            _ => Err(Faults::one("", "\"confidential\" or \"none\" is expected")),
        }
    }
}

fn refresh(value: &Value) -> Result<Refresh, Faults> {
    Refresh::parse(string(value)?).ok_or_else(|| Faults::one("", "\"live\" or \"batches\" is expected"))
}

/// The zone's name in its usual case, looked up in the database that is built in, so that every machine agrees.
fn timezone(value: &Value) -> Result<String, Faults> {
    let zone = TimeZoneDatabase::bundled().get(string(value)?).ok();
    zone.and_then(|zone| zone.iana_name().map(str::to_owned))
        .ok_or_else(|| Faults::one("", "an IANA time zone such as \"Asia/Tokyo\" is expected"))
}

#[cfg(test)]
mod tests;
