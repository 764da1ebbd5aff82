//! Phone numbers: what can be dialled ([`super::dial`]), by the words around it.

use std::ops::Range;

use super::{
    super::{found::Found, kind::Kind, pattern::Pattern},
    context::{after, before, is_head, is_tail, nearest, word_before},
    dial::{Form, form},
    digits::{Run, Window},
};

const CUES: &str = include_str!("../cues/phone.txt");

/// The rules of phone numbers.
pub(crate) struct Phones {
    cue: Pattern,
    cue_after: Pattern,
    other: Pattern,
    extension: Pattern,
    unit: Pattern,
}

impl Phones {
    pub(crate) fn new() -> Self {
        Self {
            cue: Pattern::of(CUES, r"(?i)<cue>"),
            cue_after: Pattern::of(CUES, r"(?i)^[」)]?<cue after>"),
            other: Pattern::of(CUES, r"(?i)<other>"),
            extension: Pattern::new(r"(?i)^[ ,]{0,2}(?:x|ext\.?|extension|内線)[ :]?[0-9]{1,5}"),
            unit: Pattern::of(CUES, r"(?i)^[ ]?<unit>"),
        }
    }

    /// Adds the phone numbers of a run.
    pub(crate) fn find(&self, text: &str, run: &Run<'_>, found: &mut Vec<Found>) {
        let mut from = 0;
        for wanted in [Form::Likely, Form::Possible] {
            for window in run.windows(6) {
                let range = window.range();
                let overlaps = found.iter().any(|find| find.range.start < range.end && range.start < find.range.end);
                if (wanted == Form::Likely && range.start < from) || overlaps {
                    continue;
                }
                if let Some(range) = self.number(text, window, wanted) {
                    from = range.end;
                    found.push(Found::new(range, Kind::Phone));
                }
            }
        }
    }

    fn number(&self, text: &str, window: Window<'_>, wanted: Form) -> Option<Range<usize>> {
        let range = window.range();
        let start = opening(text, window);
        let plus = text.get(..range.start).is_some_and(|head| head.ends_with('+') || head.ends_with("+("));
        let form = form(window, plus).filter(|form| *form == wanted)?;
        if is_tail(text, start) && !is_named(text, start) || is_head(text, range.end) {
            return None;
        }
        let head = before(text, start, 40);
        let (cue, other) = (nearest(&self.cue, head), nearest(&self.other, head));
        let unit = self.unit.is_match(after(text, range.end, 8));
        let spoken = cue > other || self.cue_after.is_match(after(text, range.end, 24));
        let accepted = match form {
            Form::Likely => plus || spoken || (!unit && !other.is_some_and(|end| speaks_of_it(head, end))),
            Form::Possible => spoken && !unit && is_dialled(window),
        };
        let end = self.extension.find(after(text, range.end, 20)).map_or(range.end, |found| range.end + found.end());
        accepted.then_some(start..end)
    }
}

/// Whether nothing but a few signs and particles stands between a word and the number: "model no. 03-...", 型番は03-...
fn speaks_of_it(head: &str, end: usize) -> bool {
    head.get(end..).is_some_and(|between| {
        between.chars().count() <= 10 && !between.contains(['.', ',', '、', '。', ';', '!', '?', '\n'])
            || between.trim() == "no."
    })
}

/// Where the number starts, with the plus or bracket that belongs to it.
fn opening(text: &str, window: Window<'_>) -> usize {
    let start = window.range().start;
    let head = text.get(..start).unwrap_or_default();
    let closes = window.separators().any(|gap| gap.contains(')') && !gap.contains('('));
    let lead = if head.ends_with("(+") || head.ends_with("+(") {
        2
    } else if head.ends_with('+') || (closes && head.ends_with('(')) {
        1
    } else {
        0
    };
    start - lead
}

/// Words that people write without a space before a number: TEL03-...
fn is_named(text: &str, start: usize) -> bool {
    let word = word_before(text, start).to_ascii_lowercase();
    matches!(word.as_str(), "tel" | "telephone" | "phone" | "fax" | "mobile" | "cell" | "no" | "t" | "m" | "p")
}

/// Whether a number that only words make one has the groups of one: a decimal or a list has not.
fn is_dialled(window: Window<'_>) -> bool {
    let long = window.total() >= 7 || (window.len() == 2 && window.total() >= 6 && window.group(1).len() == 4);
    long && window.len() <= 5
        && window.separators().all(|gap| gap != "/" && gap != "・")
        && window.groups().filter(|group| group.len() == 1).count() <= 1
        && window.groups().any(|group| group.len() >= 3)
}

#[cfg(test)]
mod tests {
    use crate::scrub::marked::check;

    #[test]
    fn japanese_numbers() {
        check(&[
            "電話は‹PHONE:０７０－３４６５－５１１５›です。",
            "‹PHONE:0776-50-1547›に電話しても誰も出ません",
            "TEL‹PHONE:03(1234)5678›まで、または‹PHONE:０９０ー１２３４ー５６７８›",
            "携帯‹PHONE:09012345678›へ",
            "‹PHONE:+81-90-1234-5678›に連絡を",
            "‹PHONE:(03)1234-5678›、‹PHONE:０１２０（４４４）４４４›",
            "連絡は‹PHONE:090 1234 5678›、日中のみ",
            "‹PHONE:090の1234の5678›です",
            "自宅の電話は‹PHONE:3456-7890›です",
            "‹PHONE:03-1234-5678›/‹PHONE:090-1234-5678›",
        ]);
    }

    #[test]
    fn numbers_of_other_countries() {
        check(&[
            "text me ‹PHONE:0161 211 7439› when the chair is in stock",
            "You can ring me back: ‹PHONE:(312) 908-1510›. Mornings only.",
            "‹PHONE:312.908.1510› or ‹PHONE:+1 646 579 9417›",
            "call ‹PHONE:3129081510 ext 12›",
            "my number is ‹PHONE:+44 (0)20 7946 0018›",
            "‹PHONE:07700 900123› is my mobile",
            "ring ‹PHONE:555-0134›",
            "Tel. ‹PHONE:+49 151 23456789› or ‹PHONE:+33 6 12 34 56 78›",
            "phone ‹PHONE:1-800-555-0100›",
            "‹PHONE:0049 30 901820› works",
        ]);
    }

    #[test]
    fn other_digits() {
        check(&[
            "We bought 36 chairs at 49.90 each and paid 1,796.40",
            "open 0900-1730, closed 12-14",
            "phone lines are open 0900-1730",
            "the iPhone 15 Pro 256 and the XR-55A80L",
            "JAN 4901234567894、ISBN 0-306-40615-2",
            "I called on 02-11-2025 at 10.30",
            "firmware 03.1234.5678 is bad",
            "型番03-1234-5678の部品",
            "合計は8,640円のはずが9,480円でした。",
            "電話で3000000円と言われた",
            "Ask for phone numbers less often, 10/10",
            "sizes 200 300 4000",
            "ring sizes 10 12 14 16 18 are missing",
        ]);
    }
}
