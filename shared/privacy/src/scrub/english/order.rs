//! References of orders, bookings, tickets, parcels and cases: known by the words beside them, some by their form.

use std::ops::Range;

use crate::scrub::{found::Found, kind::Kind, pattern::Pattern};

const CUES: &str = include_str!("../cues/english_orders.txt");

/// The finder of references.
pub(super) struct Order {
    reference: Pattern,
    group: Pattern,
    form: Pattern,
    labelled: Pattern,
    direct: Pattern,
    again: Pattern,
    behind: Pattern,
    locator: Pattern,
    short: Pattern,
    never: Pattern,
    unit: Pattern,
    asked: Pattern,
    resumed: Pattern,
}

impl Order {
    /// The patterns, not yet compiled.
    pub(super) fn new() -> Self {
        Self {
            reference: Pattern::new(r"[A-Za-z0-9]+(?:[-/_][A-Za-z0-9]+)*"),
            group: Pattern::new(r"^ \d{1,6}(?:-\d{1,6})*(?-u:\b)"),
            form: Pattern::of(CUES, r"^<form>$"),
            labelled: Pattern::of(
                CUES,
                concat!(
                    r"(?:^|[^a-z])<thing>(?:'s|s'|)[\s.:-]*(?:<label>[\s.:-]+)?",
                    r"(?:\([a-z ]*)?\s?<mark><fill>*(?:under |",
                    r"of |with |for |to be )?(?:the |your |my )?<mark>?<fill>*$",
                ),
            ),
            direct: Pattern::of(CUES, r"<direct>"),
            again: Pattern::new(r"^\s*(?:,|and|&|or|/|\+|not|,\s?and|instead of|plus)\s*(?:#\s?|no\.?\s?)?$"),
            behind: Pattern::of(CUES, r"<behind>"),
            locator: Pattern::of(
                CUES,
                concat!(
                    r"(?:^|[^a-z])<locator thing>[\s.]*(?:reference|ref|code|number|no\.?|locator|id)?[\s.:#(-]*(?:is|",
                    r"was|:)?[\s:#(\x22'-]*$",
                ),
            ),
            short: Pattern::new(concat!(
                r"(?:order|booking|reservation|invoice|case|parcel)(?-u:\b)[^a-z]*(?:number|no|nr|id|ref|#)[^a-z]*",
                r"(?:is|was)?[^a-z]*$",
            )),
            never: Pattern::of(CUES, r"^<never>$"),
            unit: Pattern::of(CUES, r"^<unit>"),
            resumed: Pattern::of(
                CUES,
                concat!(
                    r"(?:^|[^a-z])<direct thing>(?-u:\b)[^.!?\n]{0,60}[.!?\n]+\s*(?:the\s)?",
                    r"(?:no\.?|nr\.?|number|ref\.?|",
                    r"reference|code|id)(?:\s(?:is|was))?[\s:#]*$",
                ),
            ),
            asked: Pattern::of(CUES, r"(?:^|\s)<asker>\s<asked verb>\s*$"),
        }
    }

    /// Whether it is worth looking: there is a digit, or six capitals that may locate a booking.
    pub(super) fn may_be_in(text: &str) -> bool {
        let is_locator = |word: &str| word.len() == 6 && word.bytes().all(|byte| byte.is_ascii_uppercase());
        text.bytes().any(|byte| byte.is_ascii_digit())
            || text.split(|c: char| !c.is_ascii_alphanumeric()).any(is_locator)
    }

    /// Adds the references in `text` to `found`.
    pub(super) fn find(&self, text: &str, found: &mut Vec<Found>) {
        let lower = text.to_ascii_lowercase();
        let mut last: Option<Range<usize>> = None;
        for reference in self.reference.find_iter(text) {
            let range = self.grouped(text, &lower, reference.range());
            let inside = last.as_ref().is_some_and(|last| range.start < last.end);
            let Some(part) = text.get(range.clone()).filter(|_| !inside) else { continue };
            if !is_apart(text, &range) {
                continue;
            }
            let from = floor(&lower, range.start.saturating_sub(72));
            let before = lower.get(from..range.start).unwrap_or_default();
            let after = lower.get(range.end..).unwrap_or_default();
            let listed = last.as_ref().is_some_and(|last| {
                text.get(last.end..range.start)
                    .is_some_and(|gap| self.again.is_match(gap.to_ascii_lowercase().as_str()))
                    && part.bytes().filter(u8::is_ascii_digit).count() > 3
            });
            let resumed = || {
                let from = floor(&lower, range.start.saturating_sub(110));
                is_long(part) && self.resumed.is_match(lower.get(from..range.start).unwrap_or_default())
            };
            if listed || self.is_reference(part, before, after) || is_numbered(before) && resumed() {
                found.push(Found::new(range.clone(), Kind::OrderNumber));
                last = Some(range);
            }
        }
    }

    fn is_reference(&self, part: &str, before: &str, after: &str) -> bool {
        let digits = part.bytes().filter(u8::is_ascii_digit).count();
        let letters = part.bytes().filter(u8::is_ascii_alphabetic).count();
        if self.form.is_match(part) && digits > 2 {
            return true;
        }
        if digits == 0 {
            return part.len() == 6 && part.bytes().all(|b| b.is_ascii_uppercase()) && self.locator.is_match(before);
        }
        if self.never.is_match(part)
            || before.ends_with(['$', '£', '€', '¥', '@'])
            || before.ends_with('.') && !["no.", "ref."].iter().any(|short| before.ends_with(short))
        {
            return false;
        }
        if self.unit.is_match(after) && !(letters > 0 && digits > 3) {
            return false;
        }
        if self.labelled.is_match(before) {
            // Three digits alone are a seat, a queue or a table as often as an order.
            return digits > 3
                || letters > 0 && digits > 0 && part.len() > 3
                || digits > 2 && self.short.is_match(before);
        }
        if self.direct.is_match(before) {
            let verb = self.asked.is_match(before);
            return if letters == 0 {
                digits > 4 && !verb || digits == 4 && !verb && part.len() == 4
            } else {
                digits + letters > 4 && !verb && (digits > 1 || part.len() == 6) && (is_capital(part) || is_woven(part))
                    || digits > 4 && !verb
            };
        }
        if before.ends_with('#') && (digits > 4 || letters > 0 && digits > 3) {
            return !before.ends_with("color #") && !part.bytes().all(|b| part.as_bytes().first() == Some(&b));
        }
        (digits > 4 || letters > 0 && digits > 1 && part.len() > 5) && self.behind.is_match(after)
    }

    /// The reference with the groups of digits behind it: "9400 1000 0000", "4412 33 456".
    fn grouped(&self, text: &str, lower: &str, range: Range<usize>) -> Range<usize> {
        let first = text.get(range.clone()).unwrap_or_default();
        if first.len() < 2 || !first.bytes().any(|byte| byte.is_ascii_digit()) || !is_capital(first) {
            return range;
        }
        let mut end = range.end;
        while let Some(group) = self.group.find(text.get(end..).unwrap_or_default()) {
            let after = lower.get(end + group.end()..).unwrap_or_default();
            let decimal = after.strip_prefix(['.', ',', ':']).is_some_and(|tail| tail.starts_with(is_digit));
            if decimal || self.unit.is_match(after) || group.len() <= 3 && !ends_number(after) {
                break;
            }
            end += group.end();
        }
        let whole = text.get(range.start..end).unwrap_or_default();
        if end == range.end || whole.bytes().filter(u8::is_ascii_digit).count() < 5 {
            return range;
        }
        let from = floor(lower, range.start.saturating_sub(40));
        let before = lower.get(from..range.start).unwrap_or_default();
        let said = self.labelled.is_match(before) || self.direct.is_match(before);
        if said { range.start..end } else { range }
    }
}

fn is_digit(letter: char) -> bool {
    letter.is_ascii_digit()
}

/// Whether a number ends before `after`, rather than counts what follows: "12345 2 shirts".
fn ends_number(after: &str) -> bool {
    const VERBS: [&str; 30] = [
        "is", "was", "has", "had", "came", "never", "arrived", "did", "didn't", "still", "went", "not", "and", "but",
        "shows", "says", "hasn't", "isn't", "wasn't", "should", "please", "thanks", "for", "from", "in", "on", "with",
        "or", "to", "which",
    ];
    let Some(rest) = after.strip_prefix(' ') else { return true };
    let word = rest.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '\'').next().unwrap_or_default();
    word.is_empty() || word.starts_with(is_digit) || VERBS.contains(&word)
}

/// Whether the words before end in what announces a number: "No. ", "the number is ".
fn is_numbered(before: &str) -> bool {
    let before = before.trim_end_matches([' ', ':', '#', '.']);
    ["no", "nr", "number", "ref", "reference", "code", "id", " is", " was"].iter().any(|word| before.ends_with(word))
}

/// Whether a part is long enough to be a reference by the sentence before alone, and no phone number.
fn is_long(part: &str) -> bool {
    !part.starts_with('0') && part.bytes().filter(u8::is_ascii_digit).count() > 3
}

fn is_capital(part: &str) -> bool {
    !part.bytes().any(|b| b.is_ascii_lowercase()) || part.bytes().filter(u8::is_ascii_digit).count() > 2
}

/// Letters and digits in turn, as in "y8xbf4".
fn is_woven(part: &str) -> bool {
    let turns = part
        .as_bytes()
        .windows(2)
        .filter(|pair| pair.first().map(u8::is_ascii_digit) != pair.last().map(u8::is_ascii_digit));
    part.len() == 6 && turns.count() > 2
}

/// Whether neither letters, digits, decimals nor a mail address touch the range.
fn is_apart(text: &str, range: &Range<usize>) -> bool {
    let before = text.get(..range.start).unwrap_or_default();
    let after = text.get(range.end..).unwrap_or_default();
    let mut ahead = after.chars();
    let (next, second) = (ahead.next().unwrap_or(' '), ahead.next().unwrap_or(' '));
    let mut back = before.chars().rev();
    let (last, prior) = (back.next().unwrap_or(' '), back.next().unwrap_or(' '));
    let point = |sign: char, digit: char| matches!(sign, '.' | ',' | ':') && digit.is_ascii_digit();
    !(next.is_alphanumeric() && next.is_ascii())
        && next != '@'
        && !point(next, second)
        && last != '@'
        && last != '/'
        && last != '+'
        && !point(last, prior)
        && !(last == '.'
            && prior.is_alphanumeric()
            && !before.ends_with("o.")
            && !before.ends_with("f.")
            && !before.ends_with("r."))
        && !(next == '.' && second.is_alphabetic())
}

/// The nearest boundary of a letter at or before `at`.
fn floor(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use crate::scrub::marked::check;

    #[test]
    fn references_with_a_cue_or_a_form() {
        check(&[
            "Order ‹ORDER_NUMBER:SO63200382› was short.",
            "Booking ‹ORDER_NUMBER:L59ZTD› shows the wrong date.",
            "my order number is ‹ORDER_NUMBER:AB-12345›.",
            "order #‹ORDER_NUMBER:4521› and ‹ORDER_NUMBER:4522› never came",
            "Still waiting for ‹ORDER_NUMBER:112-1234567-1234567›!",
            "Tracking says ‹ORDER_NUMBER:902203657105› is lost.",
            "‹ORDER_NUMBER:483920› is my booking reference.",
            "Confirmation code ‹ORDER_NUMBER:QXKRTA›",
            "My booking ref is ‹ORDER_NUMBER:4412 33 456›, thanks",
            "Order ‹ORDER_NUMBER:12 3456 7› is late",
            "The parcel never arrived. No. ‹ORDER_NUMBER:4412-229›",
            "Order ‹ORDER_NUMBER:48213› 3 shirts missing",
            "invoice no. ‹ORDER_NUMBER:2024/0193›, ticket ‹ORDER_NUMBER:88213›",
        ]);
    }

    #[test]
    fn other_numbers() {
        check(&[
            "I want to order XR-55A80L in size 42.",
            "Table 14 and room 1203 were cold.",
            "I ordered 12 boxes for 12000 yen.",
            "Order 10000 units a year? No.",
            "The case of 24 bottles broke on 2025-11-02.",
            "Ticket price 25.50, gate A7, seat 22A.",
        ]);
    }
}
