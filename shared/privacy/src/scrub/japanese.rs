//! Names, addresses, order numbers and dates of birth of Japanese text.
//!
//! No word boundaries are written, so a name is known by lists and by what surrounds it: an honorific, a word that
//! introduces it, or the fact that the same kanji are no word, place or brand. Rejected: a morphological analyser,
//! whose dictionary alone is of tens of megabytes.

use self::address::Addresses;
use self::birth::Births;
use self::honorific::Honorifics;
use self::introduce::Introductions;
use self::latin::LatinNames;
use self::letters::Line;
use self::lexicon::Lexicon;
use self::order::Orders;
use self::passing::Passing;
use super::{fold::Folded, found::Found, kind::Kind};

mod address;
mod bare;
mod birth;
mod border;
mod honorific;
mod introduce;
mod kana;
mod latin;
mod letters;
mod lexicon;
#[cfg(test)]
mod more_names;
mod name;
mod order;
mod passing;
mod places;
#[cfg(test)]
mod tests;
mod titles;

/// The rules of Japanese.
pub(crate) struct Japanese {
    lexicon: Lexicon,
    honorifics: Honorifics,
    introductions: Introductions,
    passing: Passing,
    latin: LatinNames,
    addresses: Addresses,
    orders: Orders,
    births: Births,
}

impl Japanese {
    /// Reads the lists; the patterns are compiled as texts call for them.
    pub(crate) fn new() -> Self {
        Self {
            lexicon: Lexicon::new(),
            honorifics: Honorifics::new(),
            introductions: Introductions::new(),
            passing: Passing::new(),
            latin: LatinNames::new(),
            addresses: Addresses::new(),
            orders: Orders::new(),
            births: Births::new(),
        }
    }

    /// Adds what is personal in the Japanese part of the text.
    pub(crate) fn find(&self, folded: &Folded, found: &mut Vec<Found>) {
        let text = folded.text();
        let line = Line::new(text);
        let mut names = Vec::new();
        self.honorifics.find(&self.lexicon, &line, text, &mut names);
        self.introductions.find(&self.lexicon, &line, text, &mut names);
        self.passing.find(&self.lexicon, &line, text, &mut names);
        bare::find(&self.lexicon, &line, &mut names);
        self.latin.find(&self.lexicon, &line, text, &mut names);
        found.extend(names.into_iter().map(|name| Found::new(line.bytes(name), Kind::Person)));
        self.addresses.find(text, found);
        self.orders.find(text, found);
        self.births.find(text, found);
    }
}
