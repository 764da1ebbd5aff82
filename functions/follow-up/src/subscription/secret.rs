//! The secret with which events to a subscription are signed: sealed under a key of its own, as a source's secrets are.

use jiff::Timestamp;
use koe_domain::Random;
use koe_domain::source::Secret;
use koe_privacy::{DataKey, MasterKeys, Place, SealError, Sealed, WrappedKey};
use koe_store::rows::SubscriptionRow;

use crate::State;

const fn place(row: &str) -> Place<'_> {
    Place { table: "koe", row, field: "secret" }
}

/// The secret as the row of the subscription called `name` holds it, and the key it is sealed with, wrapped.
///
/// # Errors
/// Never in practice.
pub(super) fn seal(
    name: &str,
    secret: &Secret,
    master: &MasterKeys,
    random: &dyn Random,
) -> Result<(WrappedKey, Sealed), SealError> {
    let row = SubscriptionRow::key(name).pk;
    let key = DataKey::generate(random);
    Ok((master.wrap(random, &row, &key)?, key.seal_json(random, &place(&row), &secret.reveal())?))
}

fn open(row: &SubscriptionRow, master: &MasterKeys) -> Result<Secret, SealError> {
    let pk = SubscriptionRow::key(&row.name).pk;
    let secret: String = master.unwrap(&pk, &row.key)?.open_json(&place(&pk), &row.secret)?;
    Secret::parse(&secret).map_err(|_| SealError::DoesNotOpen)
}

/// The secret of a subscription. The master keys are read again where it was sealed under one that is newer than this
/// process.
///
/// # Errors
/// When the row was altered or moved, or its master key is not known.
pub(crate) async fn open_secret(state: &State, row: &SubscriptionRow) -> Result<Secret, SealError> {
    let now: Timestamp = state.clock.now();
    open(row, &*state.master.holding(&row.key, now).await)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use koe_privacy::MasterKey;

    use super::*;

    #[derive(Debug)]
    struct Sevens;

    impl Random for Sevens {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(7);
        }
    }

    #[test]
    fn a_secret_opens_in_its_own_row_alone_and_stands_nowhere() -> Result<(), Box<dyn std::error::Error>> {
        let text = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
        let master = MasterKeys::new(MasterKey { id: 1, key: [1; 32] }, Vec::new());
        let (key, secret) = seal("crm", &Secret::parse(text)?, &master, &Sevens)?;
        let row = SubscriptionRow {
            name: "crm".to_owned(),
            rev: 1,
            url: "https://example.com/".to_owned(),
            events: BTreeSet::new(),
            third_party: false,
            key,
            secret,
            updated_at: Timestamp::UNIX_EPOCH,
            list_pk: SubscriptionRow::LIST.to_owned(),
            list_at: "crm".to_owned(),
        };
        assert_eq!(open(&row, &master)?.reveal(), text);
        assert!(!serde_json::to_string(&row)?.contains("AAECAwQF"));
        let moved = SubscriptionRow { name: "shop".to_owned(), ..row };
        assert_eq!(open(&moved, &master).err(), Some(SealError::DoesNotOpen));
        Ok(())
    }
}
