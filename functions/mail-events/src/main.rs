//! Starts `mail-events` in Lambda.

use aws_lambda_events::sns::SnsEvent;
use koe_runtime::{Error, Process, run_events};
use mail_events::{State, handle};

#[tokio::main]
async fn main() -> Result<(), Error> {
    let process = Process::start().await;
    let state = State {
        store: process.store(),
        links: process.link_keys().await?,
        pepper: process.pepper().await?,
        clock: process.clock(),
    };
    run_events(move |event: SnsEvent| {
        let state = state.clone();
        async move { handle(&state, event).await.map_err(Error::from) }
    })
    .await
}
