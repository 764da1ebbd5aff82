//! Names, addresses, references and dates of birth in English text, and in the Latin parts of mixed text.

use self::{address::Address, birth::Birth, lexicon::Lexicon, order::Order, person::Person, romaji::Romaji};
use super::{fold::Folded, found::Found, kind::Kind};

mod address;
mod around;
mod birth;
mod brand;
mod cue;
mod form;
mod lexicon;
mod order;
mod person;
mod romaji;
mod run;
mod street;
mod token;

/// The rules of English.
pub(crate) struct English {
    lexicon: Lexicon,
    person: Person,
    address: Address,
    romaji: Romaji,
    order: Order,
    birth: Birth,
}

impl English {
    /// Reads the lists; the patterns are compiled as texts call for them.
    pub(crate) fn new() -> Self {
        Self {
            lexicon: Lexicon::new(),
            person: Person::new(),
            address: Address::new(),
            romaji: Romaji::new(),
            order: Order::new(),
            birth: Birth::new(),
        }
    }

    /// Adds what it finds to `found`, in no order.
    pub(crate) fn find(&self, folded: &Folded, found: &mut Vec<Found>) {
        let text = folded.text();
        let own = found.len();
        if Address::may_be_in(text) {
            self.address.find(&self.lexicon, text, found);
            let blocks = self.romaji.find(&self.lexicon, text).into_iter();
            found.extend(blocks.map(|range| Found::new(range, Kind::Address)));
        }
        if Order::may_be_in(text) {
            self.order.find(text, found);
        }
        if Birth::may_be_in(text) {
            self.birth.find(text, found);
        }
        let mut people = Vec::new();
        self.person.find(&self.lexicon, &token::tokens(text, &self.lexicon), &mut people);
        let apart = |person: &Found| {
            let others = found.get(own..).unwrap_or_default();
            !others.iter().any(|other| person.range.start < other.range.end && other.range.start < person.range.end)
        };
        people.retain(apart);
        found.append(&mut people);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_compiles() {
        let _ = (Address::new(), Order::new(), Birth::new(), Person::new());
    }
}
