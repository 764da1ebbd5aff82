//! The mail of one invitation, in its person's language.

use jiff::tz::TimeZone;
use koe_domain::link::{Purpose, Target};
use koe_domain::survey::{Definition, Kind, Question, Rating, Settings};
use koe_domain::{EmailAddress, Locale, Organisation, PersonName};
use koe_mail::{Invitation, Message, Sender, long_date};
use koe_store::rows::InvitationRow;
use koe_web::surveys::{Setting, timezone};

use crate::State;

/// Most characters of a subject; a title that stands in for one may be longer than a mail service takes.
const LONGEST_SUBJECT: usize = 200;

/// A mail that could not be made: a link that does not seal, or a template that does not render. A fault of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unwritable;

/// Whom a mail is for.
#[derive(Clone, Copy)]
pub(crate) struct Recipient<'a> {
    pub(crate) address: &'a EmailAddress,
    pub(crate) name: Option<&'a PersonName>,
    pub(crate) locale: Option<&'a Locale>,
}

/// The mail that asks `recipient`.
pub(crate) fn message(
    state: &State,
    row: &InvitationRow,
    setting: &Setting,
    recipient: &Recipient<'_>,
) -> Result<Message, Unwritable> {
    let (definition, settings) = (&setting.version.definition, &setting.version.settings);
    let organisation = &*setting.organisation;
    let locale = language(&definition.locales(), recipient.locale, &organisation.locale);
    let keys = state.links.current();
    let target = Target { person: row.person, invitation: row.id };
    let link = |purpose| keys.seal(purpose, target).map_err(|_| Unwritable);
    let survey_url = format!("{}/s/{}", state.base_url, link(Purpose::Survey)?.as_str());
    let unsubscribe_url = format!("{}/unsubscribe/{}", state.base_url, link(Purpose::Unsubscribe)?.as_str());
    let privacy_url = format!("{}/privacy/{}", state.base_url, link(Purpose::Privacy)?.as_str());
    let tag = link(Purpose::Invitation)?;
    let asked = first_rating(definition);
    let zone = TimeZone::get(timezone(settings, organisation, row.store.as_ref())).unwrap_or(TimeZone::UTC);
    let mail = Invitation {
        locale: &locale,
        name: recipient.name,
        subject: &subject(settings, definition, &locale, &organisation.legal_name),
        intro: settings.invitation.intro.as_ref().map_or("", |intro| intro.get(&locale)),
        survey_title: definition.title.get(&locale),
        question: asked.map(|(question, _)| question.title.get(&locale)),
        scale: asked.map(|(_, rating)| (rating.min, rating.max)),
        labels: asked.map_or(("", ""), |(_, rating)| (rating.min_label.get(&locale), rating.max_label.get(&locale))),
        survey_url: &survey_url,
        unsubscribe_url: &unsubscribe_url,
        privacy_url: &privacy_url,
        legal_name: &organisation.legal_name,
        address: &organisation.address,
        contact: &organisation.privacy_contact.deliverable(),
        complaints: &organisation.complaints,
        expires_on: long_date(row.expires_at.to_zoned(zone).date(), &locale),
        tag: tag.as_str(),
        sender: &sender(organisation),
        to: recipient.address,
    };
    mail.message().map_err(|_| Unwritable)
}

/// In whose name mail goes out.
pub(crate) fn sender(organisation: &Organisation) -> Sender {
    Sender {
        name: organisation.sender.name.clone(),
        email: organisation.sender.email.clone(),
        reply_to: organisation.sender.reply_to.clone(),
    }
}

/// The question whose numbers stand in the mail: the same that the page chooses a tapped number for.
fn first_rating(definition: &Definition) -> Option<(&Question, &Rating)> {
    definition.questions().find_map(|question| match &question.kind {
        Kind::Rating(rating) => Some((question, rating)),
        Kind::Comment(_) | Kind::Radiogroup(_) | Kind::Checkbox(_) => None,
    })
}

/// The best of the languages `offered` for a person who is known to speak `known`.
fn language(offered: &[Locale], known: Option<&Locale>, fallback: &Locale) -> Locale {
    let best = known.into_iter().chain([fallback]).find_map(|wanted| {
        let near = || offered.iter().find(|offer| offer.language() == wanted.language());
        offered.iter().find(|offer| *offer == wanted).or_else(near)
    });
    best.or(offered.first()).unwrap_or(fallback).clone()
}

/// The first of subject, title, first question and `sender` that says anything in this language.
fn subject(settings: &Settings, definition: &Definition, locale: &Locale, sender: &str) -> String {
    let question = definition.questions().next().map_or("", |question| question.title.get(locale));
    let texts = [settings.subject(definition).get(locale), definition.title.get(locale), question, sender];
    let text = texts.into_iter().find(|text| !text.trim().is_empty()).unwrap_or_default();
    text.chars().take(LONGEST_SUBJECT).collect()
}

#[cfg(test)]
mod tests {
    use koe_domain::Faults;
    use serde_json::json;

    use super::*;

    #[test]
    fn a_person_is_written_to_in_the_nearest_language_offered() -> Result<(), Faults> {
        let (ja, en) = (Locale::parse("ja")?, Locale::english());
        let offered = [en.clone(), ja.clone()];
        for (known, fallback, best) in [
            (Some("ja-JP"), "en", "ja"),
            (Some("en"), "ja", "en"),
            (Some("fr"), "ja", "ja"),
            (Some("fr"), "de", "en"),
            (None, "ja", "ja"),
        ] {
            let known = known.map(Locale::parse).transpose()?;
            let chosen = language(&offered, known.as_ref(), &Locale::parse(fallback)?);
            assert_eq!(chosen.as_str(), best, "{known:?} {fallback}");
        }
        Ok(())
    }

    #[test]
    fn a_subject_is_never_empty_and_never_too_long() -> Result<(), Faults> {
        let question = json!({"type": "rating", "name": "nps", "title": {"default": "How likely?", "ja": "いかが"}});
        let definition =
            Definition::parse(&json!({"title": {"default": "x".repeat(999), "ja": ""}, "elements": [question]}))?;
        let settings = Settings::parse(&json!({}), &definition)?;
        let named = |tag| Locale::parse(tag).map(|locale| subject(&settings, &definition, &locale, "Example Ltd."));
        assert_eq!(named("ja")?, "いかが");
        assert_eq!(named("en")?, "x".repeat(200));
        Ok(())
    }

    #[test]
    fn the_numbers_are_those_of_the_first_rating() -> Result<(), Faults> {
        let comment = json!({"type": "comment", "name": "why"});
        let rating = json!({"type": "rating", "name": "nps", "rateMin": 0, "rateMax": 10});
        let definition = Definition::parse(&json!({"elements": [comment, rating]}))?;
        assert_eq!(
            first_rating(&definition).map(|(question, rating)| (question.name.as_str(), rating.max)),
            Some(("nps", 10))
        );
        let definition = Definition::parse(&json!({"elements": [comment]}))?;
        assert_eq!(first_rating(&definition), None);
        Ok(())
    }
}
