//! Privacy laws and the contents of notices, as a caller writes them.

use std::collections::BTreeSet;

use koe_domain::organisation::{Law, Party, PrivacySettings};
use koe_domain::source::{Basis, country_code};
use koe_domain::{EmailAddress, Faults, Localized};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::text::{check_line, check_lines};

const LONGEST_TEXT: usize = 2_000;
const MOST: usize = 20;

/// Which privacy laws the organisation goes by, and what its notices say beside its name, address and contact. All of it
/// may be left out; a law that is named asks for the contents that it wants, each by its article.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct PrivacyBody {
    /// `gdpr`, `appi`, `ccpa`.
    laws: Vec<String>,
    /// What answers are used for: a text, or an object of texts by language.
    purposes: Option<Value>,
    /// On what legal ground, by language.
    legal_basis: Option<Value>,
    /// Who else gets the data, at most 20.
    recipients: Vec<PartyBody>,
    /// Where data go outside the country and under which safeguard, by language.
    transfers: Option<Value>,
    /// Countries where data are stored, two capital letters each.
    storage_countries: Vec<String>,
    /// The data protection officer.
    officer: Option<PartyBody>,
    /// The representative in the Union.
    representative: Option<PartyBody>,
    /// The authority to complain to.
    authority: Option<PartyBody>,
    /// Address of the full privacy policy.
    policy_url: Option<String>,
    /// The ground for calls that state none: `{"kind", "evidence", "country"?}`.
    #[schema(value_type = Option<Object>)]
    basis: Option<Value>,
    /// Whether data are sold or shared in the sense of the CCPA.
    sells_or_shares: bool,
    /// Where the daily root of the consent ledger is mailed to.
    ledger_root_to: Option<String>,
}

/// An organisation or authority that a notice names.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PartyBody {
    /// Its name.
    name: String,
    /// Its postal address.
    address: Option<String>,
    /// Its country, two capital letters.
    country: Option<String>,
    /// Where it is reached.
    contact: Option<String>,
    /// Its page.
    url: Option<String>,
}

pub(super) fn read_privacy(body: &PrivacyBody) -> Result<PrivacySettings, Faults> {
    let mut faults = Faults::new();
    let laws = faults.take("/laws", each(&body.laws, |word| read_law(word)));
    let text = |value: &Option<Value>| value.as_ref().map(|value| Localized::parse(value, LONGEST_TEXT)).transpose();
    let purposes = faults.take("/purposes", text(&body.purposes));
    let legal_basis = faults.take("/legal_basis", text(&body.legal_basis));
    let transfers = faults.take("/transfers", text(&body.transfers));
    let recipients = faults.take("/recipients", each(&body.recipients, read_party));
    let countries = faults.take("/storage_countries", each(&body.storage_countries, |word| country_code(word)));
    let party = |party: &Option<PartyBody>| party.as_ref().map(read_party).transpose();
    let officer = faults.take("/officer", party(&body.officer));
    let representative = faults.take("/representative", party(&body.representative));
    let authority = faults.take("/authority", party(&body.authority));
    let policy_url = faults.take("/policy_url", body.policy_url.as_deref().map(read_url).transpose());
    let basis = faults.take("/basis", body.basis.as_ref().map(Basis::parse).transpose());
    let root = body.ledger_root_to.as_deref().map(EmailAddress::parse).transpose();
    let ledger_root_to = faults.take("/ledger_root_to", root);
    let settings = PrivacySettings {
        laws: laws.unwrap_or_default().into_iter().collect::<BTreeSet<Law>>(),
        purposes: purposes.flatten(),
        legal_basis: legal_basis.flatten(),
        recipients: recipients.unwrap_or_default(),
        transfers: transfers.flatten(),
        storage_countries: countries.unwrap_or_default(),
        officer: officer.flatten(),
        representative: representative.flatten(),
        authority: authority.flatten(),
        policy_url: policy_url.flatten(),
        basis: basis.flatten(),
        sells_or_shares: body.sells_or_shares,
        ledger_root_to: ledger_root_to.flatten(),
    };
    if faults.is_empty() {
        faults.nest("", settings.missing());
    }
    faults.into_result(|| settings)
}

fn each<B, T>(bodies: &[B], read: impl Fn(&B) -> Result<T, Faults>) -> Result<Vec<T>, Faults> {
    let mut faults = Faults::new();
    if bodies.len() > MOST {
        faults.push("", format!("at most {MOST} are expected"));
    }
    let mut read_ones = Vec::new();
    for (i, body) in bodies.iter().take(MOST).enumerate() {
        read_ones.extend(faults.take(&format!("/{i}"), read(body)));
    }
    faults.into_result(|| read_ones)
}

fn read_law(word: &str) -> Result<Law, Faults> {
    match word {
        "gdpr" => Ok(Law::Gdpr),
        "appi" => Ok(Law::Appi),
        "ccpa" => Ok(Law::Ccpa),
        _ => Err(Faults::one("", "\"gdpr\", \"appi\" or \"ccpa\" is expected")),
    }
}

fn read_party(body: &PartyBody) -> Result<Party, Faults> {
    let mut faults = Faults::new();
    let line =
        |text: &str| check_line(text).map_err(|_| Faults::one("", "1 to 200 characters on one line are expected"));
    let lines = |text: &str| check_lines(text).map_err(|_| Faults::one("", "1 to 500 characters are expected"));
    faults.take("/name", line(&body.name));
    faults.take("/address", body.address.as_deref().map_or(Ok(()), lines));
    faults.take("/country", body.country.as_deref().map_or(Ok(String::new()), country_code));
    faults.take("/contact", body.contact.as_deref().map_or(Ok(()), line));
    faults.take("/url", body.url.as_deref().map_or(Ok(String::new()), read_url));
    faults.into_result(|| Party {
        name: body.name.trim().to_owned(),
        address: body.address.clone(),
        country: body.country.clone(),
        contact: body.contact.clone(),
        url: body.url.clone(),
    })
}

/// An address that a notice may link to: `https`, with a host.
fn read_url(text: &str) -> Result<String, Faults> {
    let uri: Option<axum::http::Uri> = text.parse().ok();
    let fine =
        uri.is_some_and(|uri| uri.scheme_str() == Some("https") && uri.host().is_some_and(|host| !host.is_empty()));
    if fine && text.len() <= 500 {
        Ok(text.to_owned())
    } else {
        Err(Faults::one("", "an address that begins with https:// is expected"))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn places(body: Value) -> Result<Vec<String>, serde_json::Error> {
        let body: PrivacyBody = serde_json::from_value(body)?;
        Ok(read_privacy(&body).err().map_or_else(Vec::new, |faults| faults.iter().map(|f| f.pointer.clone()).collect()))
    }

    #[test]
    fn every_fault_is_told_with_its_place() -> Result<(), serde_json::Error> {
        let bad = json!({
            "laws": ["gdpr", "lgpd"], "purposes": 3, "recipients": [{"name": " ", "country": "jp"}],
            "policy_url": "http://example.com", "basis": {"kind": "hope"}, "ledger_root_to": "nobody",
        });
        let expected = [
            "/laws/1",
            "/purposes",
            "/recipients/0/name",
            "/recipients/0/country",
            "/policy_url",
            "/basis/kind",
            "/basis/evidence",
            "/ledger_root_to",
        ];
        assert_eq!(places(bad)?, expected);
        Ok(())
    }

    #[test]
    fn a_law_asks_for_what_its_notice_must_say() -> Result<(), serde_json::Error> {
        assert_eq!(places(json!({"laws": ["appi"]}))?, ["/purposes"]);
        assert!(places(json!({"laws": ["appi"], "purposes": {"ja": "サービス改善のため"}}))?.is_empty());
        assert!(places(json!({}))?.is_empty());
        Ok(())
    }
}
