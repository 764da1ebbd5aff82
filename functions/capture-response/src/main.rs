//! Starts `capture-response` in Lambda.

use capture_response::{State, router};
use koe_runtime::{Error, Process, run_http};

#[tokio::main]
async fn main() -> Result<(), Error> {
    let process = Process::start().await;
    let state = State {
        store: process.store(),
        links: process.link_keys().await?,
        master: process.master_keys().await?,
        clock: process.clock(),
        random: process.random(),
        surveys: koe_web::surveys::Surveys::default(),
    };
    run_http(router(state).0).await
}
