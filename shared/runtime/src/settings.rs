//! Settings from the environment, each with its default where it has one.

use koe_store::TableNames;

/// A setting that a function needs and does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the setting {0} is missing or unreadable")]
pub struct MissingSetting(pub &'static str);

/// The environment.
#[derive(Clone, Copy, Debug, Default)]
pub struct Environment;

impl Environment {
    /// A setting, where it is given.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the environment")]
    pub fn optional(self, name: &str) -> Option<String> {
        std::env::var(name).ok().filter(|value| !value.is_empty())
    }

    /// A setting that must be given.
    ///
    /// # Errors
    /// When it is not.
    pub fn required(self, name: &'static str) -> Result<String, MissingSetting> {
        self.optional(name).ok_or(MissingSetting(name))
    }

    /// The names of the tables that this function may touch.
    #[must_use]
    pub fn tables(self) -> TableNames {
        TableNames {
            koe: self.optional("KOE_TABLE").unwrap_or_default(),
            people: self.optional("KOE_PEOPLE_TABLE").unwrap_or_default(),
            consent: self.optional("KOE_CONSENT_TABLE").unwrap_or_default(),
            keys: self.optional("KOE_KEYS_TABLE").unwrap_or_default(),
        }
    }

    /// Mails a second; 1 unless given.
    ///
    /// # Errors
    /// When it is not a number above 0.
    pub fn mail_rate(self) -> Result<f64, MissingSetting> {
        match self.optional("KOE_MAIL_RATE") {
            None => Ok(1.0),
            Some(text) => text
                .parse()
                .ok()
                .filter(|rate: &f64| rate.is_finite() && *rate > 0.0)
                .ok_or(MissingSetting("KOE_MAIL_RATE")),
        }
    }
}
