//! Finds that overlap become one.

use super::{Span, fold::Folded, found::Found, kind::Kind};

/// The finds as spans of the original text: ascending, disjoint, without white space at their ends.
///
/// Where two overlap, one span covers both, so nothing of either stays in the text. It is of the kind of the longer
/// one, except that an individual number stays one, and then a card number: what must be destroyed by law must not pass
/// as something else. A postal code at either end of an address stays a find of its own.
pub(crate) fn merge(folded: &Folded, text: &str, mut found: Vec<Found>) -> Vec<Span> {
    found.retain(|find| !find.range.is_empty());
    part_postal_codes(&mut found);
    found.sort_by_key(|find| (find.range.start, std::cmp::Reverse(find.range.end), find.kind));
    let mut whole: Vec<Union> = Vec::with_capacity(found.len());
    for find in found {
        match whole.last_mut() {
            Some(last) if find.range.start < last.end => last.take(&find),
            _ => whole.push(Union::new(&find)),
        }
    }
    whole.iter().filter_map(|union| trimmed(folded, text, union)).collect()
}

/// Several finds that overlap.
struct Union {
    start: usize,
    end: usize,
    kind: Kind,
    weight: (u8, usize, u8),
}

impl Union {
    fn new(find: &Found) -> Self {
        Self { start: find.range.start, end: find.range.end, kind: find.kind, weight: weight(find) }
    }

    fn take(&mut self, find: &Found) {
        self.end = self.end.max(find.range.end);
        let weight = weight(find);
        if weight > self.weight {
            (self.kind, self.weight) = (find.kind, weight);
        }
    }
}

/// Which find names the union: first by law, then by length, then one that rests on words of context or on a checksum
/// before one that rests on its shape.
fn weight(find: &Found) -> (u8, usize, u8) {
    let law = match find.kind {
        Kind::MyNumber => 2,
        Kind::CreditCard => 1,
        _ => 0,
    };
    let evidence = match find.kind {
        Kind::Iban | Kind::Email | Kind::UrlToken | Kind::IpAddress => 3,
        Kind::DateOfBirth | Kind::OrderNumber => 2,
        Kind::Address | Kind::Phone | Kind::PostalCode => 1,
        _ => 0,
    };
    (law, find.range.len(), evidence)
}

fn part_postal_codes(found: &mut [Found]) {
    let codes: Vec<_> =
        found.iter().filter(|find| find.kind == Kind::PostalCode).map(|find| find.range.clone()).collect();
    for find in found.iter_mut().filter(|find| find.kind == Kind::Address) {
        for code in &codes {
            if find.range.start <= code.start && code.end == find.range.end {
                find.range.end = code.start;
            } else if find.range.start == code.start && code.end < find.range.end {
                find.range.start = code.end;
            }
        }
    }
}

fn trimmed(folded: &Folded, text: &str, union: &Union) -> Option<Span> {
    let range = folded.original(union.start..union.end);
    let part = text.get(range.clone())?;
    let end = range.start + part.trim_end_matches(is_edge).len();
    let start = range.end - part.trim_start_matches(is_edge).len();
    (start < end).then_some(Span { start, end, kind: union.kind })
}

fn is_edge(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, ',' | '、' | '，')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spans(text: &str, finds: &[(usize, usize, Kind)]) -> Vec<(usize, usize, Kind)> {
        let found = finds.iter().map(|(start, end, kind)| Found::new(*start..*end, *kind)).collect();
        merge(&Folded::new(text), text, found).iter().map(|span| (span.start, span.end, span.kind)).collect()
    }

    #[test]
    fn overlapping_finds_become_one_of_the_right_kind() {
        let text = "0123456789012345678901234567890";
        for (finds, expected) in [
            (vec![(0, 5, Kind::Person), (5, 9, Kind::Phone)], vec![(0, 5, Kind::Person), (5, 9, Kind::Phone)]),
            (vec![(3, 9, Kind::Phone), (0, 5, Kind::Person)], vec![(0, 9, Kind::Phone)]),
            (vec![(0, 20, Kind::Address), (4, 16, Kind::MyNumber)], vec![(0, 20, Kind::MyNumber)]),
            (vec![(0, 18, Kind::OrderNumber), (2, 18, Kind::CreditCard)], vec![(0, 18, Kind::CreditCard)]),
            (vec![(0, 10, Kind::Phone), (0, 10, Kind::OrderNumber)], vec![(0, 10, Kind::OrderNumber)]),
            (vec![(4, 4, Kind::Person)], vec![]),
        ] {
            assert_eq!(spans(text, &finds), expected);
        }
    }

    #[test]
    fn a_postal_code_stays_beside_its_address() {
        let text = "17 High Road, Oxford, LS6 3ZD please";
        let finds = [(0, 29, Kind::Address), (22, 29, Kind::PostalCode)];
        assert_eq!(spans(text, &finds), [(0, 20, Kind::Address), (22, 29, Kind::PostalCode)]);
    }
}
