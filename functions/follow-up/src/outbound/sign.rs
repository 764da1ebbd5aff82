//! Signatures as the Standard Webhooks specification 1.0.0 says: HMAC-SHA256 over `{id}.{timestamp}.{body}`, base64,
//! with `v1,` before it. The time is that of the attempt, so that a copy of a request is stale five minutes later.
//! <https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// What a receiver checks: the value of `webhook-signature` for a body sent as `id` at `at` (seconds since 1970). HMAC
/// takes keys of any length, so there always is one.
pub(crate) fn signature(key: &[u8], id: &str, at: i64, body: &str) -> Option<String> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
    mac.update(format!("{id}.{at}.").as_bytes());
    mac.update(body.as_bytes());
    Some(format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())))
}

#[cfg(test)]
mod tests {
    use koe_domain::source::Secret;

    use super::*;

    fn signed(secret: &str, id: &str, at: i64, body: &str) -> Result<Option<String>, koe_domain::Faults> {
        let key = Secret::parse(secret)?.standard_webhooks_key();
        Ok(key.and_then(|key| signature(&key, id, at, body)))
    }

    /// Worked out apart from this code, with another library.
    #[test]
    fn signatures_are_those_of_the_specification() -> Result<(), koe_domain::Faults> {
        let body = r#"{"type":"koe.response.recorded","data":{"nps":9}}"#;
        let secret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
        let made = signed(secret, "AQIDBAUGBwgJCgsMDQ4PEA", 1_795_305_600, body)?;
        assert_eq!(made.as_deref(), Some("v1,mP7ktuYBgwE0IvpNsXtIgmmkQY15zkPPcH8vEbOo9Jg="));
        let made = signed("whsec_////////////////////////////////", "a", 0, r#"{"声":"ご注文"}"#)?;
        assert_eq!(made.as_deref(), Some("v1,XX3O559J7aQleV2l6IECMg77NPr3b4M+6FFn9UVLcR8="));
        Ok(())
    }

    #[test]
    fn whatever_is_changed_is_not_signed() -> Result<(), koe_domain::Faults> {
        let secret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
        let right = signed(secret, "id", 5, "body")?;
        for (id, at, body) in [("ie", 5, "body"), ("id", 6, "body"), ("id", 5, "bodz"), ("id.5", 5, "body")] {
            assert_ne!(signed(secret, id, at, body)?, right);
        }
        Ok(())
    }
}
