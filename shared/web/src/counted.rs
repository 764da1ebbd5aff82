//! What of a response counts: one rule for the function that counts and for the one that checks the counters.

use std::collections::BTreeMap;

use koe_domain::counting::{Counted, Exclusion, Group};
use koe_store::rows::ResponseRow;

use crate::surveys::Version;

/// What of `row` is to be in the counters. `version` is the version that was answered: its settings say which question
/// serves which metric, so that a later version does not change what an answer meant.
///
/// A response of the test mode is counted as excluded and nowhere else.
#[must_use]
pub fn counted_of(row: &ResponseRow, version: &Version) -> Counted {
    let given: BTreeMap<&str, i64> = row.answers.scores().collect();
    let scores = version.settings.metrics.iter().filter_map(|(name, metric)| {
        let score = given.get(metric.question.as_str())?;
        Some((name.as_str().to_owned(), *score))
    });
    Counted {
        revision: row.rev,
        day: row.day.clone(),
        groups: Group::of(row.store.clone(), row.labels.clone()),
        scores: scores.collect(),
        excluded: row.test.then_some(Exclusion::Test),
    }
}

#[cfg(test)]
mod tests {
    use koe_domain::survey::{Answer, Answers, Definition, Settings};
    use koe_domain::{Faults, Locale, ResponseId, StoreId, SurveyId};
    use koe_store::Due;
    use serde_json::{Value, json};

    use super::*;

    fn version() -> Result<Version, Faults> {
        let definition = Definition::parse(&json!({"pages": [{"elements": [
            {"type": "rating", "name": "recommend", "rateMin": 0, "rateMax": 10},
            {"type": "rating", "name": "delivery", "rateMin": 1, "rateMax": 5},
            {"type": "rating", "name": "price", "rateMin": 1, "rateMax": 5}]}]}))?;
        let metrics = json!({"metrics": {"nps": {"question": "recommend"}, "csat": {"question": "delivery"}}});
        let settings = Settings::parse(&metrics, &definition)?;
        Ok(Version { survey: SurveyId::parse("shop")?, version: 1, definition, settings, document: Value::Null })
    }

    fn response() -> Result<ResponseRow, Faults> {
        let scores = [("recommend", 9), ("price", 2)];
        Ok(ResponseRow {
            id: ResponseId::from_bytes([7; 16]),
            survey: SurveyId::parse("shop")?,
            version: 1,
            day: "2026-11-22".to_owned(),
            shard: 3,
            rev: 2,
            answers: Answers(scores.into_iter().map(|(name, n)| (name.to_owned(), Answer::Score(n))).collect()),
            text: None,
            store: Some(StoreId::parse("shibuya")?),
            labels: BTreeMap::from([("plan".to_owned(), "pro".to_owned())]),
            locale: Locale::english(),
            test: false,
            unscrubbed: false,
            gpc: false,
            with: None,
            due: Due::NEVER,
        })
    }

    #[test]
    fn a_metric_counts_where_its_own_question_was_answered() -> Result<(), Faults> {
        let counted = counted_of(&response()?, &version()?);
        assert_eq!(counted.scores, BTreeMap::from([("nps".to_owned(), 9)]));
        assert_eq!((counted.revision, counted.day.as_str(), counted.excluded), (2, "2026-11-22", None));
        let groups: Vec<String> = counted.groups.iter().map(Group::to_string).collect();
        assert_eq!(groups, ["all", "store=shibuya", "label:plan=pro"]);
        Ok(())
    }

    #[test]
    fn a_response_of_the_test_mode_is_excluded() -> Result<(), Faults> {
        let test = ResponseRow { test: true, ..response()? };
        assert_eq!(counted_of(&test, &version()?).excluded, Some(Exclusion::Test));
        Ok(())
    }
}
