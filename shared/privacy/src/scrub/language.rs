//! Whether a text is in a language that the rules know.
//!
//! Names and streets are found by English and Japanese words. A German comment would pass with its names in it, and
//! nobody would notice; so whoever scrubs it is told. Scripts decide where they can, common words of few letters where
//! they cannot. A text too short to tell counts as covered: "ok", "5/5".

use std::collections::HashSet;

/// Common words of English. Words that other languages share ("die", "war", "me", "no") are in no list.
const ENGLISH: &str = "\
    the and is was were are i it to of for with not but you they we my your have had this that very good \
    great nice bad when from at on be been there their would could should can will just so what all an as if \
    than then out up our he she his her which who how too again never always only after before please thanks \
    thank love loved staff service food room order time did does do didn't don't wasn't isn't couldn't i'm \
    it's i've no me or in a";

/// Common words of German, French, Spanish, Italian, Portuguese, Dutch, Polish, Swedish, Danish, Turkish, Vietnamese
/// and Indonesian that English has not.
const FOREIGN: &str = "\
    der das und ist nicht ich sehr für fuer mit auf ein eine einen einem wir haben auch aber wurde sie bei \
    zu den dem von im dass leider immer wieder kein keine nur schon noch nach wie oder danke bitte gut \
    schlecht alles mein meine habe hatte waren sind le les des est et pas une je nous très tres pour avec \
    dans que qui c'est j'ai mais sur du au aux vous ils elle sont était bien merci trop plus rien tout cette \
    mon ma ce el los las muy con para una por pero fue del está esta todo nada bueno buena gracias y su al \
    lo se más mas il che di non per sono molto della ho ma è tutto grazie nel gli anche não nao muito com \
    uma foi os da um obrigado bom mas de het een niet ik van zeer voor ook maar zijn heel goed geen nie jest \
    bardzo się na dobry och det att inte är jag mycket på ikke jeg og meget ve bir bu çok için değil không \
    và là rất của yang dan tidak sangat";

/// Letters of Chinese that Japanese does not write.
const CHINESE: &str = "你您她们們这這吗嗎呢吧很没沒么麼啊啦呀哦咱给让说对时务员东车买卖过还个为无电话钱";
/// Letters that both write, but seldom three of them without kana.
const SHARED: &str = "的是我了也都和在不有他";

/// The words that tell languages apart.
pub(crate) struct Language {
    english: HashSet<&'static str>,
    foreign: HashSet<&'static str>,
}

impl Language {
    pub(crate) fn new() -> Self {
        Self { english: ENGLISH.split_whitespace().collect(), foreign: FOREIGN.split_whitespace().collect() }
    }

    /// Whether `text` is in English or Japanese, in both, or too short to tell.
    pub(crate) fn is_covered(&self, text: &str) -> bool {
        let scripts = Scripts::of(text);
        let known = scripts.kana + scripts.han + scripts.latin;
        // Faces made of signs borrow a letter or two of every script.
        if (scripts.hangul >= 2 && scripts.hangul * 2 > known) || (scripts.other >= 4 && scripts.other > known) {
            return false;
        }
        if scripts.kana > 0 {
            return true;
        }
        if scripts.han >= 2 && scripts.han * 2 > scripts.latin {
            return !is_chinese(text);
        }
        self.is_english(text)
    }

    fn is_english(&self, text: &str) -> bool {
        let (mut english, mut foreign) = (0_usize, HashSet::new());
        let words = text.split(|letter: char| !letter.is_alphabetic() && !matches!(letter, '\'' | '’'));
        for word in words.filter(|word| !word.is_empty()) {
            let word = word.to_lowercase().replace('’', "'");
            if self.english.contains(word.as_str()) {
                english += 1;
            }
            if let Some(word) = self.foreign.get(word.as_str()) {
                foreign.insert(*word);
            }
        }
        foreign.len() < 2 || foreign.len() <= english
    }
}

/// Whether `text` holds kana or kanji.
pub(crate) fn has_japanese(text: &str) -> bool {
    !text.is_ascii() && text.chars().any(|letter| is_kana(letter) || is_han(letter))
}

fn is_chinese(text: &str) -> bool {
    let shared: HashSet<char> = text.chars().filter(|letter| SHARED.contains(*letter)).collect();
    text.chars().any(|letter| CHINESE.contains(letter)) || shared.len() >= 3
}

fn is_kana(letter: char) -> bool {
    matches!(letter, '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{ff66}'..='\u{ff9d}')
}

fn is_han(letter: char) -> bool {
    matches!(letter, '々' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

/// Letters by script.
#[derive(Default)]
struct Scripts {
    kana: usize,
    han: usize,
    hangul: usize,
    latin: usize,
    other: usize,
}

impl Scripts {
    fn of(text: &str) -> Self {
        let mut scripts = Self::default();
        for letter in text.chars() {
            let count = match letter {
                _ if letter.is_ascii_alphabetic() => &mut scripts.latin,
                _ if letter.is_ascii() || !letter.is_alphabetic() => continue,
                _ if is_kana(letter) => &mut scripts.kana,
                _ if is_han(letter) => &mut scripts.han,
                '\u{1100}'..='\u{11ff}' | '\u{3130}'..='\u{318f}' | '\u{ac00}'..='\u{d7af}' => &mut scripts.hangul,
                '\u{80}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => &mut scripts.latin,
                'ー' | '\u{ff00}'..='\u{ffef}' => continue,
                _ => &mut scripts.other,
            };
            *count += 1;
        }
        scripts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_with_rules_and_without() {
        let language = Language::new();
        for (text, covered) in [
            ("The staff at La Piazza de Roma was very kind", true),
            ("店員さんがとても親切でした。", true),
            ("対応迅速", true),
            ("接客態度最悪", true),
            ("ok", true),
            ("10/10 !!!", true),
            ("", true),
            ("WiFi 最高", true),
            ("(・Д・)ﾉ", true),
            ("Das Essen war sehr gut, aber die Bedienung ist leider nicht freundlich.", false),
            ("Sehr gut, danke", false),
            ("Le personnel est très gentil et les chambres sont propres.", false),
            ("La comida es muy buena, pero el servicio fue lento.", false),
            ("Il personale è molto gentile", false),
            ("服务员很好，下次还会来", false),
            ("我的訂單還沒有到", false),
            ("직원이 친절했어요", false),
            ("Очень хорошо, спасибо!", false),
            ("ดีมากครับ", false),
        ] {
            assert_eq!(language.is_covered(text), covered, "{text}");
        }
    }
}
