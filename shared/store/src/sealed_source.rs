//! A source as its row holds it: settings in the open, secrets sealed.
//!
//! It stands beside the rows because one function seals and another opens, and both must do it alike.

use jiff::Timestamp;
use koe_domain::source::{Secret, Source, SourceSettings};
use koe_domain::{Random, SourceId};
use koe_privacy::{DataKey, MasterKeys, Place, SealError};

use crate::rows::SourceRow;
use crate::table::Table;

fn place(row: &str) -> Place<'_> {
    Place { table: Table::Koe.role(), row, field: "secrets" }
}

impl SourceRow {
    /// The row of the source called `id`. Its secrets are sealed under a key of their own, drawn for this row.
    ///
    /// # Errors
    /// Never in practice.
    pub fn seal(
        id: &SourceId,
        source: &Source,
        master: &MasterKeys,
        random: &dyn Random,
        now: Timestamp,
    ) -> Result<Self, SealError> {
        let row = Self::key(id).pk;
        let key = DataKey::generate(random);
        let secrets: Vec<&str> = source.secrets.iter().map(Secret::reveal).collect();
        Ok(Self {
            source: id.clone(),
            settings: serde_json::to_string(&SourceSettings::from(source)).map_err(|_| SealError::DoesNotSeal)?,
            key: master.wrap(random, &row, &key)?,
            secrets: key.seal_json(random, &place(&row), &secrets)?,
            updated_at: now,
            list_pk: Self::LIST.to_owned(),
            list_at: id.to_string(),
        })
    }

    /// The source that was sealed here.
    ///
    /// # Errors
    /// [`SealError::UnknownMasterKey`] when the key was wrapped under a master key that is not among `master`;
    /// [`SealError::DoesNotOpen`] when the row was altered or moved, its settings included.
    pub fn open(&self, master: &MasterKeys) -> Result<Source, SealError> {
        let row = Self::key(&self.source).pk;
        let settings: SourceSettings = serde_json::from_str(&self.settings).map_err(|_| SealError::DoesNotOpen)?;
        let secrets: Vec<String> = master.unwrap(&row, &self.key)?.open_json(&place(&row), &self.secrets)?;
        let secrets: Result<Vec<Secret>, _> = secrets.iter().map(|secret| Secret::parse(secret)).collect();
        Ok(settings.with_secrets(secrets.map_err(|_| SealError::DoesNotOpen)?))
    }
}

#[cfg(test)]
mod tests {
    use koe_domain::source::SourceInput;
    use koe_privacy::MasterKey;
    use serde_json::json;

    use super::*;

    type Outcome = Result<(), Box<dyn std::error::Error>>;

    #[derive(Debug)]
    struct Sevens;

    impl Random for Sevens {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(7);
        }
    }

    fn master(id: u8) -> MasterKeys {
        MasterKeys::new(MasterKey { id, key: [id; 32] }, Vec::new())
    }

    fn shop() -> Result<(Source, SourceRow), Box<dyn std::error::Error>> {
        let source = SourceInput::parse(&json!({
            "platform": "shopify",
            "secrets": ["first-secret", "second-secret"],
            "basis": {"kind": "consent", "evidence": "box at checkout"},
            "rules": [{"on": "delivered", "survey": "after-purchase"}]
        }))?;
        let row = SourceRow::seal(&SourceId::parse("shop")?, &source, &master(1), &Sevens, Timestamp::UNIX_EPOCH)?;
        Ok((source, row))
    }

    #[test]
    fn a_source_opens_as_it_was_sealed() -> Outcome {
        let (source, row) = shop()?;
        let opened = row.open(&master(1))?;
        assert_eq!(SourceSettings::from(&opened), SourceSettings::from(&source));
        assert_eq!(opened.secrets.iter().map(Secret::reveal).collect::<Vec<_>>(), ["first-secret", "second-secret"]);
        Ok(())
    }

    #[test]
    fn no_secret_stands_in_the_row() -> Outcome {
        let (_, row) = shop()?;
        let stored = serde_json::to_string(&row)?;
        assert!(stored.contains("after-purchase"), "{stored}");
        assert!(!stored.contains("first-secret") && !stored.contains("second-secret"), "{stored}");
        Ok(())
    }

    #[test]
    fn a_moved_or_altered_row_does_not_open() -> Outcome {
        let (_, row) = shop()?;
        let moved = SourceRow { source: SourceId::parse("other")?, ..row.clone() };
        assert_eq!(moved.open(&master(1)).err(), Some(SealError::DoesNotOpen));
        let altered = SourceRow { settings: "{}".to_owned(), ..row.clone() };
        assert_eq!(altered.open(&master(1)).err(), Some(SealError::DoesNotOpen));
        assert_eq!(row.open(&master(2)).err(), Some(SealError::UnknownMasterKey));
        Ok(())
    }
}
