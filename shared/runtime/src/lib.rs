//! How a process starts: settings, secrets, tracing, AWS clients with time-outs.
//!
//! The only crate that reads the environment, the system's clock and its randomness. `main.rs` files and `infra/local`
//! import it; nothing else does, so that everything else can be run with a clock and keys of a test's choosing.

mod both;
mod process;
mod secrets;
mod settings;
mod system;

pub use both::run_both;
pub use process::{Process, StartError, run_events, run_http};
pub use secrets::{
    GeneratedSecrets, RingError, RingKind, SecretError, link_keys, master_keys, numbers, pepper, retired, rotated,
    signing_keys,
};
pub use settings::{Environment, MissingSetting};
pub use system::{OsRandom, SystemClock};

pub use lambda_runtime::{Error, LambdaEvent};
