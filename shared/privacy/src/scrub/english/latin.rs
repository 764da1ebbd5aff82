//! Patterns for Latin text alone, compiled when they are first asked.

use std::{borrow::Cow, ops::Deref, sync::OnceLock};

use regex::Regex;

use crate::scrub::pattern;

/// A pattern that is compiled on first use. Most comments need few of the rules, and compiling all of them takes longer
/// than a start may.
pub(super) struct Late {
    source: Cow<'static, str>,
    regex: OnceLock<Regex>,
}

/// The pattern, in which digits, blanks and word letters are those of ASCII: the classes of Unicode hold hundreds of
/// ranges, and the long lists of streets and cues would repeat them.
pub(super) fn pattern(source: impl Into<Cow<'static, str>>) -> Late {
    let late = Late { source: source.into(), regex: OnceLock::new() };
    if cfg!(test) {
        // So that a test of the finders compiles every pattern.
        let _ = &*late;
    }
    late
}

impl Deref for Late {
    type Target = Regex;

    fn deref(&self) -> &Regex {
        self.regex.get_or_init(|| {
            let source = self.source.replace(r"\d", "[0-9]").replace(r"\s", r"[ \t\r\n]");
            pattern::pattern(&source.replace(r"\w", "[0-9A-Za-z_]"))
        })
    }
}
