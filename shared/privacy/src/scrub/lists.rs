//! Lists of words for patterns: text files, one entry a line.
//!
//! "= name" opens a list and an empty line closes it; "# " opens a comment. `<name>` in a pattern, or in an entry,
//! stands for the entries of that list as alternatives, in their order.

/// `source` with the lists in place of their names.
pub(crate) fn expand(lists: &str, source: &str) -> String {
    let mut result = String::with_capacity(source.len());
    write(lists, source, &mut result);
    result
}

fn write(lists: &str, source: &str, result: &mut String) {
    let mut rest = source;
    while let Some((head, tail)) = rest.split_once('<') {
        result.push_str(head);
        // "(?<name>" opens a group.
        let named = tail.split_once('>').filter(|_| !head.ends_with("(?"));
        match named.and_then(|(name, after)| Some((entries(lists, name)?, after))) {
            Some((entries, after)) => {
                for (i, entry) in entries.enumerate() {
                    result.push_str(if i == 0 { "(?:" } else { "|" });
                    write(lists, entry, result);
                }
                result.push(')');
                rest = after;
            }
            None => {
                result.push('<');
                rest = tail;
            }
        }
    }
    result.push_str(rest);
}

/// The entries of the list `name`.
pub(crate) fn entries<'l>(lists: &'l str, name: &str) -> Option<impl Iterator<Item = &'l str> + use<'l>> {
    let opening = format!("\n= {name}\n");
    let start = lists.find(&opening)? + opening.len();
    Some(lists.get(start..)?.lines().take_while(|line| !line.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_is_there_and_holds_something() {
        for lists in [
            include_str!("cues/card.txt"),
            include_str!("cues/email.txt"),
            include_str!("cues/english_birth.txt"),
            include_str!("cues/english_orders.txt"),
            include_str!("cues/english_people.txt"),
            include_str!("cues/ip.txt"),
            include_str!("cues/japanese_addresses.txt"),
            include_str!("cues/japanese_birth.txt"),
            include_str!("cues/japanese_latin.txt"),
            include_str!("cues/japanese_names.txt"),
            include_str!("cues/japanese_orders.txt"),
            include_str!("cues/japanese_passing.txt"),
            include_str!("cues/my_number.txt"),
            include_str!("cues/phone.txt"),
            include_str!("cues/postal.txt"),
            include_str!("cues/postal_japan.txt"),
        ] {
            for name in lists.lines().filter_map(|line| line.strip_prefix("= ")) {
                assert!(entries(lists, name).is_some_and(|mut entries| entries.next().is_some()), "{name}");
                let whole = expand(lists, &format!("<{name}>"));
                let left = whole.replace("(?<", "").contains('<') && !whole.contains("{<");
                assert!(!left, "{name}: {whole}");
            }
        }
    }

    #[test]
    fn names_give_way_to_their_lists() {
        let lists = "# Words.\n\n= sweet\napple\npears?\n\n= all\n<sweet> pie\nleek\n";
        for (source, expected) in [
            ("^<sweet>$", "^(?:apple|pears?)$"),
            ("(?<sweet><all>)", "(?<sweet>(?:(?:apple|pears?) pie|leek))"),
            ("<none> [<>]", "<none> [<>]"),
            ("", ""),
        ] {
            assert_eq!(expand(lists, source), expected);
        }
    }
}
