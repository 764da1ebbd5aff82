//! `POST /unsubscribe/{link}`: stops the mails, or takes that back. Acts at once and only once.
//!
//! Invitations that are planned are left as they are: `deliver-link` reads the person again before it sends, and ends
//! them `suppressed`. That keeps one press one small transaction, however much is planned.

use axum::extract::{Request, State as Held};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};
use jiff::Timestamp;
use koe_domain::consent::{Decision, Entry, Method, SURVEY_MAILS};
use koe_domain::{Locale, Period, PersonId};
use koe_store::rows::{ConsentRow, ProfileRow};
use koe_web::Problem;
use koe_web::extract::{LinkText, PageQuery, read};
use koe_web::page::private;

use crate::State;
use crate::form::{LIMIT, Press, PressForm};
use crate::page::State as Shown;
use crate::reply::{Reader, living};
use crate::show::LanguageQuery;
use crate::words::Words;

/// How long an objection is proof, where no survey says: as the default of `retention.proof`.
pub(crate) const PROOF: Period = Period::days(1095);

/// How often a decision is made on a ledger: once, and four times more where it moved on meanwhile.
const TRIES: usize = 5;

/// Stops the mails, or takes that back. A repeated press is answered alike and records nothing.
#[utoipa::path(post, path = "/unsubscribe/{link}", tag = "person",
    params(("link" = String, Path, description = "47 characters"), LanguageQuery),
    request_body(content((PressForm = "multipart/form-data"), (PressForm = "application/x-www-form-urlencoded"))),
    responses(
        (status = 200, description = "done, or done before, or not a link of ours: a page, never a redirect",
            body = String, content_type = "text/html"),
        (status = 400, description = "neither List-Unsubscribe=One-Click nor action=resubscribe", body = Problem),
        (status = 413, description = "over 16 KiB", body = Problem),
        (status = 503, description = "the table did not answer; send it again", body = Problem)))]
pub(crate) async fn decide(
    Held(state): Held<State>,
    LinkText(link): LinkText,
    PageQuery(query): PageQuery<LanguageQuery>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let reader = Reader { state: &state, link: &link, asked: query.locale(), headers: &headers };
    private(pressed(&reader, request).await.unwrap_or_else(|problem| problem.into_response()))
}

async fn pressed(reader: &Reader<'_>, request: Request) -> Result<Response, Problem> {
    let Some(target) = reader.target().await? else { return reader.neutral() };
    let body = read(request, LIMIT).await?;
    let content_type = reader.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let press = PressForm::read(content_type, &body).and_then(|form| form.press()).ok_or_else(|| {
        Problem::unreadable("", "a form with List-Unsubscribe=One-Click or action=resubscribe is expected")
    })?;
    let shown = match press {
        Press::Stop => Shown::Done,
        Press::TakeBack => Shown::Back,
    };
    match record(reader.state, target.person, press, reader.asked.as_ref()).await? {
        Some(profile) => reader.page(shown, &profile).await,
        None => reader.neutral(),
    }
}

/// Records the press, and gives the person it was recorded for; none where there is nobody to record it for. Two round
/// trips, one where nothing changes, and two more for each time the ledger moved on meanwhile.
async fn record(
    state: &State,
    person: PersonId,
    press: Press,
    asked: Option<&Locale>,
) -> Result<Option<ProfileRow>, Problem> {
    for _ in 0..TRIES {
        let Some(profile) = living(&state.store, person).await? else { return Ok(None) };
        let now = state.clock.now();
        let Some(entry) = entry(&profile, press, asked, now) else { return Ok(Some(profile)) };
        let (event, _) = profile.head.append(entry).map_err(|error| {
            tracing::error!(%error, "a decision could not be written down");
            Problem::ours()
        })?;
        let events = [ConsentRow { person, event }];
        let until = profile.proof_until.map_or(PROOF.after(now), |until| until.max(PROOF.after(now)));
        if state.store.decide(person, &events, &profile.head, until).await?.is_done() {
            return Ok(Some(profile));
        }
    }
    tracing::warn!("a ledger moved on at every try");
    Err(Problem::try_again())
}

/// What the press adds to the ledger; nothing where it changes nothing. Whoever was never asked counts as not
/// objecting, so that the first press is a withdrawal.
///
/// The text is that of the button, in the language that the page was shown in. A mail program presses a button of its
/// own, whose words nobody here knows; then our button's words stand for it, in the person's language.
fn entry(profile: &ProfileRow, press: Press, asked: Option<&Locale>, at: Timestamp) -> Option<Entry> {
    let before = profile.consents.get(SURVEY_MAILS).copied().or(Some(true));
    let decision = Decision::between(before, press == Press::TakeBack)?;
    let locale = asked.or(profile.locale.as_ref()).cloned().unwrap_or_else(Locale::english);
    let words = Words::of(&locale);
    let text = match press {
        Press::Stop => words.stop,
        Press::TakeBack => words.take_back,
    };
    Some(Entry::new(SURVEY_MAILS, decision, at, Method::UnsubscribeLink, locale, text))
}

#[cfg(test)]
mod tests {
    use koe_domain::Faults;
    use koe_domain::consent::sha256_hex;

    use super::*;

    fn person(mails: Option<bool>) -> ProfileRow {
        let mut profile = ProfileRow::new(PersonId::from_bytes([1; 10]));
        profile.consents.extend(mails.map(|mails| (SURVEY_MAILS.to_owned(), mails)));
        profile
    }

    fn decision(mails: Option<bool>, press: Press) -> Option<Decision> {
        entry(&person(mails), press, None, Timestamp::UNIX_EPOCH).map(|entry| entry.decision)
    }

    #[test]
    fn the_first_press_withdraws_and_a_second_one_adds_nothing() {
        assert_eq!(decision(None, Press::Stop), Some(Decision::Withdrawn));
        assert_eq!(decision(Some(true), Press::Stop), Some(Decision::Withdrawn));
        assert_eq!(decision(Some(false), Press::Stop), None);
    }

    #[test]
    fn taking_it_back_renews_only_what_was_withdrawn() {
        assert_eq!(decision(Some(false), Press::TakeBack), Some(Decision::Renewed));
        assert_eq!(decision(Some(true), Press::TakeBack), None);
        assert_eq!(decision(None, Press::TakeBack), None);
    }

    #[test]
    fn the_ledger_keeps_the_words_of_the_button_in_the_language_shown() -> Result<(), Faults> {
        let japanese = Locale::parse("ja")?;
        let mut known = person(None);
        for (asked, spoken, tag, text) in [
            (None, None, "en", "Stop these mails"),
            (None, Some(&japanese), "ja", "メールを停止する"),
            (Some(&japanese), Some(&Locale::english()), "ja", "メールを停止する"),
        ] {
            known.locale = spoken.cloned();
            let entry = entry(&known, Press::Stop, asked, Timestamp::UNIX_EPOCH);
            let kept = entry.map(|entry| (entry.locale.to_string(), entry.text_sha256));
            assert_eq!(kept, Some((tag.to_owned(), sha256_hex(text))));
        }
        Ok(())
    }
}
