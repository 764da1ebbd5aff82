//! What a read does when the table is busy, and with rows from another time.

pub(crate) mod wire;

use serde_json::{Value, json};

use self::wire::{Reply, Scripted};
use crate::error::StoreError;
use crate::row::Key;
use crate::rows::{PauseRow, SuppressedRow};
use crate::table::Table;

type Outcome = Result<(), Box<dyn std::error::Error>>;

/// The pause of sending, as DynamoDB holds it, in this version of its shape.
pub(crate) fn pause_row(version: &str) -> Value {
    json!({
        "pk": {"S": "MAIL"}, "sk": {"S": "PAUSE"}, "v": {"N": version},
        "until": {"S": "2026-11-22T00:00:00Z"}, "why": {"S": "quotaspent"},
    })
}

fn suppressed_row() -> Value {
    json!({
        "pk": {"S": "SUPPRESSED#hash"}, "sk": {"S": "SUPPRESSED"}, "v": {"N": "1"},
        "name": {"S": "hash"}, "why": {"S": "bounced"}, "at": {"S": "2026-11-22T00:00:00Z"},
    })
}

/// The rows of [`both`] that were not read in this round.
fn unprocessed() -> Value {
    json!({"koe": {"Keys": [{"pk": {"S": "MAIL"}, "sk": {"S": "PAUSE"}}], "ConsistentRead": true}})
}

/// Two rows of two tables.
fn both() -> [Key; 2] {
    [SuppressedRow::key("hash"), PauseRow::key()]
}

#[tokio::test]
async fn a_read_that_is_throttled_for_ever_finds_the_table_busy() -> Outcome {
    let table = Scripted::with([Reply::error("ProvisionedThroughputExceededException")]).await?;
    let read = table.store.get::<PauseRow>(&PauseRow::key()).await;
    let code = "ProvisionedThroughputExceededException".to_owned();
    assert_eq!(read.map(|row| row.is_some()), Err(StoreError::Busy { code }));
    assert!(table.calls() >= 1);
    Ok(())
}

#[tokio::test]
async fn a_read_whose_connection_is_cut_finds_no_table() -> Outcome {
    let table = Scripted::with([Reply::Cuts]).await?;
    let read = table.store.get::<PauseRow>(&PauseRow::key()).await;
    assert_eq!(read.map(|row| row.is_some()), Err(StoreError::Unreachable));
    assert!(table.calls() >= 1);
    Ok(())
}

#[tokio::test]
async fn a_read_that_is_not_permitted_is_refused_at_once() -> Outcome {
    let table = Scripted::with([Reply::error("AccessDeniedException")]).await?;
    let read = table.store.get::<PauseRow>(&PauseRow::key()).await;
    let code = "AccessDeniedException".to_owned();
    assert_eq!((read.map(|row| row.is_some()), table.calls()), (Err(StoreError::Refused { code }), 1));
    Ok(())
}

#[tokio::test]
async fn a_row_is_read_in_a_version_that_is_known_only() -> Outcome {
    let known = Scripted::with([Reply::fine(json!({"Item": pause_row("1")}))]).await?;
    let row = known.store.get::<PauseRow>(&PauseRow::key()).await?;
    assert_eq!(row.map(|row| row.why).as_deref(), Some("quotaspent"));
    for version in ["0", "2", "99999999999"] {
        let table = Scripted::with([Reply::fine(json!({"Item": pause_row(version)}))]).await?;
        let read = table.store.get::<PauseRow>(&PauseRow::key()).await;
        let fault = "its version is unknown";
        let corrupt = StoreError::Corrupt { table: Table::Koe, kind: "pause", fault };
        assert_eq!(read.map(|row| row.is_some()), Err(corrupt), "{version}");
    }
    Ok(())
}

#[tokio::test]
async fn what_one_round_leaves_the_next_one_brings() -> Outcome {
    let table = Scripted::with([
        Reply::fine(json!({"Responses": {"koe-people": [suppressed_row()]}, "UnprocessedKeys": unprocessed()})),
        Reply::fine(json!({"Responses": {"koe": [pause_row("1")]}, "UnprocessedKeys": {}})),
    ])
    .await?;
    let mut batch = table.store.batch(&both()).await?;
    let suppressed = batch.take::<SuppressedRow>(&SuppressedRow::key("hash"))?;
    let pause = batch.take::<PauseRow>(&PauseRow::key())?;
    assert_eq!(suppressed.map(|row| row.why).as_deref(), Some("bounced"));
    assert_eq!(pause.map(|row| row.why).as_deref(), Some("quotaspent"));

    let asked = table.asked();
    assert_eq!(asked.len(), 2);
    let tables = |call: &Value| call["RequestItems"].as_object().map(serde_json::Map::len);
    assert_eq!((tables(&asked[0]), tables(&asked[1])), (Some(2), Some(1)));
    assert_eq!(asked[1]["RequestItems"], unprocessed());
    Ok(())
}

#[tokio::test]
async fn rows_that_every_round_leaves_are_given_up() -> Outcome {
    let left = json!({"Responses": {"koe-people": [suppressed_row()]}, "UnprocessedKeys": unprocessed()});
    let table = Scripted::with([Reply::fine(left)]).await?;
    let read = table.store.batch(&both()).await;
    let code = "UnprocessedKeys".to_owned();
    assert_eq!((read.map(|_| ()), table.calls()), (Err(StoreError::Busy { code }), 5));
    Ok(())
}
