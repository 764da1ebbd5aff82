//! Japanese addresses in Latin letters: "3-12-5 Jingumae, Shibuya", "Jingumae 3-12-5, Shibuya-ku".

use std::ops::Range;

use super::lexicon::{Lexicon, key};
use crate::scrub::pattern::Pattern;

/// Finds a block with its number, and the places beside it.
pub(super) struct Romaji {
    block: Pattern,
    reversed: Pattern,
    home: Pattern,
}

impl Romaji {
    pub(super) fn new() -> Self {
        let place = "[A-ZÀ-Þ][a-zß-ɏ]{2,}(?:-[A-Za-z][a-zß-ɏ]+)*";
        Self {
            block: Pattern::new(format!(
                r"(?-u:\b)\d{{1,2}}-\d{{1,3}}-\d{{1,4}}(?:-\d{{1,4}})?\s(?<place>{place})(?:,?\s{place}){{0,3}}"
            )),
            reversed: Pattern::new(format!(
                r"(?-u:\b)(?<place>{place})\s\d{{1,2}}-\d{{1,3}}-\d{{1,4}}(?:-\d{{1,4}})?(?-u:\b)(?<town>,\s{place})?"
            )),
            home: Pattern::new(concat!(
                r"(?i)(?-u:\b)(?:live|lives|living|address|deliver[a-z]*|ship[a-z]*|send|sent|home|house|moved|",
                r"parcel)(?-u:\b)[^.!?\n]{0,20}$",
            )),
        }
    }

    /// The addresses of `text`.
    pub(super) fn find(&self, lexicon: &Lexicon, text: &str) -> Vec<Range<usize>> {
        let mut finds = Vec::new();
        let digits = |pair: &[u8]| pair.first() == Some(&b'-') && pair.last().is_some_and(u8::is_ascii_digit);
        if text.as_bytes().windows(2).filter(|pair| digits(pair)).count() < 2 {
            return finds;
        }
        for hit in self.block.captures_iter(text) {
            let (Some(whole), Some(place)) = (hit.get(0), hit.name("place")) else { continue };
            if is_place(lexicon, place.as_str()) {
                finds.push(whole.start()..places_end(lexicon, text, place.end(), whole.end()));
            }
        }
        for hit in self.reversed.captures_iter(text) {
            let (Some(whole), Some(place)) = (hit.get(0), hit.name("place")) else { continue };
            let town = hit.name("town");
            let city = lexicon.look_up(&key(place.as_str())).place();
            let named =
                !city && town.is_some_and(|town| is_place(lexicon, town.as_str().trim_start_matches([',', ' '])));
            let said = self.home.is_match(text.get(..place.start()).unwrap_or_default());
            if is_place(lexicon, place.as_str()) && (named || said) {
                let end = if named { whole.end() } else { town.map_or(whole.end(), |town| town.start()) };
                finds.push(whole.start()..end);
            }
        }
        finds
    }
}

/// Where the row of places from `end` to `last` ends.
fn places_end(lexicon: &Lexicon, text: &str, mut end: usize, last: usize) -> usize {
    while let Some(rest) = text.get(end..last).filter(|rest| !rest.is_empty()) {
        let word = rest.trim_start_matches([',', ' ']);
        let length = word.find([',', ' ']).unwrap_or(word.len());
        if !word.get(..length).is_some_and(|word| is_place(lexicon, word)) {
            break;
        }
        end += rest.len() - word.len() + length;
    }
    end
}

/// Whether a word is spelled like Japanese, and is neither a word nor a name.
fn is_place(lexicon: &Lexicon, word: &str) -> bool {
    let known = lexicon.look_up(&key(word));
    let free = known.place() || !known.word() && !known.name() && lexicon.brands(&key(word)).is_empty();
    word.len() > 3 && free && word.split('-').all(is_romaji)
}

/// Whether the word is made of the syllables of Japanese in Hepburn's spelling.
fn is_romaji(word: &str) -> bool {
    let word = key(word);
    let mut rest = word.as_str();
    while !rest.is_empty() {
        let doubled = ["kk", "ss", "tt", "pp", "tc"].iter().any(|double| rest.starts_with(double));
        let open = if doubled { rest.get(1..).unwrap_or_default() } else { rest };
        let onset = ONSETS.iter().filter(|onset| open.starts_with(**onset)).map(|onset| onset.len()).max();
        let after = open.get(onset.unwrap_or_default()..).unwrap_or_default();
        if let Some(next) = after.strip_prefix(['a', 'i', 'u', 'e', 'o']) {
            rest = next;
        } else if let Some(next) = rest.strip_prefix(['n', 'm']) {
            rest = next;
        } else {
            return false;
        }
    }
    true
}

const ONSETS: [&str; 27] = [
    "k", "ky", "g", "gy", "s", "sh", "z", "j", "t", "ch", "ts", "d", "n", "ny", "h", "hy", "f", "b", "by", "p", "py",
    "m", "my", "y", "r", "ry", "w",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scrub::marked::check;

    #[test]
    fn addresses() {
        check(&[
            "I live at ‹ADDRESS:3-12-5 Jingumae, Shibuya›",
            "‹ADDRESS:2-4-16 Nishi-Shinjuku, Tokyo› please",
            "Please ship to ‹ADDRESS:Jingumae 3-12-5› today",
            "We won 3-2-1 Manchester is the best",
        ]);
    }

    #[test]
    fn spelling() {
        for word in ["jingumae", "shinjuku", "nippori", "toyosu"] {
            assert!(is_romaji(word), "{word}");
        }
        assert!(!is_romaji("leeds") && !is_romaji("berlin"));
    }
}
