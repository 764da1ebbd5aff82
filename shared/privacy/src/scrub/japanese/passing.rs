//! Names in passing: 昨日電話した田中やけど, 責任者の渋谷より, カワグチ名義, 氏名は薬袋ゆいです.

use std::ops::Range;

use super::border::begins_word;
use super::introduce::Reader;
use super::kana::hiragana;
use super::letters::{Class, Line};
use super::lexicon::Lexicon;
use super::name::{Form, Name, names_before};
use crate::scrub::pattern::Pattern;

const CUES: &str = include_str!("../cues/japanese_passing.txt");

/// Finds names by what was done, who sends word, whose account it is, and the whole of a name after 名前は.
pub(crate) struct Passing {
    though: Pattern,
    contacted: Pattern,
    sender: Pattern,
    head: Pattern,
    account: Pattern,
    whole: Pattern,
    kept: Pattern,
}

impl Passing {
    pub(crate) fn new() -> Self {
        Self {
            though: Pattern::of(CUES, "<though>"),
            contacted: Pattern::of(CUES, "<contact>を?<did>$"),
            sender: Pattern::new("より|から"),
            head: Pattern::of(CUES, r"<head>(?:の|、|\s|である)?$"),
            account: Pattern::new(r"(?<name>[ァ-ヺー]{3,}(?:[ ・][ァ-ヺー]{2,})?)名義"),
            whole: Pattern::of(
                CUES,
                concat!(
                    r"<label>(?:は|が|:|=|、|「|\(|\s)+(?<name>(?<first>[一-龥々ヶノ]{1,5})(?<gap>[ ・])?",
                    r"(?<last>[ぁ-ん]{2,6}?|[ァ-ヺー]{2,7}|[一-龥々]{1,3})?)<closed>",
                ),
            ),
            kept: Pattern::new("扶養(?:して|に入(?:れて|って))い?る"),
        }
    }

    /// Adds the names of `line`, as letters.
    pub(crate) fn find(&self, lexicon: &Lexicon, line: &Line<'_>, text: &str, found: &mut Vec<Range<usize>>) {
        let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
        for cue in self.though.find_iter(if has(&["けど", "けれど", "だが", "ですが"]) { text } else { "" }) {
            found.extend(surname_before(lexicon, line, line.index(cue.start()), &self.contacted));
        }
        for cue in self.sender.find_iter(text) {
            found.extend(surname_before(lexicon, line, line.index(cue.start()), &self.head));
        }
        for name in
            self.account.captures_iter(if has(&["名義"]) { text } else { "" }).filter_map(|hit| hit.name("name"))
        {
            let range = line.index(name.start())..line.index(name.end());
            let word =
                NO_HOLDERS.split(' ').any(|word| name.as_str().ends_with(word)) || lexicon.is_word(name.as_str());
            if !word && line.class_before(range.start) != Some(Class::Katakana) {
                found.push(range);
            }
        }
        for hit in self.whole.captures_iter(if has(&["名", "受取人", "申込者"]) { text } else { "" }) {
            let (Some(name), Some(first), Some(last)) = (hit.name("name"), hit.name("first"), hit.name("last")) else {
                continue;
            };
            if is_whole(lexicon, first.as_str(), last.as_str(), hit.name("gap").is_some()) {
                found.push(line.index(name.start())..line.index(name.end()));
            }
        }
        let reader = Reader { lexicon, line };
        for cue in self.kept.find_iter(if has(&["扶養"]) { text } else { "" }) {
            found.extend(reader.after(line.index(cue.end()), |name| reader.fits_relative(name)));
        }
    }
}

/// The longest surname, with or without a given name, between words that `lead` knows and letter `at`. It may be the
/// name of a place as well: places neither call nor send word.
fn surname_before(lexicon: &Lexicon, line: &Line<'_>, at: usize, lead: &Pattern) -> Option<Range<usize>> {
    let fits = |name: &Name| {
        let long = name.end - name.start >= if line.class(name.start) == Some(Class::Hiragana) { 3 } else { 2 };
        let led = || lead.is_match(line.head(name.start));
        name.form >= Form::Surname && long && led() && is_cut(line, name.start)
    };
    names_before(lexicon, line, at)
        .into_iter()
        .filter(fits)
        .min_by_key(|name| name.start)
        .map(|name| name.start..name.end)
}

/// Whether a name may begin at `start`: katakana is never cut.
fn is_cut(line: &Line<'_>, start: usize) -> bool {
    begins_word(line, start) || line.class_before(start) != Some(Class::Katakana)
}

/// Whether these are a surname and a given name, one of them known.
fn is_whole(lexicon: &Lexicon, first: &str, last: &str, gap: bool) -> bool {
    let reading = hiragana(last);
    let kana = last.chars().all(|letter| !('\u{3400}'..='\u{9fff}').contains(&letter));
    let long = first.chars().count() >= 2;
    let surname = lexicon.is_surname(first);
    let given = if kana { lexicon.reads_as_given(&reading) } else { lexicon.is_given(last) };
    let word = lexicon.is_word(first) || lexicon.is_word(last) || lexicon.is_word(&format!("{first}{last}"));
    let apart = gap && long && (given || surname);
    !word && (apart || kana && (long && given || surname && long && reading.chars().count() <= 4))
}

/// What stands before 名義 in katakana and is nobody.
const NO_HOLDERS: &str = "カード クレジット アカウント ローン マイ ペア ファミリー オーナー マンション ネーム チケット ポイント サイト \
    グループ メンバー ゲスト ユーザー スタッフ ビジネス サービス ハンドル カンパニー センター";

#[cfg(test)]
mod tests {
    use crate::scrub::marked::check;

    #[test]
    fn names_in_passing() {
        check(&[
            "昨日電話した‹PERSON:田中›やけど、まだ来んよ",
            "先日予約した‹PERSON:渋谷›だけど確認して",
            "責任者の‹PERSON:渋谷›より連絡がありました",
            "責任者‹PERSON:上野›から電話がきた",
            "扶養の‹PERSON:健太›の保険証",
            "扶養している‹PERSON:美咲›の分",
            "‹PERSON:カワグチ›名義の口座",
            "名前は‹PERSON:小鳥遊 ひなた›です。",
            "氏名は‹PERSON:薬袋ゆい›です",
            "東京だけど届きますか",
            "昨日届いた商品だけど壊れてた",
            "カード名義が違う",
            "名前は忘れましたが、親切でした",
            "氏名の欄が小さい",
            "ヤマト運輸さんと日本郵便さんが遅い",
            "ダイナースが使えない",
        ]);
    }
}
