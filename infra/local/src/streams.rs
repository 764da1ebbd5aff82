//! The stream of a table, as Lambda hands it to a function.
//!
//! The engine keeps the records, the reader keeps how far it came. A batch stays the next batch until it is committed, so
//! that a crash between the two repeats it; the functions bear that, as they have to in AWS.

use std::path::{Path, PathBuf};

use aws_lambda_events::event::dynamodb::Event;
use dynoxide::actions::get_records::GetRecordsRequest;
use dynoxide::actions::get_shard_iterator::GetShardIteratorRequest;
use dynoxide::actions::list_streams::ListStreamsRequest;
use dynoxide::{Database, DynoxideError};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::keep;

/// How far a stream was read: all records up to one sequence number of one stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    stream: String,
    sequence: String,
}

/// Why a stream was not read.
#[derive(Debug, thiserror::Error)]
pub enum StreamError {
    /// The table has no stream.
    #[error("the table {0} has no stream")]
    NoStream(String),
    /// The engine refused to read.
    #[error("the stream could not be read")]
    Engine(#[source] Box<DynoxideError>),
    /// A record does not have the shape that Lambda documents.
    #[error("a record has an unknown shape")]
    Shape(#[from] serde_json::Error),
    /// The position could not be read or written.
    #[error("the position in the stream could not be kept")]
    Keep(#[from] std::io::Error),
    /// The process is ending.
    #[error("reading was interrupted")]
    Interrupted(#[from] tokio::task::JoinError),
}

impl From<DynoxideError> for StreamError {
    fn from(source: DynoxideError) -> Self {
        Self::Engine(Box::new(source))
    }
}

/// Reads the stream of one table, from where it left off.
pub struct StreamReader {
    db: Database,
    table: String,
    file: Option<PathBuf>,
    position: Option<Position>,
}

impl StreamReader {
    /// A reader of `table`. Its position is kept in `streams/<table>.json` of the data folder `data`, or in memory. A
    /// position that cannot be read is forgotten: reading starts over, which changes nothing that was counted.
    ///
    /// # Errors
    /// When the table has no stream.
    pub fn open(db: Database, table: &str, data: Option<&Path>) -> Result<Self, StreamError> {
        stream_of(&db, table)?;
        let file = data.map(|data| data.join("streams").join(format!("{table}.json")));
        let position = file.as_deref().and_then(|file| {
            let kept = keep::read(file);
            kept.inspect_err(|error| tracing::warn!(%error, table, "the stream is read from its beginning"))
                .ok()
                .flatten()
        });
        Ok(Self { db, table: table.to_owned(), file, position })
    }

    /// The next records, at most `max` (1 to 1000), and the position after them; `None` where nothing is new. The same
    /// records come again until their position is committed.
    ///
    /// # Errors
    /// When the engine does not answer.
    pub async fn next(&mut self, max: usize) -> Result<Option<(Event, Position)>, StreamError> {
        let (db, table, position) = (self.db.clone(), self.table.clone(), self.position.clone());
        tokio::task::spawn_blocking(move || read(&db, &table, position.as_ref(), max)).await?
    }

    /// Says that everything up to `position` was handled.
    ///
    /// # Errors
    /// When the position cannot be written; the records come again then.
    pub fn commit(&mut self, position: Position) -> Result<(), StreamError> {
        if let Some(file) = &self.file {
            keep::replace(file, &position)?;
        }
        self.position = Some(position);
        Ok(())
    }
}

/// The ARN of the table's stream. A table that was made anew has another one.
fn stream_of(db: &Database, table: &str) -> Result<String, StreamError> {
    let request = ListStreamsRequest { table_name: Some(table.to_owned()), ..ListStreamsRequest::default() };
    let stream = db.list_streams(request)?.streams.into_iter().next();
    stream.map(|stream| stream.stream_arn).ok_or_else(|| StreamError::NoStream(table.to_owned()))
}

fn read(
    db: &Database,
    table: &str,
    position: Option<&Position>,
    max: usize,
) -> Result<Option<(Event, Position)>, StreamError> {
    let stream = stream_of(db, table)?;
    let after = position.filter(|position| position.stream == stream).map(|position| position.sequence.clone());
    let shard_iterator = match iterator(db, &stream, table, after) {
        // The number was never given out: the file was tampered with, and the stream is read from its beginning.
        Err(DynoxideError::ValidationException(_)) => iterator(db, &stream, table, None)?,
        other => other?,
    };
    let records = db.get_records(GetRecordsRequest { shard_iterator, limit: Some(max.max(1)) })?.records;
    let Some(last) = records.last() else { return Ok(None) };
    let next = Position { stream: stream.clone(), sequence: last.dynamodb.sequence_number.clone() };
    let mut records = serde_json::to_value(&records)?;
    for record in records.as_array_mut().into_iter().flatten() {
        // The event source mapping adds it; the streams API does not have it.
        record["eventSourceARN"] = json!(stream);
    }
    Ok(Some((serde_json::from_value(json!({ "Records": records }))?, next)))
}

/// Where to read on: after a sequence number, or at the oldest record. The engine has one shard per stream.
fn iterator(db: &Database, stream: &str, table: &str, after: Option<String>) -> Result<String, DynoxideError> {
    let kind = if after.is_some() { "AFTER_SEQUENCE_NUMBER" } else { "TRIM_HORIZON" };
    let request = GetShardIteratorRequest {
        stream_arn: stream.to_owned(),
        shard_id: dynoxide::streams::shard_id(table),
        shard_iterator_type: kind.to_owned(),
        sequence_number: after,
    };
    Ok(db.get_shard_iterator(request)?.shard_iterator.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use std::error::Error;

    use super::*;

    const TABLE: &str = "koe-votes";

    fn database() -> Result<Database, Box<dyn Error>> {
        let db = Database::memory()?;
        db.create_table(serde_json::from_value(json!({
            "TableName": TABLE,
            "BillingMode": "PAY_PER_REQUEST",
            "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
            "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
            "StreamSpecification": {"StreamEnabled": true, "StreamViewType": "NEW_AND_OLD_IMAGES"},
        }))?)?;
        Ok(db)
    }

    fn vote(db: &Database, score: u8) -> Result<(), Box<dyn Error>> {
        let row = json!({"TableName": TABLE, "Item": {
            "pk": {"S": "1"}, "score": {"N": score.to_string()}, "text": {"B": "AAEC"}, "none": {"NULL": true}}});
        db.put_item(serde_json::from_value(row)?)?;
        Ok(())
    }

    #[tokio::test]
    async fn records_come_in_lambdas_shape_and_in_their_order() -> Result<(), Box<dyn Error>> {
        let db = database()?;
        vote(&db, 3)?;
        vote(&db, 9)?;
        let (event, _) = StreamReader::open(db, TABLE, None)?.next(10).await?.ok_or("no records")?;
        let names: Vec<_> = event.records.iter().map(|record| record.event_name.as_str()).collect();
        assert_eq!(names, ["INSERT", "MODIFY"]);
        let source = event.records[0].event_source_arn.clone().unwrap_or_default();
        assert!(source.contains(":table/koe-votes/stream/"), "{source}");
        let sent = serde_json::to_value(&event)?;
        assert_eq!(sent["Records"][1]["dynamodb"]["NewImage"]["score"]["N"], "9");
        assert_eq!(sent["Records"][1]["dynamodb"]["OldImage"]["score"]["N"], "3");
        assert_eq!(sent["Records"][1]["dynamodb"]["Keys"]["pk"]["S"], "1");
        assert_eq!(sent["Records"][1]["eventSource"], "aws:dynamodb");
        Ok(())
    }

    #[tokio::test]
    async fn a_batch_comes_again_until_it_is_committed_and_not_after_a_restart() -> Result<(), Box<dyn Error>> {
        let (db, data) = (database()?, tempfile::tempdir()?);
        vote(&db, 3)?;
        vote(&db, 9)?;
        let mut reader = StreamReader::open(db.clone(), TABLE, Some(data.path()))?;
        let (first, _) = reader.next(1).await?.ok_or("no records")?;
        let (again, position) = reader.next(1).await?.ok_or("no records")?;
        assert_eq!(first, again);
        reader.commit(position)?;

        let mut reader = StreamReader::open(db.clone(), TABLE, Some(data.path()))?;
        let (rest, position) = reader.next(10).await?.ok_or("no records")?;
        assert_eq!(rest.records.len(), 1);
        reader.commit(position)?;
        assert!(reader.next(10).await?.is_none());
        Ok(())
    }

    #[tokio::test]
    async fn a_position_of_another_stream_is_not_used() -> Result<(), Box<dyn Error>> {
        let db = database()?;
        vote(&db, 3)?;
        let mut reader = StreamReader::open(db, TABLE, None)?;
        let (_, position) = reader.next(10).await?.ok_or("no records")?;
        reader.commit(Position { stream: "arn:aws:dynamodb:elsewhere".to_owned(), ..position.clone() })?;
        assert!(reader.next(10).await?.is_some());
        reader.commit(Position { sequence: "7".to_owned(), ..position })?;
        assert!(reader.next(10).await?.is_some());
        Ok(())
    }
}
