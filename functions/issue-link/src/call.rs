//! A call with an `Idempotency-Key`: the same key and body give the same answer, another body is refused.

use axum::http::HeaderMap;
use jiff::Timestamp;
use koe_domain::{Faults, InvitationId};
use koe_privacy::{Cause, Pepper};
use koe_store::rows::IdempotencyRow;
use koe_web::Problem;

const HEADER: &str = "idempotency-key";

/// Days for which a key is known with its body; its invitation is known for longer.
const DAYS: i64 = 30;

/// A call with a key. The table knows it by a keyed hash.
pub(crate) struct Call {
    pub(crate) name: String,
    pub(crate) invitation: InvitationId,
    body: String,
}

impl Call {
    /// Reads the header; `body` is the call's body in canonical JSON.
    pub(crate) fn read(
        headers: &HeaderMap,
        caller: &str,
        body: &str,
        pepper: &Pepper,
    ) -> Result<Option<Self>, Problem> {
        let mut values = headers.get_all(HEADER).iter();
        let (first, second) = (values.next(), values.next());
        let Some(first) = first else { return Ok(None) };
        let fits = |key: &&str| (1..=255).contains(&key.len()) && key.bytes().all(|byte| matches!(byte, b' '..=b'~'));
        let key = first.to_str().ok().filter(fits).filter(|_| second.is_none());
        let key = key.ok_or_else(|| Problem::unreadable("", "Idempotency-Key: 1 to 255 printable ASCII characters"))?;
        Ok(Some(Self {
            name: pepper.idempotency(caller, key),
            invitation: pepper.invitation(&Cause::Call { caller, key }),
            // Keyed: a body holds an address, and a plain hash of it could be guessed.
            body: pepper.idempotency("body", body),
        }))
    }

    /// Requires that an earlier call with this key had the same body.
    pub(crate) fn require_same(&self, earlier: &IdempotencyRow) -> Result<(), Problem> {
        if earlier.body == self.body {
            Ok(())
        } else {
            Err(Problem::invalid(Faults::one("", "this Idempotency-Key was used with another body")))
        }
    }

    /// The row that knows the call again; `answer` is the id that it is answered with.
    pub(crate) fn row(&self, answer: &str, now: Timestamp) -> IdempotencyRow {
        IdempotencyRow {
            name: self.name.clone(),
            body: self.body.clone(),
            answer: answer.to_owned(),
            ttl: now.as_second() + DAYS * 86_400,
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderValue, StatusCode};

    use super::*;

    const PEPPER: Pepper = Pepper { pepper: [1; 32], suppression: [2; 32] };

    fn read(keys: &[&[u8]], caller: &str, body: &str) -> Result<Option<Call>, Problem> {
        let mut headers = HeaderMap::new();
        for key in keys {
            headers.append(HEADER, HeaderValue::from_bytes(key).map_err(|_| Problem::ours())?);
        }
        Call::read(&headers, caller, body, &PEPPER)
    }

    fn one(key: &str, caller: &str, body: &str) -> Result<Call, Problem> {
        read(&[key.as_bytes()], caller, body)?.ok_or_else(Problem::ours)
    }

    #[test]
    fn a_key_is_printable_and_comes_once() {
        assert!(read(&[], "a", "{}").is_ok_and(|call| call.is_none()));
        let long = [b'x'; 256];
        let refused: [&[&[u8]]; 5] = [&[b""], &[b"a\tb"], &[b"\xe3\x81\x93"], &[&long], &[b"a", b"b"]];
        for bad in refused {
            let status = read(bad, "a", "{}").err().map(|problem| problem.status());
            assert_eq!(status, Some(StatusCode::BAD_REQUEST));
        }
        assert!(read(&[&long[..255]], "a", "{}").is_ok_and(|call| call.is_some()));
    }

    #[test]
    fn one_key_is_one_invitation_for_each_caller() -> Result<(), Problem> {
        let (call, again) = (one("k", "a", "{}")?, one("k", "a", "[]")?);
        assert!(call.name == again.name && call.invitation == again.invitation);
        for other in [one("k", "b", "{}")?, one("l", "a", "{}")?] {
            assert!(call.name != other.name && call.invitation != other.invitation);
        }
        Ok(())
    }

    #[test]
    fn another_body_is_refused() -> Result<(), Problem> {
        let row = one("k", "a", "{}")?.row("id", Timestamp::UNIX_EPOCH);
        assert_eq!(row.ttl, 30 * 86_400);
        assert!(one("k", "a", "{}")?.require_same(&row).is_ok());
        let refused = one("k", "a", "[]")?.require_same(&row).err().map(|problem| problem.status());
        assert_eq!(refused, Some(StatusCode::UNPROCESSABLE_ENTITY));
        Ok(())
    }
}
