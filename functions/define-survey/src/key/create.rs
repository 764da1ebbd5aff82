//! `POST /v1/keys`.
//!
//! `Idempotency-Key` is not honoured here: to give the same answer twice, the key itself would have to be kept, and only
//! its hash is. Who did not see the answer makes another key and revokes the one that the list shows.

use std::collections::BTreeSet;

use axum::extract::State as Held;
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderName, StatusCode};
use jiff::Timestamp;
use koe_web::{Caller, Json, Problem, Scope};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::State;
use crate::text::check_name;

/// A key to make.
#[derive(Debug, Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewKey {
    /// What it is for, 1 to 100 characters.
    #[validate(custom(function = "check_name"))]
    #[serde(default)]
    #[schema(required)]
    name: String,
    /// What it may do, at least one.
    #[validate(length(min = 1, message = "at least one scope is expected"))]
    #[serde(default)]
    #[schema(required)]
    scopes: BTreeSet<Scope>,
}

/// A key that was made.
#[derive(Serialize, ToSchema)]
pub(crate) struct MadeKey {
    /// Its public part, by which it is revoked.
    id: String,
    /// The key itself. It is shown this once.
    key: String,
    /// What it is for.
    name: String,
    /// What it may do.
    scopes: BTreeSet<Scope>,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

/// What a caller gets who made a key; no cache keeps it.
type Made = (StatusCode, [(HeaderName, &'static str); 1], axum::Json<MadeKey>);

/// Makes an API key. It is shown this once, and `Idempotency-Key` is not honoured: who lost the answer makes another
/// key and revokes the first.
#[utoipa::path(post, path = "/v1/keys", tag = "keys", request_body = NewKey,
    responses(
        (status = 201, description = "made; the key is shown this once", body = MadeKey),
        (status = 400, description = "unreadable", body = Problem),
        (status = 401, description = "no key of this stack", body = Problem),
        (status = 403, description = "a key without the scope `admin`", body = Problem),
        (status = 415, description = "not JSON in UTF-8", body = Problem),
        (status = 422, description = "every fault named", body = Problem),
        (status = 503, description = "the table did not answer; look whether the list shows it", body = Problem)))]
pub(crate) async fn create_key(
    Held(state): Held<State>,
    caller: Caller,
    Json(NewKey { name, scopes }): Json<NewKey>,
) -> Result<Made, Problem> {
    caller.require(Scope::Admin)?;
    let name = name.trim().to_owned();
    let made = super::make(&state.store, &*state.random, name, &scopes, state.clock.now()).await?;
    let (key, row) = made.ok_or_else(Problem::try_again)?;
    let made = MadeKey { id: row.id, key: key.reveal(), name: row.name, scopes, created_at: row.created_at };
    Ok((StatusCode::CREATED, [(CACHE_CONTROL, "no-store")], axum::Json(made)))
}

#[cfg(test)]
mod tests {
    use koe_web::extract::{faults, from_json};

    use super::*;

    fn places(body: &str) -> Result<Vec<String>, Problem> {
        let errors = from_json::<NewKey>(body.as_bytes())?.validate().err();
        let found = errors.iter().flat_map(|errors| faults(errors).into_iter());
        Ok(found.map(|fault| fault.pointer).collect())
    }

    #[test]
    fn a_key_has_a_name_and_a_scope_that_is_known() -> Result<(), Problem> {
        assert_eq!(places(r#"{"name": "till", "scopes": ["read", "links", "read"]}"#)?, Vec::<String>::new());
        assert_eq!(places(r#"{"name": " ", "scopes": ["read"]}"#)?, ["/name"]);
        assert_eq!(places(r#"{"name": "till", "scopes": []}"#)?, ["/scopes"]);
        assert_eq!(places(r#"{"name": "till"}"#)?, ["/scopes"]);
        for bad in [r#"{"name": "till", "scopes": ["everything"]}"#, r#"{"key": "x"}"#] {
            assert!(places(bad).is_err(), "{bad}");
        }
        Ok(())
    }
}
