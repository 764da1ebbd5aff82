//! A text as words and signs, with what the lists say about each word.

use super::lexicon::{Known, Lexicon, key};

/// How a token is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// dave
    Lower,
    /// Dave, McKay, O'Brien
    Title,
    /// DAVE
    Upper,
    /// One capital letter: an initial, "I" or "A".
    Initial,
    /// iPhone, 4B, A7, 12
    Other,
    /// Any sign, and letters of another script.
    Sign,
}

/// A word or a sign.
#[derive(Clone, Debug)]
pub(super) struct Token {
    /// First byte.
    pub(super) start: usize,
    /// Byte after the last, without the possessive "'s".
    pub(super) end: usize,
    /// Lower case, without accents; for a sign the sign itself.
    pub(super) key: String,
    /// How it is written.
    pub(super) shape: Shape,
    /// Whether "'s" follows.
    pub(super) possessive: bool,
    /// Whether white space precedes.
    pub(super) spaced: bool,
    /// Whether a line break precedes, or the text starts here.
    pub(super) line: bool,
    /// Whether it is part of a mail address or a link.
    pub(super) machine: bool,
    /// What the lists say.
    pub(super) known: Known,
}

impl Token {
    /// Whether it is a word that begins with a capital letter.
    pub(super) fn capital(&self) -> bool {
        matches!(self.shape, Shape::Title | Shape::Upper | Shape::Initial)
    }

    /// Whether it ends a sentence.
    pub(super) fn stop(&self) -> bool {
        self.shape == Shape::Sign && matches!(self.key.as_str(), "." | "!" | "?" | ";" | ":" | "…" | "\"")
    }
}

/// The tokens of `text`.
pub(super) fn tokens(text: &str, lexicon: &Lexicon) -> Vec<Token> {
    let mut tokens = Vec::with_capacity(text.len() / 5 + 1);
    let (mut at, mut chunk_end, mut machine) = (0, 0, false);
    let (mut spaced, mut line) = (true, true);
    while let Some(first) = text.get(at..).and_then(|rest| rest.chars().next()) {
        if first.is_whitespace() {
            spaced = true;
            line |= first == '\n' || first == '\r';
            at += first.len_utf8();
            continue;
        }
        if at >= chunk_end {
            let rest = text.get(at..).unwrap_or_default();
            let chunk = rest.split(char::is_whitespace).next().unwrap_or_default();
            chunk_end = at + chunk.len();
            machine = is_machine(chunk);
        }
        let length = text.get(at..).map_or(0, |rest| plain_length(rest, word_length(rest))).max(first.len_utf8());
        let whole = text.get(at..at + length).unwrap_or_default();
        let word = ["'s", "’s", "'S", "’S"].iter().find_map(|end| whole.strip_suffix(end)).unwrap_or(whole);
        let shape = shape(word);
        let key = if shape == Shape::Sign { whole.to_owned() } else { key(word) };
        let known = if shape == Shape::Sign { Known::default() } else { lexicon.look_up(&key) };
        let (end, possessive) = (at + word.len(), word.len() < whole.len());
        tokens.push(Token { start: at, end, key, shape, possessive, spaced, line, machine, known });
        (spaced, line) = (false, false);
        at += length;
    }
    tokens
}

fn is_machine(chunk: &str) -> bool {
    chunk.contains('@') && chunk.len() > 1 && !chunk.starts_with('@')
        || chunk.contains("://")
        || chunk.starts_with("www.")
        || chunk.contains(".com")
        || chunk.contains(".co.")
}

/// Bytes of the word at the start of `text`: letters and digits of Latin script, with hyphens and apostrophes between
/// letters.
fn word_length(text: &str) -> usize {
    let mut letters = text.char_indices().peekable();
    let mut before = ' ';
    let mut end = 0;
    while let Some((at, letter)) = letters.next() {
        let after = letters.peek().map_or(' ', |(_, after)| *after);
        let joins = matches!(letter, '\'' | '’' | '-') && is_letter(before) && is_letter(after);
        if !is_letter(letter) && !letter.is_ascii_digit() && !joins {
            break;
        }
        end = at + letter.len_utf8();
        before = letter;
    }
    end
}

/// The length without a Japanese form of address: "Kobayashi-san".
fn plain_length(text: &str, length: usize) -> usize {
    const POLITE: [&str; 5] = ["-san", "-sama", "-kun", "-chan", "-sensei"];
    let word = text.get(..length).unwrap_or_default().to_ascii_lowercase();
    POLITE.iter().find_map(|polite| word.strip_suffix(polite)).filter(|name| name.len() > 1).map_or(length, str::len)
}

/// A letter of Latin script.
pub(super) fn is_letter(letter: char) -> bool {
    letter.is_ascii_alphabetic()
        || matches!(letter, '\u{c0}'..='\u{24f}' | '\u{300}'..='\u{36f}' | '\u{1e00}'..='\u{1eff}')
            && letter != '×'
            && letter != '÷'
}

fn shape(word: &str) -> Shape {
    let mut letters = word.chars();
    let Some(first) = letters.next().filter(|first| is_letter(*first)) else {
        return if word.starts_with(|c: char| c.is_ascii_digit()) { Shape::Other } else { Shape::Sign };
    };
    if word.chars().any(|c| c.is_ascii_digit()) {
        return Shape::Other;
    }
    let rest = letters.as_str();
    let (upper, lower) = (rest.chars().any(char::is_uppercase), rest.chars().any(char::is_lowercase));
    match (first.is_uppercase(), upper, lower) {
        (true, false, false) => Shape::Initial,
        (true, true, false) => Shape::Upper,
        (true, ..) => Shape::Title,
        (false, true, _) => Shape::Other,
        (false, false, _) => Shape::Lower,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_signs_and_shapes() {
        let text = "Karen's O'Brien-Smith, iPhone A7 J. dave\nBOB x.y@example.com さん";
        let found = tokens(text, &Lexicon::new());
        let shown: Vec<_> = found.iter().map(|token| (token.key.as_str(), token.shape)).collect();
        assert_eq!(
            shown.get(..9),
            Some(
                [
                    ("karen", Shape::Title),
                    ("obrien-smith", Shape::Title),
                    (",", Shape::Sign),
                    ("iphone", Shape::Other),
                    ("a7", Shape::Other),
                    ("j", Shape::Initial),
                    (".", Shape::Sign),
                    ("dave", Shape::Lower),
                    ("bob", Shape::Upper),
                ]
                .as_slice()
            )
        );
        assert!(found.first().is_some_and(|token| token.possessive && token.end == 5));
        assert!(found.iter().filter(|token| token.machine).count() == 7);
    }
}
