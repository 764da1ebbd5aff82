//! API keys: `koe_<id>_<secret>`, of which only the hash is stored.

use std::collections::BTreeSet;
use std::fmt;

use axum::extract::{FromRef, FromRequestParts};
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use koe_domain::{Random, clock, consent::sha256_hex};
use koe_store::rows::ApiKeyRow;
use koe_store::{Store, StoreError};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq as _;
use utoipa::ToSchema;

use crate::problem::Problem;

/// What a key may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Define organisation, surveys and sources.
    Define,
    /// Ask people.
    Issue,
    /// See the links of invitations.
    Links,
    /// Read statistics.
    Read,
    /// Handle cases, with their people.
    Handle,
    /// Answer people's requests about their data.
    Privacy,
    /// Make and revoke keys.
    Admin,
}

impl Scope {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Define, Self::Issue, Self::Links, Self::Read, Self::Handle, Self::Privacy, Self::Admin];

    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Define => "define",
            Self::Issue => "issue",
            Self::Links => "links",
            Self::Read => "read",
            Self::Handle => "handle",
            Self::Privacy => "privacy",
            Self::Admin => "admin",
        }
    }
}

/// A key as its owner holds it. `Debug` prints its public part.
pub struct ApiKey {
    /// Its public part.
    pub id: String,
    secret: String,
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ApiKey {}", self.id)
    }
}

impl ApiKey {
    /// Draws a new key.
    #[must_use]
    pub fn generate(random: &dyn Random) -> Self {
        let id = clock::random::<8>(random).iter().map(|byte| format!("{byte:02x}")).collect();
        Self { id, secret: URL_SAFE_NO_PAD.encode(clock::random::<32>(random)) }
    }

    /// Reads a key.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (id, secret) = text.strip_prefix("koe_")?.split_once('_')?;
        let fine = id.len() == 16 && id.bytes().all(|b| b.is_ascii_hexdigit()) && secret.len() == 43;
        fine.then(|| Self { id: id.to_owned(), secret: secret.to_owned() })
    }

    /// The key in full, to be shown once.
    #[must_use]
    pub fn reveal(&self) -> String {
        format!("koe_{}_{}", self.id, self.secret)
    }

    /// The row that knows the key again.
    #[must_use]
    pub fn row(&self, name: String, scopes: &BTreeSet<Scope>, at: Timestamp) -> ApiKeyRow {
        ApiKeyRow {
            id: self.id.clone(),
            name,
            hash: sha256_hex(&self.secret),
            scopes: scopes.iter().map(|scope| scope.as_str().to_owned()).collect(),
            created_at: at,
            revoked_at: None,
            list_pk: ApiKeyRow::LIST.to_owned(),
            list_at: at.to_string(),
        }
    }

    /// Who holds this key, if it is one of ours and not revoked. One round trip.
    ///
    /// # Errors
    /// As any read.
    pub async fn caller(&self, store: &Store) -> Result<Option<Caller>, StoreError> {
        let Some(row) = store.api_key(&self.id).await? else { return Ok(None) };
        let same = bool::from(row.hash.as_bytes().ct_eq(sha256_hex(&self.secret).as_bytes()));
        Ok((same && row.revoked_at.is_none()).then_some(Caller { id: row.id, scopes: row.scopes }))
    }
}

/// Whoever calls, known by an API key. One round trip.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The key's public part.
    pub id: String,
    scopes: BTreeSet<String>,
}

impl Caller {
    /// Whoever holds the key of this public part, unless it is revoked. One round trip.
    ///
    /// # Errors
    /// As any read.
    pub async fn by_id(store: &Store, id: &str) -> Result<Option<Self>, StoreError> {
        let row = store.api_key(id).await?.filter(|row| row.revoked_at.is_none());
        Ok(row.map(|row| Self { id: row.id, scopes: row.scopes }))
    }

    /// Whether the key has `scope`.
    #[must_use]
    pub fn has(&self, scope: Scope) -> bool {
        self.scopes.contains(scope.as_str())
    }

    /// Requires `scope`.
    ///
    /// # Errors
    /// 403, naming the scope.
    pub fn require(&self, scope: Scope) -> Result<(), Problem> {
        if self.has(scope) {
            Ok(())
        } else {
            Err(Problem::forbidden(format!("the scope \"{}\" is needed", scope.as_str())))
        }
    }
}

impl<S> FromRequestParts<S> for Caller
where
    S: Send + Sync,
    Store: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let missing = "an API key is expected: Authorization: Bearer koe_…";
        let header = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let bearer = header.and_then(|value| {
            let (scheme, token) = value.split_once(' ')?;
            scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
        });
        let key = bearer.ok_or_else(|| Problem::unauthorised(missing))?;
        let key = ApiKey::parse(key).ok_or_else(|| Problem::unauthorised("not an API key of this stack"))?;
        let caller = key.caller(&Store::from_ref(state)).await?;
        caller.ok_or_else(|| Problem::unauthorised("not an API key of this stack, or revoked"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Ones;

    impl Random for Ones {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(0xfb);
        }
    }

    #[test]
    fn a_key_is_read_as_it_was_shown() {
        let key = ApiKey::generate(&Ones);
        let read = ApiKey::parse(&key.reveal());
        assert_eq!(read.map(|read| read.reveal()), Some(key.reveal()));
        assert_eq!(format!("{key:?}"), "ApiKey fbfbfbfbfbfbfbfb");
        for bad in ["", "koe_", "koe_x_y", "koe_fbfbfbfbfbfbfbfb_", "other_fbfbfbfbfbfbfbfb_x"] {
            assert!(ApiKey::parse(bad).is_none(), "{bad}");
        }
    }
}
