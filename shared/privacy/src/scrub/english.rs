//! Names, addresses, references and dates of birth in English text, and in the Latin parts of mixed text.

use std::sync::LazyLock;

use self::{address::Address, birth::Birth, lexicon::Lexicon, order::Order, person::Person};
use super::{fold::Folded, found::Found};

mod address;
mod beside;
mod birth;
mod brand;
mod cue;
mod form;
mod latin;
mod lexicon;
mod order;
mod person;
mod run;
mod street;
mod token;

/// The rules of English.
pub(crate) struct English {
    // Read when the first text in Latin letters comes, as the patterns are compiled when first asked.
    lexicon: LazyLock<Lexicon>,
    person: Person,
    address: Address,
    order: Order,
    birth: Birth,
}

impl English {
    /// The rules, not yet read and compiled.
    pub(crate) fn new() -> Self {
        Self {
            lexicon: LazyLock::new(Lexicon::new),
            person: Person::new(),
            address: Address::new(),
            order: Order::new(),
            birth: Birth::new(),
        }
    }

    /// Adds what it finds to `found`, in no order.
    pub(crate) fn find(&self, folded: &Folded, found: &mut Vec<Found>) {
        let text = folded.text();
        if !text.bytes().any(|byte| byte.is_ascii_alphabetic()) {
            return;
        }
        let own = found.len();
        if Address::may_be_in(text) {
            self.address.find(&self.lexicon, text, found);
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
