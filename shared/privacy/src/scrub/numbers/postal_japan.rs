//! Postal codes of Japan: three digits and four, with or without 〒.
//!
//! Without the sign and the word, 612-2203 could be the end of a phone number, a part number or a range of prices. In
//! Japanese text it is taken for a postal code unless the words around it say otherwise; in other texts only where they
//! speak of a home.

use std::ops::Range;

use super::{
    super::{found::Found, kind::Kind, language::has_japanese, pattern::Pattern},
    context::{after, before, is_head, is_tail},
    digits::{Run, Window},
};

const CUES: &str = include_str!("../cues/postal_japan.txt");

/// The rules of Japanese postal codes.
pub(crate) struct JapaneseCodes {
    named: Pattern,
    named_after: Pattern,
    place_after: Pattern,
    other: Pattern,
    unit: Pattern,
    home: Pattern,
    phone: Pattern,
}

impl JapaneseCodes {
    pub(crate) fn new() -> Self {
        Self {
            named: Pattern::of(CUES, r"(?i)<named>(?:[ :=はがをも、(「は-]|です|is|was|number){0,8}$"),
            named_after: Pattern::new(
                r"^[」)]?[ ]?(?:\(|が|は|という|って|の|、)?[ ]?(?:(?:私|うち|自宅|実家|当方|こちら)の)?(?:〒|郵便番号)",
            ),
            place_after: Pattern::new(
                r"^[ 、,)」の]{0,2}(?:東京都|北海道|(?:京都|大阪)府|[々一-鿿]{2,3}県|[々一-鿿]{1,4}[市区郡])",
            ),
            other: Pattern::of(CUES, r"(?i)<other>[ :：#はがのを(「]{0,4}$"),
            unit: Pattern::of(CUES, r"(?i)^[ ]?<unit>"),
            home: Pattern::of(CUES, r"(?i)<home>"),
            phone: Pattern::new(r"(?i)(?-u:\b)(?:tel|phone|mobile|cell|fax|call|ring|text|dial|reach|number)(?-u:\b)"),
        }
    }

    /// Adds the postal codes of a run.
    pub(crate) fn find(&self, text: &str, run: &Run<'_>, found: &mut Vec<Found>) {
        for window in run.windows(2) {
            let range = window.range();
            let alone = !is_tail(text, range.start) && !is_head(text, range.end);
            let known = found.iter().any(|find| find.range.start < range.end && range.start < find.range.end);
            if alone && !known && self.is_code(text, window) {
                found.push(Found::new(range, Kind::PostalCode));
            }
        }
    }

    fn is_code(&self, text: &str, window: Window<'_>) -> bool {
        let range = window.range();
        let gap = window.separators().next().map(str::trim);
        let hyphen = match (&window.shape()[..], gap) {
            ([3, 4], Some("-")) => true,
            ([3, 4], Some("")) | ([7], None) => false,
            _ => return false,
        };
        let head = before(text, range.start, 20);
        if self.named.is_match(head) || self.named_after.is_match(after(text, range.end, 16)) {
            return true;
        }
        let tail = after(text, range.end, 12);
        let packed = window.len() == 1;
        if (hyphen || packed) && self.place_after.is_match(tail) {
            return true;
        }
        let excluded = self.other.is_match(head) || self.unit.is_match(tail) || is_span(window);
        hyphen && !excluded && (has_japanese(text) || self.is_home(text, &range))
    }

    fn is_home(&self, text: &str, range: &Range<usize>) -> bool {
        let head = before(text, range.start, 60);
        let near = before(text, range.start, 25);
        (self.home.is_match(head) || self.home.is_match(after(text, range.end, 30))) && !self.phone.is_match(near)
    }
}

/// 500-1500: from one round number to a greater one.
fn is_span(window: Window<'_>) -> bool {
    let (low, high) = (window.group(0), window.group(1));
    !low.starts_with('0') && !high.starts_with('0') && low.ends_with('0') && high.ends_with("00")
}

#[cfg(test)]
mod tests {
    use crate::scrub::marked::check;

    #[test]
    fn codes() {
        check(&[
            "‹POSTAL_CODE:６１２ー２２０３›の地域なのに送料が離島扱いです。",
            "〒‹POSTAL_CODE:1500001›",
            "〒 ‹POSTAL_CODE:150 0001›",
            "‹POSTAL_CODE:1500001›が郵便番号です",
            "注文の郵便番号は‹POSTAL_CODE:150-0001›",
            "郵便番号は‹POSTAL_CODE:150-0001›です",
            "‹POSTAL_CODE:150-0001›に住んでいます",
            "I live in ‹POSTAL_CODE:150-0001›, Tokyo",
            "postal code ‹POSTAL_CODE:150-0001›",
        ]);
    }

    #[test]
    fn other_numbers() {
        check(&[
            "予算は500-1500円くらい",
            "500-1500くらいの予算",
            "型番123-4567が欲しい",
            "AB-123-4567という部品",
            "1200-1500台が並ぶ",
            "We sold 123-4567 of them",
        ]);
    }
}
