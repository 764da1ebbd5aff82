//! Senders that sign as Standard Webhooks 1.0.0 says: HMAC-SHA256 over `{id}.{timestamp}.{raw body}`, base64, in a list
//! of signatures separated by spaces, of which those that begin with `v1,` are looked at.
//! <https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>
//!
//! The specification leaves the body to sender and receiver. This is the body that Koe reads:
//!
//! ```json
//! {
//!   "type": "order.delivered",
//!   "timestamp": "2026-10-01T09:00:00Z",
//!   "data": {
//!     "order": "1001", "email": "name@example.com", "customer": "C-42",
//!     "name": {"family": "見本", "given": "花子"}, "locale": "ja", "store": "shibuya"
//!   }
//! }
//! ```
//!
//! - `type`: `order.placed`, `order.updated`, `order.shipped`, `order.delivered`, `order.cancelled`, `order.refunded` or
//!   `ticket.solved`; any other type is ignored.
//! - `timestamp`: when it happened, RFC 3339.
//! - `data.order`: the order's or ticket's number, a text or a whole number of up to 128 characters; `customer` and
//!   `store` alike.
//! - Everything else in `data` may be left out. Without `email` and `customer` the event does not say whose order it
//!   is, and what another event said stays; `null` says that there is none. `name` is a text, or its two parts.
//! - What is not an address or not a language counts as left empty. Fields not listed here are ignored.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderValue};
use jiff::Timestamp;
use koe_domain::order::{Contact, Moment, OrderEvent, Reach};
use koe_domain::source::Secret;
use koe_domain::{Faults, PersonName};
use serde_json::Value;

use super::body::{Object, read};
use super::{Refusal, plain, signature};

/// The header with the signatures.
pub(super) const SIGNATURE: &str = "webhook-signature";
/// The header with the message's id, the same when it is sent again.
pub(super) const ID: &str = "webhook-id";
/// The header with the time of sending, in seconds since 1970.
pub(super) const TIME: &str = "webhook-timestamp";

/// How far the time of sending may lie from now, in seconds and both ways; what the specification's libraries allow.
const TOLERANCE: u64 = 300;

/// Proves the sender and the time. The signature is looked at first, so that a time is only called stale where the
/// source itself sent it: somebody has a clock to mend.
///
/// # Errors
/// Any [`Refusal`]. An id that is missing is a bad signature, since it is part of what is signed.
pub(super) fn verify(headers: &HeaderMap, body: &[u8], now: Timestamp, secrets: &[Secret]) -> Result<(), Refusal> {
    if !headers.contains_key(SIGNATURE) {
        return Err(Refusal::NoSignature);
    }
    let time = headers.get(TIME).ok_or(Refusal::NoTimestamp)?;
    let seconds = seconds(time).ok_or(Refusal::NoTimestamp)?;
    let id = headers.get(ID).ok_or(Refusal::BadSignature)?;
    let tags: Vec<Vec<u8>> = headers
        .get_all(SIGNATURE)
        .iter()
        .filter_map(|list| list.to_str().ok())
        .flat_map(|list| list.split(' '))
        .filter_map(|one| STANDARD.decode(one.strip_prefix("v1,")?).ok())
        .collect();
    let keys: Vec<_> = secrets.iter().filter_map(Secret::standard_webhooks_key).collect();
    let signed: [&[u8]; 5] = [id.as_bytes(), b".", time.as_bytes(), b".", body];
    if !signature::fits(keys.iter().map(|key| key.as_slice()), &signed, &tags) {
        return Err(Refusal::BadSignature);
    }
    if now.as_second().abs_diff(seconds) > TOLERANCE { Err(Refusal::StaleTimestamp) } else { Ok(()) }
}

fn seconds(time: &HeaderValue) -> Option<i64> {
    let digits = time.to_str().ok().filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()))?;
    digits.parse().ok()
}

/// The body's `type`, where it has one that can be counted by.
pub(super) fn topic(body: &[u8]) -> Option<String> {
    plain(read(body).ok()?.get("type")?.as_str()?)
}

/// Reads the event.
///
/// # Errors
/// Every fault of a body whose type means something here, or the lack of a type.
pub(super) fn parse(body: &[u8]) -> Result<Vec<OrderEvent>, Faults> {
    let body = read(body)?;
    let body = Object::root(&body)?;
    let mut faults = Faults::new();
    let Some(kind) = body.get("type").and_then(Value::as_str) else {
        return Err(Faults::one("/type", "the type of the event is needed, for instance \"order.delivered\""));
    };
    let Some(moment) = moment(kind) else { return Ok(Vec::new()) };
    let at = body.time(&["timestamp"], &mut faults);
    if body.get("data").is_none() {
        faults.push("/data", "an object is needed");
    }
    let Some(data) = body.object("data", &mut faults) else { return Err(faults) };
    let order = data.order("order", &mut faults);
    let says_whose = data.mentions("email") || data.mentions("customer");
    let contact = if says_whose { Contact::from(reach(&data, &mut faults)) } else { Contact::Unknown };
    let store = data.id("store", &mut faults);
    match (order, at) {
        (Some(order), Some(at)) if faults.is_empty() => Ok(vec![OrderEvent { order, at, moment, contact, store }]),
        _ => Err(faults),
    }
}

fn moment(kind: &str) -> Option<Moment> {
    match kind {
        "order.placed" => Some(Moment::Placed),
        "order.updated" => Some(Moment::Updated),
        "order.shipped" => Some(Moment::Shipped),
        "order.delivered" => Some(Moment::Delivered),
        "order.cancelled" => Some(Moment::Cancelled),
        "order.refunded" => Some(Moment::Refunded),
        "ticket.solved" => Some(Moment::Solved),
        _ => None,
    }
}

fn reach(data: &Object<'_>, faults: &mut Faults) -> Reach {
    Reach {
        email: data.email("email", faults),
        customer: data.id("customer", faults),
        name: name(data, faults),
        locale: data.locale("locale", faults),
    }
}

fn name(data: &Object<'_>, faults: &mut Faults) -> Option<PersonName> {
    if data.get("name")?.is_object() {
        data.object("name", faults)?.name("family", "given", faults)
    } else {
        PersonName::new(data.text("name", faults), None)
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error;

    use http::HeaderName;
    use koe_domain::{EmailAddress, Locale};
    use serde_json::json;

    use super::*;

    const FIRST: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    const FIRST_BODY: &[u8] = br#"{"test": 2432232314}"#;
    const FIRST_TIME: i64 = 1_614_265_330;

    fn headers(id: &str, time: &str, signature: &str) -> Result<HeaderMap, Box<dyn Error>> {
        let mut headers = HeaderMap::new();
        for (name, value) in [(ID, id), (TIME, time), (SIGNATURE, signature)] {
            headers.insert(HeaderName::from_static(name), HeaderValue::from_str(value)?);
        }
        Ok(headers)
    }

    /// What becomes of the first published vector with this signature, `late` seconds after it was sent.
    fn first(signature: &str, late: i64) -> Result<Result<(), Refusal>, Box<dyn Error>> {
        let headers = headers("msg_p5jXN8AQM9LWM0D4loKWxJek", &FIRST_TIME.to_string(), signature)?;
        let secrets = [Secret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")?];
        Ok(verify(&headers, FIRST_BODY, Timestamp::from_second(FIRST_TIME + late)?, &secrets))
    }

    #[test]
    fn published_vectors_are_believed() -> Result<(), Box<dyn Error>> {
        assert_eq!(first(FIRST, 0)?, Ok(()));
        let headers = headers(
            "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk",
            "1649367553",
            "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw=",
        )?;
        let body = br#"{"email":"test@example.com","username":"test_user"}"#;
        let now = Timestamp::from_second(1_649_367_553)?;
        // During rotation the other secret comes first; the prefix is not part of a secret.
        let secrets = ["MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "C2FVsBQIhrscChlQIMV+b5sSYspob7oD"].map(Secret::parse);
        let secrets: Vec<Secret> = secrets.into_iter().collect::<Result<_, _>>()?;
        assert_eq!(verify(&headers, body, now, &secrets), Ok(()));
        assert_eq!(verify(&headers, body, now, &secrets[..1]), Err(Refusal::BadSignature));
        Ok(())
    }

    #[test]
    fn one_good_signature_in_a_list_is_enough_and_other_versions_are_none() -> Result<(), Box<dyn Error>> {
        let other = "Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc=";
        assert_eq!(first(&format!("v1,{other} v2,{other} {FIRST} v1,{other}"), 0)?, Ok(()));
        let renamed = FIRST.replace("v1,", "v2,");
        for bad in [renamed.as_str(), &format!("v2,{other}"), "v1,", "v1,g0hM9SsE", &FIRST[3..], "", "v1", " , "] {
            assert_eq!(first(bad, 0)?, Err(Refusal::BadSignature), "{bad}");
        }
        Ok(())
    }

    #[test]
    fn the_time_may_be_five_minutes_off_and_no_more() -> Result<(), Box<dyn Error>> {
        for late in [300_i64, -300] {
            assert_eq!(first(FIRST, late)?, Ok(()), "{late}");
            assert_eq!(first(FIRST, late + late.signum())?, Err(Refusal::StaleTimestamp), "{late}");
        }
        assert_eq!(first("v1,AAAA", 301)?, Err(Refusal::BadSignature));
        Ok(())
    }

    #[test]
    fn what_is_missing_is_named() -> Result<(), Box<dyn Error>> {
        let now = Timestamp::from_second(FIRST_TIME)?;
        let secrets = [Secret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")?];
        let all = headers("msg_p5jXN8AQM9LWM0D4loKWxJek", &FIRST_TIME.to_string(), FIRST)?;
        for (name, wanted) in
            [(SIGNATURE, Refusal::NoSignature), (TIME, Refusal::NoTimestamp), (ID, Refusal::BadSignature)]
        {
            let mut headers = all.clone();
            headers.remove(name);
            assert_eq!(verify(&headers, FIRST_BODY, now, &secrets), Err(wanted), "{name}");
        }
        for bad in ["", "soon", "-5", "+1614265330", "1614265330.5", "99999999999999999999"] {
            let headers = headers("msg_p5jXN8AQM9LWM0D4loKWxJek", bad, FIRST)?;
            assert_eq!(verify(&headers, FIRST_BODY, now, &secrets), Err(Refusal::NoTimestamp), "{bad}");
        }
        Ok(())
    }

    fn one(body: &Value) -> Result<OrderEvent, Box<dyn Error>> {
        let mut events = parse(body.to_string().as_bytes())?;
        let event = events.pop().ok_or("no event")?;
        assert!(events.is_empty());
        Ok(event)
    }

    #[test]
    fn an_event_is_read_as_documented() -> Result<(), Box<dyn Error>> {
        let mut body = json!({"type": "order.delivered", "timestamp": "2026-10-01T09:00:00+09:00", "more": 1, "data": {
            "order": 820_982_911_946_154_508_u64, "email": "hanako@example.jp", "customer": "C-42", "more": [],
            "name": {"family": "見本", "given": "花子"}, "locale": "ja", "store": "shibuya"}});
        let event = one(&body)?;
        let reach = Reach {
            email: Some(EmailAddress::parse("hanako@example.jp")?),
            customer: Some("C-42".to_owned()),
            name: PersonName::new(Some("見本"), Some("花子")),
            locale: Some(Locale::parse("ja")?),
        };
        assert_eq!((event.order.as_str(), event.moment), ("820982911946154508", Moment::Delivered));
        assert_eq!((event.at.to_string().as_str(), event.store.as_deref()), ("2026-10-01T00:00:00Z", Some("shibuya")));
        assert_eq!(event.contact, Contact::Known(reach));
        body["data"]["name"] = json!("見本 花子");
        let Contact::Known(reach) = one(&body)?.contact else { return Err("no contact".into()) };
        assert_eq!(reach.name, PersonName::new(Some("見本 花子"), None));
        Ok(())
    }

    #[test]
    fn leaving_the_contact_out_is_not_saying_that_there_is_none() -> Result<(), Box<dyn Error>> {
        for (kind, moment) in [
            ("order.placed", Moment::Placed),
            ("order.updated", Moment::Updated),
            ("order.shipped", Moment::Shipped),
            ("order.cancelled", Moment::Cancelled),
            ("order.refunded", Moment::Refunded),
            ("ticket.solved", Moment::Solved),
        ] {
            let mut body = json!({"type": kind, "timestamp": "2026-10-01T09:00:00Z", "data": {"order": "1001"}});
            let event = one(&body)?;
            assert_eq!((event.moment, event.contact, event.store), (moment, Contact::Unknown, None));
            for none in [json!(null), json!(""), json!("somebody")] {
                body["data"]["email"] = none;
                assert_eq!(one(&body)?.contact, Contact::None);
            }
        }
        assert_eq!(parse(br#"{"type": "order.lost"}"#), Ok(Vec::new()));
        Ok(())
    }

    #[test]
    fn every_fault_has_its_place() {
        let places = |body: &str| -> Vec<String> {
            parse(body.as_bytes()).err().into_iter().flatten().map(|fault| fault.pointer).collect()
        };
        assert_eq!(places(r#"{"data": {}}"#), ["/type"]);
        assert_eq!(places(r#"{"type": "order.placed"}"#), ["/timestamp", "/data"]);
        assert_eq!(places(r#"{"type": "order.placed", "timestamp": 5, "data": []}"#), ["/timestamp", "/data"]);
        let data = r#"{"order": 1.5, "customer": {}, "name": {"given": 1}, "locale": 2, "store": true}"#;
        let body = format!(r#"{{"type": "order.placed", "timestamp": "2026-10-01T09:00:00Z", "data": {data}}}"#);
        assert_eq!(places(&body), ["/data/order", "/data/customer", "/data/name/given", "/data/locale", "/data/store"]);
    }
}
