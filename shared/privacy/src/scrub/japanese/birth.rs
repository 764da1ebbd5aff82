//! Dates that are said to be those of birth, in the calendars and numerals in which they are written.

use crate::scrub::{found::Found, kind::Kind, pattern::Pattern};

const CUES: &str = include_str!("../cues/japanese_birth.txt");

/// Finds dates of birth.
pub(crate) struct Births {
    after: Pattern,
    loosely: Pattern,
    before: Pattern,
}

impl Births {
    pub(crate) fn new() -> Self {
        Self {
            after: Pattern::of(
                CUES,
                concat!(
                    r"(?:生年月日|誕生日|バースデー|生まれた日|生まれたの|出生日|出生年月日|生まれ|birthday|Birthday|DOB)(?:は|が|も|の|を|に|で|:|=|、|,|→|／|",
                    r"/|\(|「|『|欄|登録|\s)*<whose>?(?<date><full>|<part>)",
                ),
            ),
            loosely: Pattern::of(CUES, r"<loosely>(?<date><full>)"),
            before: Pattern::of(
                CUES,
                r"(?<date><full>|<month day>)\s?(?:\([月火水木金土日]\))?\s?(?:に|の|で|、|は|が|も|って|という)?\s?<before>",
            ),
        }
    }

    /// Adds the dates of birth of `text`.
    pub(crate) fn find(&self, text: &str, found: &mut Vec<Found>) {
        if !["生", "誕", "うまれ", "バースデー", "irthday", "DOB"].iter().any(|word| text.contains(word)) {
            return;
        }
        for rule in [&self.after, &self.loosely, &self.before] {
            for hit in rule.captures_iter(text) {
                let Some(date) = hit.name("date") else { continue };
                let inside = text
                    .get(..date.start())
                    .is_some_and(|head| head.ends_with(|c: char| c.is_ascii_digit() || ".-/".contains(c)))
                    || text.get(date.end()..).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
                if !inside {
                    found.push(Found::new(date.range(), Kind::DateOfBirth));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::scrub::marked::check;

    #[test]
    fn dates_of_birth() {
        check(&[
            "生年月日：‹DATE_OF_BIRTH:昭和62年3月14日›",
            "‹DATE_OF_BIRTH:S62.3.14›生まれです",
            "誕生日は‹DATE_OF_BIRTH:３月１４日›です",
            "‹DATE_OF_BIRTH:平成元年1月8日›生まれの娘",
            "生年月日(‹DATE_OF_BIRTH:1990/01/02›)を間違えて登録",
            "誕生日が‹DATE_OF_BIRTH:12/25›なのでケーキが欲しい",
            "‹DATE_OF_BIRTH:一九八七年三月十四日›生まれ",
            "生まれは‹DATE_OF_BIRTH:1975年6月›です",
            "‹DATE_OF_BIRTH:19850412›が私の生年月日です",
            "私の誕生日、‹DATE_OF_BIRTH:5月5日›にクーポンが来ません",
            "‹DATE_OF_BIRTH:H3-4-5›生の息子",
            "娘は‹DATE_OF_BIRTH:2015年3月3日›生まれで",
            "‹DATE_OF_BIRTH:2026年3月3日›に生まれた赤ちゃんパンダ",
            "誕生日クーポンの期限が3月31日",
            "誕生日に行ったら2時間待ち",
            "生年月日の欄が使いにくい",
            "昭和の雰囲気が好き",
            "平成生まれには懐かしい",
            "2025年12月3日に誕生日会を開きました",
            "5月5日に行きました",
        ]);
    }
}
