//! `GET /v1/privacy-requests`.

use axum::extract::State as Held;
use axum::response::Response;
use jiff::Timestamp;
use jiff::civil::Date;
use koe_domain::Faults;
use koe_store::rows::{RequestRow, RequestState};
use koe_web::{Caller, Problem, QueryParams, Scope};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::view::{PrivacyRequestDue, PrivacyRequestView};
use crate::State;
use crate::staff::unkept;

/// Most pages of the table that are read for one page of the list, where few of its requests are wanted.
const MOST_READ: usize = 10;

/// Which requests are listed.
#[derive(Clone, Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PrivacyRequestQuery {
    /// `awaiting_confirmation`, `open`, `working`, `done`, `refused` or `lapsed`; all of them unless given.
    #[validate(length(max = 32, message = "a state is expected"))]
    state: Option<String>,
    /// Only those of which something is due before this: a time in RFC 3339, or a day in UTC.
    #[validate(length(max = 64, message = "a time in RFC 3339, or a day, is expected"))]
    due_before: Option<String>,
    /// How many at most, 1 to 100; 50 unless given. A page may hold fewer and go on all the same.
    #[validate(range(min = 1, max = 100, message = "1 to 100 is expected"))]
    #[serde(default = "fifty")]
    #[param(value_type = Option<i32>)]
    limit: i32,
    /// Where the page starts, from the answer before.
    #[validate(length(max = 1024, message = "not a cursor of this list"))]
    cursor: Option<String>,
}

const fn fifty() -> i32 {
    50
}

/// A page of requests, the last received first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PrivacyRequestPage {
    /// The requests.
    items: Vec<PrivacyRequestView>,
    /// The first time of this page at which something is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    next_due: Option<Timestamp>,
    /// Where the next page starts.
    #[serde(skip_serializing_if = "Option::is_none")]
    cursor: Option<String>,
}

struct Filter {
    state: Option<RequestState>,
    due_before: Option<Timestamp>,
}

impl Filter {
    fn read(query: &PrivacyRequestQuery) -> Result<Self, Faults> {
        let mut faults = Faults::new();
        let state = query.state.as_deref().and_then(|word| faults.take("/state", state(word)));
        let due_before = query.due_before.as_deref().and_then(|text| faults.take("/due_before", moment(text)));
        faults.into_result(|| Self { state, due_before })
    }

    fn holds(&self, row: &RequestRow) -> bool {
        let due = |before| PrivacyRequestDue::of(row).is_some_and(|next| next.by < before);
        self.state.is_none_or(|state| state == row.state) && self.due_before.is_none_or(due)
    }
}

fn state(word: &str) -> Result<RequestState, Faults> {
    let found = RequestState::ALL.into_iter().find(|state| state.as_str() == word);
    found.ok_or_else(|| {
        let words: Vec<&str> = RequestState::ALL.iter().map(|state| state.as_str()).collect();
        Faults::one("", format!("one of {} is expected", words.join(", ")))
    })
}

fn moment(text: &str) -> Result<Timestamp, Faults> {
    let day = || Some(text.parse::<Date>().ok()?.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp());
    let found = text.parse::<Timestamp>().ok().or_else(day);
    found.ok_or_else(|| Faults::one("", "a time in RFC 3339, or a day such as \"2026-12-01\", is expected"))
}

/// Lists requests about people's data with what is due next, the last received first.
#[utoipa::path(get, path = "/v1/privacy-requests", operation_id = "list_privacy_requests", tag = "privacy",
    params(PrivacyRequestQuery),
    responses(
        (status = 200, description = "a page of requests", body = PrivacyRequestPage),
        (status = 400, description = "not a cursor of this list, or a parameter that is not known", body = Problem),
        (status = 401, description = "no API key of this stack", body = Problem),
        (status = 403, description = "the scope `privacy` is needed", body = Problem),
        (status = 422, description = "every fault named", body = Problem),
        (status = 503, description = "the table did not answer", body = Problem)))]
pub(crate) async fn list(
    Held(state): Held<State>,
    caller: Caller,
    QueryParams(query): QueryParams<PrivacyRequestQuery>,
) -> Result<Response, Problem> {
    caller.require(Scope::Privacy)?;
    let filter = Filter::read(&query)?;
    let mut items = Vec::new();
    let mut cursor = query.cursor;
    for _ in 0..MOST_READ {
        let page = state.store.privacy_requests(query.limit, cursor.as_deref()).await?;
        let page = page.map_err(|bad| Problem::unreadable("/cursor", bad.to_string()))?;
        for row in page.items.iter().filter(|row| filter.holds(row)) {
            items.push(PrivacyRequestView::of(&state, row).await?);
        }
        cursor = page.cursor;
        if !items.is_empty() || cursor.is_none() {
            break;
        }
    }
    let next_due = items.iter().filter_map(|item| item.next).map(|next| next.by).min();
    Ok(unkept(PrivacyRequestPage { items, next_due, cursor }))
}

#[cfg(test)]
mod tests {
    use super::super::view::tests::row;
    use super::*;

    type Outcome = Result<(), Box<dyn std::error::Error>>;

    fn filter(state: Option<&str>, due_before: Option<&str>) -> Result<Filter, Faults> {
        let (state, due_before) = (state.map(str::to_owned), due_before.map(str::to_owned));
        Filter::read(&PrivacyRequestQuery { state, due_before, limit: 50, cursor: None })
    }

    #[test]
    fn requests_are_found_by_state_and_by_what_is_due() -> Outcome {
        let open = row()?;
        assert!(filter(None, None)?.holds(&open) && filter(Some("open"), None)?.holds(&open));
        assert!(!filter(Some("working"), None)?.holds(&open));
        assert!(filter(None, Some("2026-12-05"))?.holds(&open) && !filter(None, Some("2026-12-04"))?.holds(&open));
        let done = RequestRow { state: RequestState::Done, ..open };
        assert!(!filter(None, Some("2028-01-01T00:00:00Z"))?.holds(&done) && filter(Some("done"), None)?.holds(&done));
        Ok(())
    }

    #[test]
    fn every_fault_is_named() {
        let places = |state, due| {
            let faults = filter(Some(state), Some(due)).err();
            faults.map(|faults| faults.into_iter().map(|fault| fault.pointer).collect::<Vec<_>>())
        };
        assert_eq!(places("lost", "soon"), Some(vec!["/state".to_owned(), "/due_before".to_owned()]));
        assert_eq!(places("open", "2026-12-01T00:00:00+09:00"), None);
    }
}
