//! Starts `anonymize` in Lambda.

use anonymize::{State, handle};
use aws_lambda_events::eventbridge::EventBridgeEvent;
use koe_runtime::{Error, Process, run_events};

#[tokio::main]
async fn main() -> Result<(), Error> {
    let process = Process::start().await;
    let state = State {
        store: process.store(),
        master: process.master_keys().await?,
        pepper: process.pepper().await?,
        signing: process.signing_keys().await?,
        mailer: process.mailer(),
        clock: process.clock(),
        base_url: process.base_url()?,
    };
    run_events(move |event: EventBridgeEvent| {
        let state = state.clone();
        async move { handle(&state, event).await.map_err(Error::from) }
    })
    .await
}
