//! Starts `follow-up` in Lambda.

use follow_up::{State, Wake, handle};
use koe_runtime::{Error, Process, run_events};

#[tokio::main]
async fn main() -> Result<(), Error> {
    let process = Process::start().await;
    let state = State {
        store: process.store(),
        mailer: process.mailer(),
        clock: process.clock(),
        surveys: koe_web::surveys::Surveys::default(),
        base_url: process.base_url()?,
        rate: process.environment.mail_rate()?,
    };
    run_events(move |wake: Wake| {
        let state = state.clone();
        async move { handle(&state, wake).await.map_err(Error::from) }
    })
    .await
}
