//! Tells a store's people of an unhappy customer.
//!
//! A case comes with an alert that is due at once. The stream of the people table brings the news within a second; the
//! schedule sends what the stream could not: what was put back, and what a crash left. Both claim the row first, so that
//! exactly one of them sends, and an alert whose outcome is in doubt is never sent again.

mod letter;
mod outcome;
mod run;
mod schedule;
mod settle;
mod stream;

use std::sync::Arc;

use aws_lambda_events::dynamodb::Event;
use aws_lambda_events::eventbridge::EventBridgeEvent;
use aws_lambda_events::streams::DynamoDbEventResponse;
use koe_domain::Clock;
use koe_mail::Mailer;
use koe_store::{Store, StoreError};
use koe_web::surveys::Surveys;
use serde::{Deserialize, Serialize};

pub use crate::schedule::handle_schedule;
pub use crate::stream::handle_stream;

/// What the function works with.
#[derive(Clone, Debug)]
pub struct State {
    /// The tables.
    pub store: Store,
    /// The mail service.
    pub mailer: Mailer,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Survey versions read so far.
    pub surveys: Surveys,
    /// Where links lead, without a slash at its end.
    pub base_url: String,
    /// Mails a second, at most; from 1000 on they are not spaced.
    pub rate: f64,
}

/// What wakes the function: one Lambda takes both events, told apart by their shapes.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Wake {
    /// Rows of the people table changed.
    Stream(Event),
    /// The time has come to look.
    Schedule(Box<EventBridgeEvent>),
}

/// What the function answers.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum Woken {
    /// The records to bring again.
    Stream(DynamoDbEventResponse),
    /// What was done.
    Schedule(Report),
}

/// What a run did, counted in alerts, not in mails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Taken by the mail service, for one recipient at least.
    pub sent: u64,
    /// Certainly not sent, and due again later.
    pub put_back: u64,
    /// Nobody knows whether they were sent.
    pub unknown: u64,
    /// Refused, or tried too often.
    pub failed: u64,
}

/// Sends the alerts that are due.
///
/// # Errors
/// See [`handle_stream`] and [`handle_schedule`].
pub async fn handle(state: &State, wake: Wake) -> Result<Woken, StoreError> {
    match wake {
        Wake::Stream(event) => handle_stream(state, event).await.map(Woken::Stream),
        Wake::Schedule(event) => handle_schedule(state, *event).await.map(Woken::Schedule),
    }
}

/// Whether all sending is paused at the moment.
async fn is_paused(state: &State) -> Result<bool, StoreError> {
    let now = state.clock.now();
    Ok(state.store.pause().await?.is_some_and(|pause| pause.until > now))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_two_events_are_told_apart_by_their_shapes() -> Result<(), serde_json::Error> {
        let record = json!({
            "eventID": "1", "eventName": "INSERT", "eventVersion": "1.1", "eventSource": "aws:dynamodb",
            "awsRegion": "ap-northeast-1", "eventSourceARN": "arn:aws:dynamodb:ap-northeast-1:000000000000:table/x",
            "dynamodb": {
                "ApproximateCreationDateTime": 1_795_305_600, "SequenceNumber": "111", "SizeBytes": 26,
                "StreamViewType": "NEW_AND_OLD_IMAGES",
                "Keys": {"pk": {"S": "PERSON#a"}, "sk": {"S": "CASE#b"}},
                "NewImage": {"pk": {"S": "PERSON#a"}, "sk": {"S": "CASE#b"}, "score": {"N": "3"}},
            },
        });
        let wake: Wake = serde_json::from_value(json!({"Records": [record]}))?;
        assert!(matches!(wake, Wake::Stream(event) if event.records.len() == 1));
        let wake: Wake = serde_json::from_value(json!({
            "version": "0", "id": "1", "detail-type": "Scheduled Event", "source": "aws.events",
            "account": "000000000000", "time": "2026-11-22T00:00:00Z", "region": "ap-northeast-1",
            "resources": ["arn:aws:events:ap-northeast-1:000000000000:rule/x"], "detail": {},
        }))?;
        assert!(matches!(wake, Wake::Schedule(event) if event.source == "aws.events"));
        Ok(())
    }

    #[test]
    fn an_answer_has_the_shape_that_lambda_reads() -> Result<(), serde_json::Error> {
        let answer = serde_json::to_value(Woken::Stream(DynamoDbEventResponse::default()))?;
        assert_eq!(answer, json!({"batchItemFailures": []}));
        Ok(())
    }
}
