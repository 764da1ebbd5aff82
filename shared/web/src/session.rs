//! Staff sessions: a browser that showed an API key once gets a sealed cookie for eight hours.
//!
//! The cookie holds the key's public part alone; each page reads the key's row, so that revoking the key ends the
//! session. It is `HttpOnly`, `SameSite=Strict`, and bound to the dashboard's path.

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use jiff::{SignedDuration, Timestamp};
use koe_domain::link::LinkKeys;
use koe_store::{Store, StoreError};
use serde::{Deserialize, Serialize};

use crate::auth::Caller;

const NAME: &str = "koe-session";
const LIFE: SignedDuration = SignedDuration::from_hours(8);

#[derive(Serialize, Deserialize)]
struct Session {
    key: String,
    until: Timestamp,
}

/// The cookie that signs `caller` in until eight hours from now. `secure` where the page is reached by HTTPS.
#[must_use]
pub fn cookie(keys: &LinkKeys, caller: &Caller, now: Timestamp, secure: bool) -> Option<HeaderValue> {
    let session = Session { key: caller.id.clone(), until: now + LIFE };
    let sealed = keys.seal_session(&serde_json::to_vec(&session).ok()?).ok()?;
    let secure = if secure { "; Secure" } else { "" };
    let age = LIFE.as_secs();
    let cookie = format!("{NAME}={sealed}; Path=/dashboard; Max-Age={age}; HttpOnly; SameSite=Strict{secure}");
    HeaderValue::try_from(cookie).ok()
}

/// The cookie that signs out: it takes the place of the one that signed in, and is over at once.
#[must_use]
pub fn over(secure: bool) -> Option<HeaderValue> {
    let secure = if secure { "; Secure" } else { "" };
    HeaderValue::try_from(format!("{NAME}=; Path=/dashboard; Max-Age=0; HttpOnly; SameSite=Strict{secure}")).ok()
}

/// Who is signed in. One round trip, none without a cookie.
///
/// # Errors
/// As any read.
pub async fn caller(
    keys: &LinkKeys,
    store: &Store,
    headers: &HeaderMap,
    now: Timestamp,
) -> Result<Option<Caller>, StoreError> {
    let sealed =
        headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok()).find_map(|cookies| {
            cookies.split(';').find_map(|cookie| cookie.trim().strip_prefix(NAME)?.strip_prefix('='))
        });
    let session = sealed
        .and_then(|sealed| keys.open_session(sealed).ok())
        .and_then(|plain| serde_json::from_slice::<Session>(&plain).ok())
        .filter(|session| session.until > now);
    match session {
        Some(session) => Caller::by_id(store, &session.key).await,
        None => Ok(None),
    }
}
