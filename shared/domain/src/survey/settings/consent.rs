//! The boxes below the questions: never required, never ticked beforehand (GDPR article 7(4) and recital 32).

use std::collections::BTreeSet;

use serde_json::Value;

use crate::consent::RESERVED;
use crate::fault::Faults;
use crate::survey::object::{LONGEST_TEXT, Object, list, once, short_name, string, words};
use crate::text::Localized;

/// One thing a person may agree to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// What it is for: 1 to 32 lower-case letters, digits and `_`, unique in the survey.
    pub purpose: String,
    /// What the person agrees to, word for word.
    pub text: Localized,
    /// Whether what is agreed to hands data on to a third party. Such a box is not shown to somebody who opted out of
    /// that within the last 12 months, nor while their browser signals it. Default: no.
    pub sharing: bool,
}

impl Consent {
    fn read(value: &Value, seen: &mut BTreeSet<String>) -> Result<Self, Faults> {
        let mut object = Object::of(value)?;
        let purpose = object.require("purpose", |value| once(free(short_name(string(value)?)?)?, seen));
        let text = object.require("text", |value| words(value, LONGEST_TEXT));
        let sharing = object.read("sharing", flag).unwrap_or_default();
        for name in ["required", "default", "checked"] {
            object.refuse(name, "a consent is never required, never ticked");
        }
        let faults = object.finish();
        let (true, Some(purpose), Some(text)) = (faults.is_empty(), purpose, text) else { return Err(faults) };
        Ok(Self { purpose, text, sharing })
    }
}

/// `name`, unless it has a meaning of its own: a box for mails left empty would unsubscribe whoever did not tick it.
fn free(name: String) -> Result<String, Faults> {
    if RESERVED.contains(&name.as_str()) { Err(Faults::one("", "is kept for another use")) } else { Ok(name) }
}

fn flag(value: &Value) -> Result<bool, Faults> {
    value.as_bool().ok_or_else(|| Faults::one("", "true or false is expected"))
}

pub(super) fn read(value: &Value) -> Result<Vec<Consent>, Faults> {
    let mut seen = BTreeSet::new();
    list(value, 0..=10, |consent| Consent::read(consent, &mut seen))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_box_stands_for_the_say_over_mails() {
        let boxes = serde_json::json!([{"purpose": "survey_mails", "text": "Mails"}]);
        let pointers = read(&boxes).err().map(|faults| faults.iter().map(|f| f.pointer.clone()).collect::<Vec<_>>());
        assert_eq!(pointers, Some(vec!["/0/purpose".to_owned()]));
    }
}
