//! Readings: hiragana from katakana, and Latin letters from hiragana (Hepburn, as passports write it).

/// `kana` with katakana as hiragana.
pub(crate) fn hiragana(kana: &str) -> String {
    kana.chars()
        .map(|letter| match letter {
            '\u{30a1}'..='\u{30f6}' => char::from_u32(u32::from(letter) - 0x60).unwrap_or(letter),
            _ => letter,
        })
        .collect()
}

const ROWS: [(&str, [&str; 5]); 15] = [
    ("", ["あ", "い", "う", "え", "お"]),
    ("k", ["か", "き", "く", "け", "こ"]),
    ("g", ["が", "ぎ", "ぐ", "げ", "ご"]),
    ("s", ["さ", "し", "す", "せ", "そ"]),
    ("z", ["ざ", "じ", "ず", "ぜ", "ぞ"]),
    ("t", ["た", "ち", "つ", "て", "と"]),
    ("d", ["だ", "ぢ", "づ", "で", "ど"]),
    ("n", ["な", "に", "ぬ", "ね", "の"]),
    ("h", ["は", "ひ", "ふ", "へ", "ほ"]),
    ("b", ["ば", "び", "ぶ", "べ", "ぼ"]),
    ("p", ["ぱ", "ぴ", "ぷ", "ぺ", "ぽ"]),
    ("m", ["ま", "み", "む", "め", "も"]),
    ("y", ["や", "", "ゆ", "", "よ"]),
    ("r", ["ら", "り", "る", "れ", "ろ"]),
    ("w", ["わ", "", "", "", "を"]),
];

/// How `reading`, in hiragana, is written in Latin letters: with its long vowels, without them, and with "oh".
pub(crate) fn romaji(reading: &str) -> Vec<String> {
    let full = spell(reading);
    let short = full.replace("ou", "o").replace("oo", "o").replace("uu", "u");
    let oh = short.ends_with('o').then(|| format!("{short}h")).filter(|_| full.ends_with("ou"));
    let opening = full.strip_prefix("oo").map(|rest| format!("oh{}", rest.replace("ou", "o")));
    let labial = short.replace("nb", "mb").replace("np", "mp").replace("nm", "mm");
    let mut forms = vec![full, short, labial];
    forms.extend(oh);
    forms.extend(opening);
    forms.sort();
    forms.dedup();
    forms
}

fn spell(reading: &str) -> String {
    let mut result = String::with_capacity(reading.len());
    let mut double = false;
    for letter in reading.chars() {
        match letter {
            'ん' => result.push('n'),
            'っ' => double = true,
            'ゃ' | 'ゅ' | 'ょ' => glide(&mut result, letter),
            _ => {
                let start = result.len();
                result.push_str(&syllable(letter));
                if double && let Some(first) = result.get(start..=start).map(str::to_owned) {
                    result.insert_str(start, if first == "c" { "t" } else { &first });
                }
                double = false;
            }
        }
    }
    result
}

fn glide(result: &mut String, letter: char) {
    result.pop();
    if !["sh", "ch", "j"].iter().any(|end| result.ends_with(end)) {
        result.push('y');
    }
    result.push(match letter {
        'ゃ' => 'a',
        'ゅ' => 'u',
        _ => 'o',
    });
}

fn syllable(letter: char) -> String {
    match letter {
        'し' => return "shi".to_owned(),
        'ち' => return "chi".to_owned(),
        'つ' => return "tsu".to_owned(),
        'ふ' => return "fu".to_owned(),
        'じ' | 'ぢ' => return "ji".to_owned(),
        'づ' => return "zu".to_owned(),
        _ => {}
    }
    let mut buffer = [0; 4];
    let letter = &*letter.encode_utf8(&mut buffer);
    for (consonant, row) in &ROWS {
        if let Some((_, vowel)) = row.iter().zip(["a", "i", "u", "e", "o"]).find(|(kana, _)| **kana == letter) {
            return format!("{consonant}{vowel}");
        }
    }
    String::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readings_in_latin_letters() {
        for (reading, forms) in [
            ("さとう", vec!["sato", "satoh", "satou"]),
            ("おおの", vec!["ohno", "ono", "oono"]),
            ("しょうた", vec!["shota", "shouta"]),
            ("はっとり", vec!["hattori"]),
            ("なんば", vec!["namba", "nanba"]),
            ("きょうこ", vec!["kyoko", "kyouko"]),
            ("じゅんいち", vec!["junichi"]),
        ] {
            assert_eq!(romaji(reading), forms);
        }
        assert_eq!(hiragana("ヤマダ太ロー"), "やまだ太ろー");
    }
}
