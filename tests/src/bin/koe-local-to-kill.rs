//! `koe-local` as a process that a test may kill: the same as the binary of that name.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    koe_local::start().await
}
