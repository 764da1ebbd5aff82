//! Scrubbing of free text: what names a person is taken out of a comment before anyone stores or reads it.
//!
//! Rules, checksums, words of context and lists of names; no model. A model costs hundreds of megabytes and seconds of
//! start, and on such comments it finds no more: the full-width digits, street addresses and order numbers that general
//! tools miss are a matter of rules. What is found is destroyed, not hidden: the scrubbed text holds a mark of the
//! kind.
//!
//! Every finder reads one folded form of the text, and finds that overlap become one. A long text is read in pieces.

use std::sync::LazyLock;

use self::{english::English, fold::Folded, japanese::Japanese, language::Language, numbers::Numbers};

mod english;
mod fold;
mod found;
mod japanese;
mod kind;
mod language;
mod lists;
#[cfg(test)]
mod marked;
mod merge;
mod numbers;
mod pattern;
mod piece;

pub use self::kind::Kind;

/// The compiled rules.
pub struct Scrubber {
    numbers: Numbers,
    // Built for the first text in their letters: a process that reads one comment needs one of them.
    english: LazyLock<English>,
    japanese: LazyLock<Japanese>,
    language: Language,
}

/// Personal data in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Span {
    /// The first byte of it in the text that was given.
    pub start: usize,
    /// The byte after it.
    pub end: usize,
    /// What it is.
    pub kind: Kind,
}

/// A text without its personal data.
#[derive(Clone, PartialEq, Eq)]
pub struct Scrubbed {
    /// The text, with a mark of the kind in place of each find: "[EMAIL]", in Japanese text "[メール]".
    pub text: String,
    /// What was found, in bytes of the text that was given: ascending, and never overlapping.
    pub spans: Vec<Span>,
    /// Whether there are rules for the language of the text. Where it is neither English nor Japanese, numbers and mail
    /// addresses are found all the same, but names and streets are not: `false`.
    pub covered: bool,
}

impl std::fmt::Debug for Scrubbed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Scrubbed").field("spans", &self.spans).field("covered", &self.covered).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Scrubber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Scrubber")
    }
}

impl Default for Scrubber {
    fn default() -> Self {
        Self::new()
    }
}

impl Scrubber {
    /// The rules, compiled as texts call for them; use [`Scrubber::shared`] where one per process will do.
    #[must_use]
    pub fn new() -> Self {
        Self {
            numbers: Numbers::new(),
            english: LazyLock::new(English::new),
            japanese: LazyLock::new(Japanese::new),
            language: Language::new(),
        }
    }

    /// The one scrubber of the process.
    #[must_use]
    pub fn shared() -> &'static Self {
        static SHARED: LazyLock<Scrubber> = LazyLock::new(Scrubber::new);
        &SHARED
    }

    /// What in `text` is personal data: ascending, and never overlapping.
    #[must_use]
    pub fn find(&self, text: &str) -> Vec<Span> {
        self.find_in(text, &Folded::new(text))
    }

    /// `text` with a mark in place of each find, and whether its language is covered.
    #[must_use]
    pub fn scrub(&self, text: &str) -> Scrubbed {
        let folded = Folded::new(text);
        let spans = self.find_in(text, &folded);
        let japanese = language::has_japanese(folded.text());
        let mut scrubbed = String::with_capacity(text.len());
        let mut at = 0;
        for span in &spans {
            scrubbed.push_str(text.get(at..span.start).unwrap_or_default());
            scrubbed.push_str(span.kind.mark(japanese));
            at = span.end;
        }
        scrubbed.push_str(text.get(at..).unwrap_or_default());
        Scrubbed { text: scrubbed, spans, covered: self.language.is_covered(folded.text()) }
    }

    fn find_in(&self, text: &str, folded: &Folded) -> Vec<Span> {
        if !piece::is_long(text) {
            return self.find_folded(text, folded);
        }
        let mut spans = Vec::new();
        for range in piece::pieces(text) {
            let part = text.get(range.clone()).unwrap_or_default();
            let moved = |span: Span| Span { start: span.start + range.start, end: span.end + range.start, ..span };
            spans.extend(self.find_folded(part, &Folded::new(part)).into_iter().map(moved));
        }
        piece::unite(spans)
    }

    fn find_folded(&self, text: &str, folded: &Folded) -> Vec<Span> {
        let mut found = Vec::new();
        if folded.text().bytes().any(|byte| byte.is_ascii_alphabetic()) {
            self.english.find(folded, &mut found);
        }
        if language::has_japanese(folded.text()) {
            self.japanese.find(folded, &mut found);
        }
        let plain = self.numbers.plain_links(folded);
        found.retain(|find| !plain.iter().any(|link| link.start <= find.range.start && find.range.end <= link.end));
        self.numbers.find(folded, &mut found);
        merge::merge(folded, text, found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_take_the_place_of_what_was_found() {
        let scrubber = Scrubber::shared();
        for (text, expected) in [
            ("Write to a.b@example.com, please.", "Write to [EMAIL], please."),
            ("連絡は０９０－１２３４－５６７８まで。", "連絡は[電話番号]まで。"),
            ("Nothing to hide.", "Nothing to hide."),
            ("", ""),
        ] {
            assert_eq!(scrubber.scrub(text).text, expected);
        }
    }

    #[test]
    fn debug_shows_no_text() {
        let shown = format!("{:?}", Scrubber::shared().scrub("secret a@example.com"));
        assert!(!shown.contains("secret") && !shown.contains("example"), "{shown}");
    }

    proptest::proptest! {
        #[test]
        fn any_text_goes_through(text in "\\PC{0,60}") {
            let scrubbed = Scrubber::shared().scrub(&text);
            let mut at = 0;
            for span in scrubbed.spans {
                proptest::prop_assert!(at <= span.start && span.start < span.end);
                proptest::prop_assert!(text.get(span.start..span.end).is_some());
                at = span.end;
            }
        }
    }
}
