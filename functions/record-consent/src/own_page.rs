//! `GET /privacy/{link}`: what is held about a person, and the buttons to change it. Records nothing.

pub(crate) mod document;
pub(crate) mod held;
pub(crate) mod opened;
mod view;

use axum::Json;
use axum::extract::State as Holding;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use koe_domain::consent::{SALE_OR_SHARING, SURVEY_MAILS, Shown};
use koe_domain::notice::Notice;
use koe_domain::organisation::Law;
use koe_domain::{Locale, PersonId};
use koe_web::extract::{LinkText, PageQuery};
use koe_web::{Page, Problem};

use self::document::{Making, OwnPage};
use self::held::{Decided, Held};
use self::opened::Opened;
use crate::State;
use crate::show::LanguageQuery;
use crate::visit::{Stop, Visit};
use crate::words::Words;
use crate::words::own::OwnWords;

/// Shows what is held about the person whose link it is. Changes nothing.
#[utoipa::path(get, path = "/privacy/{link}", tag = "person",
    params(("link" = String, Path, description = "47 characters"), LanguageQuery),
    responses(
        (status = 200, description = "the page, or with `Accept: application/json` the document", body = OwnPage),
        (status = 404, description = "not a link of ours", body = Problem),
        (status = 410, description = "everything was erased", body = Problem),
        (status = 503, description = "the table did not answer", body = Problem)))]
pub(crate) async fn own_page(
    Holding(state): Holding<State>,
    LinkText(link): LinkText,
    PageQuery(query): PageQuery<LanguageQuery>,
    headers: HeaderMap,
) -> Response {
    let visit = Visit { state: &state, asked: query.locale(), headers: &headers };
    let shown = async { show(&visit, &link, visit.person(&link).await?, false).await };
    visit.answer(shown.await)
}

/// What the page says of the press that it answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Said {
    /// It answers none.
    Nothing,
    /// It holds.
    Saved,
    /// The words are others by now, and nothing was recorded.
    Changed,
}

/// The page of a person, or the document; `saved` where something was just changed.
pub(crate) async fn show(visit: &Visit<'_>, link: &str, person: PersonId, saved: bool) -> Result<Response, Stop> {
    answer(visit, link, person, if saved { Said::Saved } else { Said::Nothing }).await
}

/// 409: the page with its words as they are now, since it was pressed on with others.
pub(crate) async fn show_changed(visit: &Visit<'_>, link: &str, person: PersonId) -> Result<Response, Stop> {
    if visit.is_program() {
        let why = "the notice has changed since the page was opened, and nothing was recorded; please read it again";
        return Err(Problem::conflict(why).into());
    }
    answer(visit, link, person, Said::Changed).await
}

async fn answer(visit: &Visit<'_>, link: &str, person: PersonId, said: Said) -> Result<Response, Stop> {
    let held = Held::read(visit, person).await?;
    let locale = visit.locale(held.profile.locale.as_ref(), Some(&held.organisation));
    let decided = held.decided(visit, &locale).await?;
    let notice = Notice::own_page(&held.organisation, &locale);
    let opened = Opened::new(person, visit.state.clock.now(), served(&notice, &held, &decided, &locale));
    let keys = visit.state.links.fresh(visit.state.clock.now()).await;
    let opened = opened.seal(&keys).map_err(|_| Problem::ours())?;
    let making = Making { held: &held, decided: &decided, notice: &notice, locale: &locale, opened };
    let document = making.document(visit).await?;
    if visit.is_program() {
        return Ok(Json(document).into_response());
    }
    let view = view::View { page: &document, organisation: &held.organisation, notice: &notice, link, said };
    let body = view.body(&locale)?;
    let title = OwnWords::of(&locale).title.to_owned();
    let status = if said == Said::Changed { StatusCode::CONFLICT } else { StatusCode::OK };
    Ok(Page { locale, title, body }.into_response(status))
}

/// What the page shows beside its buttons, as the ledger says it.
pub(crate) fn served(notice: &Notice, held: &Held, decided: &[Decided], locale: &Locale) -> Shown {
    let (words, own) = (Words::of(locale), OwnWords::of(locale));
    let open = decided.iter().filter(|decided| decided.open);
    let (mut boxes, mut purposes): (Vec<&str>, Vec<String>) =
        open.map(|decided| (decided.text.as_str(), decided.purpose.clone())).unzip();
    let stopped = held.profile.consents.get(SURVEY_MAILS) == Some(&false);
    boxes.push(if stopped { words.take_back } else { words.stop });
    purposes.push(SURVEY_MAILS.to_owned());
    let privacy = &held.organisation.privacy;
    if privacy.goes_by(Law::Ccpa) && privacy.sells_or_shares && held.profile.opted_out.is_none() {
        boxes.push(own.do_not_sell);
        purposes.push(SALE_OR_SHARING.to_owned());
    }
    notice.shown(&boxes, purposes, None)
}
