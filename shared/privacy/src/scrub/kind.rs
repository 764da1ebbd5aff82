//! What a find is, under the names that the labelled comments use.

/// The kinds of personal data that are taken out of free text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// An address of a mailbox, written plainly or disguised ("(at)", "★").
    Email,
    /// A telephone number of any country.
    Phone,
    /// A payment card number (ISO/IEC 7812).
    CreditCard,
    /// A bank account number (ISO 13616).
    Iban,
    /// A postal code.
    PostalCode,
    /// An address down to the street; a bare city is none.
    Address,
    /// The name of a person: customer, staff or relative.
    Person,
    /// A Japanese individual number (個人番号).
    MyNumber,
    /// A reference of an order, booking, ticket or parcel.
    OrderNumber,
    /// An IPv4 or IPv6 address.
    IpAddress,
    /// A whole link that carries a personal token.
    UrlToken,
    /// A date that is said to be one of birth.
    DateOfBirth,
}

impl Kind {
    /// Every kind, in order.
    pub const ALL: [Self; 12] = [
        Self::Email,
        Self::Phone,
        Self::CreditCard,
        Self::Iban,
        Self::PostalCode,
        Self::Address,
        Self::Person,
        Self::MyNumber,
        Self::OrderNumber,
        Self::IpAddress,
        Self::UrlToken,
        Self::DateOfBirth,
    ];

    /// The name of the kind in data, such as `POSTAL_CODE`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Email => "EMAIL",
            Self::Phone => "PHONE",
            Self::CreditCard => "CREDIT_CARD",
            Self::Iban => "IBAN",
            Self::PostalCode => "POSTAL_CODE",
            Self::Address => "ADDRESS",
            Self::Person => "PERSON",
            Self::MyNumber => "MY_NUMBER",
            Self::OrderNumber => "ORDER_NUMBER",
            Self::IpAddress => "IP_ADDRESS",
            Self::UrlToken => "URL_TOKEN",
            Self::DateOfBirth => "DATE_OF_BIRTH",
        }
    }

    /// What stands in the scrubbed text in place of the find, for people who read it.
    #[must_use]
    pub const fn mark(self, japanese: bool) -> &'static str {
        match (self, japanese) {
            (Self::Email, false) => "[EMAIL]",
            (Self::Email, true) => "[メール]",
            (Self::Phone, false) => "[PHONE]",
            (Self::Phone, true) => "[電話番号]",
            (Self::CreditCard, false) => "[CARD]",
            (Self::CreditCard, true) => "[カード番号]",
            (Self::Iban, false) => "[IBAN]",
            (Self::Iban, true) => "[口座番号]",
            (Self::PostalCode, false) => "[POSTAL CODE]",
            (Self::PostalCode, true) => "[郵便番号]",
            (Self::Address, false) => "[ADDRESS]",
            (Self::Address, true) => "[住所]",
            (Self::Person, false) => "[PERSON]",
            (Self::Person, true) => "[氏名]",
            (Self::MyNumber, false) => "[MY NUMBER]",
            (Self::MyNumber, true) => "[個人番号]",
            (Self::OrderNumber, false) => "[ORDER NUMBER]",
            (Self::OrderNumber, true) => "[注文番号]",
            (Self::IpAddress, false) => "[IP ADDRESS]",
            (Self::IpAddress, true) => "[IPアドレス]",
            (Self::UrlToken, false) => "[LINK]",
            (Self::UrlToken, true) => "[リンク]",
            (Self::DateOfBirth, false) => "[DATE OF BIRTH]",
            (Self::DateOfBirth, true) => "[生年月日]",
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_and_marks_are_unique() {
        let names: BTreeSet<_> = Kind::ALL.iter().map(|kind| kind.name()).collect();
        let english: BTreeSet<_> = Kind::ALL.iter().map(|kind| kind.mark(false)).collect();
        let japanese: BTreeSet<_> = Kind::ALL.iter().map(|kind| kind.mark(true)).collect();
        assert_eq!((names.len(), english.len(), japanese.len()), (12, 12, 12));
    }
}
