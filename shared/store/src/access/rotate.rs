//! Rotation of the master key: every wrapped key is found under the master key that wrapped it, and wrapped anew.
//!
//! What is left to do is what the index still lists under the old key, so a rotation that stops goes on where it was.

use koe_domain::Random;
use koe_privacy::{MasterKeys, SealError, WrappedKey};

use crate::client::{Store, Written};
use crate::error::StoreError;
use crate::row::{Key, Row, text};
use crate::rows::{SourceRow, SubscriptionRow, WrappedBy};
use crate::table::Table;

/// Why a key was not wrapped anew.
#[derive(Clone, Debug, thiserror::Error)]
pub enum RewrapError {
    /// The tables did not serve.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// It does not unwrap.
    #[error(transparent)]
    Seal(#[from] SealError),
}

/// Keys read of a partition at once.
const BATCH: i32 = 100;

impl Store {
    /// Wraps anew what `old` wrapped, of persons and of texts; how many keys that were. Three round trips and more for
    /// each hundred.
    ///
    /// # Errors
    /// When the tables do not serve, or a key does not unwrap; what was done stays done.
    pub async fn rewrap(&self, old: u8, master: &MasterKeys, random: &dyn Random) -> Result<u64, RewrapError> {
        let mut done = 0;
        for partition in WrappedBy::partitions(old) {
            let mut cursor = None;
            loop {
                let page = self.listed(Table::Keys, &partition, false, BATCH, cursor.as_deref()).await?;
                let Ok(page) = page else { break };
                for key in &page.items {
                    done += u64::from(self.rewrap_key(key, old, master, random).await?);
                }
                cursor = page.cursor;
                if cursor.is_none() {
                    break;
                }
            }
        }
        Ok(done + self.rewrap_secrets(old, master, random).await?)
    }

    async fn rewrap_key(
        &self,
        key: &Key,
        old: u8,
        master: &MasterKeys,
        random: &dyn Random,
    ) -> Result<bool, RewrapError> {
        let Some(held) = self.wrapped(key).await? else { return Ok(false) };
        if held.master != old {
            return Ok(false);
        }
        let fresh = master.wrap(random, &key.pk, &master.unwrap(&key.pk, &held)?)?;
        let listed = WrappedBy::of(&key.pk, &fresh);
        Ok(self.replace_wrapped(key, &held, &fresh, Some(&listed)).await?.is_done())
    }

    /// The keys of sources' and subscriptions' secrets: few, and listed by name.
    async fn rewrap_secrets(&self, old: u8, master: &MasterKeys, random: &dyn Random) -> Result<u64, RewrapError> {
        let mut done = 0;
        for list in [SourceRow::LIST, SubscriptionRow::LIST] {
            let mut cursor: Option<String> = None;
            loop {
                let page = self.listed(Table::Koe, list, false, BATCH, cursor.as_deref()).await?;
                let Ok(page) = page else { break };
                for key in &page.items {
                    let Some(held) = self.wrapped(key).await?.filter(|held| held.master == old) else { continue };
                    let fresh = master.wrap(random, &key.pk, &master.unwrap(&key.pk, &held)?)?;
                    done += u64::from(self.replace_wrapped(key, &held, &fresh, None).await?.is_done());
                }
                cursor = page.cursor;
                if cursor.is_none() {
                    break;
                }
            }
        }
        Ok(done)
    }

    async fn wrapped(&self, key: &Key) -> Result<Option<WrappedKey>, StoreError> {
        Ok(self.get::<Holder>(key).await?.map(|holder| holder.key))
    }

    async fn replace_wrapped(
        &self,
        key: &Key,
        held: &WrappedKey,
        fresh: &WrappedKey,
        listed: Option<&WrappedBy>,
    ) -> Result<Written<Holder>, StoreError> {
        let set = if listed.is_some() { "SET #key = :fresh, list_pk = :list" } else { "SET #key = :fresh" };
        let mut update = self
            .update(key)
            .update_expression(set)
            .condition_expression("#key.#wrapped = :held")
            .expression_attribute_names("#key", "key")
            .expression_attribute_names("#wrapped", "wrapped")
            .expression_attribute_values(":held", text(&held.wrapped))
            .expression_attribute_values(":fresh", wrapped_value(fresh));
        if let Some(listed) = listed {
            update = update.expression_attribute_values(":list", text(listed.partition_key()));
        }
        self.run_update(update).await
    }
}

fn wrapped_value(key: &WrappedKey) -> aws_sdk_dynamodb::types::AttributeValue {
    let fields = [("master".to_owned(), crate::row::number(key.master)), ("wrapped".to_owned(), text(&key.wrapped))];
    aws_sdk_dynamodb::types::AttributeValue::M(fields.into())
}

/// Any row that holds a wrapped key, as far as a rotation reads it.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub(crate) struct Holder {
    key: WrappedKey,
}

impl Row for Holder {
    const TABLE: Table = Table::Keys;
    const KIND: &'static str = "wrapped key";
    const VERSION: u32 = u32::MAX;
    /// Never written as a whole; read by the key that the index gave.
    fn row_key(&self) -> Key {
        Key::new(Table::Keys, "", "")
    }
}
