//! What stops a transaction, what it is tried again for, and how often.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Committed, RETRIES, Transaction};
use crate::client::Store;
use crate::client::tests::pause_row;
use crate::client::tests::wire::{Reply, Scripted};
use crate::error::StoreError;
use crate::rows::{PauseRow, SuppressedRow};

type Outcome = Result<(), Box<dyn std::error::Error>>;

/// The writes of [`both`], by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Check {
    Suppression,
    Pause,
}

/// Commits two writes that have a condition each.
async fn both(store: &Store) -> Result<Committed<Check>, StoreError> {
    let suppressed = SuppressedRow { name: "hash".to_owned(), why: "bounced".to_owned(), at: Timestamp::UNIX_EPOCH };
    let mut transaction = Transaction::new();
    transaction.create(store, Check::Suppression, &suppressed)?;
    transaction.require(store, Check::Pause, &PauseRow::key(), "attribute_not_exists(pk)")?;
    transaction.commit(store).await
}

/// Reasons with these codes.
fn reasons(codes: [&str; 2]) -> Value {
    json!([{"Code": codes[0]}, {"Code": codes[1]}])
}

fn cancelled(codes: [&str; 2]) -> Reply {
    Reply::cancelled(reasons(codes))
}

#[tokio::test]
async fn a_passing_conflict_is_tried_again_until_it_is_over() -> Outcome {
    for codes in [
        ["TransactionConflict", "None"],
        ["None", "ThrottlingError"],
        ["ProvisionedThroughputExceeded", "None"],
        // The failed condition was judged on a row that somebody is about to change.
        ["ConditionalCheckFailed", "TransactionConflict"],
    ] {
        let table = Scripted::with([cancelled(codes), cancelled(codes), Reply::fine(json!({}))]).await?;
        let committed = both(&table.store).await?;
        assert!(matches!(committed, Committed::Done), "{codes:?} {committed:?}");
        assert_eq!(table.calls(), 3, "{codes:?}");
        let asked = table.asked();
        assert_eq!(asked[0]["TransactItems"], asked[2]["TransactItems"], "{codes:?}");
    }
    Ok(())
}

#[tokio::test]
async fn a_lasting_conflict_ends_busy_after_all_retries() -> Outcome {
    for (codes, code) in [
        (["TransactionConflict", "None"], "TransactionConflict"),
        (["None", "ThrottlingError"], "ThrottlingError"),
        (["ConditionalCheckFailed", "TransactionConflict"], "TransactionConflict"),
        (["None", "None"], "TransactionCanceled"),
    ] {
        let table = Scripted::with([cancelled(codes)]).await?;
        let failed = both(&table.store).await.map(|_| ());
        assert_eq!(failed, Err(StoreError::Busy { code: code.to_owned() }), "{codes:?}");
        assert_eq!((table.calls(), RETRIES), (5, 4), "{codes:?}");
    }
    Ok(())
}

#[tokio::test]
async fn a_failed_condition_is_told_by_its_label_with_the_row_that_stood_in_the_way() -> Outcome {
    let row = json!({"Code": "ConditionalCheckFailed", "Message": "failed", "Item": pause_row("1")});
    let table = Scripted::with([Reply::cancelled(json!([{"Code": "None"}, row]))]).await?;
    let Committed::Stopped(failed) = both(&table.store).await? else { return Err("nothing stopped it".into()) };
    let labels: Vec<Check> = failed.iter().map(|failed| failed.label).collect();
    assert_eq!((labels, table.calls()), (vec![Check::Pause], 1));
    let row = failed[0].row::<PauseRow>()?;
    assert_eq!(row.map(|row| row.why).as_deref(), Some("quotaspent"));
    // Without it, DynamoDB would not send the row along.
    let asked = table.asked();
    for (at, kind) in [(0, "Put"), (1, "ConditionCheck")] {
        let write = &asked[0]["TransactItems"][at][kind];
        assert_eq!(write["ReturnValuesOnConditionCheckFailure"], "ALL_OLD", "{kind}");
    }
    Ok(())
}

#[tokio::test]
async fn all_failed_conditions_are_told_and_a_row_that_is_not_there_is_none() -> Outcome {
    let table = Scripted::with([cancelled(["ConditionalCheckFailed", "ConditionalCheckFailed"])]).await?;
    let Committed::Stopped(failed) = both(&table.store).await? else { return Err("nothing stopped it".into()) };
    let labels: Vec<Check> = failed.iter().map(|failed| failed.label).collect();
    assert_eq!((labels, table.calls()), (vec![Check::Suppression, Check::Pause], 1));
    assert!(failed[0].row::<SuppressedRow>()?.is_none());
    Ok(())
}

#[tokio::test]
async fn a_row_in_the_way_that_cannot_be_read_is_corrupt() -> Outcome {
    let row = json!({"Code": "ConditionalCheckFailed", "Item": pause_row("2")});
    let table = Scripted::with([Reply::cancelled(json!([{"Code": "None"}, row]))]).await?;
    let Committed::Stopped(failed) = both(&table.store).await? else { return Err("nothing stopped it".into()) };
    let read = failed[0].row::<PauseRow>().map(|row| row.is_some());
    assert!(matches!(read, Err(StoreError::Corrupt { kind: "pause", .. })), "{read:?}");
    Ok(())
}

#[tokio::test]
async fn what_cannot_become_right_is_refused_at_once() -> Outcome {
    let invalid = || "ValidationError".to_owned();
    let denied = || "AccessDeniedException".to_owned();
    for (reply, code) in [
        (cancelled(["None", "ValidationError"]), invalid()),
        (cancelled(["ConditionalCheckFailed", "ValidationError"]), invalid()),
        (Reply::error("AccessDeniedException"), denied()),
    ] {
        let table = Scripted::with([reply]).await?;
        let failed = both(&table.store).await.map(|_| ());
        assert_eq!((failed, table.calls()), (Err(StoreError::Refused { code }), 1));
    }
    Ok(())
}

#[tokio::test]
async fn a_connection_that_is_cut_leaves_the_outcome_open() -> Outcome {
    let table = Scripted::with([Reply::Cuts]).await?;
    let failed = both(&table.store).await.map(|_| ());
    assert_eq!(failed, Err(StoreError::Unreachable));
    assert!(table.calls() >= 1);
    Ok(())
}
