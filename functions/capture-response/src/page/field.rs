//! One question as the template draws it.

use koe_domain::fault::pointer_token;
use koe_domain::survey::{Answer, Choice, Comment, Kind, Question, Rating};

use super::SurveyView;
use crate::words::Words;

/// A question with what was chosen and what was wrong.
pub(super) struct Field<'a> {
    /// Anchor of the first control; `-d` is the description's, `-e` the fault's.
    pub(super) id: String,
    pub(super) name: &'a str,
    pub(super) title: &'a str,
    pub(super) description: &'a str,
    pub(super) required: bool,
    pub(super) fault: Option<String>,
    pub(super) described_by: String,
    pub(super) input: Input<'a>,
}

/// How it is answered.
pub(super) enum Input<'a> {
    Text(TextBox<'a>),
    Options(Options<'a>),
}

pub(super) struct TextBox<'a> {
    pub(super) value: &'a str,
    pub(super) rows: u8,
    pub(super) longest: u32,
    pub(super) placeholder: &'a str,
}

pub(super) struct Options<'a> {
    /// `radio` or `checkbox`.
    pub(super) kind: &'static str,
    /// Whether they are the keys of a scale.
    pub(super) scale: bool,
    /// How the style lays them out.
    pub(super) class: &'static str,
    /// Whether the browser itself may ask for an answer; it cannot for a group of check boxes.
    pub(super) must: bool,
    pub(super) options: Vec<Mark<'a>>,
    /// What the lowest and the highest key mean, each with its number, or nothing.
    pub(super) low: String,
    pub(super) high: String,
}

/// One thing to mark.
pub(super) struct Mark<'a> {
    pub(super) value: String,
    pub(super) text: String,
    /// What a key at an end of a scale means, for those who hear the page.
    pub(super) meaning: &'a str,
    pub(super) checked: bool,
}

impl<'a> Field<'a> {
    /// The question that stands at `number`, counted from 1 over the whole survey.
    pub(super) fn new(number: usize, question: &'a Question, view: &SurveyView<'a>, words: &Words) -> Self {
        let id = format!("q{number}");
        let description = question.description.get(view.locale);
        let answer = view.answers.and_then(|answers| answers.0.get(&question.name));
        let fault = concerns(view, question).then(|| fault_text(question, answer, words));
        let notes = [(!description.is_empty(), "d"), (fault.is_some(), "e")];
        let notes: Vec<String> =
            notes.iter().filter(|(there, _)| *there).map(|(_, mark)| format!("{id}-{mark}")).collect();
        let input = match &question.kind {
            Kind::Rating(rating) => Input::Options(scale(question, rating, answer, view)),
            Kind::Comment(comment) => Input::Text(text_box(comment, answer, view)),
            Kind::Radiogroup(choices) => Input::Options(list(choices, "radio", question.required, answer, view)),
            Kind::Checkbox(choices) => Input::Options(list(choices, "checkbox", false, answer, view)),
        };
        Self {
            id,
            name: &question.name,
            title: question.title.get(view.locale),
            description,
            required: question.required,
            fault,
            described_by: notes.join(" "),
            input,
        }
    }
}

/// Whether a fault is about the answer to `question`, or a part of it.
fn concerns(view: &SurveyView<'_>, question: &Question) -> bool {
    view.faults.iter().any(|fault| is_about(&fault.pointer, &question.name))
}

/// Whether `pointer` leads to the answer of this name, or into it.
pub(super) fn is_about(pointer: &str, name: &str) -> bool {
    let place = format!("/answers/{}", pointer_token(name));
    pointer.strip_prefix(&place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// What to do about it, in the reader's language; the fault's own detail is English and written for programs.
fn fault_text(question: &Question, answer: Option<&Answer>, words: &Words) -> String {
    if question.required && answer.is_none() {
        return words.missing.to_owned();
    }
    match &question.kind {
        Kind::Rating(rating) => (words.between)(rating.min, rating.max),
        Kind::Comment(comment) => (words.at_most)(comment.max_length),
        Kind::Radiogroup(_) => words.choose_one.to_owned(),
        Kind::Checkbox(_) => words.choose.to_owned(),
    }
}

/// The score that the mail's button brought, where it is one of this question's.
pub(super) fn brought(view: &SurveyView<'_>, question: &Question) -> Option<i64> {
    let Kind::Rating(rating) = &question.kind else { return None };
    view.chosen
        .filter(|(name, score)| *name == question.name && (rating.min..=rating.max).contains(score))
        .map(|(_, score)| score)
}

fn scale<'a>(question: &Question, rating: &'a Rating, answer: Option<&Answer>, view: &SurveyView<'a>) -> Options<'a> {
    let earlier = if let Some(Answer::Score(score)) = answer { Some(*score) } else { None };
    let checked = brought(view, question).or(earlier);
    let (low, high) = (rating.min_label.get(view.locale), rating.max_label.get(view.locale));
    let meaning = |score: i64| {
        if score == rating.min {
            low
        } else if score == rating.max {
            high
        } else {
            ""
        }
    };
    let options: Vec<Mark<'a>> = (rating.min..=rating.max)
        .map(|score| Mark {
            value: score.to_string(),
            text: score.to_string(),
            meaning: meaning(score),
            checked: checked == Some(score),
        })
        .collect();
    let class = match options.len() {
        0..=6 => "scale",
        7 | 8 => "scale four",
        _ => "scale six",
    };
    let end = |score: i64, label: &str| if label.is_empty() { String::new() } else { format!("{score}: {label}") };
    Options {
        kind: "radio",
        scale: true,
        class,
        must: question.required,
        options,
        low: end(rating.min, low),
        high: end(rating.max, high),
    }
}

fn text_box<'a>(comment: &'a Comment, answer: Option<&'a Answer>, view: &SurveyView<'a>) -> TextBox<'a> {
    TextBox {
        value: if let Some(Answer::Text(text)) = answer { text.as_str() } else { "" },
        rows: comment.rows,
        longest: comment.max_length,
        placeholder: comment.placeholder.get(view.locale),
    }
}

fn list<'a>(
    choices: &'a [Choice],
    kind: &'static str,
    must: bool,
    answer: Option<&Answer>,
    view: &SurveyView<'a>,
) -> Options<'a> {
    let checked = |value: &String| match answer {
        Some(Answer::Choice(chosen)) => chosen == value,
        Some(Answer::Choices(chosen)) => chosen.contains(value),
        Some(Answer::Score(_) | Answer::Text(_)) | None => false,
    };
    let options = choices
        .iter()
        .map(|choice| Mark {
            value: choice.value.clone(),
            text: choice.text.get(view.locale).to_owned(),
            meaning: "",
            checked: checked(&choice.value),
        })
        .collect();
    Options { kind, scale: false, class: "choices", must, options, low: String::new(), high: String::new() }
}
