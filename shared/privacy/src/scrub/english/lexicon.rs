//! What the lists say about a word: a name, an ordinary word, a place, or several of these.
//!
//! A name that is also a word (Will, Rose, Price) or a place (Paris, Jordan) is a name only where the sentence says so,
//! hence the lists of words and places beside the lists of names.

use std::collections::HashMap;

/// What is known of a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Known(u8);

impl Known {
    const GIVEN: u8 = 1;
    const SURNAME: u8 = 2;
    const WORD: u8 = 4;
    const PLACE: u8 = 8;
    const UNSURE: u8 = 16;

    /// In the list of given names.
    pub(super) fn given(self) -> bool {
        self.0 & Self::GIVEN != 0
    }

    /// In the list of surnames.
    pub(super) fn surname(self) -> bool {
        self.0 & Self::SURNAME != 0
    }

    /// In either list.
    pub(super) fn name(self) -> bool {
        self.given() || self.surname()
    }

    /// An ordinary word.
    pub(super) fn word(self) -> bool {
        self.0 & Self::WORD != 0
    }

    /// A town, region or country.
    pub(super) fn place(self) -> bool {
        self.0 & Self::PLACE != 0
    }

    /// A name and nothing else.
    pub(super) fn plain(self) -> bool {
        self.name() && self.0 & (Self::WORD | Self::PLACE | Self::UNSURE) == 0
    }

    /// In no list.
    pub(super) fn unknown(self) -> bool {
        self.0 == 0
    }
}

/// The lists.
pub(super) struct Lexicon {
    words: HashMap<&'static str, u8>,
    brands: HashMap<&'static str, Vec<&'static str>>,
}

impl Lexicon {
    /// Reads the lists.
    pub(super) fn new() -> Self {
        let lists = [
            (include_str!("../names/english_given.txt"), Known::GIVEN),
            (include_str!("../names/english_surnames.txt"), Known::SURNAME),
            (include_str!("../names/english_words.txt"), Known::WORD),
            (include_str!("../names/english_places.txt"), Known::PLACE),
            (include_str!("../names/english_ambiguous.txt"), Known::UNSURE),
        ];
        let mut words = HashMap::with_capacity(16_384);
        for (list, flag) in lists {
            for word in list.lines() {
                *words.entry(word).or_insert(0) |= flag;
            }
        }
        let mut brands: HashMap<_, Vec<_>> = HashMap::with_capacity(2_048);
        for brand in include_str!("../names/english_brands.txt").lines() {
            let first = brand.split(' ').next().unwrap_or(brand);
            brands.entry(first).or_default().push(brand);
        }
        Self { words, brands }
    }

    /// What is known of `key`: lower case, without accents and apostrophes.
    pub(super) fn look_up(&self, key: &str) -> Known {
        if let Some(flags) = self.words.get(key) {
            return Known(*flags);
        }
        if let Some((first, rest)) = key.split_once('-') {
            return self.look_up_joined(first, rest);
        }
        Known(if self.is_inflected(key) { Known::WORD } else { 0 })
    }

    /// Names of brands, characters and works that begin with `key`, as keys with single spaces.
    pub(super) fn brands(&self, key: &str) -> &[&'static str] {
        self.brands.get(key).map_or(&[], Vec::as_slice)
    }

    /// Anne-Marie and Smith-Jones are names, check-in is not.
    fn look_up_joined(&self, first: &str, rest: &str) -> Known {
        let (first, rest) = (self.look_up(first), self.look_up(rest));
        if first.plain() && (rest.name() || !rest.word()) || rest.plain() && (first.name() || !first.word()) {
            return Known(
                first.0 & Known::GIVEN | rest.0 & Known::SURNAME | (first.0 | rest.0) & (Known::GIVEN | Known::SURNAME),
            );
        }
        Known(if first.word() && rest.word() { Known::WORD } else { 0 })
    }

    fn is_inflected(&self, key: &str) -> bool {
        const ENDS: [(&str, &[&str]); 14] = [
            ("s", &[""]),
            ("es", &["", "e"]),
            ("ies", &["y"]),
            ("ed", &["", "e"]),
            ("ied", &["y"]),
            ("ing", &["", "e"]),
            ("ly", &["", "le"]),
            ("ily", &["y"]),
            ("er", &["", "e"]),
            ("est", &["", "e"]),
            ("ier", &["y"]),
            ("iest", &["y"]),
            ("y", &["", "e"]),
            ("ness", &[""]),
        ];
        let is_word = |stem: &str| self.words.get(stem).is_some_and(|flags| flags & Known::WORD != 0);
        ENDS.iter().any(|(end, stems)| {
            key.strip_suffix(end).filter(|stem| stem.len() > 2).is_some_and(|stem| {
                let undoubled = stem.get(..stem.len() - 1).filter(|short| short.ends_with(last_letter(stem)));
                stems.iter().any(|add| if add.is_empty() { is_word(stem) } else { is_word(&format!("{stem}{add}")) })
                    || undoubled.is_some_and(is_word)
            })
        })
    }
}

fn last_letter(stem: &str) -> char {
    stem.chars().next_back().unwrap_or(' ')
}

/// The form of a word in the lists: lower case, without accents and apostrophes.
pub(super) fn key(word: &str) -> String {
    let mut key = String::with_capacity(word.len());
    for letter in word.chars().flat_map(char::to_lowercase) {
        match letter {
            '\'' | '’' | '.' => {}
            'à'..='å' | 'ā' | 'ă' | 'ą' => key.push('a'),
            'ç' | 'ć' | 'č' => key.push('c'),
            'ď' | 'đ' | 'ð' => key.push('d'),
            'è'..='ë' | 'ē' | 'ė' | 'ę' | 'ě' => key.push('e'),
            'ğ' => key.push('g'),
            'ì'..='ï' | 'ī' | 'ı' => key.push('i'),
            'ł' => key.push('l'),
            'ñ' | 'ń' | 'ň' => key.push('n'),
            'ò'..='ö' | 'ø' | 'ō' | 'ő' => key.push('o'),
            'ř' => key.push('r'),
            'ś' | 'š' | 'ş' | 'ș' => key.push('s'),
            'ß' => key.push_str("ss"),
            'ť' | 'ţ' | 'ț' => key.push('t'),
            'ù'..='ü' | 'ū' | 'ů' | 'ű' => key.push('u'),
            'ý' | 'ÿ' => key.push('y'),
            'ź' | 'ż' | 'ž' => key.push('z'),
            'æ' => key.push_str("ae"),
            'œ' => key.push_str("oe"),
            '\u{307}' => {}
            _ => key.push(letter),
        }
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_words_and_what_is_both() {
        let lexicon = Lexicon::new();
        for name in ["michelle", "lindqvist", "anne-marie", "obrien", "smith-jones", "jose"] {
            assert!(lexicon.look_up(name).plain(), "{name}");
        }
        for unsure in ["will", "rose", "price", "paris", "jordan", "hope"] {
            let known = lexicon.look_up(unsure);
            assert!(known.name() && !known.plain(), "{unsure}");
        }
        for word in ["sandwiches", "delivered", "stopping", "check-in", "easiest"] {
            assert!(lexicon.look_up(word).word(), "{word}");
        }
        assert!(lexicon.look_up("xyzzy").unknown());
    }

    #[test]
    fn keys_have_no_accents() {
        assert_eq!(key("José"), "jose");
        assert_eq!(key("O’Brien"), "obrien");
        assert_eq!(key("STRAẞE"), "strasse");
    }

    #[test]
    fn the_lists_are_keys() {
        let lexicon = Lexicon::new();
        assert!(lexicon.words.keys().all(|word| key(word) == **word || word.contains('\'')));
        assert!(lexicon.brands.values().flatten().all(|brand| key(brand) == **brand));
    }
}
