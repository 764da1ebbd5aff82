//! `GET /v1/cases/{id}`.

use axum::Json;
use axum::extract::State as Held;
use jiff::Timestamp;
use koe_domain::PersonName;
use koe_store::asking::ContactCard;
use koe_store::rows::CaseState;
use koe_web::{Caller, PathParam, Problem, Scope};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::look::{Sight, sight};
use super::target;
use super::view::CaseView;
use crate::State;

/// A case with what one person answered.
#[derive(Serialize, ToSchema)]
pub(crate) struct CaseDetail {
    #[serde(flatten)]
    case: CaseView,
    /// The answers by question, free text included while it is kept; absent once they are gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    answers: Option<Map<String, Value>>,
    /// The language answered in.
    #[serde(skip_serializing_if = "Option::is_none")]
    locale: Option<String>,
    /// The order's number as the shop writes it; absent where there is none, or it is gone with the customer's contact.
    #[serde(skip_serializing_if = "Option::is_none")]
    order: Option<String>,
    /// Whether the customer agrees, now, to be written to about the answer.
    may_contact: bool,
    /// How the customer is reached; only where they agree to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    contact: Option<CaseContact>,
    /// Notes, oldest first.
    notes: Vec<CaseNoteView>,
    /// How it came to its state, oldest first.
    history: Vec<CaseStepView>,
}

/// How a customer is reached.
#[derive(Serialize, ToSchema)]
pub(crate) struct CaseContact {
    /// The address.
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    /// The name, in one piece or in two parts.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    name: Option<PersonName>,
}

impl From<ContactCard> for CaseContact {
    fn from(card: ContactCard) -> Self {
        Self { email: card.email.map(String::from), name: card.name }
    }
}

/// A note.
#[derive(Serialize, ToSchema)]
pub(crate) struct CaseNoteView {
    /// When it was written.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// The API key that wrote it.
    who: String,
    /// The note; absent once it is gone with the customer's contact.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

/// A state that the case entered.
#[derive(Serialize, ToSchema)]
pub(crate) struct CaseStepView {
    /// The state.
    #[schema(value_type = String)]
    state: CaseState,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// The API key that moved it; absent where the answer opened it.
    #[serde(skip_serializing_if = "Option::is_none")]
    who: Option<String>,
}

/// Shows a case: what the person answered, about which order, and how to reach them where they agree to that. The look
/// is written down first; the person sees it in a copy of their data.
#[utoipa::path(get, path = "/v1/cases/{id}", tag = "cases", params(("id" = String, Path)),
    responses(
        (status = 200, description = "the case with its answers", body = CaseDetail),
        (status = 401, description = "no key of this stack", body = Problem),
        (status = 403, description = "a key without the scope `handle`", body = Problem),
        (status = 404, description = "not an id of ours, over, or erased", body = Problem),
        (status = 503, description = "the table did not answer", body = Problem)))]
pub(crate) async fn show_case(
    Held(state): Held<State>,
    caller: Caller,
    PathParam(id): PathParam<String>,
) -> Result<Json<CaseDetail>, Problem> {
    caller.require(Scope::Handle)?;
    let sight = sight(&state, target(&state, &id).await?).await?;
    sight.note(&state, &caller, "case").await?;
    let key = sight.data_key(&state).await?;
    let contact = sight.contact(&state, key.as_ref())?;
    if contact.is_some() {
        sight.note(&state, &caller, "contact").await?;
    }
    let (notes, order) = (sight.notes(key.as_ref()), sight.order(state.clock.now(), key.as_ref()));
    let (locale, answers) = sight.answers(&state).await?.map(|(row, answers)| (row.locale, answers)).unzip();
    Ok(Json(CaseDetail {
        case: CaseView::new(&state, &sight.case)?,
        answers: answers.map(|answers| answers.to_json()),
        locale: locale.map(|locale| locale.to_string()),
        order,
        may_contact: sight.may_contact(),
        contact: contact.map(CaseContact::from),
        history: history(&sight),
        notes: noted(&sight, notes),
    }))
}

fn noted(sight: &Sight, texts: Vec<Option<String>>) -> Vec<CaseNoteView> {
    let notes = sight.case.notes.iter().zip(texts);
    notes.map(|(note, text)| CaseNoteView { at: note.at, who: note.who.clone(), note: text }).collect()
}

fn history(sight: &Sight) -> Vec<CaseStepView> {
    let steps = sight.case.history.iter();
    steps.map(|step| CaseStepView { state: step.state, at: step.at, who: step.who.clone() }).collect()
}
