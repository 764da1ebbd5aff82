//! How a person is reached: opened for their own eyes, and shown in part only.

use koe_domain::EmailAddress;
use koe_privacy::{DataKey, SealError};
use koe_store::asking::{ContactCard, contact_place};
use koe_store::rows::{PersonKeyRow, ProfileRow};

use crate::State;

/// The key of a person's fields.
pub(crate) async fn data_key(state: &State, row: &PersonKeyRow) -> Result<DataKey, SealError> {
    let master = state.master.holding(&row.key, state.clock.now()).await;
    master.unwrap(&ProfileRow::partition(row.person), &row.key)
}

/// Address and name; none where they are gone, or their time is over.
pub(crate) fn card(
    state: &State,
    profile: &ProfileRow,
    key: Option<&DataKey>,
) -> Result<Option<ContactCard>, SealError> {
    let over = profile.contact_until.is_some_and(|until| until <= state.clock.now());
    let (Some(sealed), Some(key), false) = (&profile.contact, key, over) else { return Ok(None) };
    key.open_json(&contact_place(&ProfileRow::partition(profile.person)), sealed).map(Some)
}

/// An address with most of it hidden: `h•••@e•••.jp`. The length of what is hidden does not show.
pub(crate) fn mask(address: &EmailAddress) -> String {
    let whole = address.deliverable();
    let (local, domain) = whole.rsplit_once('@').unwrap_or((&whole, ""));
    let first = |text: &str| text.chars().next().map(String::from).unwrap_or_default();
    let end = domain.rsplit('.').next().unwrap_or_default();
    format!("{}•••@{}•••.{end}", first(local), first(domain))
}

#[cfg(test)]
mod tests {
    use koe_domain::Faults;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_masked_address_is_known_to_its_owner_alone() -> Result<(), Faults> {
        for (whole, masked) in [
            ("hanako@example.jp", "h•••@e•••.jp"),
            ("H.Yamada+shop@mail.example.co.jp", "H•••@m•••.jp"),
            ("a@b.example", "a•••@b•••.example"),
            ("o'hara@例え.jp", "o•••@x•••.jp"),
        ] {
            assert_eq!(mask(&EmailAddress::parse(whole)?), masked);
        }
        Ok(())
    }

    proptest! {
        #[test]
        fn no_mask_tells_how_long_an_address_is(local in "[a-z]{1,30}", domain in "[a-z]{1,30}") {
            let address = EmailAddress::parse(&format!("{local}@{domain}.com"))?;
            prop_assert_eq!(mask(&address).chars().count(), 13);
        }
    }
}
