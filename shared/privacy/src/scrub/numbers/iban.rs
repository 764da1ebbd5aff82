//! International bank account numbers (ISO 13616), with the lengths of the SWIFT registry.

use std::ops::Range;

use super::super::{found::Found, kind::Kind, pattern::Pattern};

/// The rules of bank account numbers.
pub(crate) struct Ibans {
    start: Pattern,
    cue: Pattern,
}

/// Countries, each with the number of letters and digits of an account.
const LENGTHS: &str = "\
    AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 \
    EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 \
    KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 \
    PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 \
    UA29 VA22 VG24 XK20 YE30";

impl Ibans {
    pub(crate) fn new() -> Self {
        Self {
            start: Pattern::new(r"(?i)[a-z]{2}[ -]?[0-9][ -]?[0-9]"),
            cue: Pattern::new(r"(?i)(?:iban|bank|account|konto|口座|振込|送金|返金)[^0-9]{0,20}$"),
        }
    }

    /// Adds the bank account numbers of `text`.
    pub(crate) fn find(&self, text: &str, found: &mut Vec<Found>) {
        let mut from = 0;
        while let Some(start) = self.start.find_at(text, from) {
            from = start.start() + 1;
            let inside = text.get(..start.start()).and_then(|head| head.chars().next_back());
            if inside.is_some_and(|letter| letter.is_ascii_alphanumeric()) {
                continue;
            }
            if let Some(range) = self.account(text, start.start()) {
                from = range.end;
                found.push(Found::new(range, Kind::Iban));
            }
        }
    }

    fn account(&self, text: &str, start: usize) -> Option<Range<usize>> {
        let country = text.get(start..start + 2)?.to_ascii_uppercase();
        let length: usize = LENGTHS.split(' ').find_map(|entry| entry.strip_prefix(&country))?.parse().ok()?;
        let mut account = String::with_capacity(length);
        let mut gap = 0;
        for (at, letter) in text.get(start..)?.char_indices() {
            if letter.is_ascii_alphanumeric() {
                account.push(letter.to_ascii_uppercase());
                gap = 0;
            } else if matches!(letter, ' ' | '-' | '.') && gap < 2 {
                gap += 1;
            } else {
                return None;
            }
            if account.len() == length {
                let end = start + at + 1;
                let next = text.get(end..).and_then(|tail| tail.chars().next());
                let ends = !next.is_some_and(|letter| letter.is_ascii_alphanumeric());
                let head = text.get(..start).unwrap_or_default();
                let named = self.cue.is_match(super::context::before(head, head.len(), 30));
                let plausible = account.bytes().filter(u8::is_ascii_digit).count() * 2 > account.len();
                return (ends && (is_checked(&account) || named && plausible)).then_some(start..end);
            }
        }
        None
    }
}

/// ISO 7064 MOD 97-10 over the account with its first four places at the end, A as 10 to Z as 35.
fn is_checked(account: &str) -> bool {
    let (head, tail) = account.split_at_checked(4).unwrap_or_default();
    let mut remainder = 0;
    for letter in tail.chars().chain(head.chars()) {
        let Some(value) = letter.to_digit(36) else { return false };
        remainder = (remainder * if value < 10 { 10 } else { 100 } + value) % 97;
    }
    remainder == 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scrub::marked::check;

    #[test]
    fn accounts() {
        check(&[
            "Transfer it to ‹IBAN:GB82 WEST 1234 5698 7654 32› and we are even",
            "refund to ‹IBAN:de89370400440532013000› please",
            "口座は‹IBAN:ＤＥ８９３７０４００４４０５３２０１３０００›です",
            "IBAN:‹IBAN:FR14-2004-1010-0505-0001-3M02-606›.",
            "iban ‹IBAN:GB82 WEST 1234 5698 7654 33› (typo)",
        ]);
    }

    #[test]
    fn codes_that_are_none() {
        check(&["DE89 is the bus to town", "the GB82WEST12345698765433 jacket", "NO 15 and NO 16 are closed today"]);
        assert!(is_checked("GB82WEST12345698765432") && !is_checked("GB82WEST12345698765433") && !is_checked(""));
    }
}
