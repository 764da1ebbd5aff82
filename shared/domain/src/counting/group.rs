//! The groups by which answers are counted.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::fault::Faults;
use crate::id::StoreId;

/// A group of responses: all of them, those of a store, or those with a label. Ordered as listed here.
///
/// Written `all`, `store=shibuya` or `label:plan=pro`, in rows and in keys. In the name and value of a label the
/// characters `#`, `%`, `=` and control characters are percent-encoded, so that no label can pose as another group or
/// forge a part of a key, which `#` separates.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Group {
    /// Every response of the survey.
    All,
    /// The responses about one store.
    Store(StoreId),
    /// The responses whose invitation carries a label with this value.
    Label {
        /// The label's name, for instance `plan`.
        name: String,
        /// Its value, for instance `pro`.
        value: String,
    },
}

impl Group {
    /// The groups of a response from this store with these labels (name and value): [`Group::All`] is always among
    /// them.
    #[must_use]
    pub fn of(store: Option<StoreId>, labels: impl IntoIterator<Item = (String, String)>) -> BTreeSet<Self> {
        let labels = labels.into_iter().map(|(name, value)| Self::Label { name, value });
        std::iter::once(Self::All).chain(store.map(Self::Store)).chain(labels).collect()
    }

    /// Reads the written form.
    ///
    /// # Errors
    /// When it is not exactly what [`Display`](fmt::Display) writes: each group has one form.
    pub fn parse(text: &str) -> Result<Self, Faults> {
        let group = if text == "all" {
            Some(Self::All)
        } else if let Some(store) = text.strip_prefix("store=") {
            StoreId::parse(store).ok().map(Self::Store)
        } else {
            text.strip_prefix("label:").and_then(|label| label.split_once('=')).and_then(|(name, value)| {
                let (name, value) = (decoded(name)?, decoded(value)?);
                Some(Self::Label { name, value })
            })
        };
        group
            .filter(|group| group.to_string() == text)
            .ok_or_else(|| Faults::one("", "\"all\", \"store=<store>\" or \"label:<name>=<value>\" is expected"))
    }
}

impl fmt::Display for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => f.write_str("all"),
            Self::Store(store) => write!(f, "store={store}"),
            Self::Label { name, value } => write!(f, "label:{}={}", encoded(name), encoded(value)),
        }
    }
}

impl TryFrom<String> for Group {
    type Error = Faults;
    fn try_from(text: String) -> Result<Self, Faults> {
        Self::parse(&text)
    }
}

impl From<Group> for String {
    fn from(group: Group) -> Self {
        group.to_string()
    }
}

/// Percent-encodes (RFC 3986, section 2.1) what has a meaning in keys and groups.
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '#' | '%' | '=') || c.is_ascii_control() {
            out += &format!("%{:02X}", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}

fn decoded(text: &str) -> Option<String> {
    let mut parts = text.split('%');
    let mut out = parts.next()?.to_owned();
    for part in parts {
        let (code, rest) = part.split_at_checked(2)?;
        out.push(char::from(u8::from_str_radix(code, 16).ok()?));
        out.push_str(rest);
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn label(name: &str, value: &str) -> Group {
        Group::Label { name: name.to_owned(), value: value.to_owned() }
    }

    #[test]
    fn groups_have_their_written_forms_and_order() -> Result<(), Faults> {
        let groups = Group::of(Some(StoreId::parse("shibuya")?), [("plan".to_owned(), "プロ".to_owned())]);
        let written: Vec<String> = groups.iter().map(Group::to_string).collect();
        assert_eq!(written, ["all", "store=shibuya", "label:plan=プロ"]);
        Ok(())
    }

    #[test]
    fn a_label_cannot_forge_a_key() {
        assert_eq!(label("a=b", "c#d%\n").to_string(), "label:a%3Db=c%23d%25%0A");
    }

    #[test]
    fn there_is_one_form_only() {
        let bad =
            ["", "All", "store=", "store=A", "store=a#b", "label:plan", "label:a=%2", "label:a=%zz", "label:a=%é"];
        let other_forms = ["label:a=b=c", "label:a=%41", "label:a=%3d", "label:a=%+A", "label:a=%E9", "label:a=x#y"];
        for text in bad.iter().chain(&other_forms) {
            assert!(Group::parse(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_label_is_read_as_it_was_written(name in "[a-z#%=:\n\u{7f}é声 ]{0,6}", value in "(?s).{0,8}") {
            let group = label(&name, &value);
            let text = group.to_string();
            prop_assert!(!text.contains('#'), "{text}");
            prop_assert_eq!(Group::parse(&text), Ok(group));
        }
    }
}
