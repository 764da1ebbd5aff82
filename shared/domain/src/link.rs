//! Links: the address that a person taps, and the sealed form of every id that leaves the house.
//!
//! A link is `base64url(key id ‖ AES-SIV(pid ‖ iid))`, 47 characters, with its purpose as associated data (RFC 5297).
//! Nobody without the key can make one, read one or turn one purpose into another; no row holds it, so a copy of the
//! table opens nothing; a forged one is refused without touching a table. Rejected: random tokens (a read for each
//! guess, a row to keep), JWT (four times as long, readable, revocation needs the row anyway).

use std::fmt;

use aes_siv::KeyInit as _;
use aes_siv::siv::Aes256Siv;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::id::{InvitationId, PersonId};

/// What a link is for. One purpose's link is no link for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Opens the survey.
    Survey,
    /// Opens the person's own page.
    Privacy,
    /// Stops further mails.
    Unsubscribe,
    /// Names an invitation in the API and in mail tags.
    Invitation,
    /// Names a case to staff.
    Case,
    /// Names a person to staff.
    Person,
}

impl Purpose {
    const fn label(self) -> &'static [u8] {
        match self {
            Self::Survey => b"koe/link/1/survey",
            Self::Privacy => b"koe/link/1/privacy",
            Self::Unsubscribe => b"koe/link/1/unsubscribe",
            Self::Invitation => b"koe/link/1/invitation",
            Self::Case => b"koe/link/1/case",
            Self::Person => b"koe/link/1/person",
        }
    }
}

/// What a link leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    /// The person.
    pub person: PersonId,
    /// The invitation.
    pub invitation: InvitationId,
}

impl Target {
    /// A person, and no invitation of theirs: for ids of people, and for links to their own page that no invitation
    /// brought.
    #[must_use]
    pub const fn of_person(person: PersonId) -> Self {
        Self { person, invitation: InvitationId::from_bytes([0; InvitationId::LENGTH]) }
    }
}

/// A link as it stands in an address. `Debug` prints its kind alone.
#[derive(Clone, PartialEq, Eq)]
pub struct Link(String);

impl Link {
    /// Characters of a link.
    pub const LENGTH: usize = 47;

    /// The characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Link")
    }
}

/// One generation of keys. Wiped when dropped.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct LinkKey {
    /// The number that stands at the head of each link made with it.
    pub id: u8,
    /// AES-256-SIV key of links.
    pub link: [u8; 64],
    /// AES-256-SIV key of nonces and staff sessions.
    pub nonce: [u8; 64],
}

impl fmt::Debug for LinkKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LinkKey {}", self.id)
    }
}

/// Why something that should be ours did not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// Not made by this stack, altered, or made for another purpose.
    #[error("not made by this stack, or altered")]
    Forged,
    /// Its key id is not known here: rotated since the process started, or forged.
    #[error("made with a key that is not known here")]
    UnknownKey,
}

/// The keys of links and nonces: the one in use and those whose links still live.
#[derive(Clone, Debug)]
pub struct LinkKeys {
    current: LinkKey,
    older: Vec<LinkKey>,
}

impl LinkKeys {
    /// Keys of which `current` makes new links and `older` still open theirs.
    #[must_use]
    pub const fn new(current: LinkKey, older: Vec<LinkKey>) -> Self {
        Self { current, older }
    }

    fn key(&self, id: u8) -> Result<&LinkKey, OpenError> {
        std::iter::once(&self.current).chain(&self.older).find(|key| key.id == id).ok_or(OpenError::UnknownKey)
    }

    /// The link to `target` for `purpose`; the same each time.
    ///
    /// # Errors
    /// Never in practice: the cipher refuses only inputs of impossible size.
    pub fn seal(&self, purpose: Purpose, target: Target) -> Result<Link, OpenError> {
        let mut plain = [0; PersonId::LENGTH + InvitationId::LENGTH];
        plain[..PersonId::LENGTH].copy_from_slice(target.person.as_bytes());
        plain[PersonId::LENGTH..].copy_from_slice(target.invitation.as_bytes());
        let sealed = siv(&self.current.link).encrypt([purpose.label()], &plain).map_err(|_| OpenError::Forged)?;
        Ok(Link(encode(self.current.id, &sealed)))
    }

    /// What `text` leads to, if it is a link of ours for `purpose`.
    ///
    /// # Errors
    /// When it is not.
    pub fn open(&self, purpose: Purpose, text: &str) -> Result<Target, OpenError> {
        if text.len() != Link::LENGTH {
            return Err(OpenError::Forged);
        }
        let (id, sealed) = decode(text)?;
        let plain = siv(&self.key(id)?.link).decrypt([purpose.label()], &sealed).map_err(|_| OpenError::Forged)?;
        let (person, invitation) = plain.split_at_checked(PersonId::LENGTH).ok_or(OpenError::Forged)?;
        Ok(Target {
            person: PersonId::from_bytes(person.try_into().map_err(|_| OpenError::Forged)?),
            invitation: InvitationId::from_bytes(invitation.try_into().map_err(|_| OpenError::Forged)?),
        })
    }

    /// Seals what a single-use address stands for: short-lived, bound to its use.
    ///
    /// # Errors
    /// Never in practice.
    pub fn seal_token(&self, plain: &[u8]) -> Result<String, OpenError> {
        self.seal_bytes(&[b"koe/token/1"], plain)
    }

    /// Opens what [`LinkKeys::seal_token`] made.
    ///
    /// # Errors
    /// When it was made elsewhere or altered.
    pub fn open_token(&self, text: &str) -> Result<Vec<u8>, OpenError> {
        self.open_bytes(&[b"koe/token/1"], text)
    }

    /// Seals a staff session.
    ///
    /// # Errors
    /// Never in practice.
    pub fn seal_session(&self, plain: &[u8]) -> Result<String, OpenError> {
        self.seal_bytes(&[b"koe/session/1"], plain)
    }

    /// Opens a staff session.
    ///
    /// # Errors
    /// When it was made elsewhere or altered.
    pub fn open_session(&self, text: &str) -> Result<Vec<u8>, OpenError> {
        self.open_bytes(&[b"koe/session/1"], text)
    }

    /// Seals `plain` under the nonce key, bound to each of `bound_to`.
    ///
    /// # Errors
    /// Never in practice.
    pub(crate) fn seal_bytes(&self, bound_to: &[&[u8]], plain: &[u8]) -> Result<String, OpenError> {
        let sealed = siv(&self.current.nonce).encrypt(bound_to, plain).map_err(|_| OpenError::Forged)?;
        Ok(encode(self.current.id, &sealed))
    }

    /// Opens what [`LinkKeys::seal_bytes`] made.
    ///
    /// # Errors
    /// When it was made elsewhere, altered, or bound to something else.
    pub(crate) fn open_bytes(&self, bound_to: &[&[u8]], text: &str) -> Result<Vec<u8>, OpenError> {
        let (id, sealed) = decode(text)?;
        siv(&self.key(id)?.nonce).decrypt(bound_to, &sealed).map_err(|_| OpenError::Forged)
    }
}

fn siv(key: &[u8; 64]) -> Aes256Siv {
    Aes256Siv::new(key.into())
}

fn encode(id: u8, sealed: &[u8]) -> String {
    let mut bytes = Vec::with_capacity(1 + sealed.len());
    bytes.push(id);
    bytes.extend_from_slice(sealed);
    URL_SAFE_NO_PAD.encode(bytes)
}

fn decode(text: &str) -> Result<(u8, Vec<u8>), OpenError> {
    let mut bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| OpenError::Forged)?;
    if bytes.is_empty() {
        return Err(OpenError::Forged);
    }
    let id = bytes.remove(0);
    Ok((id, bytes))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn keys(id: u8) -> LinkKeys {
        LinkKeys::new(LinkKey { id, link: [id; 64], nonce: [id ^ 0xff; 64] }, Vec::new())
    }

    fn any_target() -> impl Strategy<Value = Target> {
        (any::<[u8; 10]>(), any::<[u8; 8]>()).prop_map(|(person, invitation)| Target {
            person: PersonId::from_bytes(person),
            invitation: InvitationId::from_bytes(invitation),
        })
    }

    const PURPOSES: [Purpose; 6] =
        [Purpose::Survey, Purpose::Privacy, Purpose::Unsubscribe, Purpose::Invitation, Purpose::Case, Purpose::Person];

    proptest! {
        #[test]
        fn a_link_opens_for_its_purpose_only(target in any_target(), a in 0..6_usize, b in 0..6_usize) {
            let link = keys(1).seal(PURPOSES[a], target)?;
            prop_assert_eq!(link.as_str().len(), Link::LENGTH);
            let opened = keys(1).open(PURPOSES[b], link.as_str());
            prop_assert_eq!(opened, if a == b { Ok(target) } else { Err(OpenError::Forged) });
        }

        #[test]
        fn one_changed_letter_closes_it(target in any_target(), place in 0..47_usize, other in "[A-Za-z0-9_-]") {
            let link = keys(1).seal(Purpose::Survey, target)?;
            let mut text = link.as_str().to_owned();
            text.replace_range(place..=place, &other);
            prop_assume!(text != link.as_str());
            prop_assert!(keys(1).open(Purpose::Survey, &text).is_err());
        }

        #[test]
        fn nothing_that_a_stranger_types_opens(text in ".{0,80}") {
            prop_assert!(keys(1).open(Purpose::Survey, &text).is_err());
        }

        #[test]
        fn rotation_keeps_old_links_open(target in any_target()) {
            let old = keys(1).seal(Purpose::Survey, target)?;
            let both = LinkKeys::new(keys(2).current, vec![keys(1).current]);
            prop_assert_eq!(both.open(Purpose::Survey, old.as_str()), Ok(target));
            let new = both.seal(Purpose::Survey, target)?;
            prop_assert_eq!(keys(1).open(Purpose::Survey, new.as_str()), Err(OpenError::UnknownKey));
        }
    }

    #[test]
    fn nothing_secret_is_printed() -> Result<(), OpenError> {
        let target = Target { person: PersonId::from_bytes([1; 10]), invitation: InvitationId::from_bytes([2; 8]) };
        let printed = format!("{:?} {:?} {target:?}", keys(1).seal(Purpose::Survey, target)?, keys(1));
        assert_eq!(
            printed,
            "Link LinkKeys { current: LinkKey 1, older: [] } Target { person: PersonId, invitation: InvitationId }"
        );
        Ok(())
    }
}
