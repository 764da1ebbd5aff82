//! Which privacy laws an organisation goes by, and what its notices must say under them.
//!
//! Name, address and contact come from the organisation itself, periods from the survey. What is left is stated here,
//! once, by whoever answers for it; nothing of it can be guessed. GDPR art. 13; APPI art. 21(2), 27, 28, 32; CCPA
//! (Civil Code 1798.100, 1798.130).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::contact::EmailAddress;
use crate::fault::Faults;
use crate::source::Basis;
use crate::text::Localized;

/// A law that the organisation goes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Law {
    /// Regulation (EU) 2016/679.
    Gdpr,
    /// 個人情報の保護に関する法律, Japan.
    Appi,
    /// California Consumer Privacy Act, as amended by the CPRA.
    Ccpa,
}

/// An organisation or authority that a notice names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// Its name.
    pub name: String,
    /// Its postal address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// The country it is in (ISO 3166-1 alpha-2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Where it is reached: an address or a number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
    /// Its page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// What the notices of an organisation say beside its name, its address and the periods of the survey. The default names
/// no law: then the notice says who asks, why in general words, for how long, and what a person may do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PrivacySettings {
    /// The laws that apply. None: the notice is shown all the same, without what only they ask for.
    pub laws: BTreeSet<Law>,
    /// What answers are used for (GDPR art. 13(1)(c); 利用目的, APPI art. 21(2)).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purposes: Option<Localized>,
    /// On what ground (GDPR art. 13(1)(c) and (d)).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub legal_basis: Option<Localized>,
    /// Who else gets the data (GDPR art. 13(1)(e); APPI art. 27).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub recipients: Vec<Party>,
    /// Where data go outside the country, and under which safeguard (GDPR art. 13(1)(f); APPI art. 28).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transfers: Option<Localized>,
    /// The countries where data are stored (ISO 3166-1 alpha-2).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub storage_countries: Vec<String>,
    /// The data protection officer (GDPR art. 13(1)(b)).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub officer: Option<Party>,
    /// The representative in the Union (GDPR art. 27).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub representative: Option<Party>,
    /// The authority to complain to (GDPR art. 13(2)(d)).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authority: Option<Party>,
    /// The organisation's full privacy policy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy_url: Option<String>,
    /// The ground for asking of calls and imports that state none of their own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub basis: Option<Basis>,
    /// Whether data are sold or shared in the sense of the CCPA: then a person may say no to that, and the browser's
    /// signal is shown as honoured.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub sells_or_shares: bool,
    /// Where the daily signed root of the consent ledger is mailed to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ledger_root_to: Option<EmailAddress>,
}

impl PrivacySettings {
    /// Whether nothing was stated.
    #[must_use]
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// Whether this law applies.
    #[must_use]
    pub fn goes_by(&self, law: Law) -> bool {
        self.laws.contains(&law)
    }

    /// What a notice must say under these laws and does not: each at its pointer below `/privacy`. A survey does not go
    /// live before there is none.
    #[must_use]
    pub fn missing(&self) -> Faults {
        let mut faults = Faults::new();
        let mut need = |law: Law, there: bool, pointer: &str, why: &str| {
            if self.goes_by(law) && !there && !faults.iter().any(|fault| fault.pointer == pointer) {
                faults.push(pointer.to_owned(), why.to_owned());
            }
        };
        need(Law::Gdpr, self.purposes.is_some(), "/purposes", "GDPR art. 13(1)(c) asks for it");
        need(Law::Appi, self.purposes.is_some(), "/purposes", "APPI art. 21(2) asks for it (利用目的)");
        need(Law::Ccpa, self.purposes.is_some(), "/purposes", "Civil Code 1798.100(a) asks for it");
        need(Law::Gdpr, self.legal_basis.is_some(), "/legal_basis", "GDPR art. 13(1)(c) asks for it");
        need(Law::Gdpr, !self.recipients.is_empty(), "/recipients", "GDPR art. 13(1)(e) asks for it");
        need(Law::Gdpr, self.authority.is_some(), "/authority", "GDPR art. 13(2)(d) asks for it");
        need(Law::Gdpr, !self.storage_countries.is_empty(), "/storage_countries", "GDPR art. 13(1)(f) rests on it");
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_law_names_what_its_notice_lacks() {
        let places = |laws: &[Law]| -> Vec<String> {
            let settings = PrivacySettings { laws: laws.iter().copied().collect(), ..PrivacySettings::default() };
            settings.missing().iter().map(|fault| fault.pointer.clone()).collect()
        };
        assert!(places(&[]).is_empty());
        assert_eq!(places(&[Law::Appi]), ["/purposes"]);
        assert_eq!(
            places(&[Law::Gdpr, Law::Appi]),
            ["/purposes", "/legal_basis", "/recipients", "/authority", "/storage_countries"]
        );
    }

    #[test]
    fn nothing_stated_is_not_stored() -> Result<(), serde_json::Error> {
        assert_eq!(serde_json::from_str::<PrivacySettings>("{}")?, PrivacySettings::default());
        assert!(PrivacySettings::default().is_default());
        Ok(())
    }
}
