//! Pseudonyms: keyed hashes under which people, orders and causes are found again.
//!
//! An unkeyed hash of an address is no protection: addresses can be guessed and hashed. The pepper makes the guess
//! useless to whoever has a copy of the tables. It stays for the life of a stack, since every partition key rests on it.

use std::fmt;

use hmac::{Hmac, KeyInit as _, Mac as _};
use koe_domain::{Identity, InvitationId, PersonId, Random, RequestId, SourceId, clock};
use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// The keys of keyed hashes. Wiped when dropped.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Pepper {
    /// Key of pseudonyms of people, orders and causes.
    pub pepper: [u8; 32],
    /// Key of suppression hashes: a key of its own, so that what outlives an erasure links to nothing else.
    pub suppression: [u8; 32],
}

impl fmt::Debug for Pepper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pepper")
    }
}

/// What brought an invitation about. The same cause gives the same invitation.
#[derive(Clone, Debug)]
pub enum Cause<'a> {
    /// An order of a source, and the rule that asks.
    Order {
        /// The source.
        source: &'a SourceId,
        /// The order's own number.
        order: &'a str,
        /// The rule's name: its trigger and survey.
        rule: &'a str,
    },
    /// A call with an idempotency key.
    Call {
        /// The API key that called.
        caller: &'a str,
        /// The idempotency key.
        key: &'a str,
    },
}

impl Pepper {
    /// The pseudonym of whoever is reached by `identity`.
    #[must_use]
    pub fn person(&self, identity: &Identity) -> PersonId {
        PersonId::from_bytes(first(&mac(&self.pepper, &[b"person/1", &identity.hashed_form()])))
    }

    /// The invitation that `cause` brings about.
    #[must_use]
    pub fn invitation(&self, cause: &Cause<'_>) -> InvitationId {
        let hash = match cause {
            Cause::Order { source, order, rule } => mac(
                &self.pepper,
                &[b"invitation/order/1", source.as_str().as_bytes(), order.as_bytes(), rule.as_bytes()],
            ),
            Cause::Call { caller, key } => {
                mac(&self.pepper, &[b"invitation/call/1", caller.as_bytes(), key.as_bytes()])
            }
        };
        InvitationId::from_bytes(first(&hash))
    }

    /// An invitation without a cause that could repeat.
    #[must_use]
    pub fn fresh_invitation(random: &dyn Random) -> InvitationId {
        InvitationId::from_bytes(clock::random(random))
    }

    /// The name under which an order of a source is stored: 22 characters.
    #[must_use]
    pub fn order(&self, source: &SourceId, order: &str) -> String {
        let hash = mac(&self.pepper, &[b"order/1", source.as_str().as_bytes(), order.as_bytes()]);
        URL_SAFE_NO_PAD.encode(first::<16>(&hash))
    }

    /// The name under which an idempotency key is stored: 22 characters.
    #[must_use]
    pub fn idempotency(&self, caller: &str, key: &str) -> String {
        URL_SAFE_NO_PAD.encode(first::<16>(&mac(&self.pepper, &[b"idempotency/1", caller.as_bytes(), key.as_bytes()])))
    }

    /// The name under which a person's suppression is stored: 22 characters, under a key of its own.
    #[must_use]
    pub fn suppression(&self, person: PersonId) -> String {
        URL_SAFE_NO_PAD.encode(first::<16>(&mac(&self.suppression, &[b"suppression/1", person.as_bytes()])))
    }

    /// The request, or the letter, of a kind from a person in a slice of time: asked for twice in it, it is one. Nobody
    /// without the key can make it from an address that they know.
    #[must_use]
    pub fn request(&self, kind: &str, person: PersonId, slot: i64) -> RequestId {
        let parts: [&[u8]; 4] = [b"request/1", kind.as_bytes(), person.as_bytes(), &slot.to_be_bytes()];
        RequestId::from_bytes(first(&mac(&self.pepper, &parts)))
    }

    /// The name by which a subscription knows a person: 22 characters, another one for each subscription, so that two
    /// receivers cannot compare what they hold.
    #[must_use]
    pub fn subscriber(&self, subscription: &str, person: PersonId) -> String {
        let hash = mac(&self.pepper, &[b"subscriber/1", subscription.as_bytes(), person.as_bytes()]);
        URL_SAFE_NO_PAD.encode(first::<16>(&hash))
    }
}

/// HMAC-SHA256 over the parts, each with its length before it, so that no two lists of parts run together.
fn mac(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    // HMAC pads a short key with zeros to one block (RFC 2104, section 2); done here, the length is known to fit.
    let mut block = [0; 64];
    block[..32].copy_from_slice(key);
    let mut mac = <Hmac<Sha256>>::new(&block.into());
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

fn first<const N: usize>(hash: &[u8; 32]) -> [u8; N] {
    std::array::from_fn(|i| hash[i])
}

#[cfg(test)]
mod tests {
    use koe_domain::{EmailAddress, Faults};
    use proptest::prelude::*;

    use super::*;

    const PEPPER: Pepper = Pepper { pepper: [1; 32], suppression: [2; 32] };

    #[test]
    fn one_address_is_one_person_however_it_is_written() -> Result<(), Faults> {
        let a = Identity::Email(EmailAddress::parse("Hanako@example.jp")?);
        let b = Identity::Email(EmailAddress::parse("hanako@EXAMPLE.jp")?);
        assert!(PEPPER.person(&a) == PEPPER.person(&b));
        Ok(())
    }

    #[test]
    fn pseudonyms_stay_what_they_were() -> Result<(), Faults> {
        // Partition keys rest on these; a change here would lose every person of a running stack.
        let person = PEPPER.person(&Identity::Email(EmailAddress::parse("hanako@example.jp")?));
        assert_eq!(person.encode(), PINNED_PERSON);
        assert_eq!(PEPPER.order(&SourceId::parse("shop")?, "1001"), PINNED_ORDER);
        Ok(())
    }

    #[test]
    fn a_request_is_of_its_kind_person_slice_and_key_alone() {
        let (hanako, taro) = (PersonId::from_bytes([1; 10]), PersonId::from_bytes([2; 10]));
        let id = PEPPER.request("export", hanako, 7);
        assert!(id == PEPPER.request("export", hanako, 7));
        let other_key = Pepper { pepper: [3; 32], suppression: [2; 32] };
        for other in [
            PEPPER.request("erase", hanako, 7),
            PEPPER.request("export", taro, 7),
            PEPPER.request("export", hanako, 8),
            other_key.request("export", hanako, 7),
        ] {
            assert!(id != other);
        }
    }

    const PINNED_PERSON: &str = "F_hVG8IgY3W-jA";
    const PINNED_ORDER: &str = "Q0__zmgKCxcQKj3r2E3NMQ";

    proptest! {
        #[test]
        fn parts_never_run_together(a in ".{0,8}", b in ".{0,8}", c in ".{0,8}", d in ".{0,8}") {
            prop_assume!((&a, &b) != (&c, &d));
            let source = SourceId::parse("shop")?;
            let one = PEPPER.invitation(&Cause::Order { source: &source, order: &a, rule: &b });
            let other = PEPPER.invitation(&Cause::Order { source: &source, order: &c, rule: &d });
            prop_assert!(one != other);
        }
    }
}
