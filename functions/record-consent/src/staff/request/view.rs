//! A request as the API shows it.

use jiff::Timestamp;
use koe_domain::SourceId;
use koe_store::rows::{RequestKind, RequestRow, RequestState, Via};
use koe_web::Problem;
use serde::Serialize;
use utoipa::ToSchema;

use super::word;
use crate::State;
use crate::staff::id_of;

/// A request about somebody's data.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PrivacyRequestView {
    /// Its id.
    id: String,
    /// `export`, `erase`, `correct`, `object` or `opt_out`.
    #[schema(value_type = String)]
    kind: RequestKind,
    /// The law under which its clock runs: `gdpr`, `appi` or `ccpa`; none where the organisation goes by none.
    #[serde(skip_serializing_if = "Option::is_none")]
    law: Option<&'static str>,
    /// By which way it came: `page`, `staff`, `shop` or `signal`.
    #[schema(value_type = String)]
    via: Via,
    /// `awaiting_confirmation`, `open`, `working`, `done`, `refused` or `lapsed`.
    state: &'static str,
    /// Whose data; none where nobody of that address is held, or the person is gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    person: Option<String>,
    /// With an erasure: never to be asked again.
    never_ask: bool,
    /// The shop whose data alone is meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    source: Option<SourceId>,
    /// When it came in; the day alone once it is closed.
    #[schema(value_type = String, format = DateTime)]
    received_at: Timestamp,
    /// By when its receipt is to be confirmed to the person, where the law asks for that.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    confirm_by: Option<Timestamp>,
    /// By when it is to be answered.
    #[schema(value_type = String, format = DateTime)]
    answer_by: Timestamp,
    /// What is due next, while it is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) next: Option<PrivacyRequestDue>,
    /// Whether that time is over.
    overdue: bool,
    /// The day on which it was closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    closed_at: Option<Timestamp>,
    /// Why it was refused or takes longer, or what staff noted.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    /// The erasure that it led to: `GET /v1/erasures/{id}`.
    #[serde(skip_serializing_if = "Option::is_none")]
    erasure: Option<String>,
    /// Where the copy is, for a request for one.
    #[serde(skip_serializing_if = "Option::is_none")]
    export: Option<String>,
}

/// What is due next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct PrivacyRequestDue {
    /// `confirm`: tell the person that it was received, then move it to `working`. `answer`: answer it.
    what: &'static str,
    /// By when.
    #[schema(value_type = String, format = DateTime)]
    pub(super) by: Timestamp,
}

impl PrivacyRequestDue {
    /// What is due next of a request. While the person has not followed the link that was mailed to them, nothing is.
    pub(super) fn of(row: &RequestRow) -> Option<Self> {
        match (row.state, row.confirm_by) {
            (RequestState::Open, Some(by)) => Some(Self { what: "confirm", by }),
            (RequestState::Open | RequestState::Working, _) => Some(Self { what: "answer", by: row.answer_by }),
            (
                RequestState::AwaitingConfirmation | RequestState::Done | RequestState::Refused | RequestState::Lapsed,
                _,
            ) => None,
        }
    }
}

impl PrivacyRequestView {
    /// A request as it stands now. No round trip.
    pub(super) async fn of(state: &State, row: &RequestRow) -> Result<Self, Problem> {
        let person = match row.person {
            Some(person) => Some(id_of(state, person).await?),
            None => None,
        };
        Ok(Self::new(row, person, state.clock.now()))
    }

    fn new(row: &RequestRow, person: Option<String>, now: Timestamp) -> Self {
        let next = PrivacyRequestDue::of(row);
        let wanted = row.kind == RequestKind::Export && next.is_some();
        let export = person.as_ref().filter(|_| wanted).map(|person| {
            let only = row.source.as_ref().map(|source| format!("?source={source}")).unwrap_or_default();
            format!("/v1/people/{person}/export{only}")
        });
        Self {
            id: row.id.encode(),
            kind: row.kind,
            law: row.law.map(word),
            via: row.via,
            state: row.state.as_str(),
            person,
            never_ask: row.never_ask,
            source: row.source.clone(),
            received_at: row.received_at,
            confirm_by: row.confirm_by,
            answer_by: row.answer_by,
            next,
            overdue: next.is_some_and(|next| next.by < now),
            closed_at: row.closed_at,
            note: row.note.clone(),
            erasure: row.erasure.map(|id| id.encode()),
            export,
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use koe_domain::{PersonId, RequestId};
    use koe_store::Due;

    use super::*;

    type Outcome = Result<(), Box<dyn std::error::Error>>;

    /// A request for a copy, to be confirmed on the 4th of December and answered in January.
    pub(in crate::staff::request) fn row() -> Result<RequestRow, jiff::Error> {
        Ok(RequestRow {
            id: RequestId::from_bytes([1; 16]),
            rev: 1,
            person: Some(PersonId::from_bytes([2; 10])),
            kind: RequestKind::Export,
            law: Some(koe_domain::organisation::Law::Ccpa),
            via: Via::Staff,
            never_ask: false,
            source: None,
            state: RequestState::Open,
            received_at: "2026-11-20T09:00:00Z".parse()?,
            confirm_by: Some("2026-12-04T09:00:00Z".parse()?),
            answer_by: "2027-01-04T09:00:00Z".parse()?,
            closed_at: None,
            note: None,
            erasure: None,
            due: Due::NEVER,
            list_pk: RequestRow::LIST.to_owned(),
            list_at: "2026-11-20T09:00:00Z".to_owned(),
        })
    }

    #[test]
    fn what_is_due_next_follows_the_state() -> Outcome {
        let open = row()?;
        let next = |state| PrivacyRequestDue::of(&RequestRow { state, ..open.clone() }).map(|next| next.what);
        assert_eq!(next(RequestState::Open), Some("confirm"));
        assert_eq!(next(RequestState::Working), Some("answer"));
        let unconfirmed = RequestRow { confirm_by: None, ..open.clone() };
        assert_eq!(PrivacyRequestDue::of(&unconfirmed).map(|next| next.what), Some("answer"));
        for state in [RequestState::AwaitingConfirmation, RequestState::Done, RequestState::Refused] {
            assert_eq!(next(state), None);
        }
        Ok(())
    }

    #[test]
    fn it_is_overdue_when_its_next_time_is_over() -> Outcome {
        let view = |row: &RequestRow, now: &str| -> Result<PrivacyRequestView, jiff::Error> {
            Ok(PrivacyRequestView::new(row, None, now.parse()?))
        };
        assert!(!view(&row()?, "2026-12-04T09:00:00Z")?.overdue && view(&row()?, "2026-12-04T09:00:01Z")?.overdue);
        let working = RequestRow { state: RequestState::Working, ..row()? };
        assert!(!view(&working, "2026-12-05T00:00:00Z")?.overdue && view(&working, "2027-01-05T00:00:00Z")?.overdue);
        let done = RequestRow { state: RequestState::Done, ..row()? };
        assert!(!view(&done, "2028-01-01T00:00:00Z")?.overdue);
        Ok(())
    }

    #[test]
    fn a_request_for_a_copy_says_where_it_is() -> Outcome {
        let shop = RequestRow { source: Some(SourceId::parse("shop")?), ..row()? };
        let now = shop.received_at;
        let view = PrivacyRequestView::new(&shop, Some("id".to_owned()), now);
        assert_eq!(view.export.as_deref(), Some("/v1/people/id/export?source=shop"));
        assert!(PrivacyRequestView::new(&shop, None, now).export.is_none());
        let done = RequestRow { state: RequestState::Done, ..shop };
        assert!(PrivacyRequestView::new(&done, Some("id".to_owned()), now).export.is_none());
        Ok(())
    }
}
