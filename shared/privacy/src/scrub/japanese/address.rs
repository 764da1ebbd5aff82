//! Addresses down to the street: from a number that can close one, back to where its place names begin, and on to the
//! building and the room.

use std::ops::Range;

use super::letters::{Class, Line};
use super::places::{LEADS, NO_PLACE};
use crate::scrub::{found::Found, kind::Kind, lists::entries, pattern::Pattern};

const CUES: &str = include_str!("../cues/japanese_addresses.txt");

/// Finds addresses.
pub(crate) struct Addresses {
    tail: Pattern,
    prefecture: Pattern,
    city: Pattern,
    cue_before: Pattern,
    cue_after: Pattern,
    building: Pattern,
    kyoto: Pattern,
}

impl Addresses {
    pub(crate) fn new() -> Self {
        Self {
            tail: Pattern::of(CUES, r"<tail>"),
            prefecture: Pattern::of(CUES, "<prefecture>"),
            city: Pattern::of(CUES, "(?:<hiragana>|[一-龥々ヶケノ]{1,7}?)(?:市|区|郡|町|村)"),
            cue_before: Pattern::of(CUES, r"<cue before>"),
            cue_after: Pattern::of(CUES, r"^[^。\n]{0,4}<goes there>"),
            building: Pattern::of(CUES, r"<building>"),
            kyoto: Pattern::new(concat!(
                r"(?:京都府)?(?:京都市)?(?:[一-龥]{1,3}区)?[一-龥々ヶ]{0,8}(?:通|筋|町|条|小路)[一-龥々ヶ]{0,8}(?:[上下](?:[るル]|がる)|",
                r"[東西]入[るル]?)[一-龥々ヶノ]{0,10}(?:[東西]入[るル]?[一-龥々]{0,8})?(?: ?[0-9]{1,4}(?:-[0-9]{1,4}){0,2}(?:番地?",
                r"(?:の?[0-9]{1,3})?)?)?",
            )),
        }
    }

    /// Adds the addresses of `text`.
    pub(crate) fn find(&self, text: &str, found: &mut Vec<Found>) {
        let line = Line::new(text);
        let kyoto = ['上', '下', '入'].iter().any(|way| text.contains(*way)) && text.contains(KYOTO_STREETS);
        for street in self.kyoto.find_iter(if kyoto { text } else { "" }) {
            found.push(Found::new(street.start()..self.with_building(text, street.end()), Kind::Address));
        }
        // Every address ends in a number.
        let mut at = if text.contains(is_numeral) { 0 } else { text.len() };
        while let Some(tail) = self.tail.captures_at(text, at) {
            let Some(whole) = tail.get(0) else { break };
            let shape = Shape {
                range: whole.range(),
                block_only: tail.name("block").is_some() && tail.name("more").is_none(),
                block: tail.name("block").is_some(),
                lot: tail.name("lot").is_some(),
                one: tail.name("one").is_some(),
            };
            at = whole.end();
            if let Some(start) = self.start(&line, text, &shape) {
                at = self.with_building(text, whole.end());
                found.push(Found::new(start..at, Kind::Address));
            }
        }
    }

    /// Where the address begins that this number closes, if it closes one.
    fn start(&self, line: &Line<'_>, text: &str, shape: &Shape) -> Option<usize> {
        if ends_inside_a_number(text, &shape.range) {
            return None;
        }
        let end = line.index(shape.range.start);
        let area = region(line, end)..end;
        let part = line.part(area.clone());
        let from = line.bytes(area).start;
        let rest = text.get(shape.range.end..).unwrap_or_default();
        let closed = rest.chars().next().is_none_or(|next| " 、。,\n)」".contains(next))
            || ["です", "に", "の", "まで", "へ", "宛", "で", "が", "を", "と"]
                .iter()
                .any(|next| rest.starts_with(next));
        let dashes = text.get(shape.range.clone()).unwrap_or_default().matches('-').count();
        let wanted = self.cue_before.is_match(text.get(..from).unwrap_or_default())
            || LEADS.iter().any(|lead| part.contains(lead))
            || self.cue_after.is_match(rest);
        if let Some(prefecture) = self.prefecture.find(part) {
            let between = part.get(prefecture.end()..).unwrap_or_default().trim();
            let town = (closed || !shape.one) && between.chars().count() >= 2;
            return town.then(|| from + prefecture.start());
        }
        let stripped = strip(part);
        let start = from + (part.len() - stripped.len());
        let last = stripped.trim_end().chars().next_back()?;
        if self.city.is_match(stripped) && stripped.chars().count() >= 3 {
            let rural = ["郡", "字", "村"].iter().any(|word| stripped.contains(word));
            let fits = match shape {
                Shape { block_only: true, .. } => wanted,
                Shape { one: true, .. } => closed && (rural || wanted),
                _ => !"第約計全各回月年日時店台号".contains(last) || stripped.ends_with("台"),
            };
            return fits.then_some(start);
        }
        let before = last == '前' && shape_of_front(stripped);
        let town = stripped.chars().count() >= 2
            && (before || !NO_PLACE.contains(last))
            && line.class_before(end) != Some(Class::Digit);
        let fits = match shape {
            Shape { one: true, .. } | Shape { block_only: true, .. } => false,
            Shape { block: true, .. } => true,
            Shape { lot: true, .. } => wanted || (stripped.contains('字') && closed),
            _ => wanted || (dashes == 2 && (self.building.is_match(rest) || is_block(text, &shape.range, stripped))),
        };
        (town && fits).then_some(start)
    }

    fn with_building(&self, text: &str, end: usize) -> usize {
        let rest = text.get(end..).unwrap_or_default();
        self.building.find(rest).map_or(end, |building| end + building.end())
    }
}

struct Shape {
    range: Range<usize>,
    block: bool,
    block_only: bool,
    lot: bool,
    one: bool,
}

/// Whether the digits go on, or count something: 3-2個, 080-.
fn ends_inside_a_number(text: &str, range: &Range<usize>) -> bool {
    let part = text.get(range.clone()).unwrap_or_default();
    let before = text.get(..range.start).and_then(|head| head.chars().next_back());
    let rest = text.get(range.end..).unwrap_or_default();
    let after = rest.chars().next();
    part.starts_with('0')
        || before.is_some_and(|letter| letter.is_ascii_alphanumeric() || "-./#¥".contains(letter))
        || after.is_some_and(|letter| {
            letter.is_ascii_digit() || "円個人名年月時分秒%回件点歳才本枚台冊泊杯度歩便着校".contains(letter)
        })
        || rest
            .strip_prefix(['-', '.', '/', ','])
            .is_some_and(|rest| rest.starts_with(|next: char| next.is_ascii_digit()))
}

/// 神宮前, 博多駅前, but not 試合前 or 三年前.
fn shape_of_front(town: &str) -> bool {
    const NOT: &str = "以年月日週間時分秒回人歩直食寝合会名御事午戦目空一二三四五六七八九十数";
    let head = town.strip_suffix('前').unwrap_or_default();
    head.chars().count() >= 2 && head.chars().next_back().is_some_and(|letter| !NOT.contains(letter))
}

fn is_numeral(letter: char) -> bool {
    letter.is_ascii_digit() || "一二三四五六七八九十百".contains(letter)
}

/// What the streets of Kyoto end with, by which its addresses are given.
const KYOTO_STREETS: [char; 5] = ['通', '筋', '町', '条', '小'];

/// 中央6-4-13: a town in kanji, and a block, lot and house of the usual length.
fn is_block(text: &str, range: &Range<usize>, town: &str) -> bool {
    let mut parts = text.get(range.clone()).unwrap_or_default().split('-').map(|part| part.trim().len());
    town.chars().all(|letter| ('\u{3400}'..='\u{9fff}').contains(&letter) || "ヶケノが々".contains(letter))
        && matches!((parts.next(), parts.next(), parts.next()), (Some(1..=2), Some(1..=2), Some(1..=3)))
}

/// Back over letters of place names: kanji, katakana, and hiragana where it joins or names places.
fn region(line: &Line<'_>, end: usize) -> usize {
    let mut start = end;
    let mut spaces = 0;
    while start > 0 && end - start < 40 {
        match line.class_before(start) {
            Some(Class::Kanji | Class::Katakana) => start -= 1,
            Some(Class::Space) if spaces < 3 && line.before(start) == Some(' ') => {
                spaces += 1;
                start -= 1;
            }
            Some(Class::Digit) if line.letter(start) == Some('条') => start = line.back(start, Class::Digit),
            Some(Class::Hiragana) => {
                let run = line.back(start, Class::Hiragana);
                if !names_a_place(line, run, start) {
                    break;
                }
                start = run;
            }
            _ => break,
        }
    }
    while line.class(start) == Some(Class::Space) {
        start += 1;
    }
    start
}

fn names_a_place(line: &Line<'_>, start: usize, end: usize) -> bool {
    let part = line.part(start..end);
    let between = line.class_before(start) == Some(Class::Kanji) && line.class(end) == Some(Class::Kanji);
    if matches!(part, "が" | "の") {
        return between;
    }
    let town = line.before(start).is_some_and(|letter| "市区町村県".contains(letter))
        && line.class(end) == Some(Class::Digit)
        && end - start >= 3
        && !["から", "まで", "です", "では", "には", "でも", "とか", "にて"].iter().any(|word| part.ends_with(word));
    if town || (part.ends_with('が') && line.letter(end) == Some('丘')) {
        return true;
    }
    let mut places = entries(CUES, "hiragana").into_iter().flatten();
    let listed = places.any(|place| part == place || part.strip_suffix(['が', 'の']) == Some(place));
    let closes = line.letter(end).is_some_and(|letter| "市町村区台丘野".contains(letter));
    listed || (closes && end - start >= 2 && !part.ends_with(['の', 'は', 'に', 'で', 'が', 'を']))
}

/// The stretch without the words that lead to an address.
fn strip(part: &str) -> &str {
    let mut rest = part;
    if let Some(next) = rest.strip_prefix(['が', 'の']) {
        rest = next;
    }
    while let Some(next) = LEADS.iter().find_map(|lead| rest.strip_prefix(lead)) {
        rest = next.trim_start_matches(['の', 'は', 'が', 'を', ' ']);
    }
    rest
}

#[cfg(test)]
mod tests {
    use crate::scrub::marked::check;

    #[test]
    fn addresses() {
        check(&[
            "住所は‹ADDRESS:神奈川県横浜市青葉区美しが丘2-14-7›です。",
            "‹ADDRESS:東京都新宿区西新宿二丁目八番一号 都庁ビル12階›まで配送希望",
            "‹ADDRESS:渋谷区神南1丁目2番3号 コーポ神南 201号室›に届けてください",
            "‹ADDRESS:京都市中京区烏丸通三条上ル場之町599›に住んでいます",
            "‹ADDRESS:京都府京都市下京区四条通河原町西入真町68›",
            "‹ADDRESS:長野県北安曇郡白馬村大字北城1234番地5›です。",
            "‹ADDRESS:札幌市中央区北1条西2丁目3-4›に引っ越しました",
            "自宅（‹ADDRESS:さいたま市大宮区桜木町4-333-13›）",
            "送り先は‹ADDRESS:名古屋市中村区名駅３丁目２８番１２号　大名古屋ビルヂング　１０５›です",
            "‹ADDRESS:福岡市博多区博多駅前2-1-1 福岡朝日ビル3F›に移転",
            "新住所は‹ADDRESS:鳥取県米子市皆生温泉3丁目12-8 ハイツ皆生B101›",
            "‹ADDRESS:字中原123番地›の者です",
            "‹ADDRESS:青森県三戸郡南部町大字平字広場28-1›",
            "‹ADDRESS:つくば市吾妻1-2-3›のマンションに住んでいます",
            "‹ADDRESS:神南1-19-11›まで届けて",
            "‹ADDRESS:神宮前3-12-5›のマンションです",
            "スコアは試合前3-2-1でした",
            "‹ADDRESS:世田谷区太子堂4-22-11-503›宛てでお願いします",
            "‹ADDRESS:大阪市北区梅田1−1−3大阪駅前第3ビル1205号›",
            "‹ADDRESS:沖縄県那覇市おもろまち4-1-1›",
            "‹ADDRESS:石川県金沢市兼六町1番4号›",
            "‹ADDRESS:横浜市西区みなとみらい2-2-1-1›のレジデンス",
            "‹ADDRESS:北海道旭川市四条通九丁目1703›",
            "‹ADDRESS:埼玉県川口市並木元町1の6の2›",
            "渋谷区の店舗が好きです",
            "横浜市に住んでいます",
            "東京都内で3店舗目です",
            "大阪市北区の店で2-3回見た",
            "新宿3丁目の交差点の店",
            "札幌市内は2日で届く",
            "3階の5番窓口",
            "京都の四条通を歩いた",
            "坂を上ると店がある",
            "2-3日で届きました",
            "9-10時は混みます",
            "スコアは3-2-1でした",
            "名古屋駅から徒歩3分",
            "千代田区1位の店",
            "品番12-34-56の在庫",
            "1丁目1番地の政策",
        ]);
    }
}
