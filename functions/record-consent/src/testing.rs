//! What the tests of several files need.

use koe_domain::Organisation;
use serde_json::json;

/// An organisation that goes by no law.
pub(crate) fn organisation() -> Result<Organisation, serde_json::Error> {
    serde_json::from_value(json!({
        "legal_name": "Example K.K.",
        "address": "1-1-1 Example, Tokyo 100-0001",
        "sender": {"name": "Example", "email": "hello@example.jp"},
        "complaints": "complaints@example.jp",
        "privacy_contact": "privacy@example.jp",
        "locale": "ja",
        "timezone": "Asia/Tokyo"
    }))
}
