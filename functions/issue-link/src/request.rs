//! What a caller asks for: the body as it is sent, and the request it stands for.
//!
//! All faults are reported at once, those of the body alone and those that only the survey can tell.

use std::collections::BTreeMap;

use jiff::Timestamp;
use koe_domain::fault::pointer_token;
use koe_domain::source::Basis;
use koe_domain::survey::{Settings, SurveyIdentity};
use koe_domain::{
    EmailAddress, Faults, Identity, Locale, Organisation, Period, PersonName, SourceId, StoreId, SurveyId,
};
use koe_web::surveys::Setting;
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

/// How far ahead a mail may be planned: a year, whether or not it is a leap year.
const FARTHEST: Period = Period::days(366);

/// Asks one person for feedback.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object with survey and to")]
pub(crate) struct InvitationBody {
    /// The survey.
    #[serde(default)]
    #[schema(required)]
    survey: String,
    /// Who is asked.
    #[serde(default)]
    #[schema(required)]
    #[validate(nested)]
    to: InvitationTo,
    /// When the mail goes, RFC 3339, at most a year ahead; a time that is past means now. Not beside `delay`.
    #[schema(value_type = Option<String>, format = DateTime)]
    send_at: Option<String>,
    /// How long from now the mail goes, ISO 8601. Not beside `send_at`. Where neither is given, the survey's delay;
    /// with `send: false`, none.
    delay: Option<String>,
    /// One of the organisation's stores.
    store: Option<String>,
    /// Labels to count by: names and values that the survey's settings list.
    #[serde(default)]
    labels: BTreeMap<String, String>,
    /// On what ground the person may be asked by mail: `{"kind": "consent"|"existing_customer"|"contract", "evidence",
    /// "country"?}`. Where none is given, the organisation's own; where its laws ask for one and there is none, or a
    /// contract is no ground in that country, nothing is sent and the state is `no_basis`.
    #[schema(value_type = Option<Object>)]
    basis: Option<serde_json::Value>,
    /// `false` makes a link to be sent by other means: no mail goes, and the rules about mail do not apply. Its time to
    /// answer runs from `send_at` or `delay`.
    #[serde(default = "yes")]
    send: bool,
}

/// Who is asked: by an address, or by the caller's own name for a customer.
#[derive(Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object with email or id")]
struct InvitationTo {
    /// An e-mail address. Not beside `id`.
    email: Option<String>,
    /// The caller's own name for a customer. Not beside `email`.
    #[validate(
        length(min = 1, max = 128, message = "1 to 128 characters are expected"),
        non_control_character(message = "printable characters are expected")
    )]
    id: Option<String>,
    /// The person's name, each part at most 100 characters.
    name: Option<NameBody>,
    /// The person's language, such as `ja` or `de-AT`.
    locale: Option<String>,
}

/// A name in one piece, or in its parts.
#[derive(Deserialize, ToSchema)]
#[serde(untagged, expecting = "a text, or an object with family and given, is expected")]
enum NameBody {
    /// The whole of it.
    Whole(String),
    /// Its parts.
    Parts(NameParts),
}

/// The parts of a name.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NameParts {
    /// Family name.
    family: Option<String>,
    /// Given name.
    given: Option<String>,
}

const fn yes() -> bool {
    true
}

/// A body, beside what it is held against.
pub(crate) struct Received {
    pub(crate) body: InvitationBody,
    /// The survey it names; none where there is no such survey.
    pub(crate) setting: Option<Setting>,
    pub(crate) now: Timestamp,
}

/// A request that can be carried out.
pub(crate) struct Wanted {
    pub(crate) setting: Setting,
    pub(crate) identity: Identity,
    pub(crate) name: Option<PersonName>,
    pub(crate) locale: Option<Locale>,
    pub(crate) send_at: Timestamp,
    pub(crate) store: Option<StoreId>,
    pub(crate) labels: BTreeMap<String, String>,
    /// Whether a mail goes.
    pub(crate) send: bool,
    /// On what ground it asks, as the caller states it.
    pub(crate) basis: Option<Basis>,
}

impl InvitationBody {
    /// The survey, where its name could be one.
    pub(crate) fn survey(&self) -> Option<SurveyId> {
        SurveyId::parse(&self.survey).ok()
    }

    fn send_at(&self, settings: Option<&Settings>, now: Timestamp) -> Result<Timestamp, Faults> {
        let (at, pointer) = match (&self.send_at, &self.delay) {
            (Some(_), Some(_)) => return Err(Faults::one("/delay", "send_at or delay is expected, not both")),
            (Some(at), None) => {
                let expected = "a time in RFC 3339, such as \"2026-10-01T09:00:00Z\", is expected";
                (at.parse::<Timestamp>().map_err(|_| Faults::one("/send_at", expected))?, "/send_at")
            }
            (None, Some(delay)) => (Period::parse(delay).map_err(|bad| under("/delay", bad))?.after(now), "/delay"),
            (None, None) if self.send => return Ok(settings.map_or(now, |it| it.invitation.delay.after(now))),
            (None, None) => return Ok(now),
        };
        if at > FARTHEST.after(now) {
            return Err(Faults::one(pointer, "at most a year ahead is expected"));
        }
        Ok(at.max(now))
    }
}

impl InvitationTo {
    fn identity(&self) -> Result<Identity, Faults> {
        match (&self.email, &self.id) {
            (Some(email), None) => EmailAddress::parse(email).map(Identity::Email).map_err(|bad| under("/email", bad)),
            (None, Some(id)) => Ok(Identity::ShopCustomer { source: SourceId::parse("api")?, id: id.clone() }),
            (Some(_), Some(_)) | (None, None) => Err(Faults::one("", "either email or id is expected")),
        }
    }

    fn name(&self) -> Result<Option<PersonName>, Faults> {
        let parts = match &self.name {
            None => [("", None), ("", None)],
            Some(NameBody::Whole(whole)) => [("", Some(whole.as_str())), ("", None)],
            Some(NameBody::Parts(parts)) => [("/family", parts.family.as_deref()), ("/given", parts.given.as_deref())],
        };
        let mut faults = Faults::new();
        for (pointer, part) in parts {
            if part.is_some_and(|part| part.chars().count() > PersonName::LONGEST) {
                faults.push(pointer, format!("at most {} characters are expected", PersonName::LONGEST));
            }
        }
        let [(_, family), (_, given)] = parts;
        faults.into_result(|| PersonName::new(family, given))
    }
}

impl TryFrom<Received> for Wanted {
    type Error = Faults;

    fn try_from(Received { body, setting, now }: Received) -> Result<Self, Faults> {
        let mut faults = body.validate().map_or_else(|errors| koe_web::extract::faults(&errors), |()| Faults::new());
        let named = faults.take("/survey", SurveyId::parse(&body.survey));
        if named.is_some() && setting.is_none() {
            faults.push("/survey", "there is no such survey");
        }
        let settings = setting.as_ref().map(|setting| &setting.version.settings);
        if settings.is_some_and(|settings| settings.identity == SurveyIdentity::None) {
            faults.push("/survey", "this survey is one without links: give people its open address, /p/<survey>");
        }
        let organisation = setting.as_ref().map(|setting| &*setting.organisation);
        let identity = faults.take("/to", body.to.identity());
        let name = faults.take("/to/name", body.to.name());
        let locale = faults.take("/to/locale", body.to.locale.as_deref().map(Locale::parse).transpose());
        let send_at = faults.take("", body.send_at(settings, now));
        let store = body.store.as_deref().map(|code| known_store(code, organisation)).transpose();
        let store = faults.take("/store", store);
        let basis = faults.take("/basis", body.basis.as_ref().map(Basis::parse).transpose());
        faults.nest("/labels", unknown_labels(&body.labels, settings));
        let (true, Some(setting), Some(identity), Some(name), Some(locale), Some(send_at), Some(store), Some(basis)) =
            (faults.is_empty(), setting, identity, name, locale, send_at, store, basis)
        else {
            return Err(faults);
        };
        Ok(Self { setting, identity, name, locale, send_at, store, labels: body.labels, send: body.send, basis })
    }
}

fn under(pointer: &str, inner: Faults) -> Faults {
    let mut faults = Faults::new();
    faults.nest(pointer, inner);
    faults
}

fn known_store(code: &str, organisation: Option<&Organisation>) -> Result<StoreId, Faults> {
    let id = StoreId::parse(code)?;
    if organisation.is_some_and(|organisation| organisation.store(&id).is_none()) {
        return Err(Faults::one("", "the organisation has no store of this code"));
    }
    Ok(id)
}

fn unknown_labels(labels: &BTreeMap<String, String>, settings: Option<&Settings>) -> Faults {
    let mut faults = Faults::new();
    let Some(settings) = settings else { return faults };
    for (name, value) in labels {
        let pointer = format!("/{}", pointer_token(name));
        match settings.labels.get(name) {
            None => faults.push(pointer, "the survey counts by no such label"),
            Some(values) if !values.contains(value) => faults.push(pointer, "not among the label's values"),
            Some(_) => {}
        }
    }
    faults
}

#[cfg(test)]
mod tests;
