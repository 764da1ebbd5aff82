//! Japanese names in Latin letters amid Japanese text: Tanaka-san, Suzukiさん, 担当はSatoです.

use std::ops::Range;

use super::letters::Line;
use super::lexicon::Lexicon;
use crate::scrub::pattern::Pattern;

/// What stands in Latin letters before an honorific and is no name.
const BRANDS: &str = "\
    amazon google apple uber ubereats rakuten yahoo line jr ntt kddi softbank docomo au uq ikea zara gu nike \
    adidas sony canon nikon panasonic honda toyota yamaha staff vip web pc tel fax ok ng np mr ms mrs dr a b \
    c x y z manager driver ups dhl fedex sagawa yamato paypay mercari stores shop";

const CUES: &str = include_str!("../cues/japanese_latin.txt");

/// Finds names in Latin letters by what stands beside them.
pub(crate) struct LatinNames {
    word: Pattern,
    after: Pattern,
    before: Pattern,
}

impl LatinNames {
    pub(crate) fn new() -> Self {
        Self {
            word: Pattern::new(r"[A-Za-z]{2,}(?:[ .・][A-Za-z]{2,})?"),
            after: Pattern::of(CUES, r"<after>"),
            before: Pattern::new(
                r"(?:名前|氏名|担当|担当者|レジ|店員|スタッフ|受付|窓口|フロント|係|夫|妻|娘|息子|母|父|友人|署名)(?:は|の|が|:|、|さんは| |\()+$",
            ),
        }
    }

    /// Adds the names of `line`, as letters.
    pub(crate) fn find(&self, lexicon: &Lexicon, line: &Line<'_>, text: &str, found: &mut Vec<Range<usize>>) {
        for word in self.word.find_iter(text) {
            let (head, rest) = (text.get(..word.start()), text.get(word.end()..));
            let (Some(head), Some(rest)) = (head, rest) else { continue };
            let outside = |letter: char| letter.is_ascii_alphanumeric() || "@._/-".contains(letter);
            if head.ends_with(outside)
                || rest.starts_with(|letter: char| letter.is_ascii_digit() || "@/_".contains(letter))
            {
                continue;
            }
            let parts: Vec<String> = word.as_str().split([' ', '.', '・']).map(str::to_lowercase).collect();
            if parts.iter().any(|part| BRANDS.split(' ').any(|brand| brand == part)) {
                continue;
            }
            let given = |part: &String| lexicon.is_latin_given(part);
            let surname = |part: &String| lexicon.is_latin_surname(part);
            let listed = parts.iter().any(|part| part.len() >= 3 && (given(part) || surname(part)));
            let full = matches!(parts.as_slice(), [a, b] if (given(a) && surname(b)) || (surname(a) && given(b)));
            let capital = word.as_str().chars().next().is_some_and(char::is_uppercase)
                && word.as_str().chars().any(char::is_lowercase);
            let titled = self.after.is_match(rest) && (listed || capital);
            let signed =
                listed && head.ends_with(['\n', '。', ' ', '、']) && rest.trim_end_matches(['。', '.']) == "より";
            let opens = listed && head.trim().is_empty() && ["です", "と申"].iter().any(|next| rest.starts_with(next));
            if full || titled || signed || opens || (listed && self.before.is_match(head)) {
                found.push(line.index(word.start())..line.index(word.end()));
            }
        }
    }
}
