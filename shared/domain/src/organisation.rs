//! The organisation that asks: who it is, in whose name mail goes out, and its stores.

mod privacy;

use serde::{Deserialize, Serialize};

pub use privacy::{Law, Party, PrivacySettings};

use crate::contact::EmailAddress;
use crate::id::StoreId;
use crate::text::{Locale, Localized};

/// The organisation. A mail names it, as the law asks (GDPR art. 13(1)(a); 特定電子メール法 4条).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organisation {
    /// Its name in law.
    pub legal_name: String,
    /// Its postal address.
    pub address: String,
    /// In whose name mail goes out.
    pub sender: Sender,
    /// Where complaints go: an address or a number, shown in every mail.
    pub complaints: String,
    /// Who answers questions about personal data.
    pub privacy_contact: EmailAddress,
    /// The language used where nothing better is known.
    pub locale: Locale,
    /// IANA time zone; days are counted in it.
    pub timezone: String,
    /// Its stores.
    #[serde(default)]
    pub stores: Vec<Store>,
    /// Which privacy laws it goes by, and what its notices say.
    #[serde(default, skip_serializing_if = "PrivacySettings::is_default")]
    pub privacy: PrivacySettings,
}

/// In whose name mail goes out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sender {
    /// The name shown.
    pub name: String,
    /// The address, verified with SES.
    pub email: EmailAddress,
    /// Where replies go.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<EmailAddress>,
}

/// A store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Store {
    /// Its code.
    pub id: StoreId,
    /// Its name by language.
    pub name: Localized,
    /// Region, for grouping.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// Area, for grouping.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<String>,
    /// IANA time zone, where it is not the organisation's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timezone: Option<String>,
    /// Who is told of an alert.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alerts: Vec<EmailAddress>,
}

impl Organisation {
    /// The store of this code.
    #[must_use]
    pub fn store(&self, id: &StoreId) -> Option<&Store> {
        self.stores.iter().find(|store| store.id == *id)
    }

    /// Who is told of an alert about `store`: its own people, else the address for replies, else the sender's.
    #[must_use]
    pub fn alert_recipients(&self, store: Option<&StoreId>) -> Vec<EmailAddress> {
        let own = store.and_then(|id| self.store(id)).map(|store| store.alerts.clone()).unwrap_or_default();
        if own.is_empty() {
            vec![self.sender.reply_to.clone().unwrap_or_else(|| self.sender.email.clone())]
        } else {
            own
        }
    }
}
