//! `POST /privacy/{link}/consents`: one press agrees or withdraws, and holds at once.
//!
//! The ledger gets two kinds of events in one transaction: that the page was served, when and with which words, and each
//! decision with the control that made it. Withdrawing takes no more than giving did: one press, no reason, no sign-in
//! (GDPR art. 7(3)).

mod entries;

use std::collections::BTreeMap;

use axum::extract::{Request, State as Holding};
use axum::http::HeaderMap;
use axum::response::Response;
use koe_domain::fault::pointer_token;
use koe_domain::notice::Notice;
use koe_domain::{Faults, PersonId};
use koe_store::rows::ConsentRow;
use koe_web::extract::{LinkText, PageQuery};
use koe_web::{Problem, signals_gpc};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use self::entries::Deciding;
use crate::State;
use crate::own_page::document::OwnPage;
use crate::own_page::held::Held;
use crate::own_page::opened::{FIELD, Opened};
use crate::own_page::show;
use crate::sent::receive;
use crate::show::LanguageQuery;
use crate::visit::{Stop, Visit};

/// How often a decision is made on a ledger: once, and four times more where it moved on meanwhile.
const TRIES: usize = 5;

/// By purpose, `true` agrees and `false` withdraws. `opened-page` is sent back beside them as it came with the page.
#[derive(Default, ToSchema)]
pub(crate) struct ConsentDecisions(BTreeMap<String, bool>);

/// What was decided, and the page it was decided on.
#[derive(Default)]
struct Wish {
    decisions: ConsentDecisions,
    opened: Option<String>,
}

impl Wish {
    /// Reads what was sent: purposes and switches, or the same under `consents`, as answers to surveys have it.
    fn read(mut sent: Map<String, Value>) -> Result<Self, Faults> {
        let opened = match sent.remove(FIELD) {
            Some(Value::String(text)) => Some(text),
            _ => None,
        };
        let mut prefix = "";
        if sent.len() == 1
            && let Some(Value::Object(inner)) = sent.get_mut("consents")
        {
            sent = std::mem::take(inner);
            prefix = "/consents";
        }
        let mut faults = Faults::new();
        let mut decisions = BTreeMap::new();
        for (purpose, wish) in sent {
            match wish {
                Value::Bool(wish) => {
                    decisions.insert(purpose, wish);
                }
                _ => faults.push(format!("{prefix}/{}", pointer_token(&purpose)), "true or false is expected"),
            }
        }
        if decisions.is_empty() && faults.is_empty() {
            faults.push("", "at least one purpose is expected");
        }
        faults.into_result(|| Self { decisions: ConsentDecisions(decisions), opened })
    }
}

/// Agrees or withdraws, for each purpose sent: those on the page, `survey_mails`, and `sale_or_sharing` where the
/// organisation goes by the CCPA. What changes nothing is not recorded.
#[utoipa::path(post, path = "/privacy/{link}/consents", tag = "person",
    params(("link" = String, Path, description = "47 characters"), LanguageQuery),
    request_body(content((ConsentDecisions = "application/json"), (ConsentDecisions = "application/x-www-form-urlencoded"))),
    responses(
        (status = 200, description = "done, or done before: the page, or for a program the document", body = OwnPage),
        (status = 404, description = "not a link of ours", body = Problem),
        (status = 410, description = "everything was erased", body = Problem),
        (status = 413, description = "over 16 KiB", body = Problem),
        (status = 415, description = "neither a form nor JSON", body = Problem),
        (status = 422, description = "every purpose that was not asked for", body = Problem),
        (status = 503, description = "the table did not answer; send it again", body = Problem)))]
pub(crate) async fn decide_consents(
    Holding(state): Holding<State>,
    LinkText(link): LinkText,
    PageQuery(query): PageQuery<LanguageQuery>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let visit = Visit { state: &state, asked: query.locale(), headers: &headers };
    let done = async {
        let person = visit.person(&link).await?;
        let sent: Map<String, Value> = receive(request).await?.read(|name| name != FIELD)?;
        decide(&visit, person, &Wish::read(sent)?).await?;
        show(&visit, &link, person, true).await
    };
    visit.answer(done.await)
}

/// Records the signal of the person's browser, where it says something new. No round trip without a signal.
pub(crate) async fn honour(visit: &Visit<'_>, person: PersonId) -> Result<(), Stop> {
    if signals_gpc(visit.headers) { decide(visit, person, &Wish::default()).await } else { Ok(()) }
}

/// Records what was decided, and the signal of the browser where it says something new.
async fn decide(visit: &Visit<'_>, person: PersonId, wish: &Wish) -> Result<(), Stop> {
    let state = visit.state;
    for _ in 0..TRIES {
        let held = Held::read(visit, person).await?;
        let locale = visit.locale(held.profile.locale.as_ref(), Some(&held.organisation));
        let decided = held.decided(visit, &locale).await?;
        let (notice, now) = (Notice::own_page(&held.organisation, &locale), state.clock.now());
        let keys = state.links.current();
        let opened = wish.opened.as_deref().and_then(|text| Opened::open(&keys, person, now, text));
        let deciding = Deciding {
            held: &held,
            decided: &decided,
            notice: &notice,
            locale: &locale,
            decisions: &wish.decisions.0,
            opened,
            headers: visit.headers,
            now,
        };
        let entries = deciding.entries()?;
        if entries.is_empty() {
            return Ok(());
        }
        let (events, _) = held.profile.head.append_all(entries).map_err(|error| {
            tracing::error!(%error, "a decision could not be written down");
            Problem::ours()
        })?;
        state.surveys.keep_notice(&state.store, &notice, now).await?;
        let rows: Vec<ConsentRow> = events.into_iter().map(|event| ConsentRow { person, event }).collect();
        if state.store.decide(person, &rows, &held.profile.head, deciding.proof_until()).await?.is_done() {
            return Ok(());
        }
    }
    tracing::warn!("a ledger moved on at every try");
    Err(Problem::try_again().into())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(sent: Value) -> Result<Vec<(String, bool)>, Vec<String>> {
        let sent = sent.as_object().cloned().unwrap_or_default();
        match Wish::read(sent) {
            Ok(wish) => Ok(wish.decisions.0.into_iter().collect()),
            Err(faults) => Err(faults.iter().map(|fault| fault.pointer.clone()).collect()),
        }
    }

    #[test]
    fn purposes_are_sent_alone_or_as_answers_send_them() {
        let expected = Ok(vec![("follow_up".to_owned(), false)]);
        assert_eq!(read(json!({"follow_up": false})), expected);
        assert_eq!(read(json!({"follow_up": false, "opened-page": "x"})), expected);
        assert_eq!(read(json!({"consents": {"follow_up": false}})), expected);
        assert_eq!(read(json!({"consents": true})), Ok(vec![("consents".to_owned(), true)]));
    }

    #[test]
    fn every_fault_is_named() {
        assert_eq!(read(json!({"a": "yes", "b": true, "c": 1})), Err(vec!["/a".to_owned(), "/c".to_owned()]));
        assert_eq!(read(json!({"consents": {"a": null}})), Err(vec!["/consents/a".to_owned()]));
        assert_eq!(read(json!({"opened-page": "x"})), Err(vec![String::new()]));
    }
}
