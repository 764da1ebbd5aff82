//! References of orders, bookings, tickets and parcels, known by the words beside them.

use std::ops::Range;

use crate::scrub::{found::Found, kind::Kind, pattern::Pattern};

const CUES: &str = include_str!("../cues/japanese_orders.txt");

/// Finds references.
pub(crate) struct Orders {
    numbered: Pattern,
    named: Pattern,
    resumed: Pattern,
    before: Pattern,
    prefixed: Pattern,
    carried: Pattern,
    hashed: Pattern,
}

impl Orders {
    pub(crate) fn new() -> Self {
        Self {
            numbered: Pattern::of(
                CUES,
                concat!(
                    r"<things>(?:の)?(?:番号|No\.?|NO\.?|no\.?|№|ナンバー|ID|Id|id|コード|記号|キー)(?:\([^()]{0,12}\))?",
                    r"<link>(?<value>[A-Za-z0-9][A-Za-z0-9_-]*(?:[ ][A-Z0-9]{3,}(?:-[A-Z0-9]+)*)*)",
                ),
            ),
            named: Pattern::of(
                CUES,
                concat!(
                    r"<things>(?:\s*(?:は|が|:|、|\(|\[|「|『|【|#|№|No\.?|NO\.?|no\.?))*\s*#?",
                    r"(?<value>[A-Za-z0-9][A-Za-z0-9_-]*)",
                ),
            ),
            resumed: Pattern::of(
                CUES,
                concat!(
                    r"<things>[^。!?\n]{0,40}[。!?\n]\s*(?:番号|No\.?|NO\.?|no\.?|№|ナンバー)(?:は|が|:|、|\s)*#?",
                    r"(?<value>[A-Za-z1-9][A-Za-z0-9_-]*)",
                ),
            ),
            before: Pattern::of(CUES, r"(?<value>[A-Za-z0-9][A-Za-z0-9_-]{3,})(?:」|』|】|\)|\])?\s?<behind>"),
            prefixed: Pattern::of(CUES, r"(?-u:\b)<prefix>[-_#]?[0-9][0-9A-Z]*(?:[-_][0-9A-Z]+)*"),
            carried: Pattern::of(
                CUES,
                r"<carrier>(?:さん)?の\s?(?<value>[0-9]{1,6}(?:[- ][0-9]{1,6})+|[0-9]{6,14})\s?番",
            ),
            hashed: Pattern::of(CUES, r"(?:#|№|No\.?)\s?(?<value>[A-Z0-9]{1,14}(?:[- ][0-9]{1,6})*)番?<matter>"),
        }
    }

    /// Adds the references of `text`.
    pub(crate) fn find(&self, text: &str, found: &mut Vec<Found>) {
        if !text.bytes().any(|byte| byte.is_ascii_alphanumeric()) {
            return;
        }
        let resumed = may_resume(text).then_some((&self.resumed, 4));
        for (rule, least) in [(&self.numbered, 3), (&self.named, 5)].into_iter().chain(resumed) {
            let mut at = 0;
            while let Some(hit) = rule.captures_at(text, at) {
                let (Some(whole), Some(value)) = (hit.get(0), hit.name("value")) else { break };
                at = whole.end();
                let said = least < 5;
                if is_reference(value.as_str(), least, said)
                    && !counts(text, value.end(), said)
                    && !is_of_place(text, value.start())
                {
                    found.push(Found::new(grouped(text, value.range()), Kind::OrderNumber));
                }
            }
        }
        for hit in self.before.captures_iter(text) {
            let Some(value) = hit.name("value") else { continue };
            let said = hit.name("number").is_some() || hit.name("paren").is_some();
            if is_before(text, &value.range(), said) {
                found.push(Found::new(value.range(), Kind::OrderNumber));
            }
        }
        let carried = text.contains('番').then_some(&self.carried);
        let hashed = ["#", "№", "No"].iter().any(|sign| text.contains(sign)).then_some(&self.hashed);
        for (rule, least) in carried.map(|rule| (rule, 6)).into_iter().chain(hashed.map(|rule| (rule, 4))) {
            for value in rule.captures_iter(text).filter_map(|hit| hit.name("value")) {
                if value.as_str().chars().filter(char::is_ascii_digit).count() >= least {
                    found.push(Found::new(value.range(), Kind::OrderNumber));
                }
            }
        }
        for hit in self.prefixed.find_iter(text) {
            if hit.as_str().chars().filter(char::is_ascii_digit).count() >= 4 {
                found.push(Found::new(hit.range(), Kind::OrderNumber));
            }
        }
    }
}

/// Whether a sentence opens with 番号 or the like.
fn may_resume(text: &str) -> bool {
    const OPENERS: [&str; 6] = ["番号", "No", "NO", "no", "№", "ナンバー"];
    text.split(['。', '!', '?', '\n']).skip(1).any(|sentence| {
        let sentence = sentence.trim_start();
        OPENERS.iter().any(|opener| sentence.starts_with(opener))
    })
}

/// Whether the value before a word such as 注文 is its reference.
fn is_before(text: &str, range: &Range<usize>, said: bool) -> bool {
    const GOODS: [&str; 9] = ["コード", "品番", "型番", "型式", "JAN", "ISBN", "機種", "商品", "番号"];
    let (head, value) = (text.get(..range.start), text.get(range.clone()));
    let (Some(head), Some(value)) = (head, value) else { return false };
    let digits = value.chars().filter(char::is_ascii_digit).count();
    (said || !GOODS.iter().any(|word| head.trim_end().ends_with(word)))
        && !head.ends_with(|letter: char| letter.is_ascii_alphanumeric() || "-./@".contains(letter))
        && !is_of_place(text, range.start)
        && is_reference(value, 4, said)
        && (said || (digits >= 6 && !has_model(value) && !is_postal(value)))
}

/// Whether the number from `start` on is said to be a postal code.
fn is_of_place(text: &str, start: usize) -> bool {
    let head = text.get(..start).unwrap_or_default();
    let head = head.trim_end_matches(|letter: char| "はがもをの:=、「( ".contains(letter));
    ["郵便番号", "郵便", "〒"].iter().any(|word| head.ends_with(word))
}

/// The value with the groups of digits behind it: 4412 33 456.
fn grouped(text: &str, value: Range<usize>) -> Range<usize> {
    let mut end = value.end;
    while text.get(..end).is_some_and(|head| head.ends_with(|letter: char| letter.is_ascii_digit())) {
        let rest = text.get(end..).unwrap_or_default();
        let Some(group) = rest.strip_prefix([' ', '-']) else { break };
        let digits = group.bytes().take_while(u8::is_ascii_digit).count();
        let next = group.get(digits..).and_then(|tail| tail.chars().next());
        let goes_on = next.is_some_and(|letter| letter.is_ascii_alphanumeric());
        if !(1..=6).contains(&digits) || goes_on || counts(text, end + 1 + digits, false) {
            break;
        }
        end += 1 + digits;
    }
    value.start..end
}

/// Whether a value has the shape of a reference: long enough, and neither a word, a date nor a phone number.
fn is_reference(value: &str, least: usize, said: bool) -> bool {
    let value = value.trim_end_matches(['-', '_']);
    let length = value.chars().filter(char::is_ascii_alphanumeric).count();
    let digits = value.chars().filter(char::is_ascii_digit).count();
    let capitals = value.chars().filter(char::is_ascii_uppercase).count();
    let code = digits > 0 || (said && capitals == length && (5..=8).contains(&length));
    length >= least
        && code
        && !is_date(value)
        && !(value.starts_with('0') && value.matches('-').count() == 2 && length <= 11 && !said)
}

/// 2026-11-02.
fn is_date(value: &str) -> bool {
    let parts: Vec<&str> = value.split('-').collect();
    let is_year = |year: &str| (year.starts_with("19") || year.starts_with("20")) && year.len() == 4;
    matches!(parts.as_slice(), [year, month, day] if is_year(year) && month.len() <= 2 && day.len() <= 2)
}

/// 123-4567.
fn is_postal(value: &str) -> bool {
    value.len() == 8 && value.find('-') == Some(3)
}

/// Letters among the digits, as in a model number: XR-55A80L.
fn has_model(value: &str) -> bool {
    let letters = value.chars().filter(char::is_ascii_alphabetic).count();
    letters > 0 && letters * 2 >= value.chars().filter(char::is_ascii_digit).count()
}

/// Whether the number counts something: 予約10000円.
fn counts(text: &str, end: usize, said: bool) -> bool {
    let rest = text.get(end..).unwrap_or_default().trim_start();
    let mut units =
        "円 個 人 名 年 月 日 時 分 件 % 点 枚 本 冊 回 桁 万 ポイント 台 箱 セット / : GB kg g cm mm ml".split(' ');
    let starts = |unit: &str| rest.starts_with(unit);
    if said { units.take(15).any(starts) && !rest.starts_with("名義") } else { units.any(starts) }
}

#[cfg(test)]
mod tests {
    use crate::scrub::marked::check;

    #[test]
    fn references() {
        check(&[
            "注文番号：‹ORDER_NUMBER:1234-5678-90›が届かない",
            "予約番号は‹ORDER_NUMBER:ABC123›でした",
            "お問い合わせ番号 ‹ORDER_NUMBER:４０１２－３３４４－５５６６› が反映されない",
            "伝票番号‹ORDER_NUMBER:4012-3344-5566›で追跡できない",
            "受付番号‹ORDER_NUMBER:A-0231›で呼ばれない",
            "整理番号‹ORDER_NUMBER:G102›のチケット",
            "‹ORDER_NUMBER:ORD-20250101-88›の件",
            "予約No.‹ORDER_NUMBER:99821›でキャンセルした",
            "‹ORDER_NUMBER:503-1234567-1234567›という注文番号です",
            "‹ORDER_NUMBER:S7K2PQ›（予約番号）",
            "確認番号 ‹ORDER_NUMBER:XKRTPL› で予約",
            "eチケット番号‹ORDER_NUMBER:205-2412345678›",
            "搭乗券の確認コードは‹ORDER_NUMBER:Q7RT2L›です",
            "注文 #‹ORDER_NUMBER:10023-5› の件で",
            "追跡番号：‹ORDER_NUMBER:JD014600003456789012›",
            "荷物番号 ‹ORDER_NUMBER:3982 1123 4456› が届かない",
            "注文IDは‹ORDER_NUMBER:88213311›",
            "チケット‹ORDER_NUMBER:T-55012›が開けない",
            "注文番号 ‹ORDER_NUMBER:4412 33 456› がまだ来ない",
            "伝票番号：‹ORDER_NUMBER:12 3456 7›で追跡できず",
            "注文番号 ‹ORDER_NUMBER:12345› 2個とも割れていた",
            "荷物が届きません。番号は‹ORDER_NUMBER:4412-2291›です",
            "ヤマトの‹ORDER_NUMBER:4412-3345-1234›番が動かない",
            "＃‹ORDER_NUMBER:482133›の件、まだですか",
            "ヤマトの2番窓口、12-34番ホーム、#1のキャンセル",
            "品番AB-1234の在庫",
            "型番KX-2000を注文しました",
            "注文3個のうち1個",
            "予約は2名で19時から",
            "注文してから10日",
            "注文12345円以上で送料無料",
            "整理券15番で2時間待ち",
            "サイズ24.5の注文",
            "予約2026年11月2日",
            "受付は9:30から",
            "JAN4901234567894を注文",
            "商品コード12345678の注文",
            "2024-11-03の予約を変更",
        ]);
    }
}
