//! Names before an honorific or a title: 田中さん, サトウ様, 長谷川医師.

use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};

use super::border::{after_lead, begins_word};
use super::letters::{Class, Line};
use super::lexicon::Lexicon;
use super::name::{Form, Name, names_before};
use super::titles::{CLOSED, COMPANIES, KATAKANA_LEADS, KATAKANA_TRADES, LONGEST_QUOTED, OPEN, SHOPPING, TRADES};

/// Finds names by what follows them.
pub(crate) struct Honorifics {
    titles: Option<AhoCorasick>,
}

impl Honorifics {
    pub(crate) fn new() -> Self {
        let titles = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(OPEN.iter().chain(&CLOSED));
        Self { titles: titles.ok() }
    }

    /// Adds the names of `line`, as letters.
    pub(crate) fn find(&self, lexicon: &Lexicon, line: &Line<'_>, text: &str, found: &mut Vec<Range<usize>>) {
        let Some(titles) = &self.titles else { return };
        for title in titles.find_iter(text) {
            let at = Title {
                lexicon,
                line,
                start: line.index(title.start()),
                end: line.index(title.end()),
                open: title.pattern().as_usize() < OPEN.len(),
                word: text.get(title.range()).unwrap_or_default(),
            };
            found.extend(at.name());
        }
    }
}

struct Title<'a> {
    lexicon: &'a Lexicon,
    line: &'a Line<'a>,
    start: usize,
    end: usize,
    open: bool,
    word: &'a str,
}

impl Title<'_> {
    fn name(&self) -> Option<Range<usize>> {
        if self.is_part_of_a_word() {
            return None;
        }
        let spaced = self.line.class_before(self.start) == Some(Class::Space);
        let end = if spaced { self.start - 1 } else { self.start };
        if let Some(quoted) = self.quoted(end) {
            return Some(quoted);
        }
        match self.line.class_before(end)? {
            Class::Kanji => self.kanji(end),
            Class::Katakana => self.katakana(end),
            Class::Hiragana if !spaced || self.open => self.hiragana(end),
            _ => None,
        }
    }

    /// 「やました」さん: what is quoted before an honorific is a name, whatever it is.
    fn quoted(&self, end: usize) -> Option<Range<usize>> {
        if !self.open || self.line.before(end) != Some('」') {
            return None;
        }
        let start =
            (end.saturating_sub(LONGEST_QUOTED)..end - 1).rev().find(|at| self.line.before(*at) == Some('「'))?;
        (!self.lexicon.is_word(self.line.part(start..end - 1))).then_some(start..end - 1)
    }

    fn is_part_of_a_word(&self) -> bool {
        let (before, after) = (self.line.before(self.start), self.line.letter(self.end));
        let next = after.unwrap_or('。');
        let kanji_follows = self.line.class(self.end) == Some(Class::Kanji);
        // ダイナース, ナースステーション: a run of katakana is one word.
        if self.line.class(self.start) == Some(Class::Katakana)
            && (self.line.class_before(self.start) == Some(Class::Katakana)
                || self.line.class(self.end) == Some(Class::Katakana))
        {
            return true;
        }
        match self.word {
            "様" => "々子式相態変".contains(next),
            "氏" => "名神族".contains(next),
            "君" => "主臨".contains(next),
            "殿" => "堂様下".contains(next),
            "さん" => next == 'ぽ',
            "ちゃん" if next == 'と' => self.line.class_before(self.start) == Some(Class::Hiragana),
            // 届くんです, 行くんだ: the end of a verb.
            "くん" => {
                "でだじな".contains(next) && before.is_some_and(|letter| "行届聞効着働引書置動続".contains(letter))
            }
            _ => !self.open && kanji_follows && !"方達宛等様自".contains(next),
        }
    }

    fn kanji(&self, end: usize) -> Option<Range<usize>> {
        let (lexicon, line) = (self.lexicon, self.line);
        let run = line.back(end, Class::Kanji);
        let whole = line.part(run..end);
        let polite = line.before(run).is_some_and(|letter| "おご".contains(letter));
        if lexicon.is_word(whole) || (polite && end - run == 1) || COMPANIES.iter().any(|end| whole.ends_with(end)) {
            return None;
        }
        let names = names_before(lexicon, line, end);
        let best = names.into_iter().filter(|name| self.may_stand(name)).min_by_key(|name| name.start);
        if let Some(best) = best.filter(|name| name.start <= run || begins_word(line, name.start)) {
            return Some(self.with_surname_before(best.start)..end);
        }
        if !self.open && self.word != "くん" {
            return None;
        }
        let from = after_lead(line, run, end);
        let rest = line.part(from..end);
        let known = best.filter(|name| name.end - name.start >= 2);
        let trade = rest.chars().next_back().is_some_and(|last| TRADES.contains(last));
        let unknown = (2..=4).contains(&(end - from))
            && !trade
            && !polite
            && !lexicon.is_word(rest)
            && !lexicon.is_place(rest)
            && (self.open || !"でだじな".contains(line.letter(self.end).unwrap_or('。')));
        match known {
            Some(name) if end - from > 3 || !unknown => Some(name.start..end),
            _ if unknown => Some(self.with_surname_before(from)..end),
            _ => None,
        }
    }

    /// Whether this name can stand before this title.
    fn may_stand(&self, name: &Name) -> bool {
        let part = self.line.part(name.start..name.end);
        let one = name.end - name.start == 1;
        if self.open || self.word == "くん" {
            return !one || !self.lexicon.is_word(part);
        }
        let of_shop = ["店", "副店", "支店", "スタッフ", "係", "担当"].iter().any(|title| self.word.starts_with(title));
        let shop = (of_shop && SHOPPING.split(' ').any(|place| place == part))
            || (one && (of_shop || self.word.contains('部') || self.word == "館長") && "東西南北中本仲".contains(part));
        name.form == Form::Full || !(shop || one && self.line.class_before(name.start) == Some(Class::Kanji))
    }

    /// A listed surname before a given name that is in no list: 佐藤 凛空さん, 山田エリカさん.
    fn with_surname_before(&self, start: usize) -> usize {
        let spaced = self.line.class_before(start) == Some(Class::Space);
        let end = if spaced { start - 1 } else { start };
        if self.line.class_before(end) != Some(Class::Kanji)
            || (!spaced && self.line.class(start) == Some(Class::Kanji))
        {
            return start;
        }
        names_before(self.lexicon, self.line, end)
            .into_iter()
            .filter(|name| name.form == Form::Surname && begins_word(self.line, name.start))
            .filter(|name| name.end - name.start >= 2 || (!spaced && self.line.class(start) == Some(Class::Katakana)))
            .map(|name| name.start)
            .min()
            .unwrap_or(start)
    }

    fn katakana(&self, end: usize) -> Option<Range<usize>> {
        let (lexicon, line) = (self.lexicon, self.line);
        let mut start = line.back(end, Class::Katakana);
        if self.is_katakana_word(line.part(start..end)) {
            return None;
        }
        if !self.open {
            let known = names_before(lexicon, line, end).into_iter().any(|name| name.start <= start);
            return known.then(|| self.with_surname_before(start)..end);
        }
        // ジョン・スミス様, ヤマダ タロウ様.
        while let Some(joint) = line.before(start).filter(|letter| matches!(letter, '・' | '=' | ' ')) {
            let before = line.back(start - 1, Class::Katakana);
            if before == start - 1
                || self.is_katakana_word(line.part(before..start - 1))
                || (joint == ' ' && start - before > 8)
            {
                break;
            }
            start = before;
        }
        for lead in KATAKANA_LEADS {
            let letters = lead.chars().count();
            if line.part(start..end).starts_with(lead) && self.is_katakana_name(start + letters..end) {
                start += letters;
                break;
            }
        }
        // Mサイズさん: half of a word in another script.
        if matches!(line.class_before(start), Some(Class::Latin | Class::Digit)) {
            return None;
        }
        (end - start >= 2).then(|| self.with_surname_before(start)..end)
    }

    fn is_katakana_name(&self, range: Range<usize>) -> bool {
        let end = range.end;
        let names = names_before(self.lexicon, self.line, end);
        names.into_iter().any(|name| name.start == range.start) || self.lexicon.is_foreign(self.line.part(range))
    }

    fn is_katakana_word(&self, word: &str) -> bool {
        self.lexicon.is_word(word)
            || self.lexicon.is_place(word)
            || KATAKANA_TRADES.iter().any(|trade| word.ends_with(trade))
    }

    fn hiragana(&self, end: usize) -> Option<Range<usize>> {
        let (lexicon, line) = (self.lexicon, self.line);
        let run = line.back(end, Class::Hiragana);
        let from = end.saturating_sub(6).max(run);
        let word = (from..end).find(|start| lexicon.is_word(line.part(*start..end))).map_or(0, |start| end - start);
        let names = names_before(lexicon, line, end);
        let best = names
            .into_iter()
            .filter(|name| name.end - name.start > word && self.hiragana_begins(name, run))
            .min_by_key(|name| name.start);
        if let Some(best) = best {
            return Some(self.with_surname_before(best.start)..end);
        }
        let letters = end - run;
        if !self.open || word > 0 || !(2..=4).contains(&letters) {
            return None;
        }
        let first = line.letter(run).unwrap_or('の');
        let start = self.with_surname_before(run);
        let after_surname = start < run && !"のはがをにともでやへおご".contains(first);
        let alone = self.word == "ちゃん" && line.class_before(run) != Some(Class::Kanji) && !"おごの".contains(first);
        (after_surname || alone).then_some(start..end)
    }

    fn hiragana_begins(&self, name: &Name, run: usize) -> bool {
        if name.start <= run {
            return name.start < run || self.line.class_before(run) != Some(Class::Kanji);
        }
        let letters = name.end - name.start;
        let after_of = self.line.before(name.start) == Some('の');
        let head = self.line.head(name.start);
        let after_verb = ["いた", "した", "くれた", "てる", "いる"].iter().any(|verb| head.ends_with(verb));
        (begins_word(self.line, name.start) && (letters >= 3 || (after_of && letters >= 2)))
            || (after_verb && name.form >= Form::Surname)
    }
}
