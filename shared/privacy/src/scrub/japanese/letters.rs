//! A text as letters that know their script: Japanese puts no space between words, but scripts change where words do.

use std::ops::Range;

/// The script of a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    Kanji,
    Hiragana,
    Katakana,
    Latin,
    Digit,
    Space,
    Other,
}

/// The letters of a text. Every index is one of letters, not of bytes.
pub(crate) struct Line<'t> {
    text: &'t str,
    letters: Vec<char>,
    places: Vec<usize>,
    classes: Vec<Class>,
}

impl<'t> Line<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        let mut letters = Vec::with_capacity(text.len() / 2);
        let mut places = Vec::with_capacity(text.len() / 2 + 1);
        for (place, letter) in text.char_indices() {
            places.push(place);
            letters.push(letter);
        }
        places.push(text.len());
        let mut classes: Vec<Class> = Vec::with_capacity(letters.len());
        for (i, letter) in letters.iter().enumerate() {
            let before = i.checked_sub(1).and_then(|i| classes.get(i)).copied();
            let after = letters.get(i + 1).copied();
            classes.push(class(*letter, before, after));
        }
        Self { text, letters, places, classes }
    }

    /// Number of letters.
    pub(crate) fn len(&self) -> usize {
        self.letters.len()
    }

    pub(crate) fn letter(&self, i: usize) -> Option<char> {
        self.letters.get(i).copied()
    }

    pub(crate) fn before(&self, i: usize) -> Option<char> {
        i.checked_sub(1).and_then(|i| self.letter(i))
    }

    pub(crate) fn class(&self, i: usize) -> Option<Class> {
        self.classes.get(i).copied()
    }

    pub(crate) fn class_before(&self, i: usize) -> Option<Class> {
        i.checked_sub(1).and_then(|i| self.class(i))
    }

    pub(crate) fn part(&self, range: Range<usize>) -> &'t str {
        self.text.get(self.bytes(range)).unwrap_or_default()
    }

    pub(crate) fn bytes(&self, range: Range<usize>) -> Range<usize> {
        self.place(range.start)..self.place(range.end)
    }

    fn place(&self, i: usize) -> usize {
        self.places.get(i).copied().unwrap_or(self.text.len())
    }

    /// The letter that begins at this byte.
    pub(crate) fn index(&self, byte: usize) -> usize {
        self.places.partition_point(|place| *place < byte)
    }

    /// Where the run of letters of `class` that ends before `end` begins.
    pub(crate) fn back(&self, end: usize, class: Class) -> usize {
        let mut start = end;
        while self.class_before(start) == Some(class) {
            start -= 1;
        }
        start
    }

    /// Where the run of letters of `class` that begins at `start` ends.
    pub(crate) fn on(&self, start: usize, class: Class) -> usize {
        let mut end = start;
        while self.class(end) == Some(class) {
            end += 1;
        }
        end
    }

    pub(crate) fn rest(&self, i: usize) -> &'t str {
        self.text.get(self.place(i)..).unwrap_or_default()
    }

    pub(crate) fn head(&self, i: usize) -> &'t str {
        self.text.get(..self.place(i)).unwrap_or_default()
    }
}

fn class(letter: char, before: Option<Class>, after: Option<char>) -> Class {
    match letter {
        // 竹ノ内, 三ツ木: a katakana letter between kanji is part of their word.
        'ノ' | 'ケ' | 'ツ' | 'ッ' if before == Some(Class::Kanji) && after.is_some_and(is_kanji) => Class::Kanji,
        'ヶ' => Class::Kanji,
        'ー' => match before {
            Some(Class::Hiragana) => Class::Hiragana,
            _ => Class::Katakana,
        },
        '\u{3041}'..='\u{309f}' => Class::Hiragana,
        '\u{30a1}'..='\u{30fa}' | '\u{30fd}'..='\u{30ff}' => Class::Katakana,
        '0'..='9' => Class::Digit,
        _ if is_kanji(letter) => Class::Kanji,
        _ if letter.is_whitespace() => Class::Space,
        _ if letter.is_alphabetic() => Class::Latin,
        _ => Class::Other,
    }
}

fn is_kanji(letter: char) -> bool {
    matches!(letter, '々' | '〆' | '〇' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_follow_the_scripts() {
        let line = Line::new("竹ノ内さんのケーキ10個");
        assert_eq!(line.part(0..line.on(0, Class::Kanji)), "竹ノ内");
        assert_eq!(line.part(line.back(9, Class::Katakana)..9), "ケーキ");
        assert_eq!(line.index(line.bytes(3..5).start), 3);
        assert_eq!((line.rest(9), line.head(3)), ("10個", "竹ノ内"));
    }
}
