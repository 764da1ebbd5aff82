//! Starts `summarize` in Lambda.

use koe_runtime::{Error, Process, run_events};
use summarize::{State, handle};

#[tokio::main]
async fn main() -> Result<(), Error> {
    let state = State::new(Process::start().await.store());
    run_events(move |event| {
        let state = state.clone();
        async move { handle(&state, event).await.map_err(Error::from) }
    })
    .await
}
