//! `GET /v1/surveys/{survey}/recount`: the counters, held against the responses.
//!
//! It shows that the counters are exact, or where they are not. It changes nothing: while answers come in, the stream
//! is a moment behind, and a difference seen then is gone with the next look. Whether they are exact, every reader may
//! ask; numbers are for administrators, since here they are not made of cells that may be shown.

use std::collections::{BTreeMap, BTreeSet};

use axum::Json;
use axum::extract::State as Held;
use futures::future::try_join_all;
use jiff::Timestamp;
use koe_domain::SurveyId;
use koe_domain::counting::{Group, difference};
use koe_store::rows::RESPONSE_SHARDS;
use koe_web::counted::counted_of;
use koe_web::{Caller, PathParam, Problem, QueryParams, Scope};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::State;
use crate::period::{Days, Step, today};
use crate::summary::rows;

/// Days of a recount where its first one is not given.
const USUAL: i64 = 90;

/// Most days of a recount: a leap year.
const MOST: i64 = 366;

/// Days whose responses are read at once.
const AT_ONCE: usize = 8;

/// Most differences that are named.
const NAMED: usize = 1000;

/// Which days.
#[derive(Clone, Debug, Default, Deserialize, IntoParams, Validate)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct RecountQuery {
    /// First day, `YYYY-MM-DD` in the survey's time zone; without it, 90 days end with the last one.
    #[validate(length(max = 10, message = "a day such as \"2026-11-22\" is expected"))]
    from: Option<String>,
    /// Last day; today unless given. 366 days at most.
    #[validate(length(max = 10, message = "a day such as \"2026-11-22\" is expected"))]
    to: Option<String>,
}

/// What a recount found.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Recount {
    /// Whether every counter is what the responses give.
    matches: bool,
    /// Responses that were read, those of the test mode too. For keys with the scope `admin` alone, as the next:
    /// neither is under the rule for small groups.
    #[serde(skip_serializing_if = "Option::is_none")]
    responses: Option<u64>,
    /// Each counter that is not, the first thousand of them. A single counter may be one person's answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    differences: Option<Vec<Difference>>,
}

/// A counter that is not what the responses give.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
struct Difference {
    /// Its day.
    day: String,
    /// Its group: `all`, `store=…` or `label:…=…`.
    group: String,
    /// What it counts: `n`, `<metric>:<score>` or `x:<why>`.
    field: String,
    /// What it says.
    counted: i64,
    /// What the responses give.
    expected: i64,
}

/// A day, a group and a field.
type Place = (String, Group, String);

/// The value of each counter.
type Sums = BTreeMap<Place, i64>;

/// Counts the responses of some days again, by the rule by which they were counted, and compares.
#[utoipa::path(get, path = "/v1/surveys/{survey}/recount", tag = "reading",
    params(("survey" = String, Path, description = "the survey's name"), RecountQuery),
    responses(
        (status = 200, description = "whether the counters are exact", body = Recount),
        (status = 400, description = "a parameter that is not known here", body = Problem),
        (status = 401, description = "no API key", body = Problem),
        (status = 403, description = "the key lacks the scope `read`", body = Problem),
        (status = 404, description = "no such survey", body = Problem),
        (status = 422, description = "every invalid parameter named", body = Problem),
        (status = 503, description = "the table did not answer", body = Problem)))]
pub(crate) async fn recount(
    Held(state): Held<State>,
    caller: Caller,
    PathParam(survey): PathParam<SurveyId>,
    QueryParams(query): QueryParams<RecountQuery>,
) -> Result<Json<Recount>, Problem> {
    caller.require(Scope::Read)?;
    let now = state.clock.now();
    let setting = state.surveys.setting(&state.store, &survey, None, now).await?;
    let setting = setting.ok_or_else(|| Problem::not_found("there is no survey of that name"))?;
    let days = Days::read((query.from.as_deref(), query.to.as_deref()), today(&setting, now), USUAL, MOST)?;
    let (responses, expected) = expected(&state, &survey, days, now).await?;
    let stats = state.store.stats(&survey, &days.from.to_string(), &days.to.to_string()).await?;
    let mut counted = Sums::new();
    for (group, day, field, value) in rows(stats) {
        *counted.entry((day, group, field)).or_default() += value;
    }
    let mut differences = differences(&counted, &expected);
    let matches = differences.is_empty();
    differences.truncate(NAMED);
    let admin = caller.has(Scope::Admin);
    Ok(Json(Recount { matches, responses: admin.then_some(responses), differences: admin.then_some(differences) }))
}

/// How many responses there are, and what they give. Four queries for each day.
async fn expected(state: &State, survey: &SurveyId, days: Days, now: Timestamp) -> Result<(u64, Sums), Problem> {
    let (mut responses, mut sums) = (0, Sums::new());
    let days: Vec<String> = days.cut(Step::Day).iter().map(|day| day.from.to_string()).collect();
    for some in days.chunks(AT_ONCE) {
        let mut reads = Vec::new();
        for day in some {
            for shard in 0..RESPONSE_SHARDS {
                reads.push(state.store.responses(survey, day, shard));
            }
        }
        for row in try_join_all(reads).await?.into_iter().flatten() {
            responses += 1;
            let setting = state.surveys.setting(&state.store, survey, Some(row.version), now).await?;
            let Some(setting) = setting else {
                tracing::error!("a response is of a survey version that does not exist");
                continue;
            };
            for delta in difference(None, &counted_of(&row, &setting.version)) {
                *sums.entry((delta.day, delta.group, delta.field)).or_default() += delta.by;
            }
        }
    }
    Ok((responses, sums))
}

/// Where the two differ; what one of them does not have is 0.
fn differences(counted: &Sums, expected: &Sums) -> Vec<Difference> {
    let keys: BTreeSet<_> = counted.keys().chain(expected.keys()).collect();
    let value = |sums: &Sums, key: &Place| sums.get(key).copied().unwrap_or_default();
    let differing = keys.into_iter().filter_map(|key| {
        let (counted, expected) = (value(counted, key), value(expected, key));
        let (day, group, field) = key;
        (counted != expected).then(|| Difference {
            day: day.clone(),
            group: group.to_string(),
            field: field.clone(),
            counted,
            expected,
        })
    });
    differing.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sums(lines: &[(&str, i64)]) -> Sums {
        let day = "2026-11-22";
        lines.iter().map(|(field, value)| ((day.to_owned(), Group::All, (*field).to_owned()), *value)).collect()
    }

    #[test]
    fn what_one_side_does_not_have_is_zero() {
        let counted = sums(&[("n", 3), ("nps:9", 2), ("nps:0", 0), ("nps:1", 1)]);
        assert!(differences(&counted, &counted).is_empty());
        let found = differences(&counted, &sums(&[("n", 3), ("nps:9", 3), ("csat:5", 1)]));
        let found: Vec<_> = found.iter().map(|it| (it.field.as_str(), it.counted, it.expected)).collect();
        assert_eq!(found, [("csat:5", 0, 1), ("nps:1", 1, 0), ("nps:9", 2, 3)]);
    }
}
