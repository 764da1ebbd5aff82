//! Starts Koe on this machine.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    koe_local::start().await
}
