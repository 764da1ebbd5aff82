//! What one person said, and how it is kept.
//!
//! Scores and choices are kept as they are; free text is taken apart from them ([`Answers::texts`]), to be scrubbed and
//! sealed. None of this prints itself.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The answer to one question. `Debug` prints its kind alone.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Stored", into = "Stored")]
pub enum Answer {
    /// A score on the question's scale.
    Score(i64),
    /// Free text.
    Text(String),
    /// The value of the choice made.
    Choice(String),
    /// The values of the choices made, in the order of the question.
    Choices(Vec<String>),
}

/// The stored form, told apart by its shape. A bare string is a choice; text says that it is text, since a row must not
/// take what a person wrote for a choice.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Stored {
    Score(i64),
    Choice(String),
    Choices(Vec<String>),
    Text { text: String },
}

impl From<Stored> for Answer {
    fn from(stored: Stored) -> Self {
        match stored {
            Stored::Score(score) => Self::Score(score),
            Stored::Choice(value) => Self::Choice(value),
            Stored::Choices(values) => Self::Choices(values),
            Stored::Text { text } => Self::Text(text),
        }
    }
}

impl From<Answer> for Stored {
    fn from(answer: Answer) -> Self {
        match answer {
            Answer::Score(score) => Self::Score(score),
            Answer::Choice(value) => Self::Choice(value),
            Answer::Choices(values) => Self::Choices(values),
            Answer::Text(text) => Self::Text { text },
        }
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Score(_) => "Score",
            Self::Text(_) => "Text",
            Self::Choice(_) => "Choice",
            Self::Choices(_) => "Choices",
        })
    }
}

/// Answers by the name of their question; only questions that were answered.
///
/// serde is the stored form: `{"nps": 9, "channel": "web", "topics": ["price"], "why": {"text": "…"}}`. The form that
/// people and the API see is [`Answers::to_json`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Answers(pub BTreeMap<String, Answer>);

impl Answers {
    /// The answers as SurveyJS writes them, text as a plain string; `Definition::answers` reads them back.
    #[must_use]
    pub fn to_json(&self) -> Map<String, Value> {
        let plain = |answer: &Answer| match answer {
            Answer::Score(score) => Value::from(*score),
            Answer::Text(text) | Answer::Choice(text) => Value::from(text.as_str()),
            Answer::Choices(values) => Value::from(values.clone()),
        };
        self.0.iter().map(|(name, answer)| (name.clone(), plain(answer))).collect()
    }

    /// Every score with the name of its question.
    pub fn scores(&self) -> impl Iterator<Item = (&str, i64)> {
        self.0.iter().filter_map(|(name, answer)| match answer {
            Answer::Score(score) => Some((name.as_str(), *score)),
            Answer::Text(_) | Answer::Choice(_) | Answer::Choices(_) => None,
        })
    }

    /// Scores and choices alone: what a response may hold unsealed.
    #[must_use]
    pub fn without_text(&self) -> Self {
        let plain = self.0.iter().filter(|(_, answer)| !matches!(answer, Answer::Text(_)));
        Self(plain.map(|(name, answer)| (name.clone(), answer.clone())).collect())
    }

    /// Free text alone, to be scrubbed and sealed.
    #[must_use]
    pub fn texts(&self) -> Texts {
        let texts = self.0.iter().filter_map(|(name, answer)| match answer {
            Answer::Text(text) => Some((name.clone(), text.clone())),
            Answer::Score(_) | Answer::Choice(_) | Answer::Choices(_) => None,
        });
        Texts(texts.collect())
    }

    /// These answers and `later` ones; where both answer a question, the later one stands.
    #[must_use]
    pub fn merge(mut self, later: Self) -> Self {
        self.0.extend(later.0);
        self
    }
}

/// Free text by the name of its question. Its serde form is a plain object of strings. `Debug` prints the kind alone.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Texts(pub BTreeMap<String, String>);

impl Texts {
    /// Whether nothing was written.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Texts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Texts")
    }
}

impl From<Texts> for Answers {
    fn from(texts: Texts) -> Self {
        Self(texts.0.into_iter().map(|(name, text)| (name, Answer::Text(text))).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn some() -> Answers {
        Answers(BTreeMap::from([
            ("channel".to_owned(), Answer::Choice("web".to_owned())),
            ("nps".to_owned(), Answer::Score(9)),
            ("topics".to_owned(), Answer::Choices(vec!["price".to_owned(), "size".to_owned()])),
            ("why".to_owned(), Answer::Text("It came late.".to_owned())),
        ]))
    }

    #[test]
    fn the_stored_form_is_stable_and_keeps_the_kind() -> Result<(), serde_json::Error> {
        let stored = r#"{"channel":"web","nps":9,"topics":["price","size"],"why":{"text":"It came late."}}"#;
        assert_eq!(serde_json::to_string(&some())?, stored);
        assert_eq!(serde_json::from_str::<Answers>(stored)?, some());
        assert_eq!(serde_json::to_string(&some().texts())?, r#"{"why":"It came late."}"#);
        Ok(())
    }

    #[test]
    fn people_see_plain_json() {
        let plain = json!({"channel": "web", "nps": 9, "topics": ["price", "size"], "why": "It came late."});
        assert_eq!(Value::Object(some().to_json()), plain);
    }

    #[test]
    fn text_goes_apart_and_comes_back() {
        let (plain, texts) = (some().without_text(), some().texts());
        assert_eq!(plain.0.keys().collect::<Vec<_>>(), ["channel", "nps", "topics"]);
        assert_eq!(plain.scores().collect::<Vec<_>>(), [("nps", 9)]);
        assert!(plain.texts().is_empty());
        assert_eq!(plain.merge(texts.into()), some());
    }

    #[test]
    fn the_later_answer_stands() {
        let later = Answers(BTreeMap::from([("nps".to_owned(), Answer::Score(3))]));
        let merged = some().merge(later);
        assert_eq!(merged.scores().collect::<Vec<_>>(), [("nps", 3)]);
        assert_eq!(merged.0.len(), 4);
    }

    #[test]
    fn nothing_said_is_printed() {
        let printed = format!("{:?} {:?}", some(), some().texts());
        assert_eq!(printed, r#"Answers({"channel": Choice, "nps": Score, "topics": Choices, "why": Text}) Texts"#);
    }
}
