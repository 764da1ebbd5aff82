//! What stands around a number: the words beside it, and the letters that touch it.

use regex::Regex;

/// At most `letters` letters before byte `at`.
pub(crate) fn before(text: &str, at: usize, letters: usize) -> &str {
    let head = text.get(..at).unwrap_or_default();
    let start = head.char_indices().rev().nth(letters.saturating_sub(1)).map_or(0, |(start, _)| start);
    head.get(start..).unwrap_or_default()
}

/// At most `letters` letters from byte `at`.
pub(crate) fn after(text: &str, at: usize, letters: usize) -> &str {
    let tail = text.get(at..).unwrap_or_default();
    let end = tail.char_indices().nth(letters).map_or(tail.len(), |(end, _)| end);
    tail.get(..end).unwrap_or_default()
}

/// Where the last match of `cue` in `text` ends: of two cues, the nearer one speaks of the number.
pub(crate) fn nearest(cue: &Regex, text: &str) -> Option<usize> {
    cue.find_iter(text).last().map(|found| found.end())
}

/// Whether what stands before byte `at` makes a number there the tail of something longer, such as a code or a price.
pub(crate) fn is_tail(text: &str, at: usize) -> bool {
    let mut letters = text.get(..at).unwrap_or_default().chars().rev();
    match letters.next() {
        Some(letter) if letter.is_ascii_alphanumeric() => true,
        Some('-' | '_') => letters.next().is_some_and(|letter| letter.is_ascii_digit() || letter.is_ascii_uppercase()),
        Some('.' | ',' | ':' | '\'') => letters.next().is_some_and(|letter| letter.is_ascii_digit()),
        Some('¥' | '$' | '€' | '£' | '\\') => true,
        _ => false,
    }
}

/// Whether what stands from byte `at` makes a number before it the head of something longer.
pub(crate) fn is_head(text: &str, at: usize) -> bool {
    let mut letters = text.get(at..).unwrap_or_default().chars();
    match letters.next() {
        Some(letter) if letter.is_ascii_alphanumeric() => true,
        Some('-' | '_') => letters.next().is_some_and(|letter| letter.is_ascii_alphanumeric()),
        Some('.' | ',' | ':') => letters.next().is_some_and(|letter| letter.is_ascii_digit()),
        Some('%' | '€' | '£' | '$' | '¥' | '円') => true,
        _ => false,
    }
}

/// The Latin letters that touch byte `at` from the left.
pub(crate) fn word_before(text: &str, at: usize) -> &str {
    let head = text.get(..at).unwrap_or_default();
    let rest = head.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    head.get(rest.len()..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_beside_a_number() {
        let text = "電話は0123です";
        assert_eq!((before(text, 9, 2), after(text, 13, 1)), ("話は", "で"));
        assert_eq!((before(text, 9, 50), after(text, 13, 50)), ("電話は", "です"));
        assert_eq!((before(text, 0, 5), after(text, text.len(), 5)), ("", ""));
        assert_eq!(word_before("携帯TEL0312", 9), "TEL");
    }

    #[test]
    fn letters_that_touch_a_number() {
        for (text, at, expected) in [("A1", 1, true), ("AB-1", 3, true), ("a -1", 3, false), ("は1", 3, false)] {
            assert_eq!(is_tail(text, at), expected, "{text}");
        }
        for (text, at, expected) in
            [("1a", 1, true), ("1.", 1, false), ("1.5", 1, true), ("1円", 1, true), ("1は", 1, false)]
        {
            assert_eq!(is_head(text, at), expected, "{text}");
        }
    }
}
