//! The mails of one alert, one for each recipient.

use jiff::tz::TimeZone;
use koe_domain::EmailAddress;
use koe_mail::{Message, Sender, long_date};
use koe_store::rows::CaseRow;
use koe_web::surveys::{Setting, timezone};

/// A mail that could not be made: a template that does not render. A fault of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unwritable;

/// Whom an alert is for: those whom the survey names, else the store's people, else the organisation.
fn recipients(row: &CaseRow, setting: &Setting) -> Vec<EmailAddress> {
    let named = setting.version.settings.alert.as_ref().map(|alert| alert.to.clone()).unwrap_or_default();
    if named.is_empty() { setting.organisation.alert_recipients(row.store.as_ref()) } else { named }
}

/// The mails about a case. They lead to the survey's dashboard and name nobody: mail is forwarded, printed and kept.
pub(crate) fn messages(row: &CaseRow, setting: &Setting, base_url: &str) -> Result<Vec<Message>, Unwritable> {
    let organisation = &*setting.organisation;
    let locale = &organisation.locale;
    let title = setting.version.definition.title.get(locale);
    let store = row.store.as_ref().and_then(|id| organisation.store(id)).map(|store| store.name.get(locale));
    let zone = timezone(&setting.version.settings, organisation, row.store.as_ref());
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let due = long_date(row.deal_by.to_zoned(zone).date(), locale);
    let link = format!("{base_url}/dashboard?survey={}", row.survey);
    let sender = Sender {
        name: organisation.sender.name.clone(),
        email: organisation.sender.email.clone(),
        reply_to: organisation.sender.reply_to.clone(),
    };
    let mail = |to: &EmailAddress| {
        koe_mail::Alert {
            locale,
            survey_title: if title.trim().is_empty() { row.survey.as_str() } else { title },
            score: row.score,
            scale_max: row.of,
            store: store.filter(|name| !name.trim().is_empty()),
            link: &link,
            due: due.clone(),
            sender: &sender,
            to,
            legal_name: &organisation.legal_name,
            address: &organisation.address,
        }
        .message()
        .map_err(|_| Unwritable)
    };
    recipients(row, setting).iter().map(mail).collect()
}
