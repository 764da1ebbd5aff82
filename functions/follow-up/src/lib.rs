//! What follows from an answer: a store's people are told of an unhappy customer and handle the case, other systems
//! hear of what changed, and once a day the consent ledger gets its signed root.
//!
//! The stream of the people table brings the news within a second; the schedule does what the stream could not: what
//! was put back, and what a crash left. Both claim a row first, so that exactly one of them acts. A mail whose outcome
//! is in doubt is never sent again; an event is, under the id by which its receiver knows it.

mod case;
mod delivery;
mod ledger;
mod letter;
mod outbound;
mod outcome;
mod run;
mod schedule;
mod settle;
mod stream;
mod subscription;

use std::sync::Arc;

use aws_lambda_events::dynamodb::Event;
use aws_lambda_events::eventbridge::EventBridgeEvent;
use aws_lambda_events::streams::DynamoDbEventResponse;
use axum::Router;
use axum::extract::FromRef;
use koe_domain::link::LinkKeys;
use koe_domain::{Clock, Random};
use koe_mail::Mailer;
use koe_privacy::sign::SigningKeys;
use koe_privacy::{Keyring, MasterKeys, Pepper};
use koe_store::{Store, StoreError};
use koe_web::surveys::Surveys;
use serde::{Deserialize, Serialize};
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub use crate::ledger::root_due_after;
pub use crate::outbound::{Deliveries, Outbound};
pub use crate::schedule::handle_schedule;
pub use crate::stream::handle_stream;

/// What the function works with.
#[derive(Clone, Debug)]
pub struct State {
    /// The tables.
    pub store: Store,
    /// Link keys, which seal the ids of cases.
    pub links: Keyring<LinkKeys>,
    /// Master keys, which wrap the keys of people and of subscriptions' secrets.
    pub master: Keyring<MasterKeys>,
    /// Keyed hashes: the names by which subscriptions know people.
    pub pepper: Pepper,
    /// Signing keys, for the roots of the ledger.
    pub signing: Keyring<SigningKeys>,
    /// The mail service.
    pub mailer: Mailer,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub random: Arc<dyn Random>,
    /// Survey versions read so far.
    pub surveys: Surveys,
    /// What is kept between two runs: subscriptions and the HTTP client.
    pub outbound: Outbound,
    /// Where links lead, without a slash at its end. Plain `http` means that all of it is on one machine.
    pub base_url: String,
    /// Mails a second, at most; from 1000 on they are not spaced.
    pub rate: f64,
}

impl State {
    /// Whether everything is on one machine, where receivers of events are too.
    pub(crate) fn is_one_machine(&self) -> bool {
        self.base_url.starts_with("http://")
    }
}

impl FromRef<State> for Store {
    fn from_ref(state: &State) -> Self {
        state.store.clone()
    }
}

/// The function's routes, and its part of the OpenAPI document.
pub fn router(state: State) -> (Router, OpenApi) {
    let random = Arc::clone(&state.random);
    let router = OpenApiRouter::new()
        .routes(routes!(subscription::list::list_subscriptions))
        .routes(routes!(
            subscription::put::put_subscription,
            subscription::get::get_subscription,
            subscription::delete::delete_subscription
        ))
        .routes(routes!(delivery::list::list_deliveries))
        .routes(routes!(delivery::replay::replay_delivery))
        .routes(routes!(case::list::list_cases))
        .routes(routes!(case::show::show_case, case::change::change_case))
        .routes(routes!(ledger::list::list_roots))
        .routes(routes!(ledger::show::show_root))
        .with_state(state);
    koe_web::finish(router, random)
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

/// What a run did; alerts are counted, not their mails.
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
    /// Events for other systems.
    pub deliveries: Deliveries,
    /// Roots of the ledger that were made.
    pub roots: u64,
}

/// Does what is due.
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
