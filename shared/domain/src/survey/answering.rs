//! Answers checked against the survey that was shown, from JSON or from a browser's form.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::answers::{Answer, Answers};
use super::definition::Definition;
use super::object::{scalar, whole};
use super::question::{Choice, Comment, Kind};
use crate::fault::{Faults, pointer_token};

/// Whether questions marked as required must be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Require {
    /// Every required question, as when a person is done.
    All,
    /// None, as when a single score was tapped.
    Nothing,
}

impl Definition {
    /// What stands before a question's name in the name of its form field: `q.nps`.
    pub const FIELD: &'static str = "q.";

    /// Reads answers as SurveyJS sends them. What is `null`, empty or blank is not answered.
    ///
    /// # Errors
    /// Every invalid answer, at the name of its question (`/nps`); the value itself is never repeated.
    pub fn answers(&self, sent: &Map<String, Value>, require: Require) -> Result<Answers, Faults> {
        let mut faults = Faults::new();
        let mut answers = BTreeMap::new();
        for question in self.questions() {
            let pointer = format!("/{}", pointer_token(&question.name));
            match sent.get(&question.name).map_or(Ok(None), |value| question.kind.answer(value)) {
                Ok(Some(answer)) => {
                    answers.insert(question.name.clone(), answer);
                }
                Ok(None) if question.required && require == Require::All => {
                    faults.push(pointer, "an answer is expected");
                }
                Ok(None) => {}
                Err(detail) => faults.push(pointer, detail),
            }
        }
        for name in sent.keys().filter(|name| self.question(name).is_none()) {
            faults.push(format!("/{}", pointer_token(name)), "is no question of this survey");
        }
        faults.into_result(|| Answers(answers))
    }

    /// Reads a form as a browser sends it: fields `q.<question>`, repeated for several choices. Other fields are left
    /// to others.
    ///
    /// # Errors
    /// As [`Definition::answers`].
    pub fn answers_from_form(&self, fields: &[(String, String)], require: Require) -> Result<Answers, Faults> {
        let mut sent: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (field, value) in fields {
            let Some(name) = field.strip_prefix(Self::FIELD) else { continue };
            let values = sent.entry(name).or_default();
            if !value.trim().is_empty() {
                values.push(value.as_str());
            }
        }
        let typed = sent.into_iter().map(|(name, values)| (name.to_owned(), self.typed(name, &values)));
        self.answers(&typed.collect::<Map<_, _>>(), require)
    }

    /// What of a form is readable, faults left out: what a page that is shown again puts back, so that nobody types
    /// twice.
    #[must_use]
    pub fn readable_from_form(&self, fields: &[(String, String)]) -> Answers {
        let mut kept = BTreeMap::new();
        for question in self.questions() {
            let field = format!("{}{}", Self::FIELD, question.name);
            let own: Vec<(String, String)> = fields.iter().filter(|(name, _)| *name == field).cloned().collect();
            match self.answers_from_form(&own, Require::Nothing) {
                Ok(answers) => kept.extend(answers.0),
                // Text that is too long is shown again, to be shortened.
                Err(_) if matches!(question.kind, Kind::Comment(_)) => {
                    let text: String = own.into_iter().map(|(_, value)| value).collect();
                    kept.insert(question.name.clone(), Answer::Text(text));
                }
                Err(_) => {}
            }
        }
        Answers(kept)
    }

    /// The JSON value that these fields stand for. One value too many stays a list, which only checkboxes take.
    fn typed(&self, name: &str, values: &[&str]) -> Value {
        match (self.question(name).map(|question| &question.kind), values) {
            (_, []) => Value::Null,
            (Some(Kind::Rating(_)), [score]) => {
                score.trim().parse::<i64>().map_or_else(|_| Value::from(*score), Value::from)
            }
            (Some(Kind::Comment(_) | Kind::Radiogroup(_)), [one]) => Value::from(*one),
            (_, values) => Value::from(values.to_vec()),
        }
    }
}

impl Kind {
    /// What `value` answers, if anything, or why it is no answer.
    fn answer(&self, value: &Value) -> Result<Option<Answer>, String> {
        match (self, value) {
            (_, Value::Null) => Ok(None),
            (Self::Rating(rating), value) => match whole(value) {
                Some(score) if (rating.min..=rating.max).contains(&score) => Ok(Some(Answer::Score(score))),
                _ => Err(format!("a whole number from {} to {} is expected", rating.min, rating.max)),
            },
            (Self::Comment(comment), value) => Ok(comment.text(value)?.map(Answer::Text)),
            (Self::Radiogroup(choices), value) => Ok(Some(Answer::Choice(chosen(choices, value)?))),
            (Self::Checkbox(choices), value) => {
                let values = several(choices, value)?;
                Ok((!values.is_empty()).then_some(Answer::Choices(values)))
            }
        }
    }
}

impl Comment {
    /// The text that `value` is: line ends as `\n`, without space around it; nothing where only space is left.
    fn text(&self, value: &Value) -> Result<Option<String>, String> {
        let Value::String(sent) = value else { return Err("a text is expected".to_owned()) };
        let lines = sent.replace("\r\n", "\n").replace('\r', "\n");
        let kept = lines.trim();
        if kept.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
            return Err("holds a control character".to_owned());
        }
        if kept.chars().count() > usize::try_from(self.max_length).unwrap_or(usize::MAX) {
            return Err(format!("longer than {} characters", self.max_length));
        }
        Ok((!kept.is_empty()).then(|| kept.to_owned()))
    }
}

fn chosen(choices: &[Choice], value: &Value) -> Result<String, String> {
    scalar(value)
        .filter(|value| choices.iter().any(|choice| choice.value == *value))
        .ok_or_else(|| "one of the choices offered is expected".to_owned())
}

fn several(choices: &[Choice], value: &Value) -> Result<Vec<String>, String> {
    let Value::Array(items) = value else { return Err("a list of choices is expected".to_owned()) };
    let mut made = BTreeSet::new();
    for item in items {
        if !made.insert(chosen(choices, item)?) {
            return Err("a choice is made twice".to_owned());
        }
    }
    Ok(choices.iter().map(|choice| &choice.value).filter(|value| made.contains(*value)).cloned().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn survey() -> Result<Definition, Faults> {
        Definition::parse(&json!({"elements": [
            {"type": "rating", "name": "nps", "rateMin": 0, "rateMax": 10, "isRequired": true},
            {"type": "comment", "name": "why", "maxLength": 5},
            {"type": "radiogroup", "name": "channel", "choices": ["web", 2]},
            {"type": "checkbox", "name": "topics", "choices": ["price", "size"]},
        ]}))
    }

    fn read(value: &Value, require: Require) -> Result<Answers, Faults> {
        let Value::Object(sent) = value else { return Err(Faults::one("", "no object")) };
        survey()?.answers(sent, require)
    }

    fn pointers(found: Result<Answers, Faults>) -> Vec<String> {
        found.err().into_iter().flatten().map(|fault| fault.pointer).collect()
    }

    fn fields(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn good_answers_are_read() -> Result<(), Faults> {
        let sent = json!({"nps": 9, "why": " a\r\nb\u{3000}", "channel": 2, "topics": ["size", "price"]});
        let kept = json!({"nps": 9, "why": "a\nb", "channel": "2", "topics": ["price", "size"]});
        assert_eq!(Value::Object(read(&sent, Require::All)?.to_json()), kept);
        Ok(())
    }

    #[test]
    fn nothing_said_is_no_answer() -> Result<(), Faults> {
        let sent = json!({"nps": null, "why": " \r\n", "channel": null, "topics": []});
        assert_eq!(read(&sent, Require::Nothing)?, Answers::default());
        assert_eq!(pointers(read(&sent, Require::All)), ["/nps"]);
        assert_eq!(pointers(read(&json!({}), Require::All)), ["/nps"]);
        Ok(())
    }

    #[test]
    fn each_invalid_answer_is_named_without_its_value() {
        for (name, bad) in [
            ("nps", json!(11)),
            ("nps", json!(-1)),
            ("nps", json!(9.5)),
            ("nps", json!("9")),
            ("nps", json!(u64::MAX)),
            ("nps", json!([9])),
            ("why", json!(1)),
            ("why", json!("abcdef")),
            ("why", json!("a\u{0}b")),
            ("channel", json!("shop")),
            ("channel", json!(["web"])),
            ("topics", json!("price")),
            ("topics", json!(["price", "price"])),
            ("topics", json!(["other"])),
            ("age", json!(42)),
        ] {
            assert_eq!(pointers(read(&json!({name: bad}), Require::Nothing)), [format!("/{name}")], "{bad}");
        }
        let all = json!({"nps": 11, "why": "abcdef", "channel": "x", "topics": [1], "a/b": null});
        assert_eq!(pointers(read(&all, Require::All)), ["/nps", "/why", "/channel", "/topics", "/a~1b"]);
        let text = read(&json!({"why": "hanako"}), Require::Nothing).err().map(|faults| faults.to_string());
        assert_eq!(text.as_deref(), Some("/why: longer than 5 characters"));
    }

    #[test]
    fn a_form_is_read_like_json() -> Result<(), Faults> {
        let form =
            fields(&[("nonce", "x"), ("q.nps", "9"), ("q.topics", "size"), ("q.why", ""), ("q.topics", "price")]);
        let form = survey()?.answers_from_form(&form, Require::All)?;
        assert_eq!(form, read(&json!({"nps": 9, "topics": ["price", "size"]}), Require::All)?);
        Ok(())
    }

    #[test]
    fn a_bad_form_is_refused_where_it_is_bad() -> Result<(), Faults> {
        for (pairs, pointer) in [
            (vec![("q.nps", "9.5")], "/nps"),
            (vec![("q.nps", "9"), ("q.nps", "8")], "/nps"),
            (vec![("q.nps", "9"), ("q.why", "a"), ("q.why", "b")], "/why"),
            (vec![("q.nps", "9"), ("q.channel", "web"), ("q.channel", "2")], "/channel"),
            (vec![("q.nps", "")], "/nps"),
            (vec![("q.nps", "9"), ("q.age", "")], "/age"),
        ] {
            let found = survey()?.answers_from_form(&fields(&pairs), Require::All);
            assert_eq!(pointers(found), [pointer.to_owned()], "{pairs:?}");
        }
        Ok(())
    }
}
