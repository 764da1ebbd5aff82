//! What stands around the number of an address.

use std::ops::Range;

use super::street;

/// "24 Hour Drive thru", "4 Season Lane collection": a measure of time, and a noun behind.
pub(super) fn is_brand(text: &str, core: &Range<usize>, after: &str) -> bool {
    let name = text.get(core.clone()).unwrap_or_default().split_whitespace().nth(1).unwrap_or_default();
    let next = after.strip_prefix(' ').map(|rest| rest.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default());
    street::MEASURES.contains(&name.trim_end_matches('s'))
        && next.is_some_and(|next| !next.is_empty() && !street::JOINING.contains(&next))
}

pub(super) fn has(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
}

/// Whether a capital letter or another number comes soon after a number, as in an address.
pub(super) fn has_capital_behind_number(text: &str) -> bool {
    text.as_bytes().windows(2).enumerate().any(|(at, pair)| {
        let follows =
            pair.last().is_some_and(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || *byte > 0x7f);
        let near = text.as_bytes().get(at.saturating_sub(6)..at).unwrap_or_default();
        pair.first().is_some_and(u8::is_ascii_whitespace) && follows && near.iter().any(u8::is_ascii_digit)
    })
}

pub(super) fn part(text: &str, from: usize, to: usize) -> &str {
    text.get(from..to).unwrap_or_default()
}

pub(super) fn rest(text: &str, from: usize) -> &str {
    text.get(from..).unwrap_or_default()
}

/// Whether a number begins after `before`, rather than goes on.
pub(super) fn is_whole(before: &str) -> bool {
    !before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | ',' | '-' | '/' | ':' | '$' | '£' | '€'))
}

pub(super) fn is_money(before: &str) -> bool {
    before.trim_end().ends_with(['$', '£', '€', '¥'])
}
