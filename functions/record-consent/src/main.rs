//! Starts `record-consent` in Lambda.

use koe_runtime::{Error, Process, run_http};
use record_consent::{State, router};

#[tokio::main]
async fn main() -> Result<(), Error> {
    let process = Process::start().await;
    let state = State {
        store: process.store(),
        links: process.link_keys().await?,
        master: process.master_keys().await?,
        pepper: process.pepper().await?,
        signing: process.signing_keys().await?,
        clock: process.clock(),
        random: process.random(),
        surveys: koe_web::surveys::Surveys::default(),
        base_url: process.base_url()?,
    };
    run_http(router(state).0).await
}
