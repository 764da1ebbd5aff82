//! Starts `define-survey` in Lambda.

use define_survey::{State, router};
use koe_runtime::{Error, Process, run_http};

#[tokio::main]
async fn main() -> Result<(), Error> {
    let process = Process::start().await;
    let state = State {
        store: process.store(),
        master: process.master_keys().await?,
        clock: process.clock(),
        random: process.random(),
    };
    run_http(router(state).0).await
}
