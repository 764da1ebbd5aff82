//! What has a form of its own: mail addresses, phone, card and account numbers, postal codes, IP addresses, links.
//!
//! They look the same in every language, so they are found in texts of all of them.

use std::ops::Range;

use self::{
    card::Cards, email::Emails, iban::Ibans, ip::Addresses, link::Links, my_number::MyNumbers, phone::Phones,
    postal::PostalCodes, postal_japan::JapaneseCodes,
};
use super::{fold::Folded, found::Found};

mod card;
mod context;
mod dial;
mod digits;
mod email;
mod iban;
mod ip;
mod link;
mod my_number;
mod phone;
mod postal;
mod postal_japan;
mod token;

/// The rules of all of them.
pub(crate) struct Numbers {
    emails: Emails,
    links: Links,
    cards: Cards,
    ibans: Ibans,
    my_numbers: MyNumbers,
    addresses: Addresses,
    phones: Phones,
    postal_codes: PostalCodes,
    japanese_codes: JapaneseCodes,
}

impl Numbers {
    /// Compiles the rules.
    pub(crate) fn new() -> Self {
        Self {
            emails: Emails::new(),
            links: Links::new(),
            cards: Cards::new(),
            ibans: Ibans::new(),
            my_numbers: MyNumbers::new(),
            addresses: Addresses::new(),
            phones: Phones::new(),
            postal_codes: PostalCodes::new(),
            japanese_codes: JapaneseCodes::new(),
        }
    }

    /// Links that are the same for everybody, as bytes of the folded text: no name, street or number is sought in them.
    pub(crate) fn plain_links(&self, folded: &Folded) -> Vec<Range<usize>> {
        self.links.plain(folded.text())
    }

    /// Adds what it finds to `found`.
    pub(crate) fn find(&self, folded: &Folded, found: &mut Vec<Found>) {
        let text = folded.text();
        let mut numbers = Vec::new();
        self.emails.find(text, &mut numbers);
        self.links.find(text, &mut numbers);
        self.ibans.find(text, &mut numbers);
        if text.bytes().any(|byte| byte.is_ascii_digit()) {
            self.find_digits(text, &mut numbers);
        }
        found.append(&mut numbers);
    }

    fn find_digits(&self, text: &str, found: &mut Vec<Found>) {
        let runs = digits::runs(text);
        for run in &runs {
            self.cards.find(text, run, found);
            self.my_numbers.find(text, run, found);
        }
        // What is part of an account, a card or a link is no phone number and no postal code.
        let mut taken: Vec<Range<usize>> = found.iter().map(|find| find.range.clone()).collect();
        taken.extend(self.links.plain(text));
        let mut others = Vec::new();
        self.addresses.find(text, &mut others);
        taken.extend(others.iter().map(|find| find.range.clone()));
        for run in &runs {
            self.phones.find(text, run, &mut others);
            self.japanese_codes.find(text, run, &mut others);
        }
        self.postal_codes.find(text, &mut others);
        others.retain(|find| {
            find.kind == super::Kind::IpAddress
                || !taken.iter().any(|range| range.start < find.range.end && find.range.start < range.end)
        });
        found.append(&mut others);
    }
}
