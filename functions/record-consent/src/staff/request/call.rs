//! A call with an `Idempotency-Key`: the same key and body enter one request, another body is refused.

use axum::http::HeaderMap;
use jiff::Timestamp;
use koe_domain::Faults;
use koe_privacy::Pepper;
use koe_store::rows::IdempotencyRow;
use koe_web::Problem;

const HEADER: &str = "idempotency-key";

/// Days for which a key is known.
const DAYS: i64 = 30;

/// A call with a key. The table knows it by a keyed hash.
pub(super) struct Call {
    pub(super) name: String,
    body: String,
}

impl Call {
    /// Reads the header, where there is one.
    pub(super) fn read(
        headers: &HeaderMap,
        caller: &str,
        body: &str,
        pepper: &Pepper,
    ) -> Result<Option<Self>, Problem> {
        let mut values = headers.get_all(HEADER).iter();
        let (Some(first), second) = (values.next(), values.next()) else { return Ok(None) };
        let fits = |key: &&str| (1..=255).contains(&key.len()) && key.bytes().all(|byte| matches!(byte, b' '..=b'~'));
        let key = first.to_str().ok().filter(fits).filter(|_| second.is_none());
        let key = key.ok_or_else(|| Problem::unreadable("", "Idempotency-Key: 1 to 255 printable ASCII characters"))?;
        Ok(Some(Self { name: pepper.idempotency(caller, key), body: pepper.idempotency("body", body) }))
    }

    /// Requires that an earlier call with this key had the same body.
    pub(super) fn require_same(&self, earlier: &IdempotencyRow) -> Result<(), Problem> {
        if earlier.body == self.body {
            Ok(())
        } else {
            Err(Problem::invalid(Faults::one("", "this Idempotency-Key was used with another body")))
        }
    }

    /// The row that knows the call again.
    pub(super) fn row(&self, answer: &str, now: Timestamp) -> IdempotencyRow {
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

    fn read(keys: &[&'static str], body: &str) -> Result<Option<Call>, Problem> {
        let mut headers = HeaderMap::new();
        for key in keys {
            headers.append(HEADER, HeaderValue::from_static(key));
        }
        Call::read(&headers, "caller", body, &PEPPER)
    }

    #[test]
    fn a_key_comes_once_and_stands_for_one_body() -> Result<(), Problem> {
        assert!(read(&[], "{}")?.is_none());
        for bad in [&[""][..], &["a", "b"]] {
            assert_eq!(read(bad, "{}").err().map(|problem| problem.status()), Some(StatusCode::BAD_REQUEST));
        }
        let row = read(&["k"], "{}")?.map(|call| call.row("id", Timestamp::UNIX_EPOCH)).ok_or_else(Problem::ours)?;
        assert_eq!((row.answer.as_str(), row.ttl), ("id", 30 * 86_400));
        assert!(read(&["k"], "{}")?.is_some_and(|call| call.require_same(&row).is_ok() && call.name == row.name));
        assert!(read(&["k"], "[]")?.is_some_and(|call| call.require_same(&row).is_err()));
        Ok(())
    }
}
