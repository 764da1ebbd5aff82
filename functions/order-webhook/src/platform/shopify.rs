//! Shopify's HTTPS webhooks.
//!
//! Signed with HMAC-SHA256 over the raw body, base64, in `X-Shopify-Hmac-Sha256`; neither topic nor time is signed, so
//! only what was seen before, and effects that happen once, keep a replay from doing anything.
//! <https://shopify.dev/docs/apps/build/webhooks>
//!
//! `fulfillment_events/create` and `refunds/create` name the order alone; who placed it comes with the order's own
//! events. Test orders (`"test": true`) are read like any other: a shop tries its setup with them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use koe_domain::Faults;
use koe_domain::order::{Contact, Moment, OrderEvent, Reach};
use koe_domain::source::Secret;

use super::body::{Object, read};
use super::{Refusal, signature};

/// The header with the signature.
pub(super) const SIGNATURE: &str = "x-shopify-hmac-sha256";
/// The header with the delivery's id, the same when it is sent again.
pub(super) const ID: &str = "x-shopify-webhook-id";
/// The header with the topic.
pub(super) const TOPIC: &str = "x-shopify-topic";

/// Where an order's own events keep their time.
const CHANGED: &[&str] = &["updated_at", "created_at"];
/// Where a cancellation keeps it.
const CANCELLED: &[&str] = &["cancelled_at", "updated_at", "created_at"];
/// Where a carrier's event keeps it.
const HAPPENED: &[&str] = &["happened_at", "created_at"];
/// Where a refund keeps it.
const REFUNDED: &[&str] = &["created_at", "processed_at"];

/// What a topic means, and the fields that may hold the time of it, the best one first. A partial fulfilment is an
/// update: the question after a shipment is asked once, when all of it is on its way.
fn meaning(topic: &str) -> Option<(Moment, &'static [&'static str])> {
    match topic {
        "orders/create" | "orders/paid" => Some((Moment::Placed, CHANGED)),
        "orders/updated" | "orders/partially_fulfilled" => Some((Moment::Updated, CHANGED)),
        "orders/fulfilled" => Some((Moment::Shipped, CHANGED)),
        "orders/cancelled" => Some((Moment::Cancelled, CANCELLED)),
        "fulfillment_events/create" => Some((Moment::Delivered, HAPPENED)),
        "refunds/create" => Some((Moment::Refunded, REFUNDED)),
        _ => None,
    }
}

/// Proves the sender.
///
/// # Errors
/// [`Refusal::NoSignature`] or [`Refusal::BadSignature`].
pub(super) fn verify(headers: &HeaderMap, body: &[u8], secrets: &[Secret]) -> Result<(), Refusal> {
    let sent = headers.get(SIGNATURE).ok_or(Refusal::NoSignature)?;
    let tag = STANDARD.decode(sent.as_bytes()).map_err(|_| Refusal::BadSignature)?;
    let keys = secrets.iter().map(|secret| secret.reveal().as_bytes());
    if signature::fits(keys, &[body], &[tag]) { Ok(()) } else { Err(Refusal::BadSignature) }
}

/// Reads the event.
///
/// # Errors
/// Every fault of a body whose topic means something here.
pub(super) fn parse(topic: &str, body: &[u8]) -> Result<Vec<OrderEvent>, Faults> {
    let Some((moment, times)) = meaning(topic) else { return Ok(Vec::new()) };
    let body = read(body)?;
    let body = Object::root(&body)?;
    let mut faults = Faults::new();
    if moment == Moment::Delivered {
        // Other statuses are steps on the way; GraphQL writes the same words in capitals.
        let status = body.text("status", &mut faults).unwrap_or_default();
        if faults.is_empty() && !status.eq_ignore_ascii_case("delivered") {
            return Ok(Vec::new());
        }
    }
    let (order, contact, store) = if matches!(moment, Moment::Delivered | Moment::Refunded) {
        (body.order("order_id", &mut faults), Contact::Unknown, None)
    } else {
        let order = body.order("id", &mut faults);
        (order, Contact::from(reach(&body, &mut faults)), body.id("location_id", &mut faults))
    };
    let at = body.time(times, &mut faults);
    match (order, at) {
        (Some(order), Some(at)) if faults.is_empty() => Ok(vec![OrderEvent { order, at, moment, contact, store }]),
        _ => Err(faults),
    }
}

fn reach(order: &Object<'_>, faults: &mut Faults) -> Reach {
    let customer = order.object("customer", faults);
    let customer = customer.as_ref();
    let emails = [
        order.email("email", faults),
        order.email("contact_email", faults),
        customer.and_then(|customer| customer.email("email", faults)),
    ];
    // The bill goes to who ordered, the parcel perhaps to somebody else.
    let names = [
        customer.and_then(|customer| customer.name("last_name", "first_name", faults)),
        order.object("billing_address", faults).and_then(|bill| bill.name("last_name", "first_name", faults)),
        order.object("shipping_address", faults).and_then(|parcel| parcel.name("last_name", "first_name", faults)),
    ];
    Reach {
        email: emails.into_iter().flatten().next(),
        customer: customer.and_then(|customer| customer.id("id", faults)),
        name: names.into_iter().flatten().next(),
        locale: order.locale("customer_locale", faults),
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error;

    use http::HeaderValue;
    use jiff::Timestamp;
    use koe_domain::{EmailAddress, Locale, PersonName};
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    fn order() -> Value {
        json!({
            "id": 820_982_911_946_154_508_u64,
            "email": "",
            "contact_email": "hanako@example.jp",
            "created_at": "2026-10-01T09:00:00+09:00",
            "updated_at": "2026-10-02T09:00:00+09:00",
            "cancelled_at": "2026-10-03T09:00:00+09:00",
            "customer_locale": "ja-JP",
            "location_id": 655_441_491,
            "test": true,
            "customer": {"id": 115_310_627_314_723_954_u64, "email": null, "first_name": "花子", "last_name": "見本"},
            "billing_address": null,
            "shipping_address": {"first_name": "太郎", "last_name": "見本"}
        })
    }

    fn one(topic: &str, body: &Value) -> Result<OrderEvent, Box<dyn Error>> {
        let mut events = parse(topic, body.to_string().as_bytes())?;
        let event = events.pop().ok_or("no event")?;
        assert!(events.is_empty(), "{topic}");
        Ok(event)
    }

    fn places(topic: &str, body: &str) -> Vec<String> {
        parse(topic, body.as_bytes()).err().into_iter().flatten().map(|fault| fault.pointer).collect()
    }

    #[test]
    fn an_order_is_read_whole() -> Result<(), Box<dyn Error>> {
        let event = one("orders/create", &order())?;
        let reach = Reach {
            email: Some(EmailAddress::parse("hanako@example.jp")?),
            customer: Some("115310627314723954".to_owned()),
            name: PersonName::new(Some("見本"), Some("花子")),
            locale: Some(Locale::parse("ja-JP")?),
        };
        assert_eq!(event.order.as_str(), "820982911946154508");
        assert_eq!(event.at, "2026-10-02T00:00:00Z".parse::<Timestamp>()?);
        assert_eq!(event.contact, Contact::Known(reach));
        assert_eq!(event.store.as_deref(), Some("655441491"));
        Ok(())
    }

    #[test]
    fn a_topic_says_what_happened() -> Result<(), Box<dyn Error>> {
        for (topic, moment, day) in [
            ("orders/create", Moment::Placed, 2),
            ("orders/paid", Moment::Placed, 2),
            ("orders/updated", Moment::Updated, 2),
            ("orders/partially_fulfilled", Moment::Updated, 2),
            ("orders/fulfilled", Moment::Shipped, 2),
            ("orders/cancelled", Moment::Cancelled, 3),
        ] {
            let event = one(topic, &order())?;
            let at = format!("2026-10-0{day}T00:00:00Z").parse::<Timestamp>()?;
            assert_eq!((event.moment, event.at), (moment, at), "{topic}");
        }
        for other in ["orders/delete", "fulfillments/create", "Orders/Create", ""] {
            assert_eq!(parse(other, b"not even JSON"), Ok(Vec::new()), "{other}");
        }
        Ok(())
    }

    #[test]
    fn a_delivery_or_a_refund_names_the_order_alone() -> Result<(), Box<dyn Error>> {
        let mut body = json!({"id": 7, "order_id": 9_007_199_254_740_993_u64, "status": "delivered",
            "happened_at": "2026-10-04T10:15:00-05:00", "created_at": "2026-10-05T00:00:00Z"});
        let event = one("fulfillment_events/create", &body)?;
        assert_eq!((event.order.as_str(), event.moment), ("9007199254740993", Moment::Delivered));
        assert_eq!((event.at.to_string().as_str(), &event.contact), ("2026-10-04T15:15:00Z", &Contact::Unknown));
        let event = one("refunds/create", &body)?;
        assert_eq!((event.moment, &event.contact), (Moment::Refunded, &Contact::Unknown));
        for step in [json!("in_transit"), json!("out_for_delivery"), json!("failure"), Value::Null] {
            body["status"] = step;
            assert_eq!(parse("fulfillment_events/create", body.to_string().as_bytes()), Ok(Vec::new()));
        }
        Ok(())
    }

    #[test]
    fn what_is_no_address_is_none_and_the_customer_stays() -> Result<(), Box<dyn Error>> {
        let mut body = order();
        body["contact_email"] = json!("hanako at example");
        let Contact::Known(reach) = one("orders/create", &body)?.contact else { return Err("no contact".into()) };
        assert_eq!((reach.email, reach.customer.as_deref()), (None, Some("115310627314723954")));
        body["customer"] = Value::Null;
        assert_eq!(one("orders/create", &body)?.contact, Contact::None);
        body["email"] = json!("taro@example.jp");
        let Contact::Known(reach) = one("orders/create", &body)?.contact else { return Err("no contact".into()) };
        assert_eq!(reach.name, PersonName::new(Some("見本"), Some("太郎")));
        Ok(())
    }

    #[test]
    fn every_fault_has_its_place() {
        let body = r#"{"id": 8.2e17, "customer": {"id": 1.5, "email": 1}, "updated_at": "noon", "location_id": []}"#;
        let wanted = ["/id", "/customer/email", "/customer/id", "/location_id", "/updated_at"];
        assert_eq!(places("orders/create", body), wanted);
        assert_eq!(places("orders/create", "{}"), ["/id", "/updated_at"]);
        assert_eq!(places("fulfillment_events/create", r#"{"status": 1}"#), ["/status", "/order_id", "/happened_at"]);
        for broken in ["", "[]", "{", "null", &"[".repeat(500)] {
            assert_eq!(places("refunds/create", broken), [""], "{broken}");
        }
    }

    fn signed(signature: &str) -> Result<HeaderMap, Box<dyn Error>> {
        Ok(HeaderMap::from_iter([(http::HeaderName::from_static(SIGNATURE), HeaderValue::from_str(signature)?)]))
    }

    fn secrets(texts: &[&str]) -> Result<Vec<Secret>, Faults> {
        texts.iter().map(|text| Secret::parse(text)).collect()
    }

    #[test]
    fn the_published_vector_is_believed_under_either_secret_and_nothing_else_is() -> Result<(), Box<dyn Error>> {
        let body = br#"{"foo": "bar"}"#;
        let headers = signed("B23tXN681gZ0qIWNRrgtzBE9XSDo5yaUu6wfmhu3a7g=")?;
        let right = secrets(&["test_secret_key"])?;
        assert_eq!(verify(&headers, body, &right), Ok(()));
        assert_eq!(verify(&headers, body, &secrets(&["test_secret_key", "another_secret"])?), Ok(()));
        assert_eq!(verify(&headers, body, &secrets(&["another_secret", "test_secret_key"])?), Ok(()));
        assert_eq!(verify(&headers, body, &secrets(&["another_secret"])?), Err(Refusal::BadSignature));
        assert_eq!(verify(&headers, body, &[]), Err(Refusal::BadSignature));
        assert_eq!(verify(&headers, br#"{"foo":"bar"}"#, &right), Err(Refusal::BadSignature));
        assert_eq!(verify(&HeaderMap::new(), body, &right), Err(Refusal::NoSignature));
        for bad in ["", "B23tXN681gZ0qIWNRrgtzBE9XSDo5yaUu6wfmhu3a7g", "B23tXN68", "****"] {
            assert_eq!(verify(&signed(bad)?, body, &right), Err(Refusal::BadSignature), "{bad}");
        }
        Ok(())
    }

    proptest! {
        #[test]
        fn a_damaged_order_is_read_or_refused(at in any::<prop::sample::Index>(), bit in 0..8_u32) {
            let mut body = order().to_string().into_bytes();
            let at = at.index(body.len());
            body[at] ^= 1 << bit;
            for event in parse("orders/create", &body).into_iter().flatten() {
                prop_assert_eq!(event.moment, Moment::Placed);
            }
        }
    }
}
