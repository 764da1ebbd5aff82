//! The boxes below the questions: never required, never ticked beforehand (GDPR article 7(4) and recital 32).

use std::collections::BTreeSet;

use serde_json::Value;

use crate::consent::SURVEY_MAILS;
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
}

impl Consent {
    fn read(value: &Value, seen: &mut BTreeSet<String>) -> Result<Self, Faults> {
        let mut object = Object::of(value)?;
        let purpose = object.require("purpose", |value| once(free(short_name(string(value)?)?)?, seen));
        let text = object.require("text", |value| words(value, LONGEST_TEXT));
        for name in ["required", "default", "checked"] {
            object.refuse(name, "a consent is never required, never ticked");
        }
        let faults = object.finish();
        let (true, Some(purpose), Some(text)) = (faults.is_empty(), purpose, text) else { return Err(faults) };
        Ok(Self { purpose, text })
    }
}

/// `name`, unless it stands for the person's say over mails: a box left empty would unsubscribe them.
fn free(name: String) -> Result<String, Faults> {
    if name == SURVEY_MAILS { Err(Faults::one("", "is kept for unsubscribing")) } else { Ok(name) }
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
