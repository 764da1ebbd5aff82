//! `POST /privacy/{link}/profile`: name and language, corrected at once (GDPR art. 16; APPI art. 34; CCPA 1798.106).
//!
//! The address is not among them: it is what everything else is found by, so another address is another person. Whoever
//! has a new one erases the old, which the page says.

use axum::extract::{Request, State as Holding};
use axum::http::HeaderMap;
use axum::response::Response;
use koe_domain::{Faults, Locale, PersonId, PersonName};
use koe_store::asking::{ContactCard, contact_place};
use koe_store::rows::ProfileRow;
use koe_store::{Plan, PlanOutcome, ProfileWrite};
use koe_web::Problem;
use koe_web::extract::{LinkText, PageQuery};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::State;
use crate::consents::honour;
use crate::contact::{card, data_key};
use crate::own_page::document::OwnPage;
use crate::own_page::show;
use crate::sent::receive;
use crate::show::LanguageQuery;
use crate::visit::{Stop, Visit};

/// How often a correction is made on a person: once, and four times more where they changed meanwhile.
const TRIES: usize = 5;

/// What is corrected. What is left out stays; an empty name is removed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProfileCorrection {
    /// Family name, or the whole name, at most 100 characters.
    family: Option<String>,
    /// Given name, at most 100 characters.
    given: Option<String>,
    /// The language to be written to in, such as `ja` or `en-GB`; empty leaves it as it is.
    locale: Option<String>,
    /// Never taken: see the answer.
    email: Option<String>,
}

/// A correction that was read.
struct Corrected {
    family: Option<String>,
    given: Option<String>,
    locale: Option<Locale>,
}

impl TryFrom<ProfileCorrection> for Corrected {
    type Error = Faults;

    fn try_from(sent: ProfileCorrection) -> Result<Self, Faults> {
        let mut faults = Faults::new();
        for (pointer, part) in [("/family", &sent.family), ("/given", &sent.given)] {
            if part.as_ref().is_some_and(|part| part.chars().count() > PersonName::LONGEST) {
                faults.push(pointer, format!("at most {} characters are expected", PersonName::LONGEST));
            }
        }
        if sent.email.is_some() {
            let why = "cannot be changed here: have your data erased, and start anew with the other address";
            faults.push("/email", why);
        }
        let tag = sent.locale.as_deref().filter(|tag| !tag.trim().is_empty());
        let locale = faults.take("/locale", tag.map(Locale::parse).transpose()).flatten();
        faults.into_result(|| Self { family: sent.family, given: sent.given, locale })
    }
}

impl Corrected {
    fn names(&self) -> bool {
        self.family.is_some() || self.given.is_some()
    }

    /// The name with this correction; none where nothing is left of it.
    fn name(&self, held: Option<PersonName>) -> Option<PersonName> {
        let held = held.unwrap_or_default();
        let (family, given) = (self.family.clone().or(held.family), self.given.clone().or(held.given));
        PersonName::new(family.as_deref(), given.as_deref())
    }
}

/// Corrects name and language; holds at once.
#[utoipa::path(post, path = "/privacy/{link}/profile", tag = "person",
    params(("link" = String, Path, description = "47 characters"), LanguageQuery),
    request_body(content((ProfileCorrection = "application/json"), (ProfileCorrection = "application/x-www-form-urlencoded"))),
    responses(
        (status = 200, description = "done: the page, or for a program the document", body = OwnPage),
        (status = 404, description = "not a link of ours", body = Problem),
        (status = 409, description = "name and address are not held any more", body = Problem),
        (status = 410, description = "everything was erased", body = Problem),
        (status = 413, description = "over 16 KiB", body = Problem),
        (status = 415, description = "neither a form nor JSON", body = Problem),
        (status = 422, description = "every fault named; an e-mail address is one", body = Problem),
        (status = 503, description = "the table did not answer; send it again", body = Problem)))]
pub(crate) async fn correct_profile(
    Holding(state): Holding<State>,
    LinkText(link): LinkText,
    PageQuery(query): PageQuery<LanguageQuery>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let mut visit = Visit { state: &state, asked: query.locale(), headers: &headers };
    let done = async {
        let person = visit.person(&link).await?;
        let sent: ProfileCorrection = receive(request).await?.read(|_| false)?;
        let wanted = Corrected::try_from(sent)?;
        honour(&visit, person).await?;
        correct(&state, person, &wanted).await?;
        // Whoever chose a language just now wants to read in it.
        if let Some(locale) = &wanted.locale {
            visit.asked = Some(locale.clone());
        }
        show(&visit, &link, person, true).await
    }
    .await;
    visit.answer(done)
}

/// Writes the correction. Two round trips, and two more for each time the person changed meanwhile.
async fn correct(state: &State, person: PersonId, wanted: &Corrected) -> Result<(), Stop> {
    for _ in 0..TRIES {
        let before = state.store.before_request(person, &[]).await?;
        let profile = before.profile.filter(|profile| profile.tombstone.is_none()).ok_or(Stop::Gone)?;
        let mut row = ProfileRow { rev: profile.rev + 1, ..profile.clone() };
        row.corrected = true;
        if let Some(locale) = &wanted.locale {
            row.locale = Some(locale.clone());
        }
        if wanted.names() {
            let key = match &before.key {
                Some(key) => Some(data_key(state, key).await?),
                None => None,
            };
            let (Some(key), Some(held)) = (&key, card(state, &profile, key.as_ref())?) else {
                return Err(Problem::conflict("name and address are not held any more").into());
            };
            let corrected = ContactCard { name: wanted.name(held.name), email: held.email };
            let partition = ProfileRow::partition(person);
            row.contact = Some(key.seal_json(&*state.random, &contact_place(&partition), &corrected)?);
        }
        let write = ProfileWrite { row, seen: Some(profile.rev), new_key: None };
        let plan = Plan { people: vec![write], ..Plan::default() };
        if state.store.commit_plan(&plan).await? == PlanOutcome::Done {
            return Ok(());
        }
    }
    tracing::warn!("a person changed at every try");
    Err(Problem::try_again().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(family: Option<&str>, given: Option<&str>, locale: Option<&str>, email: Option<&str>) -> ProfileCorrection {
        let own = |text: Option<&str>| text.map(str::to_owned);
        ProfileCorrection { family: own(family), given: own(given), locale: own(locale), email: own(email) }
    }

    #[test]
    fn what_is_left_out_stays_and_what_is_empty_goes() -> Result<(), Faults> {
        let held = || PersonName::new(Some("山田"), Some("花子"));
        let name = |family, given| -> Result<Option<PersonName>, Faults> {
            Ok(Corrected::try_from(sent(family, given, None, None))?.name(held()))
        };
        assert!(name(Some("佐藤"), None)? == PersonName::new(Some("佐藤"), Some("花子")));
        assert!(name(Some("佐藤"), Some(""))? == PersonName::new(Some("佐藤"), None));
        assert!(name(Some(" "), Some(""))?.is_none());
        assert!(Corrected::try_from(sent(None, None, Some(""), None))?.locale.is_none());
        Ok(())
    }

    #[test]
    fn every_fault_is_named_and_no_address_is_taken() {
        let long = "花".repeat(101);
        let faults = Corrected::try_from(sent(Some(&long), None, Some("nowhere"), Some("a@example.com"))).err();
        let pointers: Option<Vec<String>> = faults.map(|it| it.iter().map(|fault| fault.pointer.clone()).collect());
        assert_eq!(pointers, Some(vec!["/family".to_owned(), "/email".to_owned(), "/locale".to_owned()]));
    }
}
