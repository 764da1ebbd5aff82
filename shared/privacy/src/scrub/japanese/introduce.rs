//! Names that a word before or after them introduces: 名前は田中です, 担当の佐藤, 娘の美咲, 鈴木と申します, 橋本より。

use std::ops::Range;

use super::border::{begins_word, ends_word, particle};
use super::letters::{Class, Line};
use super::lexicon::Lexicon;
use super::name::{Form, Name, names_at, names_before};
use crate::scrub::pattern::Pattern;

const CUES: &str = include_str!("../cues/japanese_names.txt");

/// Finds names by words that introduce them.
pub(crate) struct Introductions {
    role: Pattern,
    label: Pattern,
    relative: Pattern,
    says: Pattern,
    called: Pattern,
    is: Pattern,
    signed: Pattern,
}

impl Introductions {
    pub(crate) fn new() -> Self {
        Self {
            role: Pattern::of(CUES, r"<role>(?:さん|の方|は|が|の名前は|には|に|:|も)?(?:、|の|は|:|「|『|\(|\s)"),
            label: Pattern::of(CUES, r"<label>(?:欄)?(?:は|が|を|に|も|で|の|には|:|、|=|／|/|\(|「|『|\s)+"),
            relative: Pattern::of(
                CUES,
                r"<relative>(?:の|は|・|\s|、|:|\((?:[^()0-9]{0,4}[0-9]{1,2}[^()]{0,3}[・、 ])?|「|が)",
            ),
            says: Pattern::new(
                r"(?:と|って)(?:申し|もうし|名乗|言い?(?:います|いまして|う者)|いいます|いいまして|いう者)",
            ),
            called: Pattern::of(CUES, r"<called>"),
            is: Pattern::new(r"(?:です|でした|だった|でございます)"),
            signed: Pattern::new(r"(?:より|から|拝|記)[。.!]*\s*$"),
        }
    }

    /// Adds the names of `line`, as letters.
    pub(crate) fn find(&self, lexicon: &Lexicon, line: &Line<'_>, text: &str, found: &mut Vec<Range<usize>>) {
        let reader = Reader { lexicon, line };
        for cue in self.role.find_iter(text) {
            found.extend(reader.after(line.index(cue.end()), |name| reader.fits_role(name)));
        }
        for cue in self.label.find_iter(text) {
            let at = line.index(cue.end());
            let goods =
                ["商品", "店", "料理", "メニュー", "会社", "製品", "薬", "施設", "ブランド", "部屋", "その", "品"];
            let head = text.get(..cue.start()).unwrap_or_default();
            let owned = cue.as_str().contains("名義") && cue.as_str().ends_with('の');
            if !goods.iter().any(|word| head.trim_end_matches('の').ends_with(word)) {
                found.extend(reader.after(at, |_| true).or_else(|| reader.unknown_after(at).filter(|_| !owned)));
            }
        }
        for cue in self.relative.find_iter(text) {
            found.extend(reader.after(line.index(cue.end()), |name| reader.fits_relative(name)));
        }
        for cue in self.says.find_iter(text) {
            let at = line.index(cue.start());
            let humble = !cue.as_str().contains('言') && !cue.as_str().contains("いい");
            found.extend(reader.before(at, |_| true).or_else(|| reader.unknown_before(at).filter(|_| humble)));
        }
        for cue in self.called.find_iter(text) {
            found.extend(reader.before(line.index(cue.start()), |name| name.end - name.start >= 2));
        }
        for cue in self.is.find_iter(text) {
            let at = line.index(cue.start());
            found.extend(reader.before(at, |name| reader.opens_sentence(name) && reader.fits_is(name, text)));
        }
        if let Some(cue) = self.signed.find(text) {
            let at = line.index(cue.start());
            found.extend(reader.before(at, |name| reader.opens_sentence(name) && reader.fits_signature(name)));
        }
    }
}

pub(super) struct Reader<'a> {
    pub(super) lexicon: &'a Lexicon,
    pub(super) line: &'a Line<'a>,
}

impl Reader<'_> {
    /// The longest name from `at` on that ends where a word may end.
    pub(super) fn after(&self, at: usize, fits: impl Fn(&Name) -> bool) -> Option<Range<usize>> {
        names_at(self.lexicon, self.line, at)
            .into_iter()
            .filter(|name| ends_word(self.line, name.end) && fits(name))
            .max_by_key(|name| name.end)
            .map(|name| name.start..name.end)
    }

    /// The longest name before `at` that begins where a word may begin.
    fn before(&self, at: usize, fits: impl Fn(&Name) -> bool) -> Option<Range<usize>> {
        let at =
            if self.line.before(at).is_some_and(|letter| matches!(letter, '」' | '』' | ')')) { at - 1 } else { at };
        names_before(self.lexicon, self.line, at)
            .into_iter()
            .filter(|name| begins_word(self.line, name.start) && fits(name))
            .min_by_key(|name| name.start)
            .map(|name| name.start..name.end)
    }

    /// A run of one script in a place where a name must stand.
    fn unknown_after(&self, at: usize) -> Option<Range<usize>> {
        let class = self.line.class(at)?;
        let end = self.line.on(at, class);
        if class == Class::Hiragana && self.line.class(end) == Some(Class::Space) {
            return self.after(end + 1, |name| name.form == Form::Given).map(|given| at..given.end);
        }
        let closed = end == self.line.len()
            || self.line.letter(end).is_some_and(|letter| "。、!)」』\n".contains(letter))
            || self.line.rest(end).starts_with("です")
            || self.line.rest(end).starts_with("と申");
        let fits = match class {
            Class::Kanji => (2..=5).contains(&(end - at)),
            Class::Katakana => (3..=12).contains(&(end - at)),
            // "名前: ゆずこ" and nothing more.
            Class::Hiragana => {
                let apart = self.line.before(at).is_some_and(|letter| ": ".contains(letter));
                apart && end == self.line.len() && (2..=6).contains(&(end - at))
            }
            _ => false,
        };
        (fits && closed && !self.is_common(at..end)).then_some(at..end)
    }

    fn unknown_before(&self, at: usize) -> Option<Range<usize>> {
        let class = self.line.class_before(at)?;
        let start = self.line.back(at, class);
        let fits = match class {
            Class::Kanji => (1..=5).contains(&(at - start)),
            Class::Katakana => (2..=12).contains(&(at - start)),
            Class::Hiragana => (2..=7).contains(&(at - start)),
            _ => false,
        };
        (fits && !self.is_common(start..at)).then_some(start..at)
    }

    fn is_common(&self, range: Range<usize>) -> bool {
        let part = self.line.part(range);
        let last = part.chars().next_back().unwrap_or('店');
        self.lexicon.is_word(part) || self.lexicon.is_place(part) || "店社部会屋課名号式者的後前中欄".contains(last)
    }

    fn fits_role(&self, name: &Name) -> bool {
        let part = self.line.part(name.start..name.end);
        let one = name.end - name.start == 1;
        let who = ["が", "は", "と申", "という", "さん", "様", "です", "でした", "も", "に", "を"];
        let rest = self.line.rest(name.end);
        match name.form {
            Form::Full => true,
            Form::Given => name.sure && name.end - name.start >= 2 && !self.is_kana_word(name),
            Form::Surname if one => {
                !"東西南北中".contains(part) && (rest.is_empty() || who.iter().any(|word| rest.starts_with(word)))
            }
            Form::Surname => self.line.class(name.start) != Some(Class::Hiragana) || name.end - name.start >= 3,
        }
    }

    pub(super) fn fits_relative(&self, name: &Name) -> bool {
        let part = self.line.part(name.start..name.end);
        let letters = name.end - name.start;
        match name.form {
            Form::Full => true,
            Form::Surname => {
                let kana = self.line.class(name.start) != Some(Class::Kanji);
                !kana
                    && part != "金"
                    && ["が", "は", "も", "と申", "です"].iter().any(|next| self.line.rest(name.end).starts_with(next))
            }
            Form::Given if self.line.class(name.start) == Some(Class::Hiragana) => {
                letters >= 3 || (letters == 2 && !NO_CHILD.contains(&part) && particle(self.line, name.end))
            }
            Form::Given if name.sure => true,
            Form::Given => {
                let apart = self.line.before(name.start).is_some_and(|letter| "(「・: ".contains(letter));
                let unlike_words = letters == 1 && !self.lexicon.is_given_word(part);
                let closed = self.line.letter(name.end).is_some_and(|next| "、)」".contains(next));
                let rest = self.line.rest(name.end);
                let acts = ["が", "は", "も", "と", "を", "に"].iter().any(|next| rest.starts_with(next));
                (apart && closed) || ((letters >= 2 || unlike_words) && acts)
            }
        }
    }

    fn is_kana_word(&self, name: &Name) -> bool {
        self.line.class(name.start) == Some(Class::Hiragana)
            && self.lexicon.reads_as_word(self.line.part(name.start..name.end))
    }

    fn opens_sentence(&self, name: &Name) -> bool {
        self.line.before(name.start).is_none_or(|letter| "。、!?\n「(-…♪".contains(letter) || letter.is_whitespace())
            || ["の", "私は", "私、", "私が", "以上", "担当は", "のは", "対応は", "名前は", "ました", "した", "ている"]
                .iter()
                .any(|lead| self.line.head(name.start).ends_with(lead))
    }

    fn fits_is(&self, name: &Name, text: &str) -> bool {
        let part = self.line.part(name.start..name.end);
        let one = name.end - name.start == 1;
        let hiragana = self.line.class(name.start) == Some(Class::Hiragana);
        let opens_text =
            self.line.head(name.start).trim().is_empty() && self.line.bytes(0..name.end).end + 15 < text.len();
        match name.form {
            Form::Full => !hiragana || name.sure,
            Form::Given if self.line.before(name.start) == Some('の') => false,
            Form::Given => name.sure && !hiragana,
            Form::Surname if hiragana => false,
            Form::Surname if self.line.before(name.start) == Some('の') => !one && !self.lexicon.is_place(part),
            Form::Surname if self.line.before(name.start) == Some('た') => {
                self.line.rest(name.end).starts_with("です")
            }
            Form::Surname if one => !"東西南北中".contains(part) && self.line.before(name.start) == Some('、'),
            Form::Surname => name.sure || opens_text || !self.lexicon.is_place(part),
        }
    }

    fn fits_signature(&self, name: &Name) -> bool {
        let part = self.line.part(name.start..name.end);
        let hiragana = self.line.class(name.start) == Some(Class::Hiragana);
        match name.form {
            Form::Full => true,
            Form::Given => name.sure || (hiragana && name.end - name.start >= 3),
            Form::Surname => name.sure || (!self.lexicon.is_place(part) && name.end - name.start >= 2),
        }
    }
}

/// Two kana after 娘の and the like that are no name.
const NO_CHILD: [&str; 26] = [
    "とき", "こと", "よう", "もと", "うた", "うみ", "ほし", "はな", "くう", "こえ", "こう", "さと", "すい", "つき",
    "とし", "なか", "のり", "ふで", "まち", "みち", "いち", "かえ", "かつ", "とも", "なお", "ゆめ",
];
