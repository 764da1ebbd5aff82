//! Reads a platform's body field by field, and keeps every fault with its place.
//!
//! serde's derived readers were rejected here: they stop at the first fault, and an odd language tag must not cost an
//! order. Numbers are taken as whole numbers or not at all; nesting is bounded by `serde_json` (128).

use jiff::Timestamp;
use koe_domain::order::OrderId;
use koe_domain::{EmailAddress, Faults, Locale, PersonName};
use serde_json::{Map, Value};

/// Longest text in bytes that is looked at; no address, name or language tag is longer.
const LONGEST: usize = 1024;

/// Reads JSON.
///
/// # Errors
/// A fault at the whole body, without a word of it.
pub(super) fn read(bytes: &[u8]) -> Result<Value, Faults> {
    serde_json::from_slice(bytes)
        .map_err(|error| Faults::one("", format!("not JSON at line {}, column {}", error.line(), error.column())))
}

/// An object within a body. A field that is absent, `null` or `""` counts as not there.
pub(super) struct Object<'a> {
    place: String,
    fields: &'a Map<String, Value>,
}

impl<'a> Object<'a> {
    /// The body itself.
    ///
    /// # Errors
    /// When it is not an object.
    pub(super) fn root(body: &'a Value) -> Result<Self, Faults> {
        let fields = body.as_object().ok_or_else(|| Faults::one("", "an object is expected"))?;
        Ok(Self { place: String::new(), fields })
    }

    /// Whether the field is written at all, if only as `null`.
    pub(super) fn mentions(&self, name: &str) -> bool {
        self.fields.contains_key(name)
    }

    /// The value of a field.
    pub(super) fn get(&self, name: &str) -> Option<&'a Value> {
        self.fields.get(name).filter(|value| !value.is_null() && value.as_str() != Some(""))
    }

    /// An object in this one.
    pub(super) fn object(&self, name: &str, faults: &mut Faults) -> Option<Self> {
        let place = self.pointer(name);
        let fields = self.get(name)?.as_object().ok_or_else(|| Faults::one("", "an object is expected"));
        let fields = faults.take(&place, fields)?;
        Some(Self { place, fields })
    }

    /// A text. One that is longer than any address or name is taken for none.
    pub(super) fn text(&self, name: &str, faults: &mut Faults) -> Option<&'a str> {
        let text = self.get(name)?.as_str().ok_or_else(|| Faults::one("", "a text is expected"));
        faults.take(&self.pointer(name), text).filter(|text| text.len() <= LONGEST)
    }

    /// An address; `None` also where the text is none. Refused, the event would be sent again and be no better.
    pub(super) fn email(&self, name: &str, faults: &mut Faults) -> Option<EmailAddress> {
        EmailAddress::parse(self.text(name, faults)?).ok()
    }

    /// A language; `None` also where the text is no language tag.
    pub(super) fn locale(&self, name: &str, faults: &mut Faults) -> Option<Locale> {
        Locale::parse(self.text(name, faults)?).ok()
    }

    /// A name from the fields of its two parts.
    pub(super) fn name(&self, family: &str, given: &str, faults: &mut Faults) -> Option<PersonName> {
        PersonName::new(self.text(family, faults), self.text(given, faults))
    }

    /// A number or code of the platform, exactly as written.
    pub(super) fn id(&self, name: &str, faults: &mut Faults) -> Option<String> {
        faults.take(&self.pointer(name), exact(self.get(name)?)).map(String::from)
    }

    /// The order's number, which is needed.
    pub(super) fn order(&self, name: &str, faults: &mut Faults) -> Option<OrderId> {
        let id = self.get(name).ok_or_else(|| Faults::one("", "the order's number is needed")).and_then(exact);
        faults.take(&self.pointer(name), id)
    }

    /// The first time that is there among `names`; one is needed.
    pub(super) fn time(&self, names: &[&str], faults: &mut Faults) -> Option<Timestamp> {
        let name = names.iter().find(|name| self.get(name).is_some()).or(names.first())?;
        let time = self.get(name).and_then(Value::as_str).and_then(|text| text.parse().ok());
        let time = time.ok_or_else(|| Faults::one("", "a time such as \"2026-10-01T09:00:00Z\" (RFC 3339) is needed"));
        faults.take(&self.pointer(name), time)
    }

    fn pointer(&self, name: &str) -> String {
        format!("{}/{name}", self.place)
    }
}

/// The rule of order numbers holds for the codes of customers and stores as well.
fn exact(value: &Value) -> Result<OrderId, Faults> {
    match value {
        Value::String(text) => OrderId::parse(text),
        Value::Number(number) => {
            let digits = number.as_u64().map(|n| n.to_string()).or_else(|| number.as_i64().map(|n| n.to_string()));
            let digits = digits.ok_or_else(|| Faults::one("", "a whole number below 2^64 is expected"))?;
            OrderId::parse(&digits)
        }
        _ => Err(Faults::one("", "a whole number or a text is expected")),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn id(body: &str) -> Result<Option<String>, Faults> {
        let body = read(body.as_bytes())?;
        let mut faults = Faults::new();
        let found = Object::root(&body)?.id("id", &mut faults);
        faults.into_result(|| found)
    }

    #[test]
    fn a_number_is_whole_or_refused() -> Result<(), Faults> {
        for digits in ["0", "9007199254740993", "820982911946154508", "18446744073709551615", "-9223372036854775808"] {
            assert_eq!(id(&format!("{{\"id\": {digits}}}"))?.as_deref(), Some(digits));
            assert_eq!(id(&format!("{{\"id\": \"{digits}\"}}"))?.as_deref(), Some(digits));
        }
        for bad in ["1.0", "8.20982911946154508e17", "18446744073709551616", "true", "[1]", "{}", "\"a\\nb\""] {
            let faults = id(&format!("{{\"id\": {bad}}}")).err();
            let places: Vec<String> = faults.into_iter().flatten().map(|fault| fault.pointer).collect();
            assert_eq!(places, ["/id"], "{bad}");
        }
        for none in ["{}", "{\"id\": null}", "{\"id\": \"\"}"] {
            assert_eq!(id(none)?, None);
        }
        Ok(())
    }

    #[test]
    fn a_fault_tells_the_place_within_the_part_and_nothing_of_the_value() -> Result<(), Faults> {
        let body = serde_json::json!({"customer": {"email": ["hanako@example.jp"]}, "at": "noon"});
        let body = Object::root(&body)?;
        let mut faults = Faults::new();
        let customer = body.object("customer", &mut faults);
        assert_eq!(customer.and_then(|customer| customer.email("email", &mut faults)), None);
        assert_eq!(body.time(&["missing", "at"], &mut faults), None);
        assert_eq!(body.order("id", &mut faults), None);
        let places: Vec<&str> = faults.iter().map(|fault| fault.pointer.as_str()).collect();
        assert_eq!(places, ["/customer/email", "/at", "/id"]);
        assert!(!faults.to_string().contains("hanako"), "{faults}");
        Ok(())
    }

    #[test]
    fn broken_json_is_not_repeated() {
        let said = read(br#"{"email": "hanako@example.jp""#).err().map(|faults| faults.to_string()).unwrap_or_default();
        assert!(said.starts_with("/: not JSON at line 1, column ") && !said.contains("hanako"), "{said}");
    }

    proptest! {
        #[test]
        fn every_whole_number_survives(number in any::<u64>()) {
            prop_assert_eq!(id(&format!("{{\"id\":{number}}}")).ok().flatten(), Some(number.to_string()));
        }
    }
}
