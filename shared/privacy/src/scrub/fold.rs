//! One form for the many ways in which a Japanese keyboard writes the same letter, digit or hyphen.
//!
//! ０９０－１２３４－５６７８, 090ー1234ー5678 and 090-1234-5678 are one number. The rules look at the folded text alone; a
//! map leads each find back to the text as it was written. Rejected: NFKC of the whole text, which also turns ㍻ into 平成
//! and ① into 1, takes no dash for a hyphen and keeps no map.

use std::ops::Range;

use unicode_normalization::char::{compose, decompose_compatible};

/// A text with full-width and half-width forms, hyphens and spaces folded; letters keep their case.
#[derive(Clone, Debug)]
pub(crate) struct Folded {
    text: String,
    /// Where the distance between folded and original bytes changes: (folded, original), ascending.
    steps: Vec<(usize, usize)>,
}

impl Folded {
    /// Folds `text`.
    pub(crate) fn new(text: &str) -> Self {
        let mut folded = Self { text: String::with_capacity(text.len()), steps: vec![(0, 0)] };
        if text.is_ascii() {
            folded.text.push_str(text);
            return folded;
        }
        let mut base = 0;
        let mut letters = text.char_indices().peekable();
        while let Some((at, letter)) = letters.next() {
            if letter.is_ascii() {
                folded.push(at, letter);
                base = at;
                continue;
            }
            if is_invisible(letter) {
                continue;
            }
            if let Some(mark) = combining(letter)
                && let Some(last) = folded.text.chars().next_back()
                && let Some(composed) = compose(last, mark)
            {
                folded.text.pop();
                folded.push(base, composed);
                continue;
            }
            let next = letters.peek().map(|(_, next)| *next);
            folded.push(at, fold(letter, folded.text.chars().next_back(), next));
            base = at;
        }
        folded.step(text.len());
        folded
    }

    /// The folded text.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Bytes of the original text for bytes of the folded one; both ends must lie between letters.
    pub(crate) fn original(&self, folded: Range<usize>) -> Range<usize> {
        self.place(folded.start)..self.place(folded.end)
    }

    fn place(&self, at: usize) -> usize {
        let after = self.steps.partition_point(|(folded, _)| *folded <= at);
        let (folded, original) = after.checked_sub(1).and_then(|i| self.steps.get(i)).copied().unwrap_or_default();
        original + (at - folded)
    }

    fn push(&mut self, at: usize, letter: char) {
        self.step(at);
        self.text.push(letter);
    }

    fn step(&mut self, original: usize) {
        let here = self.text.len();
        while self.steps.last().is_some_and(|(folded, _)| *folded >= here && here > 0) {
            self.steps.pop();
        }
        if self.place(here) != original {
            self.steps.push((here, original));
        }
    }
}

fn fold(letter: char, before: Option<char>, after: Option<char>) -> char {
    match letter {
        '\u{3000}' | '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' => ' ',
        '－' | '−' | '‐' | '‑' | '‒' | '–' | '—' | '―' | '﹣' | '⁃' | '﹘' => '-',
        // The long vowel sign, a ruled line and the numeral one stand for a hyphen only inside a number.
        'ー' | 'ｰ' | '─' | '━' | '一' if before.is_some_and(ends_number) && after.is_some_and(starts_number) => {
            '-'
        }
        '\u{ff01}'..='\u{ffe6}' => single(letter),
        _ => letter,
    }
}

fn ends_number(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, ')' | '目' | '番' | '地')
}

fn starts_number(letter: char) -> bool {
    matches!(letter, '0'..='9' | '０'..='９' | '(' | '（')
}

/// The one letter that a full-width or half-width form stands for.
fn single(letter: char) -> char {
    let mut result = letter;
    decompose_compatible(letter, |part| result = part);
    result
}

/// The voicing marks of half-width kana, and accents that were typed or decomposed after their letter.
fn combining(letter: char) -> Option<char> {
    match letter {
        'ﾞ' => Some('\u{3099}'),
        'ﾟ' => Some('\u{309a}'),
        '\u{300}'..='\u{36f}' | '\u{3099}' | '\u{309a}' => Some(letter),
        _ => None,
    }
}

/// Joiners and variation selectors: a number cut by one still reads as a number.
fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{fe0e}' | '\u{fe0f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_form_for_numbers_kana_and_signs() {
        for (text, expected) in [
            ("０９０－１２３４ー５６７８", "090-1234-5678"),
            ("３−２５‐１１—２", "3-25-11-2"),
            ("コーヒー３ー５個", "コーヒー3-5個"),
            ("ケーキ　２個（税込）", "ケーキ 2個(税込)"),
            ("ｔａｋａ＠ｅｘａｍｐｌｅ．ｃｏｍ", "taka@example.com"),
            ("ﾀﾅｶ ﾀﾞｲｽｹ、ﾊﾟﾝ｡", "タナカ ダイスケ、パン。"),
            ("090\u{200b}1234", "0901234"),
            ("Jose\u{301}", "José"),
            ("統一１番", "統一1番"),
        ] {
            assert_eq!(Folded::new(text).text(), expected);
        }
    }

    #[test]
    fn ranges_lead_back_to_what_was_written() {
        for (text, part, expected) in [
            ("電話は０９０－１２３４です", "090-1234", "０９０－１２３４"),
            ("ﾀﾞｲｽｹ様から", "ダイスケ", "ﾀﾞｲｽｹ"),
            ("Jose\u{301} was kind", "José", "Jose\u{301}"),
            ("a\u{200b}b090c", "090", "090"),
            ("plain 123", "123", "123"),
        ] {
            let folded = Folded::new(text);
            let found = folded.text().match_indices(part).map(|(at, part)| at..at + part.len()).next();
            let original = found.map(|range| folded.original(range)).and_then(|range| text.get(range));
            assert_eq!(original, Some(expected));
        }
    }

    proptest::proptest! {
        #[test]
        fn every_letter_leads_back_to_a_letter(text in "[a-z0-9ー－ｶﾞぱé\u{301}\u{200b}　漢]{0,20}") {
            let folded = Folded::new(&text);
            for (at, letter) in folded.text().char_indices() {
                let range = folded.original(at..at + letter.len_utf8());
                proptest::prop_assert!(text.get(range).is_some_and(|part| !part.is_empty()));
            }
            proptest::prop_assert_eq!(folded.original(0..folded.text().len()).end, text.len());
        }
    }
}
