//! The stream of the people table: a new case is told of at once, and other systems hear of what changed.

use aws_lambda_events::dynamodb::Event;
use aws_lambda_events::streams::{DynamoDbBatchItemFailure, DynamoDbEventResponse};
use koe_store::rows::{Alert, CaseRow};
use koe_store::stream::{self, PeopleChange};
use koe_store::{DueRow, StoreError};

use crate::outbound::{Heard, hear, send};
use crate::run::Run;
use crate::{State, is_paused};

/// Makes the events that a batch is the cause of, and sends them and the alerts of new cases. Names the record to begin
/// again with, where the tables did not answer; what is not sent in time or may not be sent now is left to the
/// schedule.
///
/// # Errors
/// When the tables refuse a request: a fault of ours that an alarm must tell.
pub async fn handle_stream(state: &State, event: Event) -> Result<DynamoDbEventResponse, StoreError> {
    let changes = stream::people(event);
    let sequences: Vec<String> = changes.iter().map(|change| change.sequence().to_owned()).collect();
    let alerts = new_alerts(&changes);
    let Heard { made, again } = hear(state, changes).await?;
    let untold = tell(state, &alerts).await?;
    send(state, &made).await?;
    let first = [again, untold].into_iter().flatten().min();
    Ok(response(first.and_then(|place| sequences.get(place))))
}

/// Sends alerts. The place of the first that has to come again: the tables did not answer.
async fn tell(state: &State, alerts: &[(usize, DueRow)]) -> Result<Option<usize>, StoreError> {
    let Some((first, _)) = alerts.first() else { return Ok(None) };
    match is_paused(state).await {
        Ok(false) => {}
        Ok(true) => return Ok(None),
        Err(error) => return wait(*first, error),
    }
    let mut run = Run::new(state);
    let mut again = Ok(None);
    for (place, row) in alerts {
        if !run.is_ready().await {
            break;
        }
        if let Err(error) = run.take(row).await {
            again = wait(*place, error);
            break;
        }
    }
    run.finish();
    again
}

/// The alerts of the cases that are new: a change of a case is our own, or its handling, or a score that was corrected.
fn new_alerts(changes: &[PeopleChange]) -> Vec<(usize, DueRow)> {
    let mut due = Vec::new();
    for (place, change) in changes.iter().enumerate() {
        let PeopleChange::Case(change) = change else { continue };
        match &change.row {
            Ok(row) if change.created && row.alert == Alert::Due => {
                let key = CaseRow::key(row.person, row.invitation);
                due.extend(row.due.time().map(|at| (place, DueRow { key, at })));
            }
            // One that cannot be read is told of where events are made of it.
            Ok(_) | Err(_) => {}
        }
    }
    due
}

fn wait(place: usize, error: StoreError) -> Result<Option<usize>, StoreError> {
    if !error.is_passing() {
        return Err(error);
    }
    tracing::warn!(%error, "an alert waits: the tables did not answer");
    Ok(Some(place))
}

/// Lambda brings this record and all after it again; what was done of them is not done twice.
fn response(sequence: Option<&String>) -> DynamoDbEventResponse {
    let mut response = DynamoDbEventResponse::default();
    response.batch_item_failures.extend(sequence.map(|sequence| {
        let mut failure = DynamoDbBatchItemFailure::default();
        failure.item_identifier = Some(sequence.clone());
        failure
    }));
    response
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn record(sequence: &str, name: &str, alert: &str) -> Value {
        let text = |text: &str| json!({"S": text});
        let number = |number: i64| json!({"N": number.to_string()});
        json!({
            "eventID": sequence, "eventName": name, "awsRegion": "ap-northeast-1",
            "dynamodb": {
                "SequenceNumber": sequence, "SizeBytes": 1,
                "Keys": {"pk": text("PERSON#AQEBAQEBAQEBAQ"), "sk": text("CASE#AgICAgICAgI")},
                "NewImage": {
                    "pk": text("PERSON#AQEBAQEBAQEBAQ"), "sk": text("CASE#AgICAgICAgI"), "v": number(1),
                    "person": text("AQEBAQEBAQEBAQ"), "invitation": text("AgICAgICAgI"), "rev": number(1),
                    "survey": text("after-purchase"), "version": number(1), "question": text("nps"),
                    "score": number(3), "of": number(10), "state": text("open"),
                    "opened_at": text("2026-11-22T00:00:00Z"), "deal_by": text("2026-11-23T00:00:00Z"),
                    "alert": text(alert), "attempts": number(0),
                    "due_pk": text("alert#0"), "due_at": text("2026-11-22T00:00:00Z"),
                },
            },
        })
    }

    #[test]
    fn only_new_cases_whose_alert_is_due_are_taken() -> Result<(), serde_json::Error> {
        let mut broken = record("5", "INSERT", "due");
        broken["dynamodb"]["NewImage"]["score"] = json!({"S": "three"});
        let mut removed = record("4", "REMOVE", "due");
        removed["dynamodb"]["NewImage"] = Value::Null;
        let event: Event = serde_json::from_value(json!({"Records": [
            record("1", "MODIFY", "due"), record("2", "INSERT", "due"), record("3", "INSERT", "sent"), removed, broken,
        ]}))?;
        let changes = stream::people(event);
        let sequences: Vec<&str> = changes.iter().map(PeopleChange::sequence).collect();
        assert_eq!(sequences, ["1", "2", "3", "5"]);
        let due = new_alerts(&changes);
        let found: Vec<(usize, &str, String)> =
            due.iter().map(|(place, row)| (*place, row.key.sk.as_str(), row.at.to_string())).collect();
        assert_eq!(found, [(1, "CASE#AgICAgICAgI", "2026-11-22T00:00:00Z".to_owned())]);
        Ok(())
    }

    #[test]
    fn a_passing_fault_names_its_record_and_a_lasting_one_fails() {
        assert_eq!(wait(7, StoreError::Unreachable), Ok(Some(7)));
        let refused = StoreError::Refused { code: "AccessDeniedException".to_owned() };
        assert_eq!(wait(7, refused.clone()), Err(refused));
        let named = response(Some(&"7".to_owned())).batch_item_failures;
        let named: Vec<String> = named.into_iter().filter_map(|failure| failure.item_identifier).collect();
        assert_eq!(named, ["7"]);
        assert!(response(None).batch_item_failures.is_empty());
    }
}
