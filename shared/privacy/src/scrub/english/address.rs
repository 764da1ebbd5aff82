//! Addresses down to the street: "Flat 4, 12 High Street, Leeds". A bare town is none, nor is a street without a number
//! unless someone is said to live there.

use std::ops::Range;

use super::{
    around::{has, has_capital_behind_number, is_brand, is_money, is_whole, part, rest},
    form,
    lexicon::{Lexicon, key},
    street,
};
use crate::scrub::{found::Found, kind::Kind, pattern::Pattern};

/// The pattern with the constants in place of their names.
fn full(source: &str) -> Pattern {
    let parts = [
        ("<number>", form::NUMBER),
        ("<name>", form::NAME),
        ("<side>", form::SIDE),
        ("<small>", form::SMALL_KIND),
        ("<sure>", street::SURE),
        ("<unsure>", street::UNSURE),
        ("<unit>", street::UNIT),
        ("<state>", street::STATE),
        ("<A>", "A-ZÀ-ÖØ-Þ"),
        ("<a>", "A-Za-zÀ-ɏ"),
    ];
    Pattern::new(parts.iter().fold(source.to_owned(), |source, (name, part)| source.replace(name, part)))
}

/// The finder of addresses.
pub(super) struct Address {
    sure: Pattern,
    unsure: Pattern,
    small: Pattern,
    named: Pattern,
    cued: Pattern,
    plain: Pattern,
    home: Pattern,
    other: Vec<(&'static [&'static str], Pattern)>,
    unit_before: Pattern,
    unit_after: Pattern,
    town: Pattern,
    state: Pattern,
    zip: Pattern,
    cue: Pattern,
    counted: Pattern,
    sent: Pattern,
    shop: Pattern,
}

impl Address {
    /// The patterns, not yet compiled.
    pub(super) fn new() -> Self {
        Self {
            sure: full(form::SURE),
            unsure: full(form::UNSURE),
            small: full(form::SMALL),
            named: full(form::NAMED),
            cued: full(form::CUED),
            plain: full(form::PLAIN),
            home: full(form::HOME),
            unit_before: full(form::UNIT_BEFORE),
            unit_after: full(form::UNIT_AFTER),
            town: full(form::TOWN),
            state: full(form::STATE),
            zip: full(form::ZIP),
            cue: full(form::CUE),
            counted: full(form::COUNTED),
            sent: full(form::SENT),
            shop: full(form::SHOP),
            other: form::OTHER.iter().map(|(hints, source)| (*hints, full(source))).collect(),
        }
    }

    /// Whether it is worth looking: there is a digit, or the word of a street.
    pub(super) fn may_be_in(text: &str) -> bool {
        text.bytes().any(|byte| byte.is_ascii_digit()) || has(text, &street::PLAIN)
    }

    /// Adds the addresses in `text` to `found`.
    pub(super) fn find(&self, lexicon: &Lexicon, text: &str, found: &mut Vec<Found>) {
        let mut finds: Vec<Range<usize>> = Vec::new();
        let capital = has_capital_behind_number(text);
        let mut add = |core: Range<usize>| finds.push(self.widen(lexicon, text, core));
        let cores = |pattern: &Pattern| pattern.find_iter(text).map(|core| core.range()).collect::<Vec<_>>();
        for core in if capital { cores(&self.sure) } else { Vec::new() } {
            if self.is_sure(lexicon, text, &core) {
                add(core);
            }
        }
        for core in if capital { cores(&self.unsure) } else { Vec::new() } {
            if self.is_unsure(lexicon, text, &core) {
                add(core);
            }
        }
        for core in if has(text, &street::SMALL) { cores(&self.small) } else { Vec::new() } {
            if self.is_small(lexicon, text, &core) {
                add(core);
            }
        }
        for core in if capital { cores(&self.plain) } else { Vec::new() } {
            if is_whole(part(text, 0, core.start)) && self.is_coded(rest(text, core.end)) {
                add(core);
            }
        }
        let others = self.other.iter().filter(|(hints, _)| has(text, hints)).flat_map(|(_, other)| cores(other));
        for core in if capital { cores(&self.named) } else { Vec::new() }.into_iter().chain(others) {
            if !self.counted.is_match(part(text, 0, core.start)) {
                let length = text.get(core.clone()).map_or(0, |whole| whole.trim_end_matches([',', '.', ' ']).len());
                add(core.start..core.start + length);
            }
        }
        let homes = has(text, &street::PLAIN).then(|| self.cued.captures_iter(text));
        for core in homes.into_iter().flatten().filter_map(|captures| captures.get(1)) {
            let name = core.as_str().split_whitespace().next().unwrap_or_default();
            if !self.shop.is_match(rest(text, core.end()))
                && (core.as_str().contains(',') || !matches!(name, "The" | "Our" | "Your"))
            {
                add(core.range());
            }
        }
        found.extend(finds.into_iter().map(|range| Found::new(range, Kind::Address)));
    }

    fn is_sure(&self, lexicon: &Lexicon, text: &str, core: &Range<usize>) -> bool {
        let (before, after) = (part(text, 0, core.start), rest(text, core.end));
        let addressed = self.has_place(lexicon, after);
        // "The" with any word is a street ("12 The Green") only where a town follows.
        let the = text.get(core.clone()).is_some_and(|core| core.split_whitespace().nth(1) == Some("The"));
        let counted = self.counted.is_match(before) || is_brand(text, core, after) && !self.sent.is_match(before);
        addressed || !the && is_whole(before) && !counted && !is_money(before)
    }

    fn is_unsure(&self, lexicon: &Lexicon, text: &str, core: &Range<usize>) -> bool {
        let (before, after) = (part(text, 0, core.start), rest(text, core.end));
        let words: Vec<_> = text.get(core.clone()).unwrap_or_default().split_whitespace().collect();
        let names = words.get(1..words.len().saturating_sub(1)).unwrap_or_default();
        let named = names.iter().any(|word| !lexicon.look_up(&key(word)).word());
        let state = self.town.find(after).is_some_and(|town| self.state.is_match(rest(after, town.end())));
        let cued = self.cue.is_match(before);
        is_whole(before)
            && !is_money(before)
            && (state || cued && (named || self.has_place(lexicon, after)) && !self.counted.is_match(before))
    }

    fn is_small(&self, lexicon: &Lexicon, text: &str, core: &Range<usize>) -> bool {
        let before = part(text, 0, core.start);
        let words: Vec<_> = text.get(core.clone()).unwrap_or_default().split_whitespace().collect();
        let Some((last, names)) = words.get(1..).and_then(<[_]>::split_last) else { return false };
        let street = matches!(
            *last,
            "street" | "road" | "rd" | "avenue" | "ave" | "lane" | "ln" | "boulevard" | "blvd" | "crescent" | "st"
        );
        let cued = self.cue.is_match(before) || self.has_place(lexicon, rest(text, core.end));
        is_whole(before)
            && !is_money(before)
            && !names.iter().any(|word| street::COUNTED.contains(word))
            && (street && names.len() < 3 || cued)
            && (self.home.is_match(before)
                || names.iter().any(|word| !lexicon.look_up(&key(word)).word())
                || street && cued)
            && !self.counted.is_match(before)
    }

    /// Whether a town that is in the lists, a state or a postal code follows.
    fn has_place(&self, lexicon: &Lexicon, after: &str) -> bool {
        if self.zip.is_match(after) || self.state.is_match(after) {
            return true;
        }
        self.town.captures(after).is_some_and(|captures| {
            let town = captures.get(2).map_or("", |town| town.as_str());
            let end = captures.get(0).map_or(0, |all| all.end());
            town.split([' ', '-']).any(|word| lexicon.look_up(&key(word)).place())
                || self.zip.is_match(rest(after, end))
                || self.state.is_match(rest(after, end))
        })
    }

    /// Whether a town with a postal code follows.
    fn is_coded(&self, after: &str) -> bool {
        let mut at = 0;
        for _ in 0..2 {
            let Some(town) = self.town.find(rest(after, at)) else { return false };
            at += town.end();
            let state = self.state.find(rest(after, at)).map_or(0, |state| state.end());
            if self.zip.is_match(rest(after, at + state)) {
                return true;
            }
        }
        false
    }

    /// The street with the flat before it and the town behind it.
    fn widen(&self, lexicon: &Lexicon, text: &str, core: Range<usize>) -> Range<usize> {
        let start = self.unit_before.find(part(text, 0, core.start)).map_or(core.start, |unit| unit.start());
        let mut end = core.end;
        for _ in 0..2 {
            end += self.unit_after.find(rest(text, end)).map_or(0, |unit| unit.end());
        }
        for _ in 0..4 {
            let after = rest(text, end);
            if let Some(state) = self.state.find(after) {
                end += state.end();
                break;
            }
            match self.town_end(lexicon, after) {
                0 => break,
                length => end += length,
            }
        }
        // A full stop is the sentence's own, unless it ends a short form: "St."
        let whole = text.get(start..end).unwrap_or_default();
        let bare = whole.trim_end_matches('.');
        let last = bare.rsplit(' ').next().unwrap_or_default();
        let short = street::SHORT.contains(&last) && !last.is_empty();
        if short { start..end } else { start..start + bare.len() }
    }

    /// Bytes of a town at the start of `after`; 0 if there is none.
    fn town_end(&self, lexicon: &Lexicon, after: &str) -> usize {
        let Some((all, comma, town)) = self.town.captures(after).and_then(|captures| {
            Some((captures.get(0)?.as_str(), captures.get(1)?.as_str().starts_with(','), captures.get(2)?.as_str()))
        }) else {
            return 0;
        };
        let words: Vec<_> = town.split([' ', '-']).map(|word| (word, lexicon.look_up(&key(word)))).collect();
        let Some((first, known)) = words.first() else { return 0 };
        let opener = street::OPENERS.contains(&key(first).as_str()) && words.len() > 1;
        let placed = words.iter().any(|(_, known)| known.place());
        let coded = self.state.is_match(rest(after, all.len())) || self.zip.is_match(rest(after, all.len()));
        let upper = words.len() == 1 && first.len() > 1 && first.chars().all(char::is_uppercase);
        let country = matches!(*first, "UK" | "USA" | "US" | "NY" | "NSW" | "DC");
        let whole = placed || coded || comma && (opener || !known.word()) && !upper || country;
        if whole && (comma || placed || coded || country) {
            return all.len();
        }
        // A longer row of capitals may begin with the town: ", Leeds Please".
        0
    }
}

#[cfg(test)]
mod tests {
    use crate::scrub::marked::check;

    #[test]
    fn streets_with_numbers() {
        check(&[
            "Please send it to ‹ADDRESS:Flat 4, 12 High Street, Leeds›, thanks.",
            "I live at ‹ADDRESS:221B Baker Street›.",
            "‹ADDRESS:45 Boulevard des Capucines› is wrong on the label",
            "Ship to ‹ADDRESS:4500 N 7th Ave, Apt 12, Phoenix, AZ›",
            "delivered to ‹ADDRESS:12 main st› instead",
            "Write to ‹ADDRESS:PO Box 1234, Boston› please",
            "They went to ‹ADDRESS:14 Gilbert Meadows, Lake Henry, OH› again.",
            "My house is ‹ADDRESS:Rose Cottage, 3 Mill Lane, Bath›.",
            "I live on ‹ADDRESS:Maple Street› and no van came.",
        ]);
    }

    #[test]
    fn other_numbers_towns_and_shops() {
        check(&[
            "The Oxford Street store is closed.",
            "It took 10 minutes down the road.",
            "We live in Leeds.",
            "Room 12 Park View was cold.",
            "I ordered 2 Chicken Wings and 3 Apple Pies.",
            "It is a 4 lane road.",
            "The 24 Hour Drive thru and the 4 Season Lane collection.",
        ]);
    }
}
