//! JSON objects read property by property.
//!
//! Every property is asked for by name and every fault is kept with its pointer; what nobody asked for is a fault too.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use serde_json::{Map, Value};

use crate::contact::EmailAddress;
use crate::duration::Period;
use crate::fault::{Faults, pointer_token};
use crate::text::Localized;

/// Longest text of a survey, in characters.
pub(super) const LONGEST_TEXT: usize = 1000;

/// A property had a fault; its [`Object`] keeps it.
pub(super) struct Faulty;

/// An object being read. A property that is `null` counts as absent.
pub(super) struct Object<'a> {
    map: &'a Map<String, Value>,
    known: Vec<&'static str>,
    faults: Faults,
}

impl<'a> Object<'a> {
    pub(super) fn of(value: &'a Value) -> Result<Self, Faults> {
        match value {
            Value::Object(map) => Ok(Self { map, known: Vec::new(), faults: Faults::new() }),
            _ => Err(Faults::one("", "an object is expected")),
        }
    }

    fn get(&mut self, name: &'static str) -> Option<&'a Value> {
        self.known.push(name);
        self.map.get(name).filter(|value| !value.is_null())
    }

    pub(super) fn has(&mut self, name: &'static str) -> bool {
        self.get(name).is_some()
    }

    /// The property `name`, or nothing where it is absent.
    pub(super) fn try_read<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&'a Value) -> Result<T, Faults>,
    ) -> Result<Option<T>, Faulty> {
        let Some(value) = self.get(name) else { return Ok(None) };
        self.faults.take(&format!("/{name}"), read(value)).map(Some).ok_or(Faulty)
    }

    /// The property `name`, or nothing where it is absent or has a fault.
    pub(super) fn read<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&'a Value) -> Result<T, Faults>,
    ) -> Option<T> {
        self.try_read(name, read).ok().flatten()
    }

    /// The property `name`, whose absence is a fault.
    pub(super) fn require<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&'a Value) -> Result<T, Faults>,
    ) -> Option<T> {
        let found = self.try_read(name, read);
        if matches!(found, Ok(None)) {
            self.fault(name, format!("{name} is missing"));
        }
        found.ok().flatten()
    }

    /// The text in several languages at `name`, empty where there is none.
    pub(super) fn text(&mut self, name: &'static str) -> Localized {
        self.read(name, |value| Localized::parse(value, LONGEST_TEXT)).unwrap_or_default()
    }

    /// The yes or no at `name`, no where there is none.
    pub(super) fn flag(&mut self, name: &'static str) -> bool {
        self.read(name, |value| value.as_bool().ok_or_else(|| Faults::one("", "true or false is expected")))
            .unwrap_or_default()
    }

    /// Adds a fault at `name`, which may be a path.
    pub(super) fn fault(&mut self, name: &str, detail: impl Into<String>) {
        self.faults.push(format!("/{name}"), detail);
    }

    /// Refuses the property `name`, whatever it holds, with a reason of its own.
    pub(super) fn refuse(&mut self, name: &'static str, detail: impl Into<String>) {
        self.known.push(name);
        if self.map.contains_key(name) {
            self.fault(name, detail);
        }
    }

    /// Leaves `names` unread without a fault, because a fault elsewhere says why.
    pub(super) fn skip(&mut self, names: &[&'static str]) {
        self.known.extend(names);
    }

    /// All faults, those of unknown properties last.
    pub(super) fn finish(mut self) -> Faults {
        for name in self.map.keys() {
            if !self.known.contains(&name.as_str()) {
                self.faults.push(format!("/{}", pointer_token(name)), format!("{name} is not supported yet"));
            }
        }
        self.faults
    }
}

/// The items of a list; more than the most are one fault, and only so many of them are read.
pub(super) fn list<'a, T>(
    value: &'a Value,
    size: RangeInclusive<usize>,
    mut read: impl FnMut(&'a Value) -> Result<T, Faults>,
) -> Result<Vec<T>, Faults> {
    let Value::Array(items) = value else { return Err(Faults::one("", "a list is expected")) };
    let mut faults = Faults::new();
    if !size.contains(&items.len()) {
        faults.push("", format!("{} to {} items are expected", size.start(), size.end()));
    }
    let mut kept = Vec::new();
    for (index, item) in items.iter().take(*size.end()).enumerate() {
        kept.extend(faults.take(&format!("/{index}"), read(item)));
    }
    faults.into_result(|| kept)
}

pub(super) fn string(value: &Value) -> Result<&str, Faults> {
    value.as_str().ok_or_else(|| Faults::one("", "a text is expected"))
}

/// The whole number that `value` is; `9.0` is one, since JSON has but one kind of number.
pub(super) fn whole(value: &Value) -> Option<i64> {
    let from_fraction = || value.as_f64().filter(|number| number.fract() == 0.0 && number.abs() <= 1e9);
    value.as_i64().or_else(|| from_fraction().map(|number| number as i64))
}

pub(super) fn integer<T: TryFrom<i64>>(value: &Value, range: RangeInclusive<i64>) -> Result<T, Faults> {
    whole(value)
        .filter(|number| range.contains(number))
        .and_then(|number| T::try_from(number).ok())
        .ok_or_else(|| Faults::one("", format!("a whole number from {} to {} is expected", range.start(), range.end())))
}

/// A text, number or truth value as text, the way a form would send it.
pub(super) fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(whole(value).map_or_else(|| number.to_string(), |whole| whole.to_string())),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// A value that is counted by: a scalar of 1 to 64 characters as text.
pub(super) fn category(value: &Value) -> Result<String, Faults> {
    let fine =
        |text: &String| !text.trim().is_empty() && text.chars().count() <= 64 && !text.chars().any(|c| c.is_control());
    scalar(value).filter(fine).ok_or_else(|| Faults::one("", "a value of 1 to 64 printable characters is expected"))
}

/// A name of 1 to 64 letters, digits, `_` and `-`.
pub(super) fn identifier(value: &Value) -> Result<String, Faults> {
    let fine = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let name = string(value)?;
    if (1..=64).contains(&name.len()) && name.chars().all(fine) {
        Ok(name.to_owned())
    } else {
        Err(Faults::one("", "1 to 64 letters a-z, digits, \"_\" and \"-\" are expected"))
    }
}

/// A short name of 1 to 32 lower-case letters, digits and `_`.
pub(super) fn short_name(name: &str) -> Result<String, Faults> {
    let fine = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if (1..=32).contains(&name.len()) && name.chars().all(fine) {
        Ok(name.to_owned())
    } else {
        Err(Faults::one("", "1 to 32 lower-case letters, digits and \"_\" are expected"))
    }
}

/// `name`, unless it was seen before.
pub(super) fn once(name: String, seen: &mut BTreeSet<String>) -> Result<String, Faults> {
    if seen.insert(name.clone()) { Ok(name) } else { Err(Faults::one("", "is there already, and must be unique")) }
}

pub(super) fn period(value: &Value) -> Result<Period, Faults> {
    Period::parse(string(value)?)
}

/// A text for people, in one or more languages, none of them empty.
pub(super) fn words(value: &Value, longest: usize) -> Result<Localized, Faults> {
    let text = Localized::parse(value, longest)?;
    if text.iter().any(|(_, text)| text.trim().is_empty()) {
        return Err(Faults::one("", "a text that is not empty is expected"));
    }
    Ok(text)
}

pub(super) fn addresses(value: &Value, most: usize) -> Result<Vec<EmailAddress>, Faults> {
    list(value, 0..=most, |address| EmailAddress::parse(string(address)?))
}
