//! The four tables, by trust.

use std::fmt;

/// One of the four tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Table {
    /// What names nobody.
    Koe,
    /// People, invitations, orders: personal fields sealed.
    People,
    /// The consent ledger.
    Consent,
    /// Wrapped keys and pointers; never backed up.
    Keys,
}

impl Table {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Koe, Self::People, Self::Consent, Self::Keys];

    /// The setting that names it.
    #[must_use]
    pub const fn setting(self) -> &'static str {
        match self {
            Self::Koe => "KOE_TABLE",
            Self::People => "KOE_PEOPLE_TABLE",
            Self::Consent => "KOE_CONSENT_TABLE",
            Self::Keys => "KOE_KEYS_TABLE",
        }
    }

    /// Its role, as sealed fields are bound to it.
    #[must_use]
    pub const fn role(self) -> &'static str {
        match self {
            Self::Koe => "koe",
            Self::People => "people",
            Self::Consent => "consent",
            Self::Keys => "keys",
        }
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.role())
    }
}

/// The tables' names in this stack. A function that may not touch a table has no name for it.
#[derive(Clone, Debug, Default)]
pub struct TableNames {
    /// Name of [`Table::Koe`].
    pub koe: String,
    /// Name of [`Table::People`].
    pub people: String,
    /// Name of [`Table::Consent`].
    pub consent: String,
    /// Name of [`Table::Keys`].
    pub keys: String,
}

impl TableNames {
    /// The names that the template gives under the prefix `name`.
    #[must_use]
    pub fn with_prefix(name: &str) -> Self {
        Self {
            koe: name.to_owned(),
            people: format!("{name}-people"),
            consent: format!("{name}-consent"),
            keys: format!("{name}-keys"),
        }
    }

    /// The name of `table`.
    #[must_use]
    pub fn of(&self, table: Table) -> &str {
        match table {
            Table::Koe => &self.koe,
            Table::People => &self.people,
            Table::Consent => &self.consent,
            Table::Keys => &self.keys,
        }
    }

    pub(crate) fn table(&self, name: &str) -> Option<Table> {
        Table::ALL.into_iter().find(|table| self.of(*table) == name)
    }
}
