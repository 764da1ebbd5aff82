//! Payment card numbers.
//!
//! A number is one when length and first digits belong to an issuer (ISO/IEC 7812-1) and Luhn's formula holds, or when
//! the words before it say so: whoever mistypes one digit of a card has still written fifteen of it. The old Visa
//! numbers of 13 digits are left out, since a JAN code has 13 and one in ten passes Luhn.

use super::{
    super::{found::Found, kind::Kind, pattern::Pattern},
    context::{before, word_before},
    digits::{Run, Window, is_luhn},
};

const CUES: &str = include_str!("../cues/card.txt");

/// The rules of card numbers.
pub(crate) struct Cards {
    cue: Pattern,
}

impl Cards {
    pub(crate) fn new() -> Self {
        Self { cue: Pattern::of(CUES, r"(?i)<cue>[^0-9]{0,24}$") }
    }

    /// Adds the cards of a run.
    pub(crate) fn find(&self, text: &str, run: &Run<'_>, found: &mut Vec<Found>) {
        let mut from = 0;
        for window in run.windows(8) {
            let range = window.range();
            if range.start < from || !(14..=19).contains(&window.total()) {
                continue;
            }
            if self.is_card(text, window) {
                from = range.end;
                found.push(Found::new(range, Kind::CreditCard));
            }
        }
    }

    fn is_card(&self, text: &str, window: Window<'_>) -> bool {
        let digits = window.digits();
        let cue = self.cue.is_match(before(text, window.range().start, 40));
        // Issuers come and go: a number that is said to be a card's and passes Luhn is one, whoever gave it out.
        let said = cue && digits.starts_with(['2', '3', '4', '5', '6']) && is_luhn(&digits);
        if !(said || is_issued(&digits)) || window.is_years() || !stands_alone(text, window) {
            return false;
        }
        let shape = window.shape();
        if is_luhn(&digits) {
            cue || is_usual(&shape)
        } else {
            cue && matches!(shape[..], [4, 4, 4, 4] | [16] | [4, 6, 5] | [15])
        }
    }
}

fn is_usual(shape: &[usize]) -> bool {
    match shape {
        [14..=19]
        | [4, 6, 4 | 5 | 9]
        | [4, 4, 4, 2..=7]
        | [4, 4, 4, 4, 1..=3]
        | [8, 6..=8]
        | [4, 12]
        | [12, 4]
        | [6, 13] => true,
        [head @ .., last] => head.iter().all(|length| *length == 4) && *last <= 4,
        [] => false,
    }
}

fn stands_alone(text: &str, window: Window<'_>) -> bool {
    let range = window.range();
    let word = word_before(text, range.start).to_ascii_lowercase();
    let named = ["", "card", "visa", "mastercard", "amex", "jcb", "no", "number", "cc", "nr", "debit", "credit"];
    let next = text.get(range.end..).and_then(|tail| tail.chars().next());
    named.contains(&word.as_str()) && !(window.len() == 1 && next.is_some_and(|letter| letter.is_ascii_alphanumeric()))
}

/// Whether an issuer gives out numbers of this length with these first digits.
fn is_issued(digits: &str) -> bool {
    let head = |length: usize| digits.get(..length).and_then(|head| head.parse::<u32>().ok()).unwrap_or_default();
    let (two, three, four) = (head(2), head(3), head(4));
    match digits.len() {
        14 => matches!(two, 36 | 38 | 39) || matches!(three, 300..=305 | 309),
        15 => matches!(two, 34 | 37),
        16 => {
            matches!(two, 40..=49 | 51..=55 | 60 | 62 | 65 | 67)
                || matches!(two, 36 | 38 | 39 | 50 | 56..=58 | 63 | 81)
                || matches!(three, 300..=305 | 644..=649)
                || matches!(four, 2200..=2204 | 2221..=2720 | 3528..=3589)
        }
        17..=19 => matches!(two, 40..=49 | 50 | 56..=58 | 60..=69) || matches!(four, 3528..=3589),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::scrub::marked::check;

    #[test]
    fn cards() {
        check(&[
            "Card ‹CREDIT_CARD:4111 1111 1111 1111› was declined 2 times",
            "ｶｰﾄﾞ‹CREDIT_CARD:４１１１－１１１１－１１１１－１１１１›が使えない",
            "my amex ‹CREDIT_CARD:3782 822463 10005› got refused",
            "‹CREDIT_CARD:378282246310005› がエラー",
            "JCB ‹CREDIT_CARD:3530111333300000›",
            "diners ‹CREDIT_CARD:3056 930902 5904›",
            "カード番号は‹CREDIT_CARD:5555・5555・5555・4444›です",
            "visa‹CREDIT_CARD:4012888888881881›",
            "I mistyped my card as ‹CREDIT_CARD:4111 1111 1111 1112›",
            "card on file is ‹CREDIT_CARD:41 11 11 11 11 11 11 11›",
        ]);
    }

    #[test]
    fn other_long_numbers() {
        check(&[
            "Barcode 4912345678904 scans as a different product.",
            "JAN 4901234567894 です",
            "ISBN 978-4-10-101001-4 has a torn cover",
            "IMEI 490154203237518 is locked",
            "card ending in 4242",
            "4枚のカードを2023 2024 2025 2026の順に",
        ]);
    }
}
