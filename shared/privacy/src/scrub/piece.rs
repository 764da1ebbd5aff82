//! Long texts in pieces, so that the time they take grows with their length and not with its square.

use std::cmp::Reverse;
use std::ops::Range;

use super::Span;

/// Letters above which a text is read in pieces. No comment is as long; what is was pasted.
const LONG: usize = 20_000;
/// Bytes of a piece, at most.
const PIECE: usize = 6_000;
/// Bytes that two pieces share where no line and no sentence ends between them.
const SHARED: usize = 300;

/// Whether `text` is read in pieces.
pub(crate) fn is_long(text: &str) -> bool {
    text.len() > LONG && text.chars().nth(LONG).is_some()
}

/// The pieces of `text`: from the end of a line or a sentence to another. Where there is none, two pieces overlap, so
/// that what is cut by the end of the one lies whole in the other.
pub(crate) fn pieces(text: &str) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let mut start = 0;
    while text.len() - start > PIECE {
        let limit = floor(text, start + PIECE);
        let part = text.get(start..limit).unwrap_or_default();
        let end = part.rfind('\n').or_else(|| last_sentence(part)).filter(|end| *end > SHARED);
        match end {
            Some(end) => {
                pieces.push(start..start + end);
                start += end;
            }
            None => {
                pieces.push(start..limit);
                start = floor(text, limit - SHARED);
            }
        }
    }
    pieces.push(start..text.len());
    pieces
}

/// The spans of all pieces: ascending, and one where two of them overlap.
pub(crate) fn unite(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_by_key(|span| (span.start, Reverse(span.end)));
    let mut united: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match united.last_mut() {
            Some(last) if span.start < last.end => {
                if span.end - span.start > last.end - last.start {
                    last.kind = span.kind;
                }
                last.end = last.end.max(span.end);
            }
            _ => united.push(span),
        }
    }
    united
}

/// Where the last sentence of `part` that ends in it ends.
fn last_sentence(part: &str) -> Option<usize> {
    let japanese = part.rfind(['。', '！', '？']).map(|at| at + '。'.len_utf8());
    let latin = [". ", "! ", "? "].iter().filter_map(|end| part.rfind(end)).max().map(|at| at + 2);
    japanese.max(latin)
}

/// The nearest boundary of a letter at or before `at`.
fn floor(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scrub::{Kind, Scrubber};

    #[test]
    fn nothing_is_lost_between_pieces() {
        for (sentence, finds) in [
            ("call 0161 211 7439 now, ", 1),
            ("Thanks to Michelle. Call 0161 211 7439.\n", 2),
            ("電話は０９０－１２３４－５６７８です。", 1),
            ("電話は090-1234-5678、", 1),
        ] {
            let text = sentence.repeat(1_500);
            assert!(is_long(&text));
            let spans = Scrubber::shared().find(&text);
            assert_eq!(spans.iter().filter(|span| span.kind == Kind::Phone).count(), 1_500, "{sentence}");
            assert_eq!(spans.len(), finds * 1_500, "{sentence}");
        }
    }

    proptest::proptest! {
        #[test]
        fn pieces_cover_the_text(text in "[a-z。. \\n]{0,200}", times in 1_usize..400) {
            let text = text.repeat(times);
            let mut end = 0;
            for piece in pieces(&text) {
                proptest::prop_assert!(piece.start <= end && piece.end >= end && piece.len() <= PIECE);
                end = piece.end;
            }
            proptest::prop_assert_eq!(end, text.len());
        }
    }
}
