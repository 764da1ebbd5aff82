//! Keeps everything that is logged in this process.

use std::io;
use std::sync::{Mutex, PoisonError};

use tracing::Level;
use tracing::subscriber::{SetGlobalDefaultError, set_global_default};
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::fmt;
use tracing_subscriber::fmt::format::FmtSpan;
use tracing_subscriber::layer::SubscriberExt as _;

/// How the targets of our own crates begin.
const OURS: [&str; 12] = [
    "koe_",
    "anonymize",
    "capture_response",
    "define_survey",
    "deliver_link",
    "follow_up",
    "issue_link",
    "mail_events",
    "order_webhook",
    "record_consent",
    "report",
    "summarize",
];

static LOG: Mutex<Vec<u8>> = Mutex::new(Vec::new());

struct Captured;

impl io::Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LOG.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Starts to keep all that our crates log, and what libraries log at the level that a function has unless told
/// otherwise. The engine under the tables is no part of a function.
pub(crate) fn start() -> Result<(), SetGlobalDefaultError> {
    let kept = filter_fn(|metadata| {
        let target = metadata.target();
        let ours = OURS.iter().any(|name| target.starts_with(name));
        ours || (*metadata.level() <= Level::INFO && !target.starts_with("dynoxide"))
    });
    let layer = fmt::layer().with_ansi(false).without_time().with_span_events(FmtSpan::NEW);
    let layer = layer.with_writer(|| Captured).with_filter(kept);
    set_global_default(tracing_subscriber::registry().with(layer))
}

/// What was logged so far.
pub(crate) fn log() -> String {
    String::from_utf8_lossy(&LOG.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
}
