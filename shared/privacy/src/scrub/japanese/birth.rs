//! Dates that are said to be those of birth, in the calendars and numerals in which they are written.

use regex::Regex;

use crate::scrub::{found::Found, kind::Kind, pattern::pattern};

/// Finds dates of birth.
pub(crate) struct Births {
    after: Regex,
    loosely: Regex,
    before: Regex,
}

impl Births {
    pub(crate) fn new() -> Self {
        const KANJI: &str = "[〇一二三四五六七八九十]";
        let n = format!(r"(?:[0-9]{{1,2}}|{KANJI}{{1,3}})");
        let era = "(?:明治|大正|昭和|平成|令和|明|大|昭|平|令|(?-u:\\b)?[MTSHRmtshr])";
        let era_year = format!(r"{era}[.\s]?(?:元|{n})");
        let year = format!(r"(?:(?:西暦)?(?:[12][0-9]{{3}}|{KANJI}{{4}}|'?[0-9]{{2}}))");
        let full = format!(
            r"(?:{era_year}\s?年|{year}\s?年)(?:\s?\({era_year}\s?年?\))?\s?{n}\s?月\s?{n}\s?日|{era_year}\s?[-./]\s?[0-9]{{1,2}}\s?[-./]\s?[0-9]{{1,2}}|[12][0-9]{{3}}\s?[-./]\s?[0-9]{{1,2}}\s?[-./]\s?[0-9]{{1,2}}|[0-9]{{1,2}}[-./][0-9]{{1,2}}[-./](?:[12][0-9]{{3}}|[0-9]{{2}})|(?:19|20)[0-9]{{2}}[01][0-9][0-3][0-9]"
        );
        let part = format!(
            r"{n}\s?月\s?{n}\s?日|(?:{era_year}|{year})\s?年\s?{n}\s?月|[0-9]{{1,2}}[/.-][0-9]{{1,2}}|(?:昭和|平成|大正|令和)(?:元|{n})年|[12][0-9]{{3}}年"
        );
        let month_day = format!(r"{n}\s?月\s?{n}\s?日|[0-9]{{1,2}}/[0-9]{{1,2}}|(?:{era_year}|{year})\s?年\s?{n}\s?月");
        let whose = "(?:私の|娘の|息子の|子供の|子どもの|妻の|夫の|母の|父の|孫の|彼女の|彼の|本人の|自分の|主人の)?";
        Self {
            after: pattern(&format!(
                r"(?:生年月日|誕生日|バースデー|生まれた日|生まれたの|出生日|出生年月日|生まれ|birthday|Birthday|DOB)(?:は|が|も|の|を|に|で|:|=|、|,|→|／|/|\(|「|『|欄|登録|\s)*{whose}(?<date>{full}|{part})"
            )),
            loosely: pattern(&format!(
                r"(?:(?:生年月日|誕生日(?:が|を|の登録|の日付|の欄|情報|も|は))[^。\n0-9クプ特割ケ会祝]{{0,16}}|生年月日[^0-9]{{0,24}}(?:正しくは|実際は|本当は|正:|→)\s?|誕生日[^。\n0-9]{{0,12}}:\s?)(?<date>{full})"
            )),
            before: pattern(&format!(
                r"(?<date>{full}|{month_day})\s?(?:\([月火水木金土日]\))?\s?(?:に|の|で|、|は|が|も|って|という)?\s?(?:生まれ|生れ|うまれ|誕生(?:日)?(?:です|。|の|$)|{whose}(?:お)?誕生日(?:です|。|なの|だ|で|$)|(?:私|娘|息子|子供|子ども|妻|夫|母|父|孫|彼女|本人|自分|主人)の(?:お)?(?:誕生日|生年月日)|(?:が|は)(?:お)?(?:誕生日|生年月日)|(?:という|の)生年月日|\((?:生年月日|誕生日)\)|生(?:$|[^まれ産]))"
            )),
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
