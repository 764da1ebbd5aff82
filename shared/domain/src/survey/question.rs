//! Questions, of the four types of this first part.

use std::collections::BTreeSet;

use serde_json::Value;

use super::object::{Object, category, identifier, integer, list, once, string};
use super::rating::Rating;
use crate::fault::Faults;
use crate::text::Localized;

/// One question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// By what answers refer to it: 1 to 64 letters, digits, `_` and `-`, unique in the survey.
    pub name: String,
    /// The question itself; the name where none is given, as in SurveyJS.
    pub title: Localized,
    /// What stands below the title.
    pub description: Localized,
    /// Whether an answer is expected (`isRequired`).
    pub required: bool,
    /// What kind of answer it takes.
    pub kind: Kind,
}

/// The type of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A score on a scale.
    Rating(Rating),
    /// Free text.
    Comment(Comment),
    /// One of several choices.
    Radiogroup(Vec<Choice>),
    /// Any number of several choices.
    Checkbox(Vec<Choice>),
}

/// Free text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// Most characters of an answer: 1 to 2000, by default 2000.
    pub max_length: u32,
    /// Height of the field in lines, by default 4.
    pub rows: u8,
    /// What the empty field shows.
    pub placeholder: Localized,
}

/// One of several choices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What an answer holds: 1 to 64 characters, unique in the question. Numbers and truth values stand as text.
    pub value: String,
    /// What people read; the value where none is given.
    pub text: Localized,
}

impl Question {
    /// Most choices of one question.
    pub const MOST_CHOICES: usize = 100;

    pub(super) fn parse(value: &Value, names: &mut BTreeSet<String>) -> Result<Self, Faults> {
        let mut object = Object::of(value)?;
        let kind = Kind::parse(&mut object);
        let name = object.require("name", |value| once(identifier(value)?, names));
        let title = object.text("title");
        let description = object.text("description");
        let required = object.flag("isRequired");
        let faults = object.finish();
        let (true, Some(name), Some(kind)) = (faults.is_empty(), name, kind) else { return Err(faults) };
        let title = if title.is_empty() { Localized::plain(name.clone()) } else { title };
        Ok(Self { name, title, description, required, kind })
    }
}

impl Kind {
    fn parse(object: &mut Object<'_>) -> Option<Self> {
        match object.require("type", string) {
            Some("rating") => Rating::parse(object).map(Self::Rating),
            Some("comment") => Some(Self::Comment(Comment::parse(object))),
            Some("radiogroup") => choices(object).map(Self::Radiogroup),
            Some("checkbox") => choices(object).map(Self::Checkbox),
            unsupported => {
                if let Some(name) = unsupported {
                    object.fault("type", format!("question type {name} is not supported yet"));
                }
                object.skip(Rating::PROPERTIES);
                object.skip(&["maxLength", "rows", "placeholder", "choices"]);
                None
            }
        }
    }
}

impl Comment {
    /// Most characters that an answer may ever have.
    pub const LONGEST: u32 = 2000;

    fn parse(object: &mut Object<'_>) -> Self {
        let longest = object.read("maxLength", |value| integer(value, 1..=i64::from(Self::LONGEST)));
        let rows = object.read("rows", |value| integer(value, 1..=50));
        let placeholder = object.text("placeholder");
        Self { max_length: longest.unwrap_or(Self::LONGEST), rows: rows.unwrap_or(4), placeholder }
    }
}

fn choices(object: &mut Object<'_>) -> Option<Vec<Choice>> {
    let mut seen = BTreeSet::new();
    object
        .require("choices", |value| list(value, 1..=Question::MOST_CHOICES, |choice| Choice::parse(choice, &mut seen)))
}

impl Choice {
    /// Reads a scalar, or an object with `value` and `text`.
    fn parse(value: &Value, seen: &mut BTreeSet<String>) -> Result<Self, Faults> {
        if !value.is_object() {
            let value = choice_value(value, seen)?;
            return Ok(Self { text: Localized::plain(value.clone()), value });
        }
        let mut object = Object::of(value)?;
        let value = object.require("value", |value| choice_value(value, seen));
        let text = object.text("text");
        let faults = object.finish();
        let (true, Some(value)) = (faults.is_empty(), value) else { return Err(faults) };
        let text = if text.is_empty() { Localized::plain(value.clone()) } else { text };
        Ok(Self { value, text })
    }
}

/// SurveyJS reads `1|One` as a value with its text; to keep the two apart is left to whoever writes the survey.
fn choice_value(value: &Value, seen: &mut BTreeSet<String>) -> Result<String, Faults> {
    let value = category(value)?;
    if value.contains('|') {
        return Err(Faults::one("", "\"|\" is not supported in a choice: give value and text apart"));
    }
    once(value, seen)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn pointers(value: &Value) -> Vec<String> {
        let found = Question::parse(value, &mut BTreeSet::new());
        found.err().into_iter().flatten().map(|fault| fault.pointer).collect()
    }

    #[test]
    fn a_question_has_the_defaults_of_surveyjs() -> Result<(), Faults> {
        let comment = Question::parse(&json!({"type": "comment", "name": "why"}), &mut BTreeSet::new())?;
        assert_eq!(comment.title, Localized::plain("why"));
        assert!(!comment.required);
        let kind = Kind::Comment(Comment { max_length: 2000, rows: 4, placeholder: Localized::default() });
        assert_eq!(comment.kind, kind);
        Ok(())
    }

    #[test]
    fn choices_are_scalars_or_pairs() -> Result<(), Faults> {
        let value =
            json!({"type": "checkbox", "name": "c", "choices": ["a", 1, 2.5, true, {"value": 3, "text": "Three"}]});
        let Kind::Checkbox(choices) = Question::parse(&value, &mut BTreeSet::new())?.kind else {
            return Err(Faults::one("/type", "read as another type"));
        };
        let read: Vec<&str> = choices.iter().map(|choice| choice.value.as_str()).collect();
        assert_eq!(read, ["a", "1", "2.5", "true", "3"]);
        assert_eq!(choices.last().map(|choice| choice.text.clone()), Some(Localized::plain("Three")));
        Ok(())
    }

    #[test]
    fn every_fault_of_a_question_is_named() {
        let value = json!({"type": "radiogroup", "name": "a b", "isRequired": "yes", "visibleIf": "{a} = 1",
            "choices": ["x", {"value": "x"}, "1|One", [], {"text": "?"}, " ", {"value": "y", "enableIf": "1"}]});
        let expected = [
            "/choices/1/value",
            "/choices/2",
            "/choices/3",
            "/choices/4/value",
            "/choices/5",
            "/choices/6/enableIf",
            "/name",
            "/isRequired",
            "/visibleIf",
        ];
        assert_eq!(pointers(&value), expected);
    }

    #[test]
    fn an_unknown_type_is_named_with_what_belongs_to_no_type() {
        let value = json!({"type": "text", "name": "t", "inputType": "date", "maxLength": 3});
        assert_eq!(pointers(&value), ["/type", "/inputType"]);
        assert_eq!(pointers(&json!({"name": "t", "choices": []})), ["/type"]);
        assert_eq!(
            pointers(&json!({"type": "comment", "name": "t", "maxLength": 2001, "rows": 0})),
            ["/maxLength", "/rows"]
        );
        assert_eq!(pointers(&json!({"type": "radiogroup", "name": "t"})), ["/choices"]);
        assert_eq!(pointers(&json!([])), [""]);
    }
}
