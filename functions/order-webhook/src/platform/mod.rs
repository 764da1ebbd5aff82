//! What shops' systems send, made into the house's own events.
//!
//! An adapter is two pure functions: [`verify`] proves who sent the bytes, [`parse`] says what they mean. Both know one
//! platform and nothing of tables or HTTP answers, so that a property test can try forged headers and odd bodies.
//! A match over [`Platform`] was chosen over a trait: with a new platform the compiler names every place that lacks it.

mod body;
mod privacy;
mod shopify;
mod signature;
mod standard_webhooks;

use http::HeaderMap;
use jiff::Timestamp;
use koe_domain::Faults;
use koe_domain::order::OrderEvent;
use koe_domain::source::{Platform, Secret};

pub use privacy::{PrivacyCall, PrivacyTopic, parse as parse_privacy};

/// A delivery whose sender is proven.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// What a repeated delivery has again: the sender's own id of 1 to 128 printable ASCII characters, or `sha256-` and
    /// the hash of topic and body where there is no such id.
    pub key: String,
    /// What it is about, in the platform's words; empty where the sender does not say. At most 128 printable ASCII
    /// characters, so that it can be counted by.
    pub topic: String,
}

/// Why a delivery is not believed. Every one of them is answered with 401.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No signature came with it.
    #[error("the signature is missing")]
    NoSignature,
    /// No secret of the source makes this signature over these bytes.
    #[error("the signature does not fit")]
    BadSignature,
    /// The platform signs the time, and no readable time came with it.
    #[error("the time of sending is missing or unreadable")]
    NoTimestamp,
    /// Signed by the source, but too long ago or too far ahead; a replay, or a clock that is wrong.
    #[error("the time of sending is too far from now")]
    StaleTimestamp,
}

/// A proven delivery that cannot be read; answered with 400.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the body is not what the platform documents")]
pub struct Unreadable(#[source] pub Faults);

/// Proves that `body` was sent by a holder of one of `secrets`, at about `now` where the platform signs the time.
///
/// `body` is the bytes as received: parsed and written again they are other bytes. Headers other than the signed ones
/// (Shopify's topic and id, say) are only as good as the connection; what they lead to must be harmless when repeated.
///
/// # Errors
/// [`Refusal`], where that is not proven.
pub fn verify(
    platform: Platform,
    headers: &HeaderMap,
    body: &[u8],
    now: Timestamp,
    secrets: &[Secret],
) -> Result<Delivery, Refusal> {
    let (id, topic) = match platform {
        Platform::Shopify => {
            shopify::verify(headers, body, secrets)?;
            (header(headers, shopify::ID), header(headers, shopify::TOPIC))
        }
        Platform::StandardWebhooks => {
            standard_webhooks::verify(headers, body, now, secrets)?;
            (header(headers, standard_webhooks::ID), standard_webhooks::topic(body))
        }
    };
    let topic = topic.unwrap_or_default();
    let key = id.unwrap_or_else(|| signature::fingerprint(&topic, body));
    Ok(Delivery { key, topic })
}

/// The events in `body`. A topic that means nothing here gives none; it is counted and answered with 200.
///
/// `topic` is the one [`verify`] found; a platform that writes it into the body is read from there.
///
/// # Errors
/// [`Unreadable`] with every fault, where the body is not of the shape that its topic promises.
pub fn parse(platform: Platform, topic: &str, body: &[u8]) -> Result<Vec<OrderEvent>, Unreadable> {
    match platform {
        Platform::Shopify => shopify::parse(topic, body),
        Platform::StandardWebhooks => standard_webhooks::parse(body),
    }
    .map_err(Unreadable)
}

fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    plain(headers.get(name)?.to_str().ok()?)
}

/// `text` where it can stand in a row's key and in a metric: 1 to 128 printable ASCII characters.
fn plain(text: &str) -> Option<String> {
    let fine = (1..=128).contains(&text.len()) && text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    fine.then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use std::error::Error;
    use std::path::{Path, PathBuf};

    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use http::{HeaderName, HeaderValue};
    use koe_domain::order::Moment;
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    const PLATFORMS: [Platform; 2] = [Platform::Shopify, Platform::StandardWebhooks];
    /// Shopify signs with the text itself, Standard Webhooks with what it stands for: `0123456789`.
    const SECRET: &str = "MDEyMzQ1Njc4OQ==";

    /// Headers with which both platforms' signatures over `body` are right, sent in 1970.
    fn signed(body: &[u8]) -> HeaderMap {
        let tag = |key: &[u8], parts: &[&[u8]]| STANDARD.encode(signature::tag(key, parts).unwrap_or_default());
        let sent = [
            (shopify::SIGNATURE, tag(SECRET.as_bytes(), &[body])),
            (standard_webhooks::SIGNATURE, format!("v1,{}", tag(b"0123456789", &[b"id.0.".as_slice(), body]))),
            (standard_webhooks::ID, "id".to_owned()),
            (standard_webhooks::TIME, "0".to_owned()),
        ];
        let parse = |value: String| value.parse::<HeaderValue>().ok();
        sent.into_iter().filter_map(|(name, value)| Some((HeaderName::from_static(name), parse(value)?))).collect()
    }

    #[test]
    fn a_delivery_is_known_again_by_its_id_or_by_what_it_says() -> Result<(), Box<dyn Error>> {
        let secrets = [Secret::parse(SECRET)?];
        let body = br#"{"type": "order.placed"}"#;
        let mut headers = signed(body);
        let found = |platform: Platform, headers: &HeaderMap| {
            verify(platform, headers, body, Timestamp::UNIX_EPOCH, &secrets).map(|found| (found.key, found.topic))
        };
        let by_id = ("id".to_owned(), "order.placed".to_owned());
        assert_eq!(found(Platform::StandardWebhooks, &headers), Ok(by_id));
        assert_eq!(found(Platform::Shopify, &headers), Ok((signature::fingerprint("", body), String::new())));
        headers.insert(shopify::TOPIC, HeaderValue::from_static("orders/paid"));
        for odd in ["", "tab\tbed", &"x".repeat(129)] {
            headers.insert(shopify::ID, HeaderValue::from_str(odd)?);
            let by_hash = (signature::fingerprint("orders/paid", body), "orders/paid".to_owned());
            assert_eq!(found(Platform::Shopify, &headers), Ok(by_hash), "{odd}");
        }
        headers.insert(shopify::ID, HeaderValue::from_static("7f0e"));
        assert_eq!(found(Platform::Shopify, &headers), Ok(("7f0e".to_owned(), "orders/paid".to_owned())));
        Ok(())
    }

    fn samples() -> Option<PathBuf> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/samples/webhooks");
        if folder.is_dir() {
            return Some(folder);
        }
        eprintln!("samples not here: skipped");
        None
    }

    #[test]
    fn published_bodies_are_read_and_their_order_numbers_survive() -> Result<(), Box<dyn Error>> {
        let Some(folder) = samples() else { return Ok(()) };
        let wanted = [
            ("orders_create", "orders/create", Some(("id", Moment::Placed))),
            ("orders_paid", "orders/paid", Some(("id", Moment::Placed))),
            ("orders_updated", "orders/updated", Some(("id", Moment::Updated))),
            ("orders_partially_fulfilled", "orders/partially_fulfilled", Some(("id", Moment::Updated))),
            ("orders_fulfilled", "orders/fulfilled", Some(("id", Moment::Shipped))),
            ("orders_cancelled", "orders/cancelled", Some(("id", Moment::Cancelled))),
            ("order_rest_full", "orders/updated", Some(("id", Moment::Updated))),
            ("refunds_create", "refunds/create", Some(("order_id", Moment::Refunded))),
            ("fulfillment_events_create", "fulfillment_events/create", None),
            (
                "fulfillment_events_create.delivered.derived",
                "fulfillment_events/create",
                Some(("order_id", Moment::Delivered)),
            ),
            ("fulfillments_create", "fulfillments/create", None),
            ("fulfillments_update", "fulfillments/update", None),
            ("returns_request", "returns/request", None),
            ("app_uninstalled", "app/uninstalled", None),
            ("customers_data_request", "customers/data_request", None),
            ("customers_redact", "customers/redact", None),
            ("shop_redact", "shop/redact", None),
        ];
        for (name, topic, event) in wanted {
            let body = std::fs::read_to_string(folder.join(format!("shopify/{name}.json")))?;
            let events = parse(Platform::Shopify, topic, body.as_bytes())?;
            assert_eq!(events.first().map(|e| e.moment), event.map(|(_, moment)| moment), "{name}");
            for (found, (field, _)) in events.iter().zip(event) {
                // Sought in the text itself, where no parser has touched the digits.
                let written = format!("\n  \"{field}\": {},", found.order.as_str());
                assert!(body.contains(&written), "{name}");
            }
        }
        Ok(())
    }

    #[test]
    fn published_signatures_are_believed() -> Result<(), Box<dyn Error>> {
        let Some(folder) = samples() else { return Ok(()) };
        let read = |name: &str| std::fs::read(folder.join(name).join("test_vectors.json"));
        let text = |vector: &Value, field: &str| vector[field].as_str().unwrap_or_default().to_owned();
        for (platform, name, signature) in [
            (Platform::Shopify, "shopify", shopify::SIGNATURE),
            (Platform::StandardWebhooks, "standardwebhooks", standard_webhooks::SIGNATURE),
        ] {
            let file: Value = serde_json::from_slice(&read(name)?)?;
            let vectors = file["vectors"].as_array().ok_or("no vectors")?;
            assert!(!vectors.is_empty(), "{name}");
            for vector in vectors {
                let at = vector["webhook_timestamp"].as_i64().unwrap_or_default();
                let mut headers = HeaderMap::new();
                headers.insert(signature, text(vector, "signature").parse()?);
                headers.insert(standard_webhooks::ID, HeaderValue::from_str(&text(vector, "webhook_id"))?);
                headers.insert(standard_webhooks::TIME, at.into());
                let secret = Secret::parse(&text(vector, "secret"))?;
                let body = text(vector, "body");
                verify(platform, &headers, body.as_bytes(), Timestamp::from_second(at)?, &[secret])?;
            }
        }
        Ok(())
    }

    proptest! {
        #[test]
        fn one_flipped_bit_of_the_body_is_noticed(
            mut body in prop::collection::vec(any::<u8>(), 1..200),
            at in any::<prop::sample::Index>(),
            bit in 0..8_u32,
        ) {
            let headers = signed(&body);
            let secrets: Vec<Secret> = Secret::parse(SECRET).into_iter().collect();
            let verified = |platform, body: &[u8]| {
                verify(platform, &headers, body, Timestamp::UNIX_EPOCH, &secrets).map(|_| ())
            };
            for platform in PLATFORMS {
                prop_assert_eq!(verified(platform, &body), Ok(()));
            }
            let at = at.index(body.len());
            body[at] ^= 1 << bit;
            for platform in PLATFORMS {
                prop_assert_eq!(verified(platform, &body), Err(Refusal::BadSignature));
            }
        }

        #[test]
        fn nothing_that_is_sent_makes_it_panic(
            body in prop::collection::vec(any::<u8>(), 0..400),
            values in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..80), 6),
            known in prop::sample::select(vec!["", "v1,", "v1, v1,", "1614265330"]),
        ) {
            let names = [
                shopify::SIGNATURE,
                shopify::ID,
                shopify::TOPIC,
                standard_webhooks::SIGNATURE,
                standard_webhooks::ID,
                standard_webhooks::TIME,
            ];
            let mut headers = HeaderMap::new();
            for (name, value) in names.into_iter().zip(values) {
                let value = [known.as_bytes(), value.as_slice()].concat();
                if let Ok(value) = HeaderValue::from_bytes(&value) {
                    headers.append(HeaderName::from_static(name), value);
                }
            }
            let secrets: Vec<Secret> = Secret::parse(SECRET).into_iter().collect();
            for platform in PLATFORMS {
                prop_assert!(verify(platform, &headers, &body, Timestamp::UNIX_EPOCH, &secrets).is_err());
                for topic in ["orders/create", "fulfillment_events/create", "refunds/create", "order.placed", ""] {
                    let _ = parse(platform, topic, &body);
                }
            }
        }
    }
}
