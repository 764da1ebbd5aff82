//! The terms of DPV 2.3 that receipts use.
//!
//! A term that does not exist is worse than none: a reader drops it without a word. Whatever else looks like a term of
//! the vocabulary is refused when a receipt is checked.

/// The vocabularies of DPV that are used, by prefix.
pub(super) const VOCABULARIES: [(&str, &str); 7] = [
    ("dpv", "https://w3id.org/dpv#"),
    ("pd", "https://w3id.org/dpv/pd#"),
    ("loc", "https://w3id.org/dpv/loc#"),
    ("eu-gdpr", "https://w3id.org/dpv/legal/eu/gdpr#"),
    ("legal-eu", "https://w3id.org/dpv/legal/eu#"),
    ("legal-us", "https://w3id.org/dpv/legal/us#"),
    ("legal-jp", "https://w3id.org/dpv/legal/jp#"),
];

/// The profiles of ISO/IEC TS 27560; `record`, `receipt`, each alone or with `-eu-gdpr`, follow.
pub(super) const PROFILE: &str = "https://w3id.org/dpv/schema/dpv-27560#";

/// States of consent, each with what it is called in plain words.
pub(super) const STATES: [(&str, &str); 6] = [
    ("dpv:ConsentRequested", "asked for"),
    ("dpv:ConsentGiven", "given"),
    ("dpv:ConsentRefused", "refused"),
    ("dpv:ConsentWithdrawn", "withdrawn"),
    ("dpv:ConsentExpired", "expired"),
    ("dpv:RenewedConsentGiven", "given again"),
];

/// Properties of DPV whose values are names, not texts.
pub(super) const LINKS: [&str; 20] = [
    "dpv:hasApplicableLaw",
    "dpv:hasAuthority",
    "dpv:hasDataController",
    "dpv:hasDataProtectionOfficer",
    "dpv:hasDataSource",
    "dpv:hasDataSubject",
    "dpv:hasEntity",
    "dpv:hasJurisdiction",
    "dpv:hasLegalBasis",
    "dpv:hasLocation",
    "dpv:hasNecessity",
    "dpv:hasNotice",
    "dpv:hasPersonalData",
    "dpv:hasProcessing",
    "dpv:hasPurpose",
    "dpv:hasRecipient",
    "dpv:hasRecordOfActivity",
    "dpv:hasRepresentative",
    "dpv:isExercisedAt",
    "dpv:isIndicatedBy",
];

const OTHERS: [&str; 65] = [
    "dpv:hasConsentControl",
    "dpv:hasConsentStatus",
    "dpv:hasDuration",
    "dpv:hasIdentifier",
    "dpv:hasIndicationMethod",
    "dpv:hasName",
    "dpv:hasProcess",
    "dpv:hasRight",
    "dpv:hasStorageCondition",
    "dpv:isIndicatedAtTime",
    "dpv:CloudLocation",
    "dpv:Collect",
    "dpv:CommunicationForCustomerCare",
    "dpv:ConsentNotice",
    "dpv:ConsentReceipt",
    "dpv:ConsentRecord",
    "dpv:Contract",
    "dpv:DataController",
    "dpv:DataProtectionAuthority",
    "dpv:DataProtectionOfficer",
    "dpv:DataSubject",
    "dpv:DataSubjectDataSource",
    "dpv:DataSubjectRight",
    "dpv:ExpressedConsent",
    "dpv:ImproveExistingProductsAndServices",
    "dpv:IndeterminateDuration",
    "dpv:LegalBasis",
    "dpv:LegitimateInterestOfController",
    "dpv:Location",
    "dpv:Optional",
    "dpv:Organisation",
    "dpv:Process",
    "dpv:Purpose",
    "dpv:Recipient",
    "dpv:Representative",
    "dpv:SellDataToThirdParties",
    "dpv:Share",
    "dpv:StorageDuration",
    "dpv:StorageLocation",
    "dpv:Store",
    "dpv:TemporalDuration",
    "dpv:UntilEventDuration",
    "dpv:UntilTimeDuration",
    "dpv:Use",
    "dpv:WithdrawConsent",
    "eu-gdpr:A15",
    "eu-gdpr:A16",
    "eu-gdpr:A17",
    "eu-gdpr:A18",
    "eu-gdpr:A20",
    "eu-gdpr:A21",
    "eu-gdpr:A6-1-a",
    "eu-gdpr:A6-1-b",
    "eu-gdpr:A6-1-f",
    "eu-gdpr:A7-3",
    "eu-gdpr:A77",
    "legal-eu:law-GDPR",
    "legal-jp:law-APPI",
    "legal-us:law-CA-CCPA",
    "legal-us:law-CA-CPRA",
    "loc:EU",
    "loc:US-CA",
    "pd:EmailAddress",
    "pd:Name",
    "pd:Opinion",
];

/// The countries that `loc:` names (ISO 3166-1 alpha-2).
const COUNTRIES: &str = "\
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ \
    CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO \
    FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE \
    JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO \
    MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW \
    PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM \
    TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW";

/// Whether `loc:` has this country.
pub(super) fn is_country(code: &str) -> bool {
    COUNTRIES.split(' ').any(|known| known == code)
}

/// What a state is called in plain words; none where it is no state of consent.
pub(super) fn state_in_words(term: &str) -> Option<&'static str> {
    STATES.iter().find(|(state, _)| *state == term).map(|(_, words)| *words)
}

/// Whether this text poses as a term of DPV and is none that a receipt uses.
pub(super) fn is_unknown(text: &str) -> bool {
    if text.contains(char::is_whitespace) {
        return false;
    }
    if text.starts_with("https://w3id.org/dpv") {
        let profile = text.strip_prefix(PROFILE).unwrap_or_default();
        return !["record", "record-eu-gdpr", "receipt", "receipt-eu-gdpr"].contains(&profile);
    }
    let Some((prefix, name)) = text.split_once(':') else { return false };
    if !VOCABULARIES.iter().any(|(known, _)| *known == prefix) {
        return false;
    }
    let known = LINKS.contains(&text) || OTHERS.contains(&text);
    !(known || state_in_words(text).is_some() || (prefix == "loc" && is_country(name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_terms_that_exist_pass() {
        for fine in [
            "dpv:hasPurpose",
            "dpv:ConsentGiven",
            "loc:JP",
            "loc:EU",
            "https://w3id.org/dpv/schema/dpv-27560#receipt",
            "koe:seq",
            "https://example.com/",
            "dpv: a word of its own",
        ] {
            assert!(!is_unknown(fine), "{fine}");
        }
        for bad in
            ["dpv:ConsentTerminated", "dpv:hasLegalName", "eu-gdpr:GDPR", "loc:XX", "https://w3id.org/dpv#ConsentGiven"]
        {
            assert!(is_unknown(bad), "{bad}");
        }
    }
}
