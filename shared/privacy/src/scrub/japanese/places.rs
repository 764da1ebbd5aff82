//! Words of the rules for addresses.

/// What an address never ends with before its number: words of counting, dates and codes.
pub(crate) const NO_PLACE: &str =
    "番号第約計全各格型式種問図表項章節頁巻回前後年月日時分和成治正席列便版価数率話帯文付点比目度期間便品内外";

/// Words before an address that are none of it.
pub(crate) const LEADS: [&str; 31] = [
    "住所変更",
    "変更後",
    "変更前",
    "現住所",
    "新住所",
    "旧住所",
    "住所",
    "送付先",
    "送り先",
    "届け先",
    "届先",
    "配送先",
    "配達先",
    "発送先",
    "宛先",
    "宛",
    "自宅",
    "実家",
    "勤務先",
    "転居先",
    "引越先",
    "引越し先",
    "移転先",
    "請求先",
    "連絡先",
    "本籍地",
    "本籍",
    "場所",
    "会場",
    "在住",
    "私",
];
