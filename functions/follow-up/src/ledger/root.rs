//! The root of a day, and the statement that is signed.

use koe_domain::consent::sha256_hex;
use koe_store::rows::RootRow;
use serde_json::{Map, Value, json};

/// How a root is computed, as the statement says it.
const ALGORITHM: &str = "SHA-256, in lower-case hex, over these as text, each with a line feed after it: the previous \
                         root, the day, and each head in ascending order";

/// The root over `heads` after the root `previous`, empty for the first. Lower-case hex.
pub(super) fn root(previous: &str, day: &str, heads: &[String]) -> String {
    let mut sorted: Vec<&str> = heads.iter().map(String::as_str).collect();
    sorted.sort_unstable();
    let mut text = String::with_capacity(100 + 65 * sorted.len());
    for part in [previous, day].into_iter().chain(sorted) {
        text.push_str(part);
        text.push('\n');
    }
    sha256_hex(&text)
}

/// A root as it is made, before it is signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Made {
    pub(super) day: String,
    pub(super) previous_day: String,
    pub(super) previous: String,
    pub(super) heads: u64,
    pub(super) pages: u32,
    pub(super) root: String,
}

impl Made {
    /// The root of `day` over `heads`, which stand on so many pages.
    pub(super) fn over(previous: Option<&RootRow>, day: &str, heads: &[String], pages: u32) -> Self {
        let before = previous.map(|row| row.root.clone()).unwrap_or_default();
        Self {
            root: root(&before, day, heads),
            day: day.to_owned(),
            previous_day: previous.map(|row| row.day.clone()).unwrap_or_default(),
            previous: before,
            heads: u64::try_from(heads.len()).unwrap_or(u64::MAX),
            pages,
        }
    }

    /// The statement to sign.
    pub(super) fn statement(&self, base_url: &str, legal_name: Option<&str>) -> Map<String, Value> {
        let mut statement = Map::from_iter([
            ("type".to_owned(), json!("koe/ledger-root/1")),
            ("source".to_owned(), json!(base_url)),
            ("day".to_owned(), json!(self.day)),
            ("previous_day".to_owned(), json!(self.previous_day)),
            ("previous".to_owned(), json!(self.previous)),
            ("heads".to_owned(), json!(self.heads)),
            ("root".to_owned(), json!(self.root)),
            ("algorithm".to_owned(), json!(ALGORITHM)),
        ]);
        if let Some(name) = legal_name {
            statement.insert("organisation".to_owned(), json!(name));
        }
        statement
    }
}

#[cfg(test)]
mod tests {
    use koe_store::rows::Alert;

    use super::*;

    fn heads() -> Vec<String> {
        vec!["bb".repeat(32), "aa".repeat(32)]
    }

    fn row(made: Made) -> RootRow {
        let Made { day, previous_day, previous, heads, pages, root } = made;
        let statement = String::new();
        RootRow { day, rev: 1, previous_day, previous, heads, pages, root, statement, mail: Alert::Due }
    }

    /// Worked out apart from this code.
    #[test]
    fn a_root_covers_its_heads_and_every_root_before() {
        let first = Made::over(None, "2026-11-22", &heads(), 1);
        assert_eq!(first.root, "fd5b7304ac1ff692b320a863027834285799975dfd7e31ba04d16e29efefee81");
        assert_eq!((first.previous.as_str(), first.previous_day.as_str(), first.heads), ("", "", 2));
        let second = Made::over(Some(&row(first)), "2026-11-23", &[], 0);
        assert_eq!(second.root, "54fcf5ee70f9825d8b786cd210e82dfa29a0664306247d9a43f7f4001162ee26");
        assert_eq!((second.previous_day.as_str(), second.heads), ("2026-11-22", 0));
    }

    #[test]
    fn the_order_of_heads_is_no_matter_and_anything_else_is() {
        let right = root("", "2026-11-22", &heads());
        let turned: Vec<String> = heads().into_iter().rev().collect();
        assert_eq!(root("", "2026-11-22", &turned), right);
        assert_ne!(root("", "2026-11-23", &heads()), right);
        assert_ne!(root("aa", "2026-11-22", &heads()), right);
        assert_ne!(root("", "2026-11-22", &heads()[..1]), right);
    }

    #[test]
    fn a_statement_holds_what_a_check_needs() {
        let made = Made::over(None, "2026-11-22", &heads(), 1);
        let statement = made.statement("https://koe.example.com", Some("Example Ltd."));
        assert_eq!(statement["root"], json!(made.root));
        assert_eq!((&statement["heads"], &statement["organisation"]), (&json!(2), &json!("Example Ltd.")));
        assert!(made.statement("https://koe.example.com", None).get("organisation").is_none());
    }
}
