//! Dates of birth: a date counts only where it is said to be one.

use std::ops::Range;

use super::latin::{Late, pattern};
use crate::scrub::{found::Found, kind::Kind};

/// The finder of dates of birth.
pub(super) struct Birth {
    date: Late,
    cue: Late,
    formal: Late,
    form: Late,
    other: Late,
    behind: Late,
    tight: Late,
    year: Late,
}

const MONTH: &str = "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|\
oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)";

impl Birth {
    /// Compiles the patterns.
    pub(super) fn new() -> Self {
        let day = r"(?:0?[1-9]|[12]\d|3[01])";
        let order = r"(?:st|nd|rd|th)?";
        let year = r"(?:1[89]\d\d|20\d\d|['’]?\d\d)";
        let full = r"(?:1[89]\d\d|20\d\d)";
        Self {
            date: pattern(format!(
                "(?-u:\\b)(?:{full}\\s?[-./]\\s?\\d{{1,2}}\\s?[-./]\\s?\\d{{1,2}}|\
                \\d{{1,2}}\\s?[-./]\\s?\\d{{1,2}}\\s?[-./]\\s?(?:{full}|\\d\\d)|\
                (?:the )?{day}{order}(?: day)?(?:\\sof)?[\\s./,-]{{0,2}}{MONTH}\\.?(?-u:\\b)(?:(?:,?[\\s./-]{{0,2}}|\
                \\sof\\s|\\sin\\s){year})?|{MONTH}\\.?[\\s,-]{{1,2}}(?:the\\s)?{day}{order}(?:(?:,\\s?|\\s?-\\s?|\\s|\
                \\.\\s)(?:in\\s)?{year})?|{full}[\\s,-]{{1,2}}{MONTH}\\.?[\\s,-]{{1,2}}{day}{order}|\
                {MONTH}\\.?,?\\s(?:of\\s)?{full}|\\d{{8}}|\\d{{6}}|\\d{{1,2}}[-/.]\\d{{1,2}}|{full})(?-u:\\b)"
            )),
            cue: pattern(
                "(?:^|[^a-z])(?:date[- ]of[- ]birth|birth ?-?date|birthdates?|birthdays?|b-?days?|\
                d\\.?\\s?o\\.?\\s?b\\.?|born|b\\.|year of birth|birth year|birth month|date birth|birth)(?:[^a-z]|$)",
            ),
            formal: pattern(r"date|d\.?\s?o\.?\s?b|year"),
            form: pattern(
                "^[ -]?(?:field|form|box|option|column|entry|question|input|picker|selector|menu|format|\
                check|page|month|week)",
            ),
            other: pattern(
                "(?-u:\\b)(?:party|parties|dinner|lunch|meal|cake|presents?|gifts?|cards?|celebrations?|celebrate\\w*|\
                trip|voucher|discount|treat|visit\\w*|stay\\w*|ordered|order|offer|reward|surprise|weekend|brunch|\
                breakfast|tea|booked|book|booking|came|went|arrived?|bought|since|delivery|delivered|expired?|expires|\
                valid|raised|bred|joined|member|paid|flight|code|email|coupon|wishes|bash|balloons?|flowers|boy|girl|\
                suit|again)(?-u:\\b)",
            ),
            behind: pattern(
                "^[\\s,)(-]*(?:(?:is|was|being|as|are)\\s+)?(?:not\\s+)?(?:(?:my|her|his|our|the|their|your|a|correct|\
                actual|real|right)\\s+)*(?:[a-z]+(?:'s)?\\s)?(?:date of birth|d\\.?o\\.?b|birth ?date|birthday|\
                b-?day)(?-u:\\b)",
            ),
            tight: pattern(
                "(?:^|[^a-z])(?:date[- ]of[- ]birth|birth ?-?dates?|birthdays?|b-?days?|d\\.?\\s?o\\.?\\s?b\\.?|\
                born)(?:'s)?[\\s:;,.(=\\[-]*(?:(?:is|was|on|as|to|from|of|it's|=|are|falls|falls on|in|the)[\\s:(]+)*$",
            ),
            year: pattern(
                "(?:^|[^a-z])(?:(?:i|he|she|who|we|i'm|im|i am|mum|mom|dad|mother|father|husband|wife|son|daughter|\
                they)(?:\\s(?:am|was|were|is))?\\sborn\\s(?:in|back in|way back in)|year of birth(?:\\s(?:is|was))?|\
                birth year(?:\\s(?:is|was))?|dob|d\\.o\\.b\\.?|date of birth(?:\\s(?:is|was))?|b\\.|born)[\\s:(]*$",
            ),
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
