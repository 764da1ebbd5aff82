//! The individual number (個人番号, "My Number") of Japan.
//!
//! Twelve digits, the last of which is a check digit: 番号法 (Act No. 27 of 2013), article 8, and the formula of the
//! ministerial ordinance 平成26年総務省令第85号, article 5. Nobody but those whom article 9 names may use the number,
//! and article 20 forbids to keep it, whoever sent it and wherever it stood. So every number whose check digit holds is
//! destroyed, whatever the words around it say; these only tell what it is called, since one reference of twelve digits
//! in eleven has the digit by chance.

use super::{
    super::{found::Found, kind::Kind, pattern::Pattern},
    context::{before, word_before},
    digits::{Run, Window},
};

const CUES: &str = include_str!("../cues/my_number.txt");

/// The rules of individual numbers.
pub(crate) struct MyNumbers {
    cue: Pattern,
    order: Pattern,
}

impl MyNumbers {
    pub(crate) fn new() -> Self {
        Self {
            cue: Pattern::of(CUES, r"(?i)<cue>[^0-9]{0,16}$"),
            order: Pattern::of(CUES, r"(?i)<order>[^。.!?\n]{0,16}$"),
        }
    }

    /// Adds the individual numbers of a run that are no part of an earlier find (a card or a bank account).
    pub(crate) fn find(&self, text: &str, run: &Run<'_>, found: &mut Vec<Found>) {
        let international = run.window(0..1).is_some_and(|first| before(text, first.range().start, 1) == "+");
        for window in run.windows(12) {
            let range = window.range();
            let known = found.iter().any(|find| find.range.start < range.end && range.start < find.range.end);
            if window.total() == 12 && !international && !known && self.is_my_number(text, window) {
                let head = before(text, range.start, 30);
                let order = self.order.is_match(head) && !self.cue.is_match(head);
                found.push(Found::new(range, if order { Kind::OrderNumber } else { Kind::MyNumber }));
            }
        }
    }

    fn is_my_number(&self, text: &str, window: Window<'_>) -> bool {
        let range = window.range();
        let next = text.get(range.end..).and_then(|tail| tail.chars().next());
        let joined = next.is_some_and(|letter| letter.is_ascii_alphanumeric());
        if window.len() == 1 && (joined || !word_before(text, range.start).is_empty()) {
            return false;
        }
        let cue = self.cue.is_match(before(text, range.start, 30));
        let checked = has_check_digit(&window.digits());
        let usual = matches!(window.shape()[..], [12] | [4, 4, 4]);
        if cue { checked || usual } else { checked && is_one_number(window) }
    }
}

/// Whether groups of digits look like one number, and not like prices, years or opening hours side by side.
fn is_one_number(window: Window<'_>) -> bool {
    let grouped = matches!(window.shape()[..], [12] | [4, 4, 4] | [3, 3, 3, 3] | [6, 6] | [4, 8] | [8, 4]);
    let separated = window.separators().all(|separator| matches!(separator.trim(), "" | "-"));
    let round = window.groups().all(|group| group.ends_with("00"));
    grouped && separated && !round && !window.is_years()
}

/// Whether the last of twelve digits follows from the eleven before it: the sum of Pn times Qn, where Pn is the n-th
/// digit counted from the right and Qn is n + 1 up to the sixth, n - 5 from there; 11 less the remainder by 11, and 0
/// for a remainder of 0 or 1.
fn has_check_digit(digits: &str) -> bool {
    let mut values = digits.bytes().rev().map(|digit| u32::from(digit.wrapping_sub(b'0')));
    let Some(check) = values.next() else { return false };
    let sum: u32 = values.zip(1..).map(|(value, n)| value * if n <= 6 { n + 1 } else { n - 5 }).sum();
    let expected = match sum % 11 {
        0 | 1 => 0,
        remainder => 11 - remainder,
    };
    digits.len() == 12 && check == expected
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scrub::marked::check;

    #[test]
    fn check_digits() {
        assert!(has_check_digit("123456789018") && has_check_digit("048804239386"));
        assert!(!has_check_digit("123456789012") && !has_check_digit("") && !has_check_digit("12345678901"));
    }

    proptest::proptest! {
        #[test]
        fn exactly_one_digit_fits(head in "[0-9]{11}") {
            let fitting = ('0'..='9').filter(|digit| has_check_digit(&format!("{head}{digit}"))).count();
            proptest::prop_assert_eq!(fitting, 1);
        }
    }

    #[test]
    fn numbers_with_their_check_digit_are_found_anywhere() {
        check(&[
            "マイナンバー‹MY_NUMBER:0488 0423 9386›が封筒から見えた",
            "‹MY_NUMBER:１２３４－５６７８－９０１８›と書いてしまいました",
            "order ‹ORDER_NUMBER:123456789018› please",
            "送り状番号‹ORDER_NUMBER:1234-5678-9018›",
            "注文でマイナンバー‹MY_NUMBER:123456789018›を聞かれた",
            "個人番号は‹MY_NUMBER:123456789018›。",
            "my number (‹MY_NUMBER:1234.5678.9018›) leaked",
            "マイナンバーは‹MY_NUMBER:1234 5678 9012›",
        ]);
    }

    #[test]
    fn other_numbers_of_twelve_digits() {
        check(&["2023 2024 2025 とも良かった", "マイナンバーカードの更新が遅い", "IDは1234567890181です"]);
    }
}
