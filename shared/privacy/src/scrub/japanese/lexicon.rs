//! The lists of names, and of the words and places that only look like names.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::kana::romaji;

/// Words in the order of their bytes, as the files have them: nothing is hashed or sorted at the start, which tens of
/// thousands of names would make felt.
struct Words(Vec<&'static str>);

impl Words {
    fn contains(&self, word: &str) -> bool {
        self.0.binary_search(&word).is_ok()
    }
}

const GIVEN: &str = include_str!("../names/japanese_given.txt");
const SURNAME_READINGS: &str = include_str!("../names/japanese_surname_readings.txt");
const GIVEN_READINGS: &str = include_str!("../names/japanese_given_readings.txt");

/// Lists, one name a line. Kanji names are of any reading; readings are in hiragana.
pub(crate) struct Lexicon {
    surnames: Words,
    /// Surnames that are a name even without an honorific: neither place nor brand nor word.
    plain: Words,
    given: Words,
    /// Given names that are words as well: 愛, 未来.
    given_words: Words,
    surname_readings: Words,
    given_readings: Words,
    /// Readings that are words as well: さくら, とき.
    reading_words: Words,
    foreign: Words,
    /// What stands before an honorific and is no name: 店員, お客, スタッフ.
    words: Words,
    places: Words,
    surnames_latin: LazyLock<HashSet<String>>,
    given_latin: LazyLock<HashSet<String>>,
    /// Letters that several given names begin or go on with, and those they end with.
    letters: LazyLock<(HashSet<char>, HashSet<char>)>,
}

impl Lexicon {
    pub(crate) fn new() -> Self {
        Self {
            surnames: words(include_str!("../names/japanese_surnames.txt")),
            plain: words(include_str!("../names/japanese_plain_surnames.txt")),
            given_words: words(include_str!("../names/japanese_given_common.txt")),
            reading_words: words(include_str!("../names/japanese_given_readings_common.txt")),
            foreign: words(include_str!("../names/japanese_foreign.txt")),
            words: words(include_str!("../names/japanese_words.txt")),
            places: words(include_str!("../names/japanese_places.txt")),
            surnames_latin: LazyLock::new(|| SURNAME_READINGS.lines().flat_map(romaji).collect()),
            given_latin: LazyLock::new(|| GIVEN_READINGS.lines().flat_map(romaji).collect()),
            letters: LazyLock::new(|| letters(GIVEN)),
            given: words(GIVEN),
            surname_readings: words(SURNAME_READINGS),
            given_readings: words(GIVEN_READINGS),
        }
    }

    pub(crate) fn is_surname(&self, name: &str) -> bool {
        self.surnames.contains(name)
    }

    pub(crate) fn is_plain(&self, surname: &str) -> bool {
        self.plain.contains(surname)
    }

    pub(crate) fn is_given(&self, name: &str) -> bool {
        self.given.contains(name)
    }

    pub(crate) fn is_given_word(&self, name: &str) -> bool {
        self.given_words.contains(name)
    }

    pub(crate) fn reads_as_surname(&self, hiragana: &str) -> bool {
        self.surname_readings.contains(hiragana)
    }

    pub(crate) fn reads_as_given(&self, hiragana: &str) -> bool {
        self.given_readings.contains(hiragana)
    }

    pub(crate) fn reads_as_word(&self, hiragana: &str) -> bool {
        self.reading_words.contains(hiragana)
    }

    pub(crate) fn is_foreign(&self, katakana: &str) -> bool {
        self.foreign.contains(katakana)
    }

    pub(crate) fn is_word(&self, word: &str) -> bool {
        self.words.contains(word)
    }

    pub(crate) fn is_place(&self, word: &str) -> bool {
        self.places.contains(word)
    }

    pub(crate) fn is_latin_surname(&self, lower: &str) -> bool {
        self.surnames_latin.contains(lower)
    }

    pub(crate) fn is_latin_given(&self, lower: &str) -> bool {
        self.given_latin.contains(lower)
    }

    /// Whether these kanji may be a given name that is in no list: the letters of given names, in their places.
    pub(crate) fn may_be_given(&self, kanji: &str) -> bool {
        let (heads, tails) = &*self.letters;
        let mut letters = kanji.chars();
        letters.next_back().is_some_and(|last| tails.contains(&last))
            && letters.all(|letter| heads.contains(&letter))
            && !self.words.contains(kanji)
    }
}

fn words(list: &'static str) -> Words {
    Words(list.lines().collect())
}

/// Names that share a letter before it is taken for one of names.
const ENOUGH: u32 = 6;

fn letters(given: &str) -> (HashSet<char>, HashSet<char>) {
    let (mut heads, mut tails) = (HashMap::new(), HashMap::new());
    for name in given.lines().filter(|name| name.chars().nth(1).is_some()) {
        let mut letters = name.chars();
        if let Some(last) = letters.next_back() {
            *tails.entry(last).or_insert(0) += 1;
        }
        for letter in letters {
            *heads.entry(letter).or_insert(0) += 1;
        }
    }
    (often(heads), often(tails))
}

fn often(counts: HashMap<char, u32>) -> HashSet<char> {
    counts.into_iter().filter(|(_, count)| *count >= ENOUGH).map(|(letter, _)| letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_words_are_told_apart() {
        let lexicon = Lexicon::new();
        assert!(lexicon.is_surname("長谷川") && lexicon.is_plain("佐藤") && !lexicon.is_plain("渋谷"));
        assert!(lexicon.is_given("美咲") && lexicon.is_given_word("未来") && lexicon.may_be_given("結乃花"));
        assert!(!lexicon.may_be_given("美術館") && !lexicon.may_be_given("主任"));
        assert!(lexicon.reads_as_surname("たなか") && lexicon.reads_as_given("みゆき"));
        assert!(lexicon.is_latin_surname("sato") && lexicon.is_latin_given("shota"));
        assert!(lexicon.is_word("店員") && lexicon.is_place("三越") && lexicon.is_foreign("マイケル"));
    }

    #[test]
    fn lists_are_in_order_and_long_enough() {
        let lexicon = Lexicon::new();
        for list in [&lexicon.surnames, &lexicon.plain, &lexicon.given, &lexicon.given_words, &lexicon.foreign] {
            assert!(list.0.is_sorted());
        }
        for list in [&lexicon.surname_readings, &lexicon.given_readings, &lexicon.reading_words] {
            assert!(list.0.is_sorted());
        }
        assert!(lexicon.words.0.is_sorted() && lexicon.places.0.is_sorted());
        assert!(lexicon.surnames.0.len() >= 2_000 && lexicon.given.0.len() >= 1_500);
        assert!(lexicon.plain.0.iter().all(|name| lexicon.is_surname(name) && !lexicon.is_place(name)));
        assert!(lexicon.given_words.0.iter().all(|name| lexicon.is_given(name)));
    }
}
