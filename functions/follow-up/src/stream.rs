//! The stream of the people table: a new case is told of at once.

use aws_lambda_events::dynamodb::Event;
use aws_lambda_events::streams::{DynamoDbBatchItemFailure, DynamoDbEventResponse};
use koe_store::rows::{Alert, CaseRow};
use koe_store::{DueRow, StoreError, stream};

use crate::run::Run;
use crate::{State, is_paused};

/// Sends the alerts of new cases. Names the record to begin again with, where the tables did not answer; what is not
/// reached in time or may not be sent now is left to the schedule.
///
/// # Errors
/// When the tables refuse a request: a fault of ours that an alarm must tell.
pub async fn handle_stream(state: &State, event: Event) -> Result<DynamoDbEventResponse, StoreError> {
    let due = new_alerts(event);
    let Some((first, _)) = due.first() else { return Ok(DynamoDbEventResponse::default()) };
    match is_paused(state).await {
        Ok(false) => {}
        Ok(true) => return Ok(DynamoDbEventResponse::default()),
        Err(error) => return again(first, error),
    }
    let mut run = Run::new(state);
    let mut answer = Ok(DynamoDbEventResponse::default());
    for (sequence, row) in &due {
        if !run.is_ready().await {
            break;
        }
        if let Err(error) = run.take(row).await {
            answer = again(sequence, error);
            break;
        }
    }
    run.finish();
    answer
}

/// The alerts of the cases that an event reports as new: a change of a case is our own, or a score that was corrected.
fn new_alerts(mut event: Event) -> Vec<(String, DueRow)> {
    event.records.retain(|record| record.event_name == "INSERT");
    let mut due = Vec::new();
    for change in stream::cases(event) {
        match change.row {
            Ok(row) if row.alert == Alert::Due => {
                let key = CaseRow::key(row.person, row.invitation);
                due.extend(row.due.time().map(|at| (change.sequence, DueRow { key, at })));
            }
            Ok(_) => {}
            Err(error) => tracing::error!(%error, "a case is left: it cannot be read"),
        }
    }
    due
}

/// Lambda brings this record and all after it again; those that were claimed are not sent twice.
fn again(sequence: &str, error: StoreError) -> Result<DynamoDbEventResponse, StoreError> {
    if !error.is_passing() {
        return Err(error);
    }
    tracing::warn!(%error, "an alert waits: the tables did not answer");
    let mut failure = DynamoDbBatchItemFailure::default();
    failure.item_identifier = Some(sequence.to_owned());
    let mut response = DynamoDbEventResponse::default();
    response.batch_item_failures.push(failure);
    Ok(response)
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
        let event: Event = serde_json::from_value(json!({"Records": [
            record("1", "INSERT", "due"), record("2", "MODIFY", "due"), record("3", "INSERT", "sent"),
            record("4", "REMOVE", "due"), broken,
        ]}))?;
        let due = new_alerts(event);
        let found: Vec<(&str, &str, String)> =
            due.iter().map(|(sequence, row)| (sequence.as_str(), row.key.sk.as_str(), row.at.to_string())).collect();
        assert_eq!(found, [("1", "CASE#AgICAgICAgI", "2026-11-22T00:00:00Z".to_owned())]);
        Ok(())
    }

    #[test]
    fn a_passing_fault_names_its_record_and_a_lasting_one_fails() {
        let answer = again("7", StoreError::Unreachable).map(|answer| answer.batch_item_failures);
        let named = answer.map(|failures| failures.into_iter().filter_map(|f| f.item_identifier).collect::<Vec<_>>());
        assert_eq!(named, Ok(vec!["7".to_owned()]));
        let refused = StoreError::Refused { code: "AccessDeniedException".to_owned() };
        assert_eq!(again("7", refused.clone()), Err(refused));
    }
}
