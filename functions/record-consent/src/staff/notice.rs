//! `GET /notices/{sha256}`: the text that a hash in the ledger stands for. It names nobody.

use axum::extract::State as Held;
use axum::http::HeaderName;
use axum::http::header::{CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use axum::response::{IntoResponse as _, Response};
use koe_web::{PathParam, Problem};

use crate::State;

/// Characters of a hash.
const LENGTH: usize = 64;

/// The text of a notice as it was shown, by its SHA-256: whoever holds a receipt reads here what it rests on. The hash
/// of the body is the one asked for, so the text never changes.
#[utoipa::path(get, path = "/notices/{sha256}", operation_id = "show_notice", tag = "privacy",
    params(("sha256" = String, Path, description = "64 hexadecimal digits, lower case")),
    responses(
        (status = 200, description = "the text; it may be kept for ever", body = String, content_type = "text/plain"),
        (status = 404, description = "no notice of this hash was ever shown", body = Problem),
        (status = 503, description = "the table did not answer", body = Problem)))]
pub(crate) async fn notice(
    Held(state): Held<State>,
    PathParam(sha256): PathParam<String>,
) -> Result<Response, Problem> {
    let missing = || Problem::not_found("no notice of this hash was shown here");
    if !is_hash(&sha256) {
        return Err(missing());
    }
    let row = state.store.notice(&sha256).await?.ok_or_else(missing)?;
    let headers = [
        (CONTENT_TYPE, "text/plain; charset=utf-8"),
        (CONTENT_LANGUAGE, row.locale.as_str()),
        (CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (HeaderName::from_static("x-robots-tag"), "noindex"),
    ];
    Ok((headers, row.text).into_response())
}

fn is_hash(text: &str) -> bool {
    text.len() == LENGTH && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_could_be_a_hash_is_looked_up() {
        assert!(is_hash(&"0f".repeat(32)));
        for other in ["", "0f", &"0F".repeat(32), &"0g".repeat(32), &"é".repeat(32)] {
            assert!(!is_hash(other), "{other}");
        }
    }
}
