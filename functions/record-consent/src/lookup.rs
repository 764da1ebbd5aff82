//! `GET|POST /privacy`: for people who have no mail with a link at hand.
//!
//! The answer to an address is always the same, and so is the work: one read, and one transaction of two items. Whether
//! an address is held is nobody's business but its owner's, who finds out in the mailbox.

use askama::Template;
use axum::Json;
use axum::extract::{Request, State as Holding};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use jiff::{SignedDuration, Timestamp};
use koe_domain::consent::sha256_hex;
use koe_domain::{EmailAddress, Faults, Identity, Locale, Organisation, PersonId, RequestId};
use koe_privacy::Pepper;
use koe_store::rows::{Alert, IdempotencyRow, LetterKind, LetterRow, ProfileRow};
use koe_store::{BeforeWay, Due, Queue, WayLetter, whole_seconds};
use koe_web::extract::PageQuery;
use koe_web::{Page, Problem};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::State;
use crate::derived::slot;
use crate::note::{House, Note};
use crate::sent::receive;
use crate::show::LanguageQuery;
use crate::visit::{Stop, Visit, page};
use crate::words::foreign;
use crate::words::notes::Notes;

/// Between two such letters to one person.
const HOUR: SignedDuration = SignedDuration::from_hours(1);

/// Whose page is looked for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WayBody {
    /// An e-mail address.
    email: String,
}

/// The same for every address.
#[derive(Serialize, ToSchema)]
pub(crate) struct WaySent {
    /// What happens now.
    detail: &'static str,
}

#[derive(Template)]
#[template(path = "lookup.html")]
struct LookupTemplate<'a> {
    foreign: bool,
    lang: &'a str,
    title: &'a str,
    text: &'a str,
    label: &'a str,
    button: &'a str,
    fault: Option<&'a str>,
    house: Option<House<'a>>,
}

/// Shows the form that sends the link to one's own page. Changes nothing.
#[utoipa::path(get, path = "/privacy", tag = "person", params(LanguageQuery),
    responses((status = 200, description = "the page", body = String, content_type = "text/html")))]
pub(crate) async fn lookup_page(
    Holding(state): Holding<State>,
    PageQuery(query): PageQuery<LanguageQuery>,
    headers: HeaderMap,
) -> Response {
    let visit = Visit { state: &state, asked: query.locale(), headers: &headers };
    // The page is shown all the same where nobody is set up yet, or cannot be read.
    let organisation = visit.organisation().await.ok();
    let locale = visit.locale(None, organisation.as_deref());
    visit.answer(form(StatusCode::OK, &locale, false, organisation.as_deref()))
}

/// Sends the link to one's own page, where the address is held. The answer is always the same; one such mail goes in an
/// hour.
#[utoipa::path(post, path = "/privacy", tag = "person", params(LanguageQuery),
    request_body(content((WayBody = "application/json"), (WayBody = "application/x-www-form-urlencoded"))),
    responses(
        (status = 202, description = "whether or not the address is held: a page, or for a program a text", body = WaySent),
        (status = 413, description = "over 16 KiB", body = Problem),
        (status = 415, description = "neither a form nor JSON", body = Problem),
        (status = 422, description = "no e-mail address", body = Problem),
        (status = 503, description = "the table did not answer; send it again", body = Problem)))]
pub(crate) async fn mail_own_page(
    Holding(state): Holding<State>,
    PageQuery(query): PageQuery<LanguageQuery>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let visit = Visit { state: &state, asked: query.locale(), headers: &headers };
    let done = async {
        let sent: WayBody = receive(request).await?.read(|_| false)?;
        let organisation = visit.organisation().await?;
        let locale = visit.locale(None, Some(&organisation));
        let email = match EmailAddress::parse(&sent.email) {
            Ok(email) => email,
            Err(inner) if visit.is_program() => {
                let mut faults = Faults::new();
                faults.nest("/email", inner);
                return Err(faults.into());
            }
            Err(_) => return form(StatusCode::UNPROCESSABLE_ENTITY, &locale, true, Some(&organisation)),
        };
        send(&state, &email, &locale).await?;
        sent_page(&visit, &locale, &organisation)
    };
    visit.answer(done.await)
}

fn form(
    status: StatusCode,
    locale: &Locale,
    faulty: bool,
    organisation: Option<&Organisation>,
) -> Result<Response, Stop> {
    let title = Notes::of(locale).way.0.to_owned();
    Ok(Page { locale: locale.clone(), title, body: body(locale, faulty, organisation)? }.into_response(status))
}

fn body(locale: &Locale, faulty: bool, organisation: Option<&Organisation>) -> Result<String, askama::Error> {
    let notes = Notes::of(locale);
    LookupTemplate {
        foreign: foreign(locale),
        lang: locale.as_str(),
        title: notes.way.0,
        text: notes.way.1,
        label: notes.way_email,
        button: notes.way_button,
        fault: faulty.then_some(notes.way_bad),
        house: organisation.map(|organisation| House::of(organisation, locale)),
    }
    .render()
}

fn sent_page(visit: &Visit<'_>, locale: &Locale, organisation: &Organisation) -> Result<Response, Stop> {
    if visit.is_program() {
        let detail = "where data are held under this address, a mail with the link is on its way to it";
        return Ok((StatusCode::ACCEPTED, Json(WaySent { detail })).into_response());
    }
    let notes = Notes::of(locale);
    let (title, text) = notes.way_sent;
    let lines = vec![text, notes.way_none];
    let note = Note { lines, organisation: Some(organisation), ..Note::new(locale, title, text) };
    Ok(page(StatusCode::ACCEPTED, &note)?)
}

/// Has the link mailed to whoever is held under the address, or does as much for nobody. Two round trips.
async fn send(state: &State, email: &EmailAddress, locale: &Locale) -> Result<(), Stop> {
    let person = state.pepper.person(&Identity::Email(email.clone()));
    let now = state.clock.now();
    let this = Hour { pepper: &state.pepper, person, slot: slot(now, HOUR) };
    let last = Hour { slot: this.slot - 1, ..this };
    let before = state.store.before_way(person, last.letter_id(), &last.name_instead()).await?;
    let held = before.profile.as_ref().is_some_and(|it| it.tombstone.is_none() && it.contact.is_some());
    // What was written less than an hour ago is written once more under its own name, which its condition refuses: the
    // same work for everybody, and no second mail.
    let hour = if is_recent(&before, held, now) { last } else { this };
    let (letter, instead) = (hour.letter(locale, now), hour.instead(now));
    let way = if held { WayLetter::Send(&letter) } else { WayLetter::Instead(&instead) };
    // A condition that fails says that it was sent within the hour, which is as good.
    state.store.send_way(person, way).await?;
    Ok(())
}

/// Whether what was written in the last hour of the clock is less than an hour old.
fn is_recent(before: &BeforeWay, held: bool, now: Timestamp) -> bool {
    let at = if held {
        before.letter.as_ref().map(|row| row.made_at.as_second())
    } else {
        before.instead.as_ref().map(|row| row.ttl - HOUR.as_secs())
    };
    at.is_some_and(|at| now.as_second() - at < HOUR.as_secs())
}

/// An hour of the clock, for one address: what is written in it has one name.
struct Hour<'a> {
    pepper: &'a Pepper,
    person: PersonId,
    slot: i64,
}

impl Hour<'_> {
    fn letter_id(&self) -> RequestId {
        self.pepper.request("own page", self.person, self.slot)
    }

    fn name_instead(&self) -> String {
        self.pepper.request("nobody", self.person, self.slot).encode()
    }

    fn letter(&self, locale: &Locale, now: Timestamp) -> LetterRow {
        let at = whole_seconds(now);
        LetterRow {
            person: self.person,
            id: self.letter_id(),
            rev: 1,
            kind: LetterKind::OwnPage,
            never_ask: false,
            locale: locale.clone(),
            made_at: at,
            state: Alert::Due,
            attempts: 0,
            due: Due::at(Queue::Letter, &ProfileRow::partition(self.person), at),
        }
    }

    /// What is written where there is nobody to write to: of about the size of a letter, gone within a day or two, and
    /// its name leads to nobody.
    fn instead(&self, now: Timestamp) -> IdempotencyRow {
        IdempotencyRow {
            name: self.name_instead(),
            body: sha256_hex("own page"),
            answer: sha256_hex("nobody"),
            ttl: now.as_second() + HOUR.as_secs(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Outcome = Result<(), Box<dyn std::error::Error>>;

    static PEPPER: Pepper = Pepper { pepper: [1; 32], suppression: [2; 32] };

    fn hour(at: Timestamp) -> Hour<'static> {
        Hour { pepper: &PEPPER, person: PersonId::from_bytes([1; 10]), slot: slot(at, HOUR) }
    }

    #[test]
    fn a_letter_and_what_stands_in_its_place_are_of_one_size_and_one_an_hour() -> Outcome {
        let at = |text: &str| text.parse::<Timestamp>();
        let (early, late, next) =
            (at("2026-11-22T09:00:00Z")?, at("2026-11-22T09:59:59Z")?, at("2026-11-22T10:00:00Z")?);
        let english = Locale::english();
        assert!(hour(early).letter_id() == hour(late).letter_id());
        assert!(hour(early).letter_id() != hour(next).letter_id());
        assert_eq!(hour(early).name_instead(), hour(late).name_instead());
        assert_ne!(hour(early).name_instead(), hour(early).letter_id().encode());
        let sizes = [
            serde_json::to_string(&hour(early).letter(&english, early))?.len(),
            serde_json::to_string(&hour(early).instead(early))?.len(),
        ];
        assert!(sizes.iter().all(|size| (150..1024).contains(size)), "one unit each: {sizes:?}");
        Ok(())
    }

    #[test]
    fn an_hour_is_counted_from_the_letter_and_not_by_the_clock() -> Outcome {
        let made: Timestamp = "2026-11-22T09:50:00Z".parse()?;
        let before = BeforeWay {
            profile: None,
            letter: Some(hour(made).letter(&Locale::english(), made)),
            instead: Some(hour(made).instead(made)),
        };
        let nothing = BeforeWay { profile: None, letter: None, instead: None };
        for (now, recent) in
            [("2026-11-22T10:00:00Z", true), ("2026-11-22T10:49:59Z", true), ("2026-11-22T10:50:00Z", false)]
        {
            for held in [true, false] {
                assert_eq!(is_recent(&before, held, now.parse()?), recent, "{now} {held}");
                assert!(!is_recent(&nothing, held, now.parse()?), "{now} {held}");
            }
        }
        Ok(())
    }

    #[test]
    fn the_form_asks_for_one_address_and_says_what_was_wrong() -> Outcome {
        for (faulty, name) in [(false, "fine"), (true, "faulty")] {
            for tag in ["en", "ja"] {
                insta::assert_snapshot!(format!("{name}_{tag}"), body(&Locale::parse(tag)?, faulty, None)?);
            }
        }
        Ok(())
    }
}
