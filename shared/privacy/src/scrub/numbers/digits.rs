//! Runs of digits as people write long numbers: in groups, with a space, a hyphen or a bracket between them.

use std::ops::Range;

/// Groups of digits with separators between them, as long as they go on.
#[derive(Debug)]
pub(crate) struct Run<'a> {
    text: &'a str,
    groups: Vec<Range<usize>>,
}

/// Some groups of a run, side by side.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Window<'a> {
    text: &'a str,
    groups: &'a [Range<usize>],
}

/// Every run of `text`, in order.
pub(crate) fn runs(text: &str) -> Vec<Run<'_>> {
    let bytes = text.as_bytes();
    let mut runs: Vec<Run<'_>> = Vec::new();
    let mut at = 0;
    while let Some(start) = bytes.iter().skip(at).position(u8::is_ascii_digit).map(|skipped| at + skipped) {
        let length = bytes.iter().skip(start).position(|byte| !byte.is_ascii_digit());
        let end = length.map_or(bytes.len(), |length| start + length);
        match runs.last_mut() {
            Some(run) if run.is_continued_at(start) => run.groups.push(start..end),
            _ => runs.push(Run { text, groups: std::iter::once(start..end).collect() }),
        }
        at = end;
    }
    runs
}

impl Run<'_> {
    fn is_continued_at(&self, start: usize) -> bool {
        let last = self.groups.last().map_or(0, |group| group.end);
        self.text.get(last..start).is_some_and(is_separator)
    }

    /// Number of groups.
    pub(crate) fn len(&self) -> usize {
        self.groups.len()
    }

    /// The groups `range`.
    pub(crate) fn window(&self, range: Range<usize>) -> Option<Window<'_>> {
        let groups = self.groups.get(range)?;
        (!groups.is_empty()).then_some(Window { text: self.text, groups })
    }

    /// Every window of at most `groups` groups: by where it starts, the longest first.
    pub(crate) fn windows(&self, groups: usize) -> impl Iterator<Item = Window<'_>> {
        let ranges = (0..self.len()).flat_map(move |start| {
            let longest = self.len().min(start + groups);
            (start + 1..=longest).rev().map(move |end| start..end)
        });
        ranges.filter_map(|range| self.window(range))
    }
}

impl<'a> Window<'a> {
    /// Its bytes, from the first digit to the last.
    pub(crate) fn range(&self) -> Range<usize> {
        let start = self.groups.first().map_or(0, |group| group.start);
        start..self.groups.last().map_or(start, |group| group.end)
    }

    /// Its groups.
    pub(crate) fn groups(&self) -> impl DoubleEndedIterator<Item = &'a str> + use<'a> {
        let text = self.text;
        self.groups.iter().map(move |group| text.get(group.clone()).unwrap_or_default())
    }

    /// The group at `index`, or nothing.
    pub(crate) fn group(&self, index: usize) -> &'a str {
        self.groups.get(index).and_then(|group| self.text.get(group.clone())).unwrap_or_default()
    }

    /// What stands between its groups.
    pub(crate) fn separators(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let text = self.text;
        let ends = self.groups.iter().map(|group| group.end);
        let starts = self.groups.iter().skip(1).map(|group| group.start);
        ends.zip(starts).map(move |(end, start)| text.get(end..start).unwrap_or_default())
    }

    /// The length of each group.
    pub(crate) fn shape(&self) -> Vec<usize> {
        self.groups.iter().map(Range::len).collect()
    }

    /// Number of groups.
    pub(crate) fn len(&self) -> usize {
        self.groups.len()
    }

    /// Number of digits.
    pub(crate) fn total(&self) -> usize {
        self.groups.iter().map(Range::len).sum()
    }

    /// Whether each group is a year: 2023 2024 2025 2026 passes Luhn.
    pub(crate) fn is_years(&self) -> bool {
        self.groups().all(|group| group.len() == 4 && (group.starts_with("20") || group.starts_with("19")))
    }

    /// Its digits alone.
    pub(crate) fn digits(&self) -> String {
        self.groups().collect()
    }
}

fn is_separator(between: &str) -> bool {
    if between == "の" {
        return true;
    }
    !between.is_empty()
        && between.chars().count() <= 3
        && between.chars().all(|letter| matches!(letter, ' ' | '-' | '.' | '/' | '_' | '(' | ')' | '・'))
}

/// Whether the number without its last digit gives that digit by Luhn's formula (ISO/IEC 7812-1, annex B).
pub(crate) fn is_luhn(digits: &str) -> bool {
    let mut sum = 0;
    for (place, digit) in digits.bytes().rev().enumerate() {
        let value = u32::from(digit.wrapping_sub(b'0'));
        sum += match (place % 2, value) {
            (0, value) => value,
            (_, value) if value < 5 => value * 2,
            (_, value) => value * 2 - 9,
        };
    }
    !digits.is_empty() && sum % 10 == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_go_on_over_separators() {
        let text = "a 03(1234) 5678, 12 円 3";
        let runs = runs(text);
        let shapes: Vec<_> = runs.iter().filter_map(|run| run.window(0..run.len())).map(|all| all.shape()).collect();
        assert_eq!(shapes, [vec![2, 4, 4], vec![2], vec![1]]);
        let first = runs.first().and_then(|run| run.window(0..3));
        assert_eq!(first.map(|window| window.digits()).as_deref(), Some("0312345678"));
        assert_eq!(first.map(|window| window.separators().collect()), Some(vec!["(", ") "]));
    }

    #[test]
    fn luhn() {
        assert!(is_luhn("4111111111111111") && is_luhn("79927398713"));
        assert!(!is_luhn("4111111111111112") && !is_luhn(""));
    }
}
