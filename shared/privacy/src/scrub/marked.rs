//! Cases of the unit tests: texts in which every find is marked, as in "call ‹PHONE:03-1234-5678›".

use super::{Kind, Scrubber};

/// Checks each case by the whole scrubber.
pub(crate) fn check(cases: &[&str]) {
    for case in cases {
        let (text, expected) = parse(case);
        let spans = Scrubber::shared().find(&text);
        let found: Vec<_> = spans.iter().map(|span| (text.get(span.start..span.end), span.kind)).collect();
        let expected: Vec<_> = expected.iter().map(|(part, kind)| (Some(part.as_str()), *kind)).collect();
        assert_eq!(found, expected, "in {text:?}");
    }
}

fn parse(case: &str) -> (String, Vec<(String, Kind)>) {
    let mut text = String::new();
    let mut expected = Vec::new();
    for (i, piece) in case.split(['‹', '›']).enumerate() {
        if i % 2 == 0 {
            text.push_str(piece);
            continue;
        }
        let (name, part) = piece.split_once(':').expect("a kind and a part");
        let kind = Kind::ALL.into_iter().find(|kind| kind.name() == name).expect("a known kind");
        text.push_str(part);
        expected.push((part.to_owned(), kind));
    }
    (text, expected)
}
