//! JSON in which every field of an object is named once.
//!
//! RFC 8259 leaves open what a repeated name means: one reader keeps the first, another the last. Under one signature a
//! document could then say two things, so that such a document is refused.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::error::Category;
use serde_json::{Map, Number, Value};

/// Why a document could not be read. Lines and columns count from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// It is no JSON.
    #[error("this is not JSON (line {line}, column {column})")]
    NotJson {
        /// Where reading stopped.
        line: usize,
        /// Where reading stopped.
        column: usize,
    },
    /// An object names a field twice.
    #[error("a field is named twice in one object, so that neither counts (line {line}, column {column})")]
    Twice {
        /// Where the second one stands.
        line: usize,
        /// Where the second one stands.
        column: usize,
    },
}

/// Reads a document; a byte order mark before it is skipped.
///
/// # Errors
/// When it is no JSON, or an object in it names a field twice.
pub fn read(bytes: &[u8]) -> Result<Value, ReadError> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    serde_json::from_slice::<Once>(bytes).map(|Once(value)| value).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        match error.classify() {
            Category::Data => ReadError::Twice { line, column },
            Category::Syntax | Category::Eof | Category::Io => ReadError::NotJson { line, column },
        }
    })
}

struct Once(Value);

impl<'de> Deserialize<'de> for Once {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OnceVisitor).map(Self)
    }
}

struct OnceVisitor;

impl<'de> Visitor<'de> for OnceVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut read = Vec::new();
        while let Some(Once(item)) = items.next_element()? {
            read.push(item);
        }
        Ok(Value::Array(read))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        let mut read = Map::new();
        while let Some((name, Once(value))) = fields.next_entry::<String, Once>()? {
            if read.insert(name, value).is_some() {
                return Err(A::Error::custom("named twice"));
            }
        }
        Ok(Value::Object(read))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_read_as_it_stands() {
        let text = r#"{"a": [null, true, -1, 18446744073709551615, 0.5, "声\n"], "b": {"a": {}}}"#;
        assert_eq!(read(text.as_bytes()).ok(), serde_json::from_str::<Value>(text).ok());
        assert!(read(format!("\u{feff}{text}").as_bytes()).is_ok());
        for bad in ["", "{", "{} {}", "{\"a\":01}", "nul", "\u{feff}"] {
            assert!(matches!(read(bad.as_bytes()), Err(ReadError::NotJson { .. })), "{bad}");
        }
        assert!(matches!(read(b"\"\xff\""), Err(ReadError::NotJson { .. })));
    }

    #[test]
    fn a_name_that_is_given_twice_is_refused_however_it_is_written() {
        for bad in [r#"{"a":1,"a":1}"#, r#"[{"b":[{"a":1,"c":2,"\u0061":1}]}]"#] {
            assert!(matches!(read(bad.as_bytes()), Err(ReadError::Twice { line: 1, .. })), "{bad}");
        }
    }
}
