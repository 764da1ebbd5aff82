//! Dates of birth: a date counts only where it is said to be one.

use std::ops::Range;

use crate::scrub::{found::Found, kind::Kind, pattern::Pattern};

const CUES: &str = include_str!("../cues/english_birth.txt");

/// The finder of dates of birth.
pub(super) struct Birth {
    date: Pattern,
    cue: Pattern,
    formal: Pattern,
    form: Pattern,
    other: Pattern,
    behind: Pattern,
    tight: Pattern,
    year: Pattern,
}

impl Birth {
    /// The patterns, not yet compiled.
    pub(super) fn new() -> Self {
        Self {
            date: Pattern::of(CUES, r"(?-u:\b)<date>(?-u:\b)"),
            cue: Pattern::of(CUES, r"(?:^|[^a-z])<cue>(?:[^a-z]|$)"),
            formal: Pattern::new(r"date|d\.?\s?o\.?\s?b|year"),
            form: Pattern::of(CUES, r"^[ -]?<form>"),
            other: Pattern::of(CUES, r"(?-u:\b)<other>(?-u:\b)"),
            behind: Pattern::new(concat!(
                r"^[\s,)(-]*(?:(?:is|was|being|as|are)\s+)?(?:not\s+)?(?:(?:my|her|his|our|the|their|your|a|",
                r"correct|actual|real|right)\s+)*(?:[a-z]+(?:'s)?\s)?(?:date of birth|d\.?o\.?b|birth ?date|",
                r"birthday|b-?day)(?-u:\b)",
            )),
            tight: Pattern::of(
                CUES,
                concat!(
                    r"(?:^|[^a-z])<tight>(?:'s)?[\s:;,.(=\[-]*(?:(?:is|was|on|as|to|from|of|it's|=|are|falls|falls on|",
                    r"in|the)[\s:(]+)*$",
                ),
            ),
            year: Pattern::of(CUES, r"(?:^|[^a-z])<year>[\s:(]*$"),
        }
    }

    /// Whether it is worth looking: there is a digit, and birth is spoken of.
    pub(super) fn may_be_in(text: &str) -> bool {
        const WORDS: [&str; 9] = ["birth", "born", "dob", "d.o.b", "d o b", "d. o. b", "bday", "b-day", "b."];
        let lower = text.to_ascii_lowercase();
        text.bytes().any(|byte| byte.is_ascii_digit()) && WORDS.iter().any(|word| lower.contains(word))
    }

    /// Adds the dates of birth in `text` to `found`.
    pub(super) fn find(&self, text: &str, found: &mut Vec<Found>) {
        let lower = text.to_ascii_lowercase();
        let mut last: Option<Range<usize>> = None;
        for date in self.date.find_iter(&lower) {
            let (before, after) = (lower.get(..date.start()), lower.get(date.end()..));
            let (Some(before), Some(after)) = (before, after) else { continue };
            let kept = if date.as_str().starts_with("the ") { date.start() + 4 } else { date.start() };
            // What was said of one date holds for the next: "12/03/1985, not 03/12/1985".
            let from = last.as_ref().map_or(0, |last| last.end);
            let near = last.as_ref().is_some_and(|last| goes_on(lower.get(last.end..date.start()).unwrap_or_default()))
                && !self.other.is_match(lower.get(from..date.start()).unwrap_or_default());
            if near && is_long(date.as_str()) || self.is_birth(date.as_str(), before, after) {
                found.push(Found::new(kept..date.end(), Kind::DateOfBirth));
                last = Some(date.range());
            }
        }
    }

    fn is_birth(&self, date: &str, before: &str, after: &str) -> bool {
        let whole = !after.starts_with(['%', ':']) && !before.ends_with(['$', '£', '€', '/', '-']);
        let digits = date.bytes().all(|byte| byte.is_ascii_digit());
        if digits && date.len() == 4 {
            return whole && self.year.is_match(before);
        }
        if digits || !is_long(date) && !date.bytes().any(|byte| byte.is_ascii_alphabetic()) {
            return whole && self.tight.is_match(before);
        }
        if self.behind.is_match(after) {
            return true;
        }
        let Some(cue) = self.cue.find_iter(before).last() else { return false };
        let gap = before.get(cue.end()..).unwrap_or_default();
        if !is_long(date) && self.form.is_match(gap) {
            return false;
        }
        // A stop right behind the cue ends no sentence: "D.O.B. 12/03/85".
        is_near(gap, 9) && (self.formal.is_match(cue.as_str()) || !self.other.is_match(gap))
    }
}

/// Whether the sentence goes on to the next date.
fn goes_on(gap: &str) -> bool {
    !gap.starts_with(". ") && is_near(gap, 6)
}

/// At most `words` words, and no end of a sentence.
fn is_near(gap: &str, words: usize) -> bool {
    let inner = gap.trim_start_matches([' ', '.', ':']);
    inner.split_whitespace().count() <= words && !inner.contains(". ") && !inner.contains(['!', '?', '\n'])
}

/// Whether the date has a day, a month and a year.
fn is_long(date: &str) -> bool {
    let month = usize::from(date.bytes().any(|byte| byte.is_ascii_alphabetic()));
    let numbers = date.split(|c: char| !c.is_ascii_digit()).filter(|number| !number.is_empty()).count();
    numbers + month > 2
}

#[cfg(test)]
mod tests {
    use crate::scrub::marked::check;

    #[test]
    fn dates_that_are_said_to_be_of_birth() {
        check(&[
            "date of birth ‹DATE_OF_BIRTH:27/07/1951›, member since 2016",
            "For age checks: born ‹DATE_OF_BIRTH:12 April 1941›.",
            "Please correct my birthday to ‹DATE_OF_BIRTH:1988-12-23›.",
            "D.O.B. ‹DATE_OF_BIRTH:12.03.85› was typed as ‹DATE_OF_BIRTH:03.12.85›",
            "My birthday is ‹DATE_OF_BIRTH:March 3rd›.",
            "‹DATE_OF_BIRTH:4 July 1990› is my date of birth",
            "dob ‹DATE_OF_BIRTH:19850412›",
            "My son was born on the ‹DATE_OF_BIRTH:3rd of May, 2019›.",
        ]);
    }

    #[test]
    fn other_dates() {
        check(&[
            "We had a birthday dinner on 14 June 2024.",
            "Date of birth should be optional.",
            "My birthday is tomorrow.",
            "I asked for the 2025-11-02 slot.",
            "Born and raised here, visited on 3 May 2024.",
        ]);
    }
}
