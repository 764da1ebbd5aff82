//! Which stretches of a text could be a name by their letters alone. Whether one is, its surroundings tell.

use super::kana::hiragana;
use super::letters::{Class, Line};
use super::lexicon::Lexicon;

/// What kind of name a stretch could be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Form {
    Given,
    Surname,
    /// Surname and given name.
    Full,
}

/// A stretch of letters that could be a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Name {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) form: Form,
    /// Whether it is a name whatever surrounds it: no word, place or brand is written so.
    pub(crate) sure: bool,
}

const LONGEST: usize = 12;

/// The names that begin at `start`.
pub(crate) fn names_at(lexicon: &Lexicon, line: &Line<'_>, start: usize) -> Vec<Name> {
    let mut names = Vec::new();
    let Some(class) = line.class(start) else { return names };
    if matches!(class, Class::Kanji | Class::Hiragana | Class::Katakana) {
        for (end, plain) in surnames_at(lexicon, line, start, class) {
            names.push(Name { start, end, form: Form::Surname, sure: plain });
            let spaced = line.class(end) == Some(Class::Space);
            let from = if spaced { end + 1 } else { end };
            let one = end - start == 1;
            for given in givens_at(lexicon, line, from, true) {
                if class != Class::Kanji && line.class(from) != Some(class) {
                    continue;
                }
                if (one && !spaced && given.end - from == 1) || lexicon.is_place(line.part(start..given.end)) {
                    continue;
                }
                let long = given.end - from >= 2;
                let sure = given.listed
                    && ((spaced && !one && class == Class::Kanji)
                        || (plain && (long || class == Class::Kanji))
                        || (long && !given.word && !one));
                names.push(Name { start, end: given.end, form: Form::Full, sure });
            }
        }
        for given in givens_at(lexicon, line, start, false) {
            let sure = !given.word && given.end - start >= 2;
            names.push(Name { start, end: given.end, form: Form::Given, sure });
        }
    }
    names
}

/// The names that end before `end`, the longest first.
pub(crate) fn names_before(lexicon: &Lexicon, line: &Line<'_>, end: usize) -> Vec<Name> {
    let mut names = Vec::new();
    for start in end.saturating_sub(LONGEST)..end {
        names.extend(names_at(lexicon, line, start).into_iter().filter(|name| name.end == end));
    }
    names
}

fn surnames_at(lexicon: &Lexicon, line: &Line<'_>, start: usize, class: Class) -> Vec<(usize, bool)> {
    let mut ends = Vec::new();
    let run = line.on(start, class);
    let longest = if class == Class::Kanji { 5 } else { 6 };
    for end in start + 1..=run.min(start + longest) {
        let part = line.part(start..end);
        match class {
            Class::Kanji if lexicon.is_surname(part) => ends.push((end, lexicon.is_plain(part))),
            Class::Hiragana if lexicon.reads_as_surname(part) => ends.push((end, false)),
            Class::Katakana if lexicon.reads_as_surname(&hiragana(part)) => ends.push((end, false)),
            _ => {}
        }
    }
    ends
}

struct Given {
    end: usize,
    /// A word as well.
    word: bool,
    /// In a list, not only made of the letters of given names.
    listed: bool,
}

fn givens_at(lexicon: &Lexicon, line: &Line<'_>, start: usize, after_surname: bool) -> Vec<Given> {
    let mut givens = Vec::new();
    let Some(class) = line.class(start) else { return givens };
    let run = line.on(start, class);
    let kanji_run = line.on(run, Class::Kanji);
    for end in start + 1..=(start + 7).min(line.len()) {
        let part = line.part(start..end);
        let (whole, mixed) = (end <= run, end == run + 1 && kanji_run == run + 1);
        let (named, word) = match class {
            Class::Kanji => (end <= start + 4 && lexicon.is_given(part), lexicon.is_given_word(part)),
            Class::Hiragana if whole => (lexicon.reads_as_given(part), lexicon.reads_as_word(part)),
            Class::Katakana if whole => {
                let reading = hiragana(part);
                (lexicon.reads_as_given(&reading) || lexicon.is_foreign(part), lexicon.reads_as_word(&reading))
            }
            // くみ子, エミ子, ゆう香: kana closed by one kanji.
            Class::Hiragana | Class::Katakana if mixed && end >= start + 3 && end <= start + 5 => {
                (part.ends_with(['子', '美', '江', '代', '香', '恵', '奈', '枝', '乃', '花']), false)
            }
            _ => (false, false),
        };
        if named {
            givens.push(Given { end, word, listed: true });
        } else if after_surname
            && class == Class::Kanji
            && end == run
            && (2..=3).contains(&(end - start))
            && lexicon.may_be_given(part)
        {
            givens.push(Given { end, word: false, listed: false });
        }
    }
    givens
}
