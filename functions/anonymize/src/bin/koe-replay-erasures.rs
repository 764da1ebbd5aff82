//! Brings erasures back into force after a table was restored from a backup.

use std::process::ExitCode;

use anonymize::{Command, State, USAGE, replay};
use jiff::civil::Date;
use koe_runtime::{Error, Process};

/// 0: done. 1: not done, or not all of it. 2: not understood.
#[tokio::main]
async fn main() -> ExitCode {
    match Command::parse(std::env::args().skip(1)) {
        Ok(Command::Help) => say(USAGE),
        Ok(Command::Since(day)) => match run(day).await {
            Ok(counts) => say(&counts),
            Err(error) => complain(&error.to_string(), 1),
        },
        Err(error) => complain(&format!("{error}\n\n{USAGE}"), 2),
    }
}

async fn run(since: Date) -> Result<String, Error> {
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
    Ok(serde_json::to_string(&replay(&state, since).await?)?)
}

#[expect(clippy::print_stdout, reason = "this is what was asked for")]
fn say(text: &str) -> ExitCode {
    println!("{text}");
    ExitCode::SUCCESS
}

#[expect(clippy::print_stderr, reason = "a person reads it in a shell")]
fn complain(text: &str, code: u8) -> ExitCode {
    eprintln!("koe-replay-erasures: {text}");
    ExitCode::from(code)
}
