//! Settings of the local server.

use std::path::PathBuf;

use koe_runtime::{Environment, MissingSetting};

/// What `koe-local` is told by the environment.
#[derive(Clone, Debug)]
pub struct LocalSettings {
    /// `KOE_PORT`, 8787 unless given; 0 picks a free one.
    pub port: u16,
    /// `KOE_DATA`, `.koe` unless given; none for `:memory:`.
    pub data: Option<PathBuf>,
    /// `KOE_API_KEY`; generated and kept unless given.
    pub api_key: Option<String>,
    /// `KOE_EXAMPLE`, true unless given as `false`.
    pub example: bool,
    /// Whether what is due is done once a second, as a person expects. A test says itself when time passes.
    pub ticks: bool,
}

impl LocalSettings {
    /// Keeps nothing, picks a port, makes no example, and does nothing by itself.
    #[must_use]
    pub const fn bare() -> Self {
        Self { port: 0, data: None, api_key: None, example: false, ticks: false }
    }

    /// Reads the environment.
    ///
    /// # Errors
    /// When a setting is there and unreadable.
    pub fn read(environment: Environment) -> Result<Self, MissingSetting> {
        let port = match environment.optional("KOE_PORT") {
            Some(port) => port.parse().map_err(|_| MissingSetting("KOE_PORT"))?,
            None => 8787,
        };
        let data = environment.optional("KOE_DATA").unwrap_or_else(|| ".koe".to_owned());
        let example = match environment.optional("KOE_EXAMPLE").as_deref() {
            None | Some("true") => true,
            Some("false") => false,
            Some(_) => return Err(MissingSetting("KOE_EXAMPLE")),
        };
        Ok(Self {
            port,
            data: (data != ":memory:").then(|| PathBuf::from(data)),
            api_key: environment.optional("KOE_API_KEY"),
            example,
            ticks: true,
        })
    }
}
