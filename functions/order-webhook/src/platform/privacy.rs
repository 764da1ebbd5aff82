//! What a platform says about people rather than orders: forget this customer, forget this shop, say what you hold.
//!
//! Shopify sends `customers/redact`, `shop/redact` and `customers/data_request` to every app, signed like all else.
//! <https://shopify.dev/docs/apps/build/compliance/privacy-law-compliance>. Standard Webhooks senders may say the same as
//! `customer.redact`, `shop.redact` and `customer.data_request`, with `data: {"email"?, "orders"?: […]}`.

use koe_domain::order::OrderId;
use koe_domain::source::Platform;
use koe_domain::{EmailAddress, Faults};
use serde_json::Value;

use super::Unreadable;
use super::body::{Object, read};

/// Most orders that are read of one call; a platform sends those of some months.
const MOST_ORDERS: usize = 250;

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PrivacyTopic {
    /// Erase what this shop brought of one customer.
    ForgetCustomer,
    /// Erase everything that this shop brought.
    ForgetShop,
    /// Say what is held of one customer.
    TellCustomer,
}

/// A call about people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrivacyCall {
    /// What is asked for.
    pub topic: PrivacyTopic,
    /// The customer's address, where it came along.
    pub email: Option<EmailAddress>,
    /// The customer's orders.
    pub orders: Vec<OrderId>,
}

/// The call in `body`; none where the topic is about something else.
///
/// # Errors
/// [`Unreadable`] with every fault.
pub fn parse(platform: Platform, topic: &str, body: &[u8]) -> Result<Option<PrivacyCall>, Unreadable> {
    let call = match platform {
        Platform::Shopify => shopify(topic, body),
        Platform::StandardWebhooks => standard(topic, body),
    };
    call.map_err(Unreadable)
}

fn shopify(topic: &str, body: &[u8]) -> Result<Option<PrivacyCall>, Faults> {
    let (topic, orders) = match topic {
        "customers/redact" => (PrivacyTopic::ForgetCustomer, "orders_to_redact"),
        "customers/data_request" => (PrivacyTopic::TellCustomer, "orders_requested"),
        "shop/redact" => (PrivacyTopic::ForgetShop, ""),
        _ => return Ok(None),
    };
    let body = read(body)?;
    let body = Object::root(&body)?;
    let mut faults = Faults::new();
    let email = body.object("customer", &mut faults).and_then(|customer| customer.email("email", &mut faults));
    let orders = numbers(body.get(orders), orders, &mut faults);
    faults.into_result(|| Some(PrivacyCall { topic, email, orders }))
}

fn standard(topic: &str, body: &[u8]) -> Result<Option<PrivacyCall>, Faults> {
    let topic = match topic {
        "customer.redact" => PrivacyTopic::ForgetCustomer,
        "customer.data_request" => PrivacyTopic::TellCustomer,
        "shop.redact" => PrivacyTopic::ForgetShop,
        _ => return Ok(None),
    };
    let body = read(body)?;
    let body = Object::root(&body)?;
    let mut faults = Faults::new();
    let Some(data) = body.object("data", &mut faults) else {
        return faults.into_result(|| Some(PrivacyCall { topic, email: None, orders: Vec::new() }));
    };
    let email = data.email("email", &mut faults);
    let orders = numbers(data.get("orders"), "data/orders", &mut faults);
    faults.into_result(|| Some(PrivacyCall { topic, email, orders }))
}

/// Order numbers, as text or as numbers; digits survive beyond 2^53, since they are read as they are written.
fn numbers(list: Option<&Value>, name: &str, faults: &mut Faults) -> Vec<OrderId> {
    let Some(list) = list.filter(|list| !list.is_null()) else { return Vec::new() };
    let Some(items) = list.as_array() else {
        faults.push(format!("/{name}"), "a list of order numbers is expected");
        return Vec::new();
    };
    let mut found = Vec::new();
    for (i, item) in items.iter().take(MOST_ORDERS).enumerate() {
        let number = match item {
            Value::String(text) => OrderId::parse(text),
            Value::Number(number) => OrderId::parse(&number.to_string()),
            _ => Err(Faults::one("", "an order number is expected")),
        };
        found.extend(faults.take(&format!("/{name}/{i}"), number));
    }
    found
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn call(platform: Platform, topic: &str, body: &Value) -> Result<Option<PrivacyCall>, Unreadable> {
        parse(platform, topic, body.to_string().as_bytes())
    }

    #[test]
    fn each_platform_says_it_in_its_own_words() -> Result<(), Box<dyn std::error::Error>> {
        let shopify = json!({"shop_domain": "s.example", "customer": {"id": 1, "email": "hanako@example.jp"},
            "orders_to_redact": [9_007_199_254_740_993_u64, "A-2"]});
        let found = call(Platform::Shopify, "customers/redact", &shopify)?.ok_or("no call")?;
        assert_eq!(found.topic, PrivacyTopic::ForgetCustomer);
        assert_eq!(found.email, Some(EmailAddress::parse("hanako@example.jp")?));
        let orders: Vec<&str> = found.orders.iter().map(OrderId::as_str).collect();
        assert_eq!(orders, ["9007199254740993", "A-2"]);

        let standard = json!({"type": "customer.data_request", "data": {"orders": ["A-1"]}});
        let found = call(Platform::StandardWebhooks, "customer.data_request", &standard)?.ok_or("no call")?;
        assert_eq!((found.topic, found.email, found.orders.len()), (PrivacyTopic::TellCustomer, None, 1));

        let gone = call(Platform::Shopify, "shop/redact", &json!({"shop_id": 1}))?.ok_or("no call")?;
        assert_eq!(gone.topic, PrivacyTopic::ForgetShop);
        assert_eq!(call(Platform::Shopify, "orders/create", &json!({}))?, None);
        Ok(())
    }

    #[test]
    fn what_cannot_be_read_is_told_by_its_place() {
        let bad = json!({"customer": {"email": "nobody"}, "orders_to_redact": [true]});
        let places: Vec<String> = call(Platform::Shopify, "customers/redact", &bad)
            .err()
            .into_iter()
            .flat_map(|unreadable| unreadable.0)
            .map(|fault| fault.pointer)
            .collect();
        assert!(places.contains(&"/orders_to_redact/0".to_owned()), "{places:?}");
    }
}
