//! `POST /privacy/{link}/consents`: one press agrees or withdraws, and holds at once.
//!
//! The ledger gets two kinds of events in one transaction: that the page was served, when and with which words, and each
//! decision with the control that made it. Where the words have changed since the page was opened nothing is recorded:
//! nobody has kept those that stood there, and a decision is about words that can be read. Withdrawing takes no more than giving did: one press, no reason, no sign-in
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
use crate::own_page::{show, show_changed};
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
        (status = 409, description = "the words have changed since the page was opened, and nothing was recorded: the page as it is now, or for a program a problem", body = Problem),
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
        match decide(&visit, person, &Wish::read(sent)?).await? {
            Pressed::Recorded => show(&visit, &link, person, true).await,
            Pressed::OnOtherWords => show_changed(&visit, &link, person).await,
        }
    };
    visit.answer(done.await)
}

/// Records the signal of the person's browser, where it says something new. No round trip without a signal.
pub(crate) async fn honour(visit: &Visit<'_>, person: PersonId) -> Result<(), Stop> {
    if signals_gpc(visit.headers) {
        decide(visit, person, &Wish::default()).await?;
    }
    Ok(())
}

/// What became of a press.
enum Pressed {
    /// What it changed is recorded.
    Recorded,
    /// The notice is another one than on the page that was pressed on; nothing is recorded.
    OnOtherWords,
}

/// Records what was decided, and the signal of the browser where it says something new.
async fn decide(visit: &Visit<'_>, person: PersonId, wish: &Wish) -> Result<Pressed, Stop> {
    let state = visit.state;
    let opened = match &wish.opened {
        Some(text) => Opened::open(&state.links, person, state.clock.now(), text).await?,
        None => None,
    };
    for _ in 0..TRIES {
        let held = Held::read(visit, person).await?;
        let locale = visit.locale(held.profile.locale.as_ref(), Some(&held.organisation));
        let decided = held.decided(visit, &locale).await?;
        let (notice, now) = (Notice::own_page(&held.organisation, &locale), state.clock.now());
        // Agreeing is to the words that stood there. Taking back is not: it never costs a second press (GDPR art. 7(3)).
        let opened = opened.as_ref().filter(|opened| opened.has(&notice));
        if wish.opened.is_some() && opened.is_none() && wish.decisions.0.values().any(|agreed| *agreed) {
            return Ok(Pressed::OnOtherWords);
        }
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
            return Ok(Pressed::Recorded);
        }
        let (events, _) = held.profile.head.append_all(entries).map_err(|error| {
            tracing::error!(%error, "a decision could not be written down");
            Problem::ours()
        })?;
        state.surveys.keep_notice(&state.store, &notice, now).await?;
        let rows: Vec<ConsentRow> = events.into_iter().map(|event| ConsentRow { person, event }).collect();
        if state.store.decide(person, &rows, &held.profile.head, deciding.proof_until()).await?.is_done() {
            return Ok(Pressed::Recorded);
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
