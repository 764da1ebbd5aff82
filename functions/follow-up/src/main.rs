//! Starts `follow-up` in Lambda: its routes, the stream of the people table and its schedule.

use follow_up::{Outbound, State, Wake, handle, router};
use koe_runtime::{Error, Process, run_both};

#[tokio::main]
async fn main() -> Result<(), Error> {
    let process = Process::start().await;
    let state = State {
        store: process.store(),
        links: process.link_keys().await?,
        master: process.master_keys().await?,
        pepper: process.pepper().await?,
        signing: process.signing_keys().await?,
        mailer: process.mailer(),
        clock: process.clock(),
        random: process.random(),
        surveys: koe_web::surveys::Surveys::default(),
        outbound: Outbound::default(),
        base_url: process.base_url()?,
        rate: process.environment.mail_rate()?,
    };
    run_both(router(state.clone()).0, move |wake: Wake| {
        let state = state.clone();
        async move { handle(&state, wake).await.map_err(Error::from) }
    })
    .await
}
