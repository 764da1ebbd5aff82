//! The first page on one machine: a path that a newcomer walks in five minutes.
//!
//! It works without a script and asks for nothing from elsewhere. Its style stands in the page, which the pages for customers
//! may not do; this page exists on no other machine.

use askama::Template;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY};
use axum::response::{Html, IntoResponse, Response};
use jiff::Timestamp;
use serde_json::Value;

use crate::inbox::Mail;

/// What the pages of this machine may do: be styled by themselves, post to this server and frame its mail.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-src 'self'; \
                      base-uri 'none'; frame-ancestors 'none'";

/// The page at `GET /`.
#[derive(Template)]
#[template(path = "home.html")]
pub struct Home {
    /// What the clock shows; [`shown`] writes it.
    pub now: String,
    /// The key with all scopes, for the dashboard and for programs.
    pub api_key: String,
    /// The URL of the DynamoDB API.
    pub dynamodb: String,
    /// The latest mails, newest first; five of them are enough.
    pub mails: Vec<MailLine>,
    /// The score of the example survey, once there is one.
    pub score: Option<ScoreLine>,
    /// What the last press of a button did.
    pub message: Option<String>,
    /// The order number in the form.
    pub next_order: String,
    /// The customer's address in the form.
    pub example_email: String,
}

impl IntoResponse for Home {
    fn into_response(self) -> Response {
        page(&self)
    }
}

/// One line of a list of mails.
#[derive(Clone, Debug)]
pub struct MailLine {
    /// The message id.
    pub id: String,
    /// The recipients.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// When it was sent; [`shown`] writes it.
    pub sent_at: String,
}

impl From<&Mail> for MailLine {
    fn from(mail: &Mail) -> Self {
        Self { id: mail.id.clone(), to: mail.to.clone(), subject: mail.subject.clone(), sent_at: shown(mail.sent_at) }
    }
}

/// The score of one metric of one survey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScoreLine {
    /// The survey.
    pub survey: String,
    /// The metric: `nps`, `csat` or `ces`.
    pub metric: String,
    /// Whether too few people answered for it to be shown.
    pub withheld: bool,
    /// The score, where it may be shown.
    pub known: Option<KnownScore>,
}

/// A score that may be shown, each number with one decimal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownScore {
    /// How many answers it is of.
    pub n: u64,
    /// The score.
    pub score: String,
    /// The lower bound of its confidence interval.
    pub low: String,
    /// The upper bound of its confidence interval.
    pub high: String,
}

impl ScoreLine {
    /// Takes `metric` out of an answer of `GET /v1/surveys/{survey}/summary`; `None` where the survey does not have it.
    #[must_use]
    pub fn of(summary: &Value, metric: &str) -> Option<Self> {
        let found = summary.get("metrics")?.get(metric)?;
        Some(Self {
            survey: summary.get("survey")?.as_str()?.to_owned(),
            metric: metric.to_owned(),
            withheld: found.get("withheld").and_then(Value::as_bool).unwrap_or(false),
            known: KnownScore::of(found),
        })
    }
}

impl KnownScore {
    fn of(found: &Value) -> Option<Self> {
        let number = |name: &str| found.get(name)?.as_f64().map(|number| format!("{number:.1}"));
        Some(Self { n: found.get("n")?.as_u64()?, score: number("score")?, low: number("low")?, high: number("high")? })
    }
}

/// A moment as the pages of this machine write it: to the minute, in UTC.
#[must_use]
pub fn shown(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}

/// A page of this machine.
pub(crate) fn page(template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => {
            // Not `no-referrer`: browsers would then send `Origin: null` with the forms.
            let headers =
                [(CONTENT_SECURITY_POLICY, POLICY), (CACHE_CONTROL, "no-store"), (REFERRER_POLICY, "same-origin")];
            (headers, Html(html)).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "a page could not be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn home() -> Home {
        Home {
            now: shown(Timestamp::UNIX_EPOCH),
            api_key: "a-key".to_owned(),
            dynamodb: "http://127.0.0.1:8000".to_owned(),
            mails: Vec::new(),
            score: None,
            message: None,
            next_order: "1001".to_owned(),
            example_email: "customer@example.com".to_owned(),
        }
    }

    #[test]
    fn the_first_page_needs_no_script_and_nothing_from_elsewhere() -> askama::Result<()> {
        let html = home().render()?;
        for wanted in
            ["On this machine only, not for production", "/_local/shop", "/_local/clock", "1970-01-01 00:00 UTC"]
        {
            assert!(html.contains(wanted), "{wanted}");
        }
        for unwanted in ["<script", "src=", "<link", "url("] {
            assert!(!html.contains(unwanted), "{unwanted}");
        }
        Ok(())
    }

    #[test]
    fn what_a_mail_says_is_not_taken_for_markup() -> askama::Result<()> {
        let line = MailLine {
            id: "1".to_owned(),
            to: "a@example.com".to_owned(),
            subject: "<script>".to_owned(),
            sent_at: String::new(),
        };
        let html = Home { mails: vec![line], message: Some("<script>".to_owned()), ..home() }.render()?;
        assert!(!html.contains("<script>"));
        Ok(())
    }

    #[test]
    fn a_score_is_known_withheld_or_not_there() -> askama::Result<()> {
        let summary = |nps: Value| json!({"survey": "after-purchase", "metrics": {"nps": nps}});
        let known = ScoreLine::of(&summary(json!({"n": 5, "score": 40.0, "low": -29.8, "high": 79.8})), "nps");
        let html = Home { score: known, ..home() }.render()?;
        assert!(html.contains("40.0") && html.contains("-29.8") && html.contains("79.8"), "{html}");
        let withheld = ScoreLine::of(&summary(json!({"withheld": true})), "nps");
        assert!(withheld.is_some_and(|line| line.withheld && line.known.is_none()));
        let nobody = ScoreLine::of(&summary(json!({"n": 0})), "nps");
        assert!(nobody.is_some_and(|line| !line.withheld && line.known.is_none()));
        assert_eq!(ScoreLine::of(&summary(json!({})), "csat"), None);
        Ok(())
    }
}
