//! The bytes that are signed.

use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

/// Why a document has no form on which two machines agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    /// A number beyond 2^53: machines round it, so that several texts of it would pass under one signature (RFC 7493,
    /// section 2.2).
    #[error("a number is too large to be signed (beyond 2^53)")]
    Number,
    /// It could not be brought into canonical form.
    #[error("the document has no canonical form")]
    Canonical,
}

/// `SHA-256(canonical proof options) ‖ SHA-256(canonical document)`, both without what is signed over them (Data
/// Integrity EdDSA Cryptosuites 1.0, section 3.3.4).
///
/// # Errors
/// When one of them has no canonical form.
pub(super) fn signed_bytes(document: &Map<String, Value>, options: &Map<String, Value>) -> Result<Vec<u8>, FormError> {
    let mut bytes = Vec::with_capacity(64);
    for part in [options, document] {
        if !part.values().all(is_exact) {
            return Err(FormError::Number);
        }
        let canonical = serde_json_canonicalizer::to_vec(part).map_err(|_| FormError::Canonical)?;
        bytes.extend(Sha256::digest(canonical));
    }
    Ok(bytes)
}

fn is_exact(value: &Value) -> bool {
    const LARGEST: f64 = 9_007_199_254_740_991.0;
    match value {
        Value::Number(number) => number.as_f64().is_some_and(|number| number.abs() <= LARGEST),
        Value::Array(items) => items.iter().all(is_exact),
        Value::Object(fields) => fields.values().all(is_exact),
        Value::Null | Value::Bool(_) | Value::String(_) => true,
    }
}
