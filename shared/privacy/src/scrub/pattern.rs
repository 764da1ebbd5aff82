//! Patterns compiled from the code's own text.

use std::borrow::Cow;
use std::iter::Peekable;
use std::ops::Deref;
use std::str::Chars;
use std::sync::OnceLock;

use regex::Regex;

use super::lists::expand;

/// A pattern that is compiled when it is first used: most comments need few of them, and a process that has just
/// started answers its first one sooner.
///
/// Digits, blanks and word letters are those of ASCII: the classes of Unicode hold hundreds of ranges, and in a folded
/// text nothing else is one.
pub(crate) struct Pattern {
    lists: &'static str,
    source: Cow<'static, str>,
    compiled: OnceLock<Regex>,
}

impl Pattern {
    /// The pattern of `source`.
    pub(crate) fn new(source: impl Into<Cow<'static, str>>) -> Self {
        Self::of("", source)
    }

    /// The pattern of `source`, in which `<name>` stands for a list of `lists` (see [`expand`]).
    pub(crate) fn of(lists: &'static str, source: impl Into<Cow<'static, str>>) -> Self {
        let pattern = Self { lists, source: source.into(), compiled: OnceLock::new() };
        if cfg!(test) {
            // So that a test of the finders compiles every pattern.
            let _: &Regex = &pattern;
        }
        pattern
    }
}

impl Deref for Pattern {
    type Target = Regex;

    fn deref(&self) -> &Regex {
        self.compiled.get_or_init(|| {
            let source = expand(self.lists, &self.source).replace(r"\d", "[0-9]").replace(r"\s", r"[ \t\r\n]");
            pattern(&source.replace(r"\w", "[0-9A-Za-z_]"))
        })
    }
}

/// The compiled pattern. One that is broken matches nothing, so that a slip in one rule never takes the others down;
/// in tests it fails at once, and a test compiles all of them.
///
/// A pattern that opens with `(?i)` takes the letters A to Z in either case. The crate's own flag would fold the whole
/// of Unicode, with tables that nothing else here needs.
///
/// Remember that `\b` sees no boundary between a Latin letter and kana or kanji, since all of them are letters: write
/// `(?-u:\b)`.
fn pattern(source: &str) -> Regex {
    let compiled = match source.strip_prefix("(?i)") {
        Some(rest) => Regex::new(&in_any_case(rest)),
        None => Regex::new(source),
    };
    compiled.unwrap_or_else(|error| {
        debug_assert!(false, "{source}: {error}");

        never()
    })
}

#[expect(clippy::expect_used, reason = "a constant pattern; a test compiles it")]
fn never() -> Regex {
    Regex::new(r"[^\s\S]").expect("the empty class")
}

/// The pattern with each letter of A to Z as a class of both of its cases.
fn in_any_case(source: &str) -> String {
    let mut result = String::with_capacity(source.len() * 3);
    let mut rest = source.chars().peekable();
    let mut class = 0_u32;
    while let Some(letter) = rest.next() {
        match letter {
            '\\' => copy_escape(&mut rest, &mut result),
            '(' if rest.peek() == Some(&'?') => {
                result.push('(');
                // Flags and names of groups are no text; ":" ends the ones, ">" or ")" the others.
                copy_through(&mut rest, &mut result, &[':', '>', ')']);
            }
            '[' | ']' => {
                class = if letter == '[' { class + 1 } else { class.saturating_sub(1) };
                result.push(letter);
            }
            _ if !letter.is_ascii_alphabetic() => result.push(letter),
            _ if class == 0 => {
                result.extend(['[', letter.to_ascii_lowercase(), letter.to_ascii_uppercase(), ']']);
            }
            _ => push_range(letter, &mut rest, &mut result),
        }
    }
    result
}

/// A letter of a class, or the range that it opens.
fn push_range(first: char, rest: &mut Peekable<Chars<'_>>, result: &mut String) {
    let mut ahead = rest.clone();
    let last = (ahead.next() == Some('-')).then(|| ahead.next()).flatten().filter(char::is_ascii_alphabetic);
    match last {
        Some(last) => {
            *rest = ahead;
            result.extend([first.to_ascii_lowercase(), '-', last.to_ascii_lowercase()]);
            result.extend([first.to_ascii_uppercase(), '-', last.to_ascii_uppercase()]);
        }
        None => result.extend([first.to_ascii_lowercase(), first.to_ascii_uppercase()]),
    }
}

fn copy_escape(rest: &mut Peekable<Chars<'_>>, result: &mut String) {
    result.push('\\');
    let escaped = rest.next();
    result.extend(escaped);
    if matches!(escaped, Some('p' | 'P' | 'x' | 'u')) && rest.peek() == Some(&'{') {
        copy_through(rest, result, &['}']);
    }
}

fn copy_through(rest: &mut Peekable<Chars<'_>>, result: &mut String, ends: &[char]) {
    for letter in rest.by_ref() {
        result.push(letter);
        if ends.contains(&letter) {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_compiles() {
        let _ = crate::scrub::Scrubber::new().find("a あ");
    }

    #[test]
    fn what_stands_in_for_a_broken_pattern_never_matches() {
        assert!(!never().is_match("") && !never().is_match("a あ\n"));
    }

    #[test]
    fn letters_in_either_case() {
        for (source, expected) in [
            (r"a\bé[^c-f_x]{2}", r"[aA]\bé[^c-fC-F_xX]{2}"),
            (r"(?:t|(?-u:\b)x)\p{Latin}[\p{Han}\]b]", r"(?:[tT]|(?-u:\b)[xX])\p{Latin}[\p{Han}\]bB]"),
            ("(?<name>B)(?P<other>か)", "(?<name>[bB])(?P<other>か)"),
        ] {
            assert_eq!(in_any_case(source), expected);
        }
        assert!(pattern("(?i)^ΤΕΛ tel$").is_match("ΤΕΛ TeL") && !pattern("tel").is_match("TEL"));
    }
}
