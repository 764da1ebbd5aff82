//! Postal codes outside Japan ([`super::postal_japan`]): by their form where it has letters, by the words or the place
//! beside them where it is five digits that might be anything.

use std::ops::Range;

use regex::Captures;

use super::{
    super::{found::Found, kind::Kind, pattern::Pattern},
    context::{after, before, is_head},
};

const CUES: &str = include_str!("../cues/postal.txt");

/// The rules of postal codes.
pub(crate) struct PostalCodes {
    british: Pattern,
    canadian: Pattern,
    zip: Pattern,
    small_state: Pattern,
    plus_four: Pattern,
    before_city: Pattern,
    named: Pattern,
    dwelling: Pattern,
    near: Pattern,
    home: Pattern,
    unit: Pattern,
    other: Pattern,
}

impl PostalCodes {
    pub(crate) fn new() -> Self {
        Self {
            british: Pattern::of(
                CUES,
                r"(?i)(?-u:\b)<areas>[0-9][0-9A-HJKMNPR-Y]?( ?)[0-9][ABD-HJLNP-UW-Z]{2}(?-u:\b)",
            ),
            canadian: Pattern::new(
                r"(?i)(?-u:\b)[ABCEGHJ-NPRSTVXY][0-9][ABCEGHJ-NPRSTV-Z]([ -]?)[0-9][ABCEGHJ-NPRSTV-Z][0-9](?-u:\b)",
            ),
            zip: Pattern::of(CUES, r"(?-u:\b)<zip>[ ]{1,2}([0-9]{5}(?:-[0-9]{4})?)(?-u:\b)"),
            small_state: Pattern::of(CUES, r"(?i), ?<states>,? ([0-9]{5}(?:-[0-9]{4})?)(?-u:\b)"),
            plus_four: Pattern::new(r"(?-u:\b)[0-9]{5}-[0-9]{4}(?-u:\b)"),
            before_city: Pattern::of(CUES, r"(?-u:\b)(?:(?:D|F|I|E)-)?([0-9]{5}),? <cities>(?-u:\b)"),
            named: Pattern::of(
                CUES,
                concat!(
                    r"(?i)<named>(?-u:\b)?[ ]{0,2}(?:number)?[ ]{0,2}(?:is|was|to|of|ist|for|as|:|=|-|は|が|を|\()*",
                    r"[ ]{0,2}\(?(<code>)(?-u:\b)",
                ),
            ),
            dwelling: Pattern::of(
                CUES,
                concat!(
                    r"(?i)(?-u:\b)<dwelling>[ ](?:(?:it|them|this|here|still|now|code|is)[ ])?(?:(?:in|at|to|around|",
                    r"near|within|for|of)[ ])?(?:the[ ])?\(?([0-9]{5})(?-u:\b)",
                ),
            ),
            near: Pattern::of(CUES, r"(?i)(?-u:\b)<near>[ ]\(?([0-9]{5})(?-u:\b)"),
            home: Pattern::of(CUES, r"(?i)<home>[^0-9.]{0,12}$"),
            unit: Pattern::of(CUES, r"(?i)^[ ]?<unit>"),
            other: Pattern::of(CUES, r"(?i)<other>[ .:#no]{0,6}$"),
        }
    }

    /// Adds the postal codes of `text`.
    pub(crate) fn find(&self, text: &str, found: &mut Vec<Found>) {
        let mut add = |range: Range<usize>| found.push(Found::new(range, Kind::PostalCode));
        let shapes = Shapes::of(text);
        if shapes.british {
            self.british.captures_iter(text).filter_map(|code| self.british(text, &code)).for_each(&mut add);
        }
        if shapes.canadian {
            self.canadian.captures_iter(text).filter_map(|code| self.canadian(text, &code)).for_each(&mut add);
        }
        let beside_place = [&self.zip, &self.small_state, &self.before_city];
        let named = shapes.named.then_some(&self.named);
        for regex in beside_place.into_iter().filter(|_| shapes.five).chain(named) {
            let codes = regex.captures_iter(text).filter_map(|code| code.get(1));
            let codes = codes.filter(|code| !code.as_str().ends_with("0000")).map(|code| code.range());
            codes.filter(|range| self.is_bare(text, range)).for_each(&mut add);
        }
        if !shapes.five {
            return;
        }
        for regex in [&self.dwelling, &self.near] {
            let codes = regex.captures_iter(text).filter_map(|code| code.get(1)).map(|code| code.range());
            let codes =
                codes.filter(|range| self.is_bare(text, range) && !text.get(range.clone()).is_some_and(is_round));
            codes.for_each(&mut add);
        }
        let codes = self.plus_four.find_iter(text).map(|code| code.range());
        codes.filter(|range| self.is_bare(text, range) && !self.is_other(text, range.start)).for_each(&mut add);
    }

    fn british(&self, text: &str, code: &Captures<'_>) -> Option<Range<usize>> {
        let whole = code.get(0)?;
        let spaced = code.get(1).is_some_and(|gap| !gap.is_empty());
        let written = whole.as_str();
        let tail = written.get(written.len() - 2..)?.to_ascii_lowercase();
        let capital = !written.bytes().any(|byte| byte.is_ascii_lowercase());
        let home = self.home.is_match(before(text, whole.start(), 30));
        // "M2 8GB" is a chip and "l8 3rd" a day; both could be a code as well.
        let doubtful = matches!(tail.as_str(), "gb" | "tb" | "hz" | "st" | "nd" | "rd" | "th" | "ah") || !capital;
        let accepted = match (spaced, doubtful) {
            (true, false) => !self.is_other(text, whole.start()),
            (true, true) => home && !matches!(tail.as_str(), "st" | "nd" | "rd" | "th" | "gb" | "tb"),
            (false, _) => home && !self.is_other(text, whole.start()),
        };
        (accepted && !touches(text, whole.range())).then(|| whole.range())
    }

    fn canadian(&self, text: &str, code: &Captures<'_>) -> Option<Range<usize>> {
        let whole = code.get(0)?;
        let spaced = code.get(1).is_some_and(|gap| gap.as_str() == " ");
        let capital = !whole.as_str().bytes().any(|byte| byte.is_ascii_lowercase());
        let home = self.home.is_match(before(text, whole.start(), 30));
        let accepted = ((spaced && capital) || home) && !self.is_other(text, whole.start());
        (accepted && !touches(text, whole.range())).then(|| whole.range())
    }

    /// Whether a number stands alone and counts nothing.
    fn is_bare(&self, text: &str, range: &Range<usize>) -> bool {
        !touches(text, range.clone()) && !is_head(text, range.end) && !self.unit.is_match(after(text, range.end, 12))
    }

    fn is_other(&self, text: &str, start: usize) -> bool {
        self.other.is_match(before(text, start, 20))
    }
}

/// Which codes a text can hold by its letters alone: few of the patterns are ever compiled for most processes.
struct Shapes {
    british: bool,
    canadian: bool,
    named: bool,
    five: bool,
}

impl Shapes {
    fn of(text: &str) -> Self {
        const NAMES: [&str; 6] = ["zip", "post", "plz", "code", "cap", "pin"];
        let bytes = text.as_bytes();
        let has = |shape: &str| {
            bytes.windows(shape.len()).any(|part| {
                part.iter().zip(shape.bytes()).all(|(byte, kind)| match kind {
                    b'0' => byte.is_ascii_digit(),
                    _ => byte.is_ascii_alphabetic(),
                })
            })
        };
        let says = |name: &&str| bytes.windows(name.len()).any(|part| part.eq_ignore_ascii_case(name.as_bytes()));
        Self {
            british: has("0aa"),
            canadian: has("a0a"),
            named: text.contains("郵便") || NAMES.iter().any(says),
            five: has("00000"),
        }
    }
}

fn touches(text: &str, range: Range<usize>) -> bool {
    let head = text.get(..range.start).unwrap_or_default();
    let tail = text.get(range.end..).unwrap_or_default();
    head.ends_with(|letter: char| letter.is_ascii_alphanumeric() || "/_$€£¥#".contains(letter))
        || (head.ends_with('-') && !head.ends_with("D-"))
        || tail.starts_with(|letter: char| letter.is_ascii_alphanumeric() || "_/".contains(letter))
        || tail.strip_prefix('-').is_some_and(|tail| tail.starts_with(|letter: char| letter.is_ascii_alphanumeric()))
}

fn is_round(digits: &str) -> bool {
    digits.ends_with("000")
}

#[cfg(test)]
mod tests {
    use crate::scrub::marked::check;

    #[test]
    fn codes() {
        check(&[
            "I live at ‹POSTAL_CODE:LS6 5AT› so the ten minute promise is nonsense.",
            "deliver to ‹POSTAL_CODE:SW1A1AA› please, or to ‹POSTAL_CODE:ls6 5at›",
            "Austin, TX ‹POSTAL_CODE:78701› and Columbus, OH, ‹POSTAL_CODE:82497-1234›",
            "my zip code is ‹POSTAL_CODE:60614›",
            "ZIP: ‹POSTAL_CODE:60614-3310›",
            "You do not deliver to ‹POSTAL_CODE:60614›.",
            "ships to ‹POSTAL_CODE:K1A 0B1› in a week",
            "‹POSTAL_CODE:10115› Berlin is too far",
            "New York, NY ‹POSTAL_CODE:10001›",
            "postcode ‹POSTAL_CODE:2000› in Sydney",
        ]);
    }

    #[test]
    fn other_codes() {
        check(&[
            "the MacBook M2 8GB is fast",
            "You deliver to 10000 homes and ship 15000 units",
            "I paid 12345 yen, OK 20000 is too much",
            "Gate A7, row 31, no air.",
            "model XR5 5AT",
            "Post codes should be optional",
            "It took 20251 steps",
        ]);
    }
}
