//! Names that nothing introduces: a surname with a given name, and surnames that are nothing else.

use std::ops::Range;

use super::border::{begins_word, ends_word};
use super::kana::hiragana;
use super::letters::{Class, Line};
use super::lexicon::Lexicon;
use super::name::{Form, names_at};

/// Adds the names of `line`, as letters.
pub(crate) fn find(lexicon: &Lexicon, line: &Line<'_>, found: &mut Vec<Range<usize>>) {
    let mut start = 0;
    while start < line.len() {
        let Some(class) = line.class(start) else { break };
        let end = match class {
            Class::Kanji if begins_word(line, start) => kanji(lexicon, line, start),
            Class::Katakana if begins_word(line, start) => katakana(lexicon, line, start),
            _ => None,
        };
        if let Some(end) = end {
            found.push(start..end);
        }
        start = end.unwrap_or(start + 1);
    }
}

fn kanji(lexicon: &Lexicon, line: &Line<'_>, start: usize) -> Option<usize> {
    names_at(lexicon, line, start)
        .into_iter()
        .filter(|name| name.sure || (name.form == Form::Surname && acts(line, name.start, name.end)))
        .filter(|name| name.form >= Form::Surname && ends_word(line, name.end))
        .filter(|name| !lexicon.is_place(line.part(start..name.end)))
        .map(|name| name.end)
        .max()
}

/// A surname and a given name as one run, or with a space; or two names with a dot, one of them known.
fn katakana(lexicon: &Lexicon, line: &Line<'_>, start: usize) -> Option<usize> {
    let run = line.on(start, Class::Katakana);
    let first = line.part(start..run);
    if lexicon.is_word(first) || lexicon.is_place(first) {
        return None;
    }
    match line.letter(run) {
        Some('・' | '=') => {
            let end = line.on(run + 1, Class::Katakana);
            let second = line.part(run + 1..end);
            let known = lexicon.is_foreign(first) && (lexicon.is_foreign(second) || second.chars().count() >= 3);
            (known && !lexicon.is_place(line.part(start..end)) && ends_word(line, end)).then_some(end)
        }
        Some(' ') if lexicon.reads_as_surname(&hiragana(first)) => {
            let end = line.on(run + 1, Class::Katakana);
            let given = hiragana(line.part(run + 1..end));
            (lexicon.reads_as_given(&given) && end - run > 2).then_some(end)
        }
        _ => names_at(lexicon, line, start)
            .into_iter()
            .any(|name| name.form == Form::Full && name.end == run && run - start >= 5)
            .then_some(run),
    }
}

/// Whether what follows tells of somebody who serves: 大橋が対応, where 大橋 may be a bridge as well.
fn acts(line: &Line<'_>, start: usize, end: usize) -> bool {
    const DEEDS: [&str; 12] = [
        "対応し",
        "接客",
        "案内してくれ",
        "説明してくれ",
        "担当し",
        "の態度",
        "の対応",
        "謝",
        "電話に出",
        "教えてくれ",
        "怒鳴",
        "施術",
    ];
    let rest: String = line.rest(end).chars().take(12).collect();
    end - start >= 2
        && ["が", "は", "の", "に"].iter().any(|particle| rest.starts_with(particle))
        && DEEDS.iter().any(|deed| rest.split(['。', '、']).next().is_some_and(|clause| clause.contains(deed)))
}
