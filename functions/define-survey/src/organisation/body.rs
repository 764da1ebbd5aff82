//! The organisation as a caller writes it.

use jiff::tz::TimeZoneDatabase;
use koe_domain::organisation::{Organisation, Sender};
use koe_domain::{EmailAddress, Fault, Faults, Locale};
use koe_web::extract;
use serde::Deserialize;
use utoipa::ToSchema;
use validator::{Validate, ValidationErrors};

use super::privacy::{PrivacyBody, read_privacy};
use super::store::{StoreBody, read_stores};
use crate::text::{check_line, check_lines, check_name};

/// The organisation that asks. Mails and pages name it, as the law wants it.
///
/// What is missing is read as empty, so that every rule is held against it at once.
#[derive(Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OrganisationBody {
    /// Its name in law, 1 to 200 characters.
    #[validate(custom(function = "check_line"))]
    #[serde(default)]
    #[schema(required)]
    legal_name: String,
    /// Its postal address, 1 to 500 characters on one or more lines.
    #[validate(custom(function = "check_lines"))]
    #[serde(default)]
    #[schema(required)]
    address: String,
    /// In whose name mail goes out.
    #[validate(nested)]
    #[serde(default)]
    #[schema(required)]
    sender: SenderBody,
    /// Where complaints go, an address or a number: 1 to 200 characters, shown in every mail.
    #[validate(custom(function = "check_line"))]
    #[serde(default)]
    #[schema(required)]
    complaints: String,
    /// The e-mail address that answers questions about personal data.
    #[serde(default)]
    #[schema(required)]
    privacy_contact: String,
    /// The language used where nothing better is known, for instance `ja`.
    #[serde(default)]
    #[schema(required)]
    locale: String,
    /// IANA time zone in which days are counted, for instance `Asia/Tokyo`.
    #[serde(default)]
    #[schema(required)]
    timezone: String,
    /// Its stores, at most 500.
    #[serde(default)]
    #[validate(nested)]
    stores: Vec<StoreBody>,
    /// Privacy laws and the contents of notices.
    #[serde(default)]
    #[schema(required = false)]
    privacy: PrivacyBody,
}

/// In whose name mail goes out.
#[derive(Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SenderBody {
    /// The name shown, 1 to 100 characters.
    #[validate(custom(function = "check_name"))]
    #[serde(default)]
    #[schema(required)]
    name: String,
    /// The e-mail address, verified with SES.
    #[serde(default)]
    #[schema(required)]
    email: String,
    /// Where replies go; to `email` unless given.
    reply_to: Option<String>,
}

/// A body before any rule was held against it: [`Organisation::try_from`] holds all of them against it at once, so that
/// a name that is too long and an address that is none are told together.
#[derive(Deserialize)]
#[serde(transparent)]
pub(crate) struct Unchecked(pub(crate) OrganisationBody);

impl Validate for Unchecked {
    fn validate(&self) -> Result<(), ValidationErrors> {
        Ok(())
    }
}

impl TryFrom<OrganisationBody> for Organisation {
    type Error = Faults;

    fn try_from(body: OrganisationBody) -> Result<Self, Faults> {
        let mut faults = body.validate().err().map(|errors| extract::faults(&errors)).unwrap_or_default();
        let sender = faults.take("/sender", read_sender(&body.sender));
        let privacy_contact = faults.take("/privacy_contact", EmailAddress::parse(&body.privacy_contact));
        let locale = faults.take("/locale", Locale::parse(&body.locale));
        let timezone = faults.take("/timezone", read_zone(&body.timezone));
        let stores = faults.take("/stores", read_stores(&body.stores));
        let privacy = faults.take("/privacy", read_privacy(&body.privacy));
        match (sender, privacy_contact, locale, timezone, stores) {
            (Some(sender), Some(privacy_contact), Some(locale), Some(timezone), Some(stores)) if faults.is_empty() => {
                Ok(Self {
                    legal_name: body.legal_name.trim().to_owned(),
                    address: body.address.trim().to_owned(),
                    sender,
                    complaints: body.complaints.trim().to_owned(),
                    privacy_contact,
                    locale,
                    timezone,
                    stores,
                    privacy: privacy.unwrap_or_default(),
                })
            }
            _ => Err(by_place(faults)),
        }
    }
}

fn read_sender(body: &SenderBody) -> Result<Sender, Faults> {
    let mut faults = Faults::new();
    let email = faults.take("/email", EmailAddress::parse(&body.email));
    let reply_to = body.reply_to.as_deref().and_then(|text| faults.take("/reply_to", EmailAddress::parse(text)));
    match email {
        Some(email) if faults.is_empty() => Ok(Sender { name: body.name.trim().to_owned(), email, reply_to }),
        _ => Err(faults),
    }
}

/// The zone's name in its usual case, looked up in the database that is built in, so that every machine agrees.
pub(super) fn read_zone(text: &str) -> Result<String, Faults> {
    let zone = TimeZoneDatabase::bundled().get(text).ok();
    zone.and_then(|zone| zone.iana_name().map(str::to_owned))
        .ok_or_else(|| Faults::one("", "an IANA time zone such as \"Asia/Tokyo\" is expected"))
}

/// The faults by their pointers: `validator` finds them in no order.
fn by_place(faults: Faults) -> Faults {
    let mut found: Vec<Fault> = faults.into_iter().collect();
    found.sort_by(|one, other| one.pointer.cmp(&other.pointer));
    let mut sorted = Faults::new();
    for fault in found {
        sorted.push(fault.pointer, fault.detail);
    }
    sorted
}

#[cfg(test)]
mod tests;
