//! Sets up a new stack from a shell: its secrets, its first API key.

use std::process::ExitCode;

use define_survey::admin::{Command, USAGE, run};
use koe_runtime::Process;

/// 0: done. 1: not done. 2: not understood.
#[tokio::main]
async fn main() -> ExitCode {
    let command = match Command::parse(std::env::args().skip(1)) {
        Ok(Command::Help) => return say(USAGE),
        Ok(command) => command,
        Err(error) => return complain(&format!("{error}\n\n{USAGE}"), 2),
    };
    let process = Process::start().await;
    match run(&process, command, &mut std::io::stdout()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => complain(&error.to_string(), 1),
    }
}

#[expect(clippy::print_stdout, reason = "this is what was asked for")]
fn say(text: &str) -> ExitCode {
    println!("{text}");
    ExitCode::SUCCESS
}

#[expect(clippy::print_stderr, reason = "a person reads it in a shell")]
fn complain(text: &str, code: u8) -> ExitCode {
    eprintln!("koe-admin: {text}");
    ExitCode::from(code)
}
