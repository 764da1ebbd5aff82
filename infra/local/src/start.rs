//! The whole of a `koe-local` process.

use std::process::ExitCode;

use koe_runtime::Environment;

use crate::example;
use crate::house::House;
use crate::settings::LocalSettings;

/// Runs until it is interrupted, or says what stands in the way.
#[expect(clippy::print_stderr, reason = "a command says on the terminal what went wrong")]
pub async fn start() -> ExitCode {
    let filter = Environment.optional("KOE_LOG").unwrap_or_else(|| "warn,dynoxide=error".to_owned());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("koe-local: {error}");
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::print_stdout, reason = "a command says on the terminal where to look")]
async fn run() -> Result<(), Box<dyn std::error::Error>> {
    let settings = LocalSettings::read(Environment)?;
    let house = House::build(&settings).await?;
    example::fill(&house, settings.example).await?;
    println!("{}", house.greeting());
    let stop = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    Ok(house.serve(stop).await?)
}
