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

/// The page of a person, or the document; `saved` where something was just changed.
pub(crate) async fn show(visit: &Visit<'_>, link: &str, person: PersonId, saved: bool) -> Result<Response, Stop> {
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
    let view = view::View { page: &document, organisation: &held.organisation, notice: &notice, link, saved };
    let body = view.body(&locale)?;
    let title = OwnWords::of(&locale).title.to_owned();
    Ok(Page { locale, title, body }.into_response(StatusCode::OK))
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
