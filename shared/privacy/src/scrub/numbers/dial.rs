//! Which groups of digits can be dialled.
//!
//! National numbers by the numbering plans of Japan (総務省 電気通信番号計画), North America (NANP), the United Kingdom
//! (Ofcom), France and Germany; international ones by ITU-T E.164: a country code and at most fifteen digits.

use super::digits::Window;

/// How surely a group of digits is a phone number by its form alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Form {
    /// Only where the words before it say so.
    Possible,
    /// Unless the words before it say otherwise.
    Likely,
}

/// The form of `window`, which `plus` says to come after a "+".
pub(crate) fn form(window: Window<'_>, plus: bool) -> Option<Form> {
    let digits = window.digits();
    if is_date(window) || is_hours(window) {
        return None;
    }
    if plus {
        return is_international(&digits).then_some(Form::Likely);
    }
    if let Some(rest) = digits.strip_prefix("00")
        && is_international(rest)
    {
        return Some(if window.len() > 1 { Form::Likely } else { Form::Possible });
    }
    if is_national(window, &digits) || is_american(window) || is_unplussed(window) {
        return Some(Form::Likely);
    }
    ((6..=15).contains(&digits.len()) && !is_round(&digits)).then_some(Form::Possible)
}

/// A country code and as many digits as its plan allows.
fn is_international(digits: &str) -> bool {
    let length = digits.len();
    match digits.as_bytes() {
        [b'1', b'2'..=b'9', ..] | [b'7', ..] => length == 11,
        [b'8', b'1', ..] => matches!(length, 11..=13),
        [b'4', b'4', ..] => matches!(length, 11..=13),
        [b'3', b'3', ..] => matches!(length, 11 | 12),
        [b'4', b'9', ..] => matches!(length, 9..=15),
        [b'2'..=b'9', ..] => matches!(length, 9..=14),
        _ => false,
    }
}

/// With the trunk prefix 0, and all of its digits: ten or eleven, fewer and more only where Germany has them.
fn is_national(window: Window<'_>, digits: &str) -> bool {
    if !matches!(digits.as_bytes(), [b'0', b'1'..=b'9', ..]) || window.group(0).len() < 2 || window.len() > 5 {
        return false;
    }
    match digits.len() {
        10 | 11 => window.len() == 1 || window.shape().last().is_some_and(|last| *last >= 2),
        12 => window.len() >= 2 && window.group(0).starts_with("01") && matches!(window.group(0).len(), 4 | 5),
        9 => window.len() == 2 && matches!(window.group(0).len(), 3..=5) && window.separators().all(|gap| gap != "."),
        _ => false,
    }
}

/// Three, three and four digits, with or without the 1 in front.
fn is_american(window: Window<'_>) -> bool {
    let (area, exchange) = match window.shape()[..] {
        [3, 3, 4] => (window.group(0), window.group(1)),
        [1, 3, 3, 4] if window.group(0) == "1" => (window.group(1), window.group(2)),
        _ => return false,
    };
    let spaced = window.separators().all(|gap| gap == " ");
    let is_code = |group: &str| matches!(group.as_bytes(), [b'2'..=b'9', ..]);
    is_code(area) && (!spaced || (is_code(exchange) && !window.groups().all(is_round)))
}

/// The code of Japan in full, with the plus forgotten: 81-90-1234-5678.
fn is_unplussed(window: Window<'_>) -> bool {
    window.group(0) == "81"
        && matches!(window.len(), 3 | 4)
        && matches!(window.total(), 11 | 12)
        && window.separators().all(|gap| gap == "-")
}

/// Day, month and year in either order, alone or before an hour.
fn is_date(window: Window<'_>) -> bool {
    let groups: Vec<&str> = window.groups().collect();
    let number = |group: &str| group.parse::<u32>().unwrap_or(u32::MAX);
    let year = |group: &str| group.len() == 4 && (1900..2100).contains(&number(group));
    groups.windows(3).any(|three| {
        let [a, b, c] = three else { return false };
        let short = |group: &str| group.len() <= 2 && (1..=31).contains(&number(group));
        (year(a) && short(b) && short(c)) || (short(a) && short(b) && year(c))
    }) || groups.first().is_some_and(|first| groups.len() == 1 && is_packed_date(first))
}

/// 20251102
fn is_packed_date(digits: &str) -> bool {
    let part =
        |from: usize, to: usize| digits.get(from..to).and_then(|part| part.parse::<u32>().ok()).unwrap_or_default();
    digits.len() == 8
        && (1900..2100).contains(&part(0, 4))
        && (1..=12).contains(&part(4, 6))
        && (1..=31).contains(&part(6, 8))
}

/// 0900-1730, 10.30-11.15
fn is_hours(window: Window<'_>) -> bool {
    let hour = |group: &str| match group.len() {
        1 | 2 => group.parse::<u32>().is_ok_and(|value| value < 60),
        4 => {
            let (hours, minutes) = group.split_at_checked(2).unwrap_or_default();
            hours.parse::<u32>().is_ok_and(|value| value <= 24) && minutes.parse::<u32>().is_ok_and(|value| value < 60)
        }
        _ => false,
    };
    let alike = window.shape().iter().all(|length| *length == 4) || window.shape().iter().all(|length| *length <= 2);
    window.len() >= 2 && window.total() <= 8 && alike && window.groups().all(hour)
}

fn is_round(digits: &str) -> bool {
    digits.ends_with("00") || digits == "0"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scrub::numbers::digits::runs;

    fn form_of(text: &str) -> Option<Form> {
        let runs = runs(text);
        let run = runs.first()?;
        form(run.window(0..run.len())?, text.starts_with('+'))
    }

    #[test]
    fn forms() {
        for (text, expected) in [
            ("03-1234-5678", Some(Form::Likely)),
            ("0120-444-444", Some(Form::Likely)),
            ("04992-2-1234", Some(Form::Likely)),
            ("09012345678", Some(Form::Likely)),
            ("+81 (0)90-1234-5678", Some(Form::Likely)),
            ("0044 20 7946 0018", Some(Form::Likely)),
            ("01 23 45 67 89", Some(Form::Likely)),
            ("0151 23456789", Some(Form::Likely)),
            ("312-908-1510", Some(Form::Likely)),
            ("1-800-555-0100", Some(Form::Likely)),
            ("555-0134", Some(Form::Possible)),
            ("3129081510", Some(Form::Possible)),
            ("200 300 4000", None),
            ("02-11-2025 0930", None),
            ("20251102", None),
            ("0900-1730", None),
            ("12-24", None),
        ] {
            assert_eq!(form_of(text), expected, "{text}");
        }
    }
}
