//! Answers that are still tied to a person: what was asked, what was chosen, and the person's own words.

use std::collections::BTreeMap;

use jiff::Timestamp;
use koe_domain::survey::{Answer, Definition, Kind, Scale, Texts};
use koe_domain::{InvitationId, Locale, SurveyId};
use koe_privacy::Place;
use koe_store::rows::{ResponseRow, TextKeyRow};
use koe_store::{Everything, Queue, TiedAnswer};
use koe_web::Problem;
use koe_web::surveys::Version;
use serde_json::{Value, json};

use crate::State;

/// The answers by invitation. What its time has cut or destroyed is not shown, even where the row is still there.
pub(super) async fn answers(
    state: &State,
    rows: &Everything,
    now: Timestamp,
    locale: &Locale,
) -> Result<BTreeMap<InvitationId, Value>, Problem> {
    let mut definitions: BTreeMap<(&SurveyId, u32), Definition> = BTreeMap::new();
    for row in &rows.versions {
        definitions.insert((&row.survey, row.version), Version::read(row)?.definition);
    }
    let mut found = BTreeMap::new();
    for tied in rows.answers.iter().filter(|tied| is_linked(rows, tied, now)) {
        let Some(response) = &tied.response else { continue };
        let texts = match &tied.text_key {
            Some(key) => texts(state, response, key, now).await?,
            None => None,
        };
        let definition = definitions.get(&(&response.survey, response.version));
        found.insert(tied.pointer.invitation, shown(response, texts, definition, locale));
    }
    Ok(found)
}

/// Whether the link from the person to the answer still holds.
fn is_linked(rows: &Everything, tied: &TiedAnswer, now: Timestamp) -> bool {
    let invitation = rows.invitations.iter().find(|row| row.id == tied.pointer.invitation);
    invitation.is_none_or(|row| row.retain_until > now)
}

/// The person's own words; none where there are none, or their time is over.
async fn texts(
    state: &State,
    response: &ResponseRow,
    key: &TextKeyRow,
    now: Timestamp,
) -> Result<Option<Texts>, Problem> {
    let over = response.due.is_in(Queue::Text) && response.due.time().is_some_and(|until| until <= now);
    let Some(sealed) = response.text.as_ref().filter(|_| !over) else { return Ok(None) };
    let master = state.master.holding(&key.key, now).await;
    let key = master.unwrap(&TextKeyRow::partition(response.id), &key.key)?;
    let row = response.place().pk;
    Ok(Some(key.open_json(&Place { table: "koe", row: &row, field: "text" }, sealed)?))
}

fn shown(response: &ResponseRow, texts: Option<Texts>, definition: Option<&Definition>, locale: &Locale) -> Value {
    let words = match (&response.text, &texts) {
        (Some(_), Some(_)) => "kept",
        (Some(_), None) => "destroyed",
        (None, _) => "none",
    };
    let answers = response.answers.clone().merge(texts.unwrap_or_default().into());
    let plain = answers.to_json();
    let item = |(name, answer): (&String, &Answer)| {
        let question = definition.and_then(|definition| definition.question(name));
        json!({
            "question": name,
            "asked": question.map(|question| question.title.get(locale)),
            "answer": plain.get(name),
            "means": question.and_then(|question| means(&question.kind, answer, locale)),
            "of": definition.and_then(|definition| definition.scale(name)).map(Scale::max),
        })
    };
    json!({
        "day": response.day,
        "survey_version": response.version,
        "revision": response.rev,
        "language": response.locale,
        "store": response.store,
        "labels": response.labels,
        "answers": answers.0.iter().map(item).collect::<Vec<_>>(),
        "own_words": words,
        "own_words_kept_until": response.due.time(),
        "browser_asked_not_to_share": response.gpc,
        "test": response.test,
    })
}

/// The choices in the words that stood there; none where the answer says it itself.
fn means(kind: &Kind, answer: &Answer, locale: &Locale) -> Option<Value> {
    let (Kind::Radiogroup(choices) | Kind::Checkbox(choices)) = kind else { return None };
    let text = |value: &String| {
        let choice = choices.iter().find(|choice| choice.value == *value);
        choice.map_or_else(|| value.clone(), |choice| choice.text.get(locale).to_owned())
    };
    match answer {
        Answer::Choice(value) => Some(json!(text(value))),
        Answer::Choices(values) => Some(values.iter().map(text).collect()),
        Answer::Score(_) | Answer::Text(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use koe_domain::ResponseId;
    use koe_domain::survey::Answers;
    use koe_store::Due;

    use super::*;

    type Outcome = Result<(), Box<dyn std::error::Error>>;

    fn definition() -> Result<Definition, koe_domain::Faults> {
        Definition::parse(&json!({
            "title": "How was it?",
            "pages": [{"name": "main", "elements": [
                {"type": "rating", "name": "nps", "rateMin": 0, "rateMax": 10,
                 "title": {"default": "Recommend?", "ja": "薦めますか"}},
                {"type": "checkbox", "name": "topics", "title": "Topics",
                 "choices": [{"value": "price", "text": "The price"}]},
                {"type": "comment", "name": "why", "title": "Why?"}
            ]}]
        }))
    }

    fn response() -> Result<ResponseRow, koe_domain::Faults> {
        let chosen = Answer::Choices(vec!["price".to_owned(), "gone".to_owned()]);
        let answers = [("nps".to_owned(), Answer::Score(9)), ("topics".to_owned(), chosen)];
        Ok(ResponseRow {
            id: ResponseId::from_bytes([1; 16]),
            survey: SurveyId::parse("after-purchase")?,
            version: 1,
            day: "2026-10-01".to_owned(),
            shard: 0,
            rev: 2,
            answers: Answers(answers.into()),
            text: None,
            store: None,
            labels: BTreeMap::new(),
            locale: Locale::english(),
            test: false,
            unscrubbed: false,
            gpc: true,
            with: None,
            due: Due::NEVER,
        })
    }

    #[test]
    fn an_answer_says_what_was_asked_and_what_was_meant() -> Outcome {
        let texts = Texts([("why".to_owned(), "Fast.".to_owned())].into());
        let definition = definition()?;
        let shown = shown(&response()?, Some(texts), Some(&definition), &Locale::parse("ja")?);
        let asked: Vec<&Value> = shown["answers"].as_array().into_iter().flatten().map(|item| &item["asked"]).collect();
        assert_eq!(asked, [&json!("薦めますか"), &json!("Topics"), &json!("Why?")]);
        assert_eq!((&shown["answers"][0]["answer"], &shown["answers"][0]["of"]), (&json!(9), &json!(10)));
        assert_eq!(shown["answers"][1]["means"], json!(["The price", "gone"]));
        assert_eq!(shown["answers"][2]["answer"], "Fast.");
        assert_eq!(shown["browser_asked_not_to_share"], true);
        Ok(())
    }

    #[test]
    fn a_survey_that_is_gone_leaves_the_names() -> Outcome {
        let shown = shown(&response()?, None, None, &Locale::english());
        assert_eq!(
            shown["answers"][0],
            json!({"question": "nps", "asked": null, "answer": 9, "means": null, "of": null})
        );
        assert_eq!(shown["own_words"], "none");
        Ok(())
    }
}
