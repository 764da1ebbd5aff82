//! Where a word may begin and end, in a script that puts no space between words.

use super::letters::{Class, Line};

/// Whether a word may end before `end` and the next begin there.
pub(crate) fn ends_word(line: &Line<'_>, end: usize) -> bool {
    let Some(next) = line.class(end) else { return true };
    if next == Class::Kanji
        && ["両名", "両氏", "宛", "様", "殿", "氏", "名義", "本人"].iter().any(|word| line.rest(end).starts_with(word))
    {
        return true;
    }
    match (line.class_before(end), next) {
        (Some(Class::Hiragana), Class::Hiragana) => particle(line, end),
        (_, Class::Hiragana) => true,
        (Some(class), _) => class != next && !(class == Class::Kanji && next == Class::Katakana),
        (None, _) => true,
    }
}

/// Whether a particle or a copula stands at `at`.
pub(crate) fn particle(line: &Line<'_>, at: usize) -> bool {
    const PARTICLES: [&str; 24] = [
        "が",
        "は",
        "を",
        "に",
        "と",
        "の",
        "も",
        "へ",
        "で",
        "や",
        "か",
        "より",
        "から",
        "まで",
        "って",
        "だ",
        "さん",
        "くん",
        "ちゃん",
        "さま",
        "という",
        "との",
        "こと",
        "ら",
    ];
    let rest = line.rest(at);
    PARTICLES.iter().any(|particle| rest.starts_with(particle))
}

/// Words of role, time or relation that a name may follow without a gap: 担当佐藤, 本日田中さん.
const LEADS: [&str; 112] = [
    "担当",
    "担当者",
    "受付",
    "店員",
    "係",
    "係員",
    "店長",
    "副店長",
    "主任",
    "部長",
    "課長",
    "社長",
    "係長",
    "医師",
    "看護師",
    "主治医",
    "担当医",
    "先生",
    "女性",
    "男性",
    "夜勤",
    "日勤",
    "早番",
    "遅番",
    "新人",
    "本日",
    "今日",
    "昨日",
    "先日",
    "当日",
    "前回",
    "今回",
    "毎回",
    "以上",
    "名前",
    "氏名",
    "本名",
    "旧姓",
    "名義",
    "宛名",
    "宛",
    "代表",
    "責任者",
    "支配人",
    "運転手",
    "配達員",
    "販売員",
    "警備員",
    "窓口",
    "会計",
    "案内",
    "相談員",
    "営業",
    "担任",
    "講師",
    "美容師",
    "薬剤師",
    "介護士",
    "保育士",
    "技師",
    "院長",
    "友人",
    "知人",
    "同僚",
    "上司",
    "部下",
    "先輩",
    "後輩",
    "夫",
    "妻",
    "娘",
    "息子",
    "母",
    "父",
    "祖母",
    "祖父",
    "兄",
    "姉",
    "弟",
    "妹",
    "孫",
    "長男",
    "次男",
    "長女",
    "次女",
    "主人",
    "様",
    "号室",
    "契約者",
    "受取人",
    "申込者",
    "予約者",
    "注文者",
    "購入者",
    "名義人",
    "患者",
    "利用者",
    "依頼人",
    "差出人",
    "送り主",
    "会員",
    "顧客",
    "作業員",
    "従業員",
    "社員",
    "通訳",
    "案内員",
    "清掃員",
    "乗務員",
    "駅員",
    "車掌",
    "歯科医",
];

/// Whether a name may begin at `start`: no word runs into it, or one does that names a role.
pub(crate) fn begins_word(line: &Line<'_>, start: usize) -> bool {
    let (Some(before), Some(class)) = (line.class_before(start), line.class(start)) else { return true };
    if before != class {
        return true;
    }
    let head = line.head(start);
    match class {
        Class::Kanji => LEADS.iter().any(|lead| head.ends_with(lead)),
        Class::Hiragana => {
            ["の", "は", "が", "を", "に", "と", "も", "で", "や", "へ"].iter().any(|particle| head.ends_with(particle))
        }
        _ => false,
    }
}

/// The part of the kanji between `start` and `end` that follows a word of role or time.
pub(crate) fn after_lead(line: &Line<'_>, start: usize, end: usize) -> usize {
    (start..end)
        .rev()
        .find(|from| *from > start && LEADS.iter().any(|lead| line.part(start..*from).ends_with(lead)))
        .unwrap_or(start)
}
