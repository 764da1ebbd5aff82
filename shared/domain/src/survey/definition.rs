//! What a survey asks: a SurveyJS document, read in full or refused.

use std::collections::BTreeSet;

use serde_json::Value;

use super::object::{Object, identifier, list, once, string};
use super::question::{Kind, Question};
use super::rating::Scale;
use crate::fault::Faults;
use crate::text::{Locale, Localized};

/// A survey's questions, page by page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// The survey's title; empty where none is given.
    pub title: Localized,
    /// What stands below the title.
    pub description: Localized,
    /// The language to show first, where the person's own is not known.
    pub locale: Option<Locale>,
    /// The pages, each with at least one question.
    pub pages: Vec<Page>,
}

/// Questions that are shown together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Its name, unique among those given; `page1`, `page2`, … where none is given, as in SurveyJS.
    pub name: String,
    /// Its title; empty where none is given.
    pub title: Localized,
    /// What stands below the title.
    pub description: Localized,
    /// The questions, in order.
    pub questions: Vec<Question>,
}

#[derive(Default)]
struct Seen {
    pages: BTreeSet<String>,
    questions: BTreeSet<String>,
}

impl Definition {
    /// Most pages of a survey.
    pub const MOST_PAGES: usize = 20;
    /// Most questions of a survey.
    pub const MOST_QUESTIONS: usize = 100;

    /// Reads a SurveyJS document.
    ///
    /// # Errors
    /// Every fault found, at its pointer into the document; a property or question type that is not supported is one.
    pub fn parse(value: &Value) -> Result<Self, Faults> {
        let mut seen = Seen::default();
        let mut object = Object::of(value)?;
        let title = object.text("title");
        let description = object.text("description");
        let locale = object.read("locale", |value| Locale::parse(string(value)?));
        let pages = pages(&mut object, &mut seen);
        if seen.questions.len() > Self::MOST_QUESTIONS {
            object.fault("pages", format!("at most {} questions are expected", Self::MOST_QUESTIONS));
        }
        let faults = object.finish();
        let (true, Some(pages)) = (faults.is_empty(), pages) else { return Err(faults) };
        Ok(Self { title, description, locale, pages })
    }

    /// All questions, in order.
    pub fn questions(&self) -> impl Iterator<Item = &Question> {
        self.pages.iter().flat_map(|page| &page.questions)
    }

    /// The question called `name`.
    #[must_use]
    pub fn question(&self, name: &str) -> Option<&Question> {
        self.questions().find(|question| question.name == name)
    }

    /// The scale of the rating called `name`; nothing where no rating is called so.
    #[must_use]
    pub fn scale(&self, name: &str) -> Option<Scale> {
        match &self.question(name)?.kind {
            Kind::Rating(rating) => rating.scale(),
            Kind::Comment(_) | Kind::Radiogroup(_) | Kind::Checkbox(_) => None,
        }
    }

    /// The languages offered in the title, that of the survey first. Its `default` text is in the survey's `locale`, or
    /// in English where there is none or where that has a text of its own, as in SurveyJS.
    #[must_use]
    pub fn locales(&self) -> Vec<Locale> {
        let first = self.locale.clone().unwrap_or_else(Locale::english);
        let offered: Vec<&str> =
            self.title.iter().filter(|(_, text)| !text.trim().is_empty()).map(|(key, _)| key).collect();
        let default = if offered.contains(&first.as_str()) { Locale::english() } else { first.clone() };
        let mut locales = Vec::new();
        for key in offered {
            let locale = if key == "default" { Ok(default.clone()) } else { Locale::parse(key) };
            if let Ok(locale) = locale
                && !locales.contains(&locale)
            {
                locales.push(locale);
            }
        }
        if locales.is_empty() {
            locales.push(default);
        }
        locales.sort_by_key(|locale| *locale != first);
        locales
    }
}

impl Page {
    fn parse(value: &Value, number: usize, seen: &mut Seen) -> Result<Self, Faults> {
        let mut object = Object::of(value)?;
        let name = object.read("name", |value| once(identifier(value)?, &mut seen.pages));
        let title = object.text("title");
        let description = object.text("description");
        let questions = elements(&mut object, &mut seen.questions);
        let faults = object.finish();
        let (true, Some(questions)) = (faults.is_empty(), questions) else { return Err(faults) };
        Ok(Self { name: name.unwrap_or_else(|| format!("page{number}")), title, description, questions })
    }
}

/// The pages, or the one page of a survey whose questions stand on the survey itself.
fn pages(object: &mut Object<'_>, seen: &mut Seen) -> Option<Vec<Page>> {
    let direct = object.has("elements") || object.has("questions");
    if object.has("pages") {
        for name in ["elements", "questions"] {
            object.refuse(name, "questions stand on pages or on the survey itself, not on both");
        }
        let mut number = 0;
        return object.read("pages", |value| {
            list(value, 1..=Definition::MOST_PAGES, |page| {
                number += 1;
                Page::parse(page, number, seen)
            })
        });
    }
    if !direct {
        object.fault("pages", "at least one page with a question is expected");
        return None;
    }
    let questions = elements(object, &mut seen.questions)?;
    let (title, description) = (Localized::default(), Localized::default());
    Some(vec![Page { name: "page1".to_owned(), title, description, questions }])
}

/// The questions under `elements`, or under `questions`, its older name.
fn elements(object: &mut Object<'_>, names: &mut BTreeSet<String>) -> Option<Vec<Question>> {
    let name = if object.has("questions") && !object.has("elements") { "questions" } else { "elements" };
    if name == "elements" {
        object.refuse("questions", "another name for elements: one of the two is expected");
    }
    object
        .require(name, |value| list(value, 1..=Definition::MOST_QUESTIONS, |question| Question::parse(question, names)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn pointers(value: &Value) -> Vec<String> {
        Definition::parse(value).err().into_iter().flatten().map(|fault| fault.pointer).collect()
    }

    #[test]
    fn questions_may_stand_on_the_survey_itself() -> Result<(), Faults> {
        for name in ["elements", "questions"] {
            let definition = Definition::parse(&json!({name: [{"type": "rating", "name": "q1"}]}))?;
            assert_eq!(definition.pages.first().map(|page| page.name.as_str()), Some("page1"));
            assert_eq!(definition.scale("q1"), Some(Scale::OneToFive));
            assert_eq!(definition.scale("q2"), None);
        }
        Ok(())
    }

    #[test]
    fn an_empty_survey_is_refused() {
        assert_eq!(pointers(&json!({})), ["/pages"]);
        assert_eq!(pointers(&json!({"pages": []})), ["/pages"]);
        assert_eq!(pointers(&json!({"pages": [{"name": "a"}]})), ["/pages/0/elements"]);
        assert_eq!(pointers(&json!({"questions": []})), ["/questions"]);
        assert_eq!(pointers(&json!("survey")), [""]);
    }

    #[test]
    fn questions_in_two_places_are_refused() {
        let question = json!([{"type": "comment", "name": "a"}]);
        let pages = json!([{"elements": question}]);
        assert_eq!(pointers(&json!({"pages": pages, "elements": question})), ["/elements"]);
        assert_eq!(pointers(&json!({"questions": [], "elements": question})), ["/questions"]);
    }

    #[test]
    fn a_name_is_used_once_in_the_whole_survey() {
        let question = json!({"type": "comment", "name": "a"});
        let page = json!({"name": "p", "elements": [question]});
        let found = pointers(&json!({"pages": [page, page]}));
        assert_eq!(found, ["/pages/1/name", "/pages/1/elements/0/name"]);
    }

    #[test]
    fn a_survey_is_bounded() {
        let question = |n: usize| json!({"type": "comment", "name": format!("q{n}")});
        let page = |n: usize| json!({"elements": (0..60).map(|i| question(60 * n + i)).collect::<Vec<_>>()});
        assert_eq!(pointers(&json!({"pages": [page(0)]})), Vec::<String>::new());
        assert_eq!(pointers(&json!({"pages": [page(0), page(1)]})), ["/pages"]);
        let pages: Vec<Value> = (0..21).map(|n| json!({"elements": [question(n)]})).collect();
        assert_eq!(pointers(&json!({"pages": pages})), ["/pages"]);
    }

    #[test]
    fn the_languages_are_those_of_the_title() -> Result<(), Faults> {
        for (title, locale, expected) in [
            (json!({"default": "Hi", "ja": "どうも", "de": ""}), json!(null), vec!["en", "ja"]),
            (json!({"default": "Hi", "ja": "どうも"}), json!("ja"), vec!["ja", "en"]),
            (json!("どうも"), json!("ja"), vec!["ja"]),
            (json!({"fr": "Salut"}), json!(null), vec!["fr"]),
            (json!(null), json!(null), vec!["en"]),
        ] {
            let survey = json!({"title": title, "locale": locale, "elements": [{"type": "comment", "name": "a"}]});
            let locales = Definition::parse(&survey)?.locales();
            assert_eq!(locales.iter().map(Locale::as_str).collect::<Vec<_>>(), expected, "{title}");
        }
        Ok(())
    }
}
