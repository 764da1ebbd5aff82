//! A shop's system that sends webhooks: what proves that it was the sender, why its customers may be asked, and which
//! moment leads to which survey.

use std::collections::BTreeMap;
use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_PAD_INDIFFERENT;
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::duration::Period;
use crate::fault::Faults;
use crate::id::SurveyId;
use crate::order::Trigger;

mod input;

pub use input::{SourceInput, country_code};

/// Which system sends, and so how it signs and what its events look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Platform {
    /// Shopify's HTTPS webhooks.
    Shopify,
    /// Any sender that signs as the Standard Webhooks specification 1.0.0 says, with the body that Koe documents.
    StandardWebhooks,
}

impl Platform {
    /// Reads `shopify` or `standard_webhooks`.
    ///
    /// # Errors
    /// When it is neither.
    pub fn parse(word: &str) -> Result<Self, Faults> {
        match word {
            "shopify" => Ok(Self::Shopify),
            "standard_webhooks" => Ok(Self::StandardWebhooks),
            _ => Err(Faults::one("", "\"shopify\" or \"standard_webhooks\" is expected")),
        }
    }

    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Shopify => "shopify",
            Self::StandardWebhooks => "standard_webhooks",
        }
    }

    /// Whether this platform ever sends `moment`; a rule that waits for what never comes is a mistake.
    #[must_use]
    pub const fn sends(self, moment: Trigger) -> bool {
        match self {
            Self::Shopify => !matches!(moment, Trigger::Solved),
            Self::StandardWebhooks => true,
        }
    }
}

/// The secret with which a source signs. It has no serde form, so that it gets into a row or an answer only by intent.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Secret(String);

impl Secret {
    /// Reads a secret.
    ///
    /// # Errors
    /// When it is not 8 to 256 printable ASCII characters.
    pub fn parse(text: &str) -> Result<Self, Faults> {
        if (8..=256).contains(&text.len()) && text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Faults::one("", "8 to 256 printable ASCII characters are expected"))
        }
    }

    /// The secret itself, for signatures and for sealing.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The key that it stands for in Standard Webhooks: base64, padded or not, after an optional `whsec_`.
    /// `None` where it is not that.
    #[must_use]
    pub fn standard_webhooks_key(&self) -> Option<Zeroizing<Vec<u8>>> {
        let encoded = self.0.strip_prefix("whsec_").unwrap_or(&self.0);
        STANDARD_PAD_INDIFFERENT.decode(encoded).ok().map(Zeroizing::new).filter(|key| !key.is_empty())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// On what ground customers of this source may be asked (GDPR art. 6(1); 特定電子メール法 3条).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BasisKind {
    /// They agreed.
    Consent,
    /// They bought, were told, and may object.
    ExistingCustomer,
    /// Asking is part of what was agreed.
    Contract,
}

/// The ground, and where it can be seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basis {
    /// The ground.
    pub kind: BasisKind,
    /// What shows it, for instance the notice and its date; 1 to 500 characters.
    pub evidence: String,
    /// The country whose customers these are (ISO 3166-1 alpha-2, upper case); none where it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
}

/// Countries where a mail that asks for satisfaction is advertising, so that a contract alone permits none: the members
/// of the European Economic Area (ePrivacy Directive 2002/58/EC art. 13; for Germany BGH, 10 July 2018, VI ZR 225/17),
/// the United Kingdom (PECR reg. 22) and Switzerland (UWG art. 3(1)(o)).
const ADVERTISING: [&str; 32] = [
    "AT", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GR", "HR", "HU", "IE", "IS", "IT",
    "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
];

impl Basis {
    /// Whether this ground permits a mail that asks for feedback: a contract alone does not where such a mail is
    /// advertising.
    #[must_use]
    pub fn permits(&self) -> bool {
        let country = self.country.as_deref().unwrap_or_default();
        self.kind != BasisKind::Contract || !ADVERTISING.contains(&country)
    }

    /// Reads a ground: `{"kind", "evidence", "country"?}`.
    ///
    /// # Errors
    /// Every fault found, at its pointer.
    pub fn parse(value: &serde_json::Value) -> Result<Self, Faults> {
        input::basis(value)
    }
}

/// One moment that leads to one survey.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// The moment.
    pub on: Trigger,
    /// The survey.
    pub survey: SurveyId,
    /// How long after the moment to ask; `None` leaves it to the survey.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delay: Option<Period>,
    /// Labels of the invitations it makes.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
}

/// A source as it is configured.
#[derive(Clone, Debug)]
pub struct Source {
    /// Which system sends.
    pub platform: Platform,
    /// One secret, or during rotation two; either signs.
    pub secrets: Vec<Secret>,
    /// Why its customers may be asked.
    pub basis: Basis,
    /// At most 10 rules, at most one for a moment and survey. None at all: events are kept, nobody is asked.
    pub rules: Vec<Rule>,
}

/// A source without its secrets, as a row holds it in the open. Shape version 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceSettings {
    /// Which system sends.
    pub platform: Platform,
    /// Why its customers may be asked.
    pub basis: Basis,
    /// Which moment leads to which survey.
    pub rules: Vec<Rule>,
}

impl From<&Source> for SourceSettings {
    fn from(source: &Source) -> Self {
        Self { platform: source.platform, basis: source.basis.clone(), rules: source.rules.clone() }
    }
}

impl SourceSettings {
    /// The source of these settings, with its secrets.
    #[must_use]
    pub fn with_secrets(self, secrets: Vec<Secret>) -> Source {
        let Self { platform, basis, rules } = self;
        Source { platform, secrets, basis, rules }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_printable_and_is_never_printed() -> Result<(), Faults> {
        let secret = Secret::parse("a-secret")?;
        assert_eq!(format!("{secret:?}"), "Secret");
        assert_eq!(secret.reveal(), "a-secret");
        for bad in ["", "short-1", "eight\tcharacters", "秘密秘密秘密秘密", &"x".repeat(257)] {
            assert!(Secret::parse(bad).is_err(), "{bad}");
        }
        Ok(())
    }

    #[test]
    fn a_standard_webhooks_secret_is_base64_with_or_without_its_prefix() -> Result<(), Faults> {
        let key = |text: &str| -> Result<Option<Vec<u8>>, Faults> {
            Ok(Secret::parse(text)?.standard_webhooks_key().map(|key| key.to_vec()))
        };
        let wanted = Some(b"0123456789".to_vec());
        for same in ["whsec_MDEyMzQ1Njc4OQ==", "MDEyMzQ1Njc4OQ==", "MDEyMzQ1Njc4OQ"] {
            assert_eq!(key(same)?, wanted, "{same}");
        }
        for other in ["not base64!", "whsec_====", "whsec_MDEyMzQ1Njc4OQ=x"] {
            assert_eq!(key(other)?, None, "{other}");
        }
        Ok(())
    }

    #[test]
    fn a_contract_alone_is_no_ground_where_such_a_mail_is_advertising() {
        let permits = |kind, country: Option<&str>| {
            Basis { kind, evidence: "terms".to_owned(), country: country.map(str::to_owned) }.permits()
        };
        assert!(!permits(BasisKind::Contract, Some("DE")));
        assert!(permits(BasisKind::ExistingCustomer, Some("DE")) && permits(BasisKind::Consent, Some("DE")));
        assert!(permits(BasisKind::Contract, Some("JP")) && permits(BasisKind::Contract, None));
    }

    #[test]
    fn settings_that_were_stored_still_read() -> Result<(), Box<dyn std::error::Error>> {
        let stored = concat!(
            r#"{"platform":"shopify","basis":{"kind":"existing_customer","evidence":"notice at checkout"},"#,
            r#""rules":[{"on":"delivered","survey":"after-purchase","delay":"P2D","labels":{"channel":"online"}},"#,
            r#"{"on":"shipped","survey":"after-purchase"}]}"#
        );
        let settings: SourceSettings = serde_json::from_str(stored)?;
        assert_eq!(serde_json::to_string(&settings)?, stored);
        let source = settings.clone().with_secrets(vec![Secret::parse("a-secret")?]);
        assert_eq!(SourceSettings::from(&source), settings);
        Ok(())
    }

    #[test]
    fn words_in_rows_are_the_words_of_the_interface() -> Result<(), Faults> {
        for platform in [Platform::Shopify, Platform::StandardWebhooks] {
            assert_eq!(Platform::parse(platform.as_str())?, platform);
            assert_eq!(serde_json::to_value(platform).ok(), Some(serde_json::json!(platform.as_str())));
        }
        assert!(Platform::parse("Shopify").is_err());
        Ok(())
    }
}
