//! Languages, and texts in several of them.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::fault::{Faults, pointer_token};

/// A language tag: a primary language of two or three letters, optionally with a script or region (BCP 47), for
/// instance `ja`, `en`, `de-AT`. Kept in the usual case (`de-AT`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Locale(String);

impl Locale {
    /// English, the language of last resort.
    #[must_use]
    pub fn english() -> Self {
        Self("en".to_owned())
    }

    /// Reads a language tag; `_` is taken for `-`, as shops' systems send it.
    ///
    /// # Errors
    /// When it is not of the form given above.
    pub fn parse(tag: &str) -> Result<Self, Faults> {
        let bad = || Faults::one("", "a language tag such as \"ja\", \"en\" or \"de-AT\" is expected");
        let mut parts = Vec::new();
        for (i, part) in tag.trim().split(['-', '_']).enumerate() {
            let letters = part.chars().all(|c| c.is_ascii_alphabetic());
            let digits = part.chars().all(|c| c.is_ascii_digit());
            let part = match (i, part.len()) {
                (0, 2 | 3) if letters => part.to_ascii_lowercase(),
                (1.., 2) if letters => part.to_ascii_uppercase(),
                (1.., 4) if letters => part[..1].to_ascii_uppercase() + &part[1..].to_ascii_lowercase(),
                (1.., 3) if digits => part.to_owned(),
                _ => return Err(bad()),
            };
            parts.push(part);
        }
        if parts.len() > 3 { Err(bad()) } else { Ok(Self(parts.join("-"))) }
    }

    /// The tag as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The primary language: `de` of `de-AT`.
    #[must_use]
    pub fn language(&self) -> &str {
        self.0.split('-').next().unwrap_or(&self.0)
    }

    /// Whether the primary language is Japanese.
    #[must_use]
    pub fn is_japanese(&self) -> bool {
        self.language() == "ja"
    }
}

impl fmt::Display for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Locale {
    type Error = Faults;
    fn try_from(value: String) -> Result<Self, Faults> {
        Self::parse(&value)
    }
}

impl From<Locale> for String {
    fn from(value: Locale) -> Self {
        value.0
    }
}

/// A text in several languages, as SurveyJS writes it: a plain string, or an object with `default` and language tags.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Localized(BTreeMap<String, String>);

impl Localized {
    /// The same text for every language.
    #[must_use]
    pub fn plain(text: impl Into<String>) -> Self {
        Self(BTreeMap::from([("default".to_owned(), text.into())]))
    }

    /// Reads the SurveyJS form.
    ///
    /// # Errors
    /// When it is neither a string nor an object of strings, when a key is neither `default` nor a language tag, or when
    /// a text is longer than `longest` characters.
    pub fn parse(value: &serde_json::Value, longest: usize) -> Result<Self, Faults> {
        let mut faults = Faults::new();
        let mut texts = BTreeMap::new();
        let mut keep = |key: String, text: &str| {
            if text.chars().count() > longest {
                return Err(Faults::one("", format!("longer than {longest} characters")));
            }
            if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
                return Err(Faults::one("", "holds a control character"));
            }
            texts.insert(key, text.to_owned());
            Ok(())
        };
        match value {
            serde_json::Value::String(text) => keep("default".to_owned(), text)?,
            serde_json::Value::Object(map) => {
                for (key, text) in map {
                    let pointer = format!("/{}", pointer_token(key));
                    let name = if key == "default" { Ok(key.clone()) } else { Locale::parse(key).map(String::from) };
                    let kept = match (name, text) {
                        (Ok(name), serde_json::Value::String(text)) => keep(name, text),
                        (Ok(_), _) => Err(Faults::one("", "a text is expected")),
                        (Err(_), _) => Err(Faults::one("", "neither \"default\" nor a language tag")),
                    };
                    faults.take(&pointer, kept);
                }
                if map.is_empty() {
                    faults.push("", "at least one language is expected");
                }
            }
            _ => faults.push("", "a text, or an object of texts by language, is expected"),
        }
        faults.into_result(|| Self(texts))
    }

    /// The text in `locale`: the exact tag, else its primary language, else `default`, else English, else any.
    #[must_use]
    pub fn get(&self, locale: &Locale) -> &str {
        [locale.as_str(), locale.language(), "default", "en"]
            .iter()
            .find_map(|key| self.0.get(*key))
            .or_else(|| self.0.values().next())
            .map_or("", String::as_str)
    }

    /// Every text with its key (`default` or a language tag).
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(key, text)| (key.as_str(), text.as_str()))
    }

    /// Whether there is no text at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.values().all(|text| text.trim().is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locale_is_read_in_the_forms_that_shops_send() {
        for (sent, kept) in [("ja", "ja"), ("JA_jp", "ja-JP"), ("zh-hant-tw", "zh-Hant-TW"), ("es-419", "es-419")] {
            assert_eq!(Locale::parse(sent).map(String::from), Ok(kept.to_owned()));
        }
        for bad in ["", "j", "japanese", "ja-", "ja-JP-x-y", "日本"] {
            assert!(Locale::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_text_falls_back_from_region_to_language_to_default() -> Result<(), Faults> {
        let text = Localized::parse(&serde_json::json!({"default": "Hi", "ja": "やあ"}), 100)?;
        assert_eq!(text.get(&Locale::parse("ja-JP")?), "やあ");
        assert_eq!(text.get(&Locale::parse("fr")?), "Hi");
        Ok(())
    }

    #[test]
    fn every_fault_of_a_text_is_named() {
        let found = Localized::parse(&serde_json::json!({"default": 1, "nowhere": "x", "ja": "長い文"}), 2);
        let found = found.err().map(|faults| faults.iter().map(|f| f.pointer.clone()).collect::<Vec<_>>());
        assert_eq!(found, Some(vec!["/default".to_owned(), "/ja".to_owned(), "/nowhere".to_owned()]));
    }
}
