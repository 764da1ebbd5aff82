//! The embedded DynamoDB.
//!
//! The functions speak to it with the client that they use in AWS, over HTTP on a port of its own; only stream readers and
//! clean-up call it directly. An in-memory store behind a trait was rejected: conditions, transactions and indexes are where
//! such programs go wrong, and a stand-in would not have them.

use std::collections::BTreeSet;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use dynoxide::actions::create_table::CreateTableRequest;
use dynoxide::actions::describe_table::DescribeTableRequest;
use dynoxide::actions::update_time_to_live::{TimeToLiveSpecification, UpdateTimeToLiveRequest};
use dynoxide::{Database, DynoxideError};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::tables::TableDefinition;

/// Where the rows are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// In memory, gone with the process.
    Memory,
    /// In an SQLite file; its folder is made where it is missing.
    File(PathBuf),
}

/// Why the engine does not run.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The file could not be opened.
    #[error("the database could not be opened")]
    Open(#[source] Box<DynoxideError>),
    /// The folder of the file could not be made.
    #[error("the folder of the database could not be made")]
    Folder(#[source] io::Error),
    /// The file has a name that SQLite cannot take.
    #[error("the path of the database is not UTF-8")]
    Path,
    /// The engine refused a table.
    #[error("the table {table} could not be set up")]
    Table {
        /// The table.
        table: String,
        /// What the engine says.
        source: Box<DynoxideError>,
    },
    /// A definition of a table is no `CreateTable` request.
    #[error("the definition of the table {table} is not understood")]
    Definition {
        /// The table.
        table: String,
        /// Where it fails.
        source: serde_json::Error,
    },
    /// The data folder was filled by a version with other keys or indexes.
    #[error(
        "the table {table} in the data folder has other keys or indexes than the template: start with an empty folder"
    )]
    Shape {
        /// The table.
        table: String,
    },
    /// No port could be opened on the loopback address.
    #[error("the engine has no port to listen on")]
    Listen(#[source] io::Error),
    /// The server ended by itself.
    #[error("the engine stopped: {0}")]
    Stopped(String),
}

/// A running engine. Dropping it stops it too, without waiting.
pub struct Engine {
    db: Database,
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    server: JoinHandle<Result<(), String>>,
}

impl Engine {
    /// Opens the database, creates the tables that are missing, and serves the DynamoDB API on a free port of 127.0.0.1.
    /// Tables that are there already keep their rows.
    ///
    /// # Errors
    /// When the file, a table or a port cannot be had, or a table has another shape than its definition.
    pub async fn start(place: Place, tables: &[TableDefinition]) -> Result<Self, EngineError> {
        let db = open(place)?;
        for table in tables {
            ensure(&db, table)?;
        }
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(EngineError::Listen)?;
        let address = listener.local_addr().map_err(EngineError::Listen)?;
        let (stop, stopped) = oneshot::channel::<()>();
        let until = async move {
            // An error means that the engine was dropped, which is a wish to stop as well.
            let _ = stopped.await;
        };
        let server = tokio::spawn(dynoxide::server::serve_with_shutdown(listener, db.clone(), until));
        Ok(Self { db, address, stop, server })
    }

    /// The database itself, for stream readers and `sweep_ttl`.
    #[must_use]
    pub fn db(&self) -> &Database {
        &self.db
    }

    /// The address that the API listens on.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The URL for `endpoint_url` of a client. Any credentials and any region will do.
    #[must_use]
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Stops the server and waits for the requests that are running.
    ///
    /// # Errors
    /// When the server had ended before, by a fault.
    pub async fn shutdown(self) -> Result<(), EngineError> {
        // Nobody hears it where the server has ended already; its own result says so.
        let _ = self.stop.send(());
        match self.server.await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(why)) => Err(EngineError::Stopped(why)),
            Err(why) => Err(EngineError::Stopped(why.to_string())),
        }
    }
}

fn open(place: Place) -> Result<Database, EngineError> {
    let opened = match place {
        Place::Memory => Database::memory(),
        Place::File(file) => {
            if let Some(folder) = file.parent() {
                std::fs::create_dir_all(folder).map_err(EngineError::Folder)?;
            }
            Database::new(file.to_str().ok_or(EngineError::Path)?)
        }
    };
    opened.map_err(|source| EngineError::Open(Box::new(source)))
}

/// Creates the table where it is missing, and sets the end of life of its rows, which a crash may have left out.
fn ensure(db: &Database, table: &TableDefinition) -> Result<(), EngineError> {
    let refused = |source| EngineError::Table { table: table.name.clone(), source: Box::new(source) };
    let definition = |source| EngineError::Definition { table: table.name.clone(), source };
    match db.describe_table(DescribeTableRequest { table_name: table.name.clone() }) {
        Ok(found) => {
            let found = serde_json::to_value(&found.table).map_err(definition)?;
            if shape(&found) != shape(&table.request) {
                return Err(EngineError::Shape { table: table.name.clone() });
            }
        }
        Err(DynoxideError::ResourceNotFoundException(_)) => {
            let request: CreateTableRequest = serde_json::from_value(table.request.clone()).map_err(definition)?;
            db.create_table(request).map_err(refused)?;
        }
        Err(source) => return Err(refused(source)),
    }
    if let Some(attribute) = &table.ttl {
        let specification = TimeToLiveSpecification { attribute_name: attribute.clone(), enabled: true };
        let request =
            UpdateTimeToLiveRequest { table_name: table.name.clone(), time_to_live_specification: specification };
        db.update_time_to_live(request).map_err(refused)?;
    }
    Ok(())
}

/// What of a table cannot be changed in place: keys, indexes and the stream, from a request or from a description.
fn shape(table: &Value) -> BTreeSet<String> {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let mut shape = BTreeSet::from([format!("stream {}", table["StreamSpecification"]["StreamViewType"])]);
    for attribute in list(&table["AttributeDefinitions"]) {
        shape.insert(format!("attribute {} {}", attribute["AttributeName"], attribute["AttributeType"]));
    }
    for key in list(&table["KeySchema"]) {
        shape.insert(format!("key {} {}", key["AttributeName"], key["KeyType"]));
    }
    for index in list(&table["GlobalSecondaryIndexes"]) {
        shape.insert(format!("index {} {}", index["IndexName"], index["Projection"]["ProjectionType"]));
        for key in list(&index["KeySchema"]) {
            shape.insert(format!("index {} {} {}", index["IndexName"], key["AttributeName"], key["KeyType"]));
        }
    }
    shape
}

#[cfg(test)]
mod tests {
    use std::error::Error;

    use serde_json::json;

    use super::*;

    fn votes() -> TableDefinition {
        TableDefinition {
            logical: "Votes".to_owned(),
            name: "koe-votes".to_owned(),
            request: json!({
                "TableName": "koe-votes",
                "BillingMode": "PAY_PER_REQUEST",
                "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
                "AttributeDefinitions": [
                    {"AttributeName": "pk", "AttributeType": "S"}, {"AttributeName": "due_pk", "AttributeType": "S"}],
                "GlobalSecondaryIndexes": [{
                    "IndexName": "due", "Projection": {"ProjectionType": "KEYS_ONLY"},
                    "KeySchema": [{"AttributeName": "due_pk", "KeyType": "HASH"}]}],
                "StreamSpecification": {"StreamEnabled": true, "StreamViewType": "NEW_AND_OLD_IMAGES"},
            }),
            ttl: Some("ttl".to_owned()),
            stream: true,
        }
    }

    #[tokio::test]
    async fn rows_outlive_a_restart() -> Result<(), Box<dyn Error>> {
        let data = tempfile::tempdir()?;
        let place = Place::File(data.path().join("new").join("koe.sqlite"));
        let engine = Engine::start(place.clone(), &[votes()]).await?;
        let row = json!({"TableName": "koe-votes", "Item": {"pk": {"S": "1"}, "score": {"N": "9"}}});
        engine.db().put_item(serde_json::from_value(row)?)?;
        engine.shutdown().await?;

        let engine = Engine::start(place, &[votes()]).await?;
        let asked = json!({"TableName": "koe-votes", "Key": {"pk": {"S": "1"}}});
        let found = engine.db().get_item(serde_json::from_value(asked)?)?;
        assert_eq!(serde_json::to_value(found)?["Item"]["score"]["N"], "9");
        engine.shutdown().await?;
        Ok(())
    }

    #[tokio::test]
    async fn another_shape_in_the_data_folder_is_refused() -> Result<(), Box<dyn Error>> {
        let data = tempfile::tempdir()?;
        let place = Place::File(data.path().join("koe.sqlite"));
        Engine::start(place.clone(), &[votes()]).await?.shutdown().await?;
        let mut other = votes();
        other.request["GlobalSecondaryIndexes"][0]["IndexName"] = "list".into();
        let refused = Engine::start(place, &[other]).await.err();
        assert!(matches!(refused, Some(EngineError::Shape { table }) if table == "koe-votes"));
        Ok(())
    }

    #[tokio::test]
    async fn the_api_answers_on_the_loopback_address() -> Result<(), Box<dyn Error>> {
        let engine = Engine::start(Place::Memory, &[votes()]).await?;
        assert!(engine.address().ip().is_loopback());
        tokio::net::TcpStream::connect(engine.address()).await?;
        engine.shutdown().await?;
        Ok(())
    }
}
