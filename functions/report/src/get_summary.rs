//! `GET /v1/surveys/{survey}/summary`: the scores of some days.

use axum::Json;
use axum::extract::State as Held;
use jiff::civil::Date;
use koe_domain::{Faults, SurveyId};
use koe_web::surveys::Setting;
use koe_web::{Caller, PathParam, Problem, QueryParams, Scope};
use serde::Deserialize;
use utoipa::IntoParams;
use validator::Validate;

use crate::State;
use crate::figure::Summary;
use crate::period::{Days, Step, today};
use crate::summary::{By, Counters, Moment, Wanted, summarise};

/// Days of a summary where its first one is not given: a year, so that at least one cell of groups, which may grow to
/// half a year, lies in it.
pub(crate) const USUAL: i64 = 365;

/// Most days of a summary: three years.
const MOST: i64 = 3 * 365 + 1;

/// Which days, and how they are taken apart.
#[derive(Clone, Debug, Default, Deserialize, IntoParams, Validate)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct SummaryQuery {
    /// First day, `YYYY-MM-DD` in the survey's time zone; without it, a year ends with the last one.
    from: Option<String>,
    /// Last day; today unless given. Three years at most.
    to: Option<String>,
    /// `store`, or a label of the survey: the same by group.
    #[validate(length(max = 32, message = "\"store\" or a label of the survey is expected"))]
    by: Option<String>,
    /// `day`, `week` (from Monday, ISO 8601) or `month`: the same by interval.
    interval: Option<String>,
}

impl SummaryQuery {
    fn wanted(&self, setting: &Setting, today: Date) -> Result<Wanted, Faults> {
        let mut faults = Faults::new();
        let days = faults.take("", Days::read((self.from.as_deref(), self.to.as_deref()), today, USUAL, MOST));
        let by = self.by.as_deref().map(|by| By::read(by, &setting.version.settings));
        let by = faults.take("/by", by.transpose());
        let step = faults.take("/interval", self.interval.as_deref().map(Step::read).transpose());
        match (days, step, by) {
            (Some(days), Some(step), Some(by)) => Ok(Wanted { days, step, by }),
            _ => Err(faults),
        }
    }
}

/// Summarises the answers of some days: every metric with its confidence interval, in all, by interval and by group.
///
/// Answers are shown in cells, each with the survey's `minimum_group` of answers at least: days in a row, and for
/// groups longer times in which they are large enough. A figure is the sum of the cells that lie in the days asked for;
/// where those are fewer days, it has `from` and `to`. Where no cell does, or a group's cell is too small, it is
/// withheld. So no answers below the minimum can be worked out from any figures together. With the survey's `refresh`
/// set to `batches`, new answers are shown when their cell is complete and its days are over.
#[utoipa::path(get, path = "/v1/surveys/{survey}/summary", tag = "reading",
    params(("survey" = String, Path, description = "the survey's name"), SummaryQuery),
    responses(
        (status = 200, description = "the scores", body = Summary),
        (status = 400, description = "a parameter that is not known here", body = Problem),
        (status = 401, description = "no API key", body = Problem),
        (status = 403, description = "the key lacks the scope `read`", body = Problem),
        (status = 404, description = "no such survey", body = Problem),
        (status = 422, description = "every invalid parameter named", body = Problem),
        (status = 503, description = "the table did not answer", body = Problem)))]
pub(crate) async fn summary(
    Held(state): Held<State>,
    caller: Caller,
    PathParam(survey): PathParam<SurveyId>,
    QueryParams(query): QueryParams<SummaryQuery>,
) -> Result<Json<Summary>, Problem> {
    caller.require(Scope::Read)?;
    let now = state.clock.now();
    let setting = state.surveys.setting(&state.store, &survey, None, now).await?;
    let setting = setting.ok_or_else(|| Problem::not_found("there is no survey of that name"))?;
    let today = today(&setting, now);
    let wanted = query.wanted(&setting, today)?;
    let counters = Counters::read(&state.store, &survey, today).await?;
    let moment = Moment::of(&setting, now);
    let summary = summarise(&setting.version, &setting.organisation.stores, &counters, &wanted, moment);
    // The minimum was checked when the survey was stored.
    summary.map(Json).map_err(|_| Problem::ours())
}
