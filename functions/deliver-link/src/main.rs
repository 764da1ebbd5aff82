//! Starts `deliver-link` in Lambda.

use aws_lambda_events::eventbridge::EventBridgeEvent;
use deliver_link::{State, handle};
use koe_runtime::{Error, Process, run_events};

#[tokio::main]
async fn main() -> Result<(), Error> {
    let process = Process::start().await;
    let state = State {
        store: process.store(),
        links: process.link_keys().await?,
        master: process.master_keys().await?,
        pepper: process.pepper().await?,
        mailer: process.mailer(),
        clock: process.clock(),
        random: process.random(),
        surveys: koe_web::surveys::Surveys::default(),
        base_url: process.base_url()?,
        rate: process.environment.mail_rate()?,
    };
    run_events(move |event: EventBridgeEvent| {
        let state = state.clone();
        async move { handle(&state, event).await.map_err(Error::from) }
    })
    .await
}
