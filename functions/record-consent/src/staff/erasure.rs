//! `GET /v1/erasures/{id}`: where an erasure stands, and in the end its certificate.

use std::collections::BTreeMap;

use axum::extract::State as Held;
use axum::response::Response;
use jiff::Timestamp;
use koe_domain::RequestId;
use koe_store::rows::{ErasureRow, ErasureState, Scope as Extent, Via};
use koe_web::{Caller, PathParam, Problem, Scope};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::unkept;
use crate::State;

/// An erasure. It names nobody.
#[derive(Serialize, ToSchema)]
pub(crate) struct ErasureView {
    /// Its id.
    id: String,
    /// `erasing`, `notifying` (all is destroyed here; those who got the data are told) or `done`.
    #[schema(value_type = String)]
    state: ErasureState,
    /// `{"kind": "person"}`, or what one shop brought: `{"kind": "source", "source"}` of one person, `{"kind": "shop",
    /// "source"}` of all its customers.
    #[schema(value_type = Object)]
    scope: Value,
    /// By which way it was asked for: `page`, `staff`, `shop`.
    #[schema(value_type = String)]
    via: Via,
    /// Whether a keyed hash was left by which the person is never asked again.
    never_ask: bool,
    /// When it was begun.
    #[schema(value_type = String, format = DateTime)]
    started_at: Timestamp,
    /// When nothing was left here.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    erased_at: Option<Timestamp>,
    /// What was destroyed, by kind.
    destroyed: BTreeMap<String, u64>,
    /// What the mail service said when its own entry about the address was to go: `removed`, `none`, `unreached`.
    #[serde(skip_serializing_if = "Option::is_none")]
    mail_service: Option<String>,
    /// Who was told, by subscription: `told`, `acknowledged`, `unreached`.
    told: BTreeMap<String, String>,
    /// The certificate, signed, once it is done: `koe-verify` checks it offline.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    certificate: Option<Value>,
}

impl ErasureView {
    fn of(row: ErasureRow) -> Result<Self, Problem> {
        let certificate = row.certificate.as_deref().map(serde_json::from_str).transpose().map_err(|_| {
            tracing::error!("a certificate does not read");
            Problem::ours()
        })?;
        Ok(Self {
            id: row.id.encode(),
            state: row.state,
            scope: match &row.scope {
                Extent::Person => json!({"kind": "person"}),
                Extent::Source(source) => json!({"kind": "source", "source": source}),
                Extent::Shop(source) => json!({"kind": "shop", "source": source}),
            },
            via: row.via,
            never_ask: row.never_ask,
            started_at: row.started_at,
            erased_at: row.erased_at,
            destroyed: row.destroyed,
            mail_service: row.mail_service,
            told: row.told,
            certificate,
        })
    }
}

/// Where an erasure stands: what was destroyed and who was told, and once it is done the signed certificate.
#[utoipa::path(get, path = "/v1/erasures/{id}", operation_id = "show_erasure", tag = "privacy",
    params(("id" = String, Path, description = "as the answer to the erasure gave it")),
    responses(
        (status = 200, description = "the erasure", body = ErasureView),
        (status = 401, description = "no API key of this stack", body = Problem),
        (status = 403, description = "the scope `privacy` is needed", body = Problem),
        (status = 404, description = "no such erasure, or its record is no longer kept", body = Problem),
        (status = 503, description = "the table did not answer", body = Problem)))]
pub(crate) async fn erasure(
    Held(state): Held<State>,
    caller: Caller,
    PathParam(id): PathParam<String>,
) -> Result<Response, Problem> {
    caller.require(Scope::Privacy)?;
    let missing = || Problem::not_found("no erasure of this id is on record");
    let id = RequestId::decode(&id).map_err(|_| missing())?;
    let row = state.store.erasure_now(id).await?.ok_or_else(missing)?;
    Ok(unkept(ErasureView::of(row)?))
}

#[cfg(test)]
mod tests {
    use koe_domain::PersonId;
    use koe_store::rows::ProfileRow;

    use super::*;

    type Outcome = Result<(), Box<dyn std::error::Error>>;

    fn row() -> ErasureRow {
        let person = ProfileRow::new(PersonId::from_bytes([1; 10]));
        ErasureRow::of_person(RequestId::from_bytes([2; 16]), &person, Via::Staff, true, Timestamp::UNIX_EPOCH)
    }

    fn shown(row: ErasureRow) -> Result<Value, Box<dyn std::error::Error>> {
        let view = ErasureView::of(row).map_err(|problem| problem.status().to_string())?;
        Ok(serde_json::to_value(view)?)
    }

    #[test]
    fn an_erasure_names_nobody() -> Outcome {
        let shown = shown(row())?;
        assert_eq!((&shown["state"], &shown["via"]), (&json!("erasing"), &json!("staff")));
        assert_eq!(shown["scope"], json!({"kind": "person"}));
        assert!(!shown.to_string().contains(&PersonId::from_bytes([1; 10]).encode()), "{shown}");
        Ok(())
    }

    #[test]
    fn the_certificate_is_a_document_and_not_a_text() -> Outcome {
        let certified = ErasureRow { certificate: Some(r#"{"id": "x"}"#.to_owned()), ..row() };
        assert_eq!(shown(certified)?["certificate"], json!({"id": "x"}));
        assert!(shown(ErasureRow { certificate: Some("{".to_owned()), ..row() }).is_err());
        Ok(())
    }
}
