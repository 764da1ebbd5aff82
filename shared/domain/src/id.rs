//! One identifier type per entity, so that none is taken for another.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use crate::fault::Faults;

/// Defines a name that a person chose: lower-case letters, digits and hyphens, 1 to 64 characters.
macro_rules! slug {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Reads the name.
            ///
            /// # Errors
            /// When it is not 1 to 64 lower-case letters, digits and hyphens, starting with a letter or digit.
            pub fn parse(name: &str) -> Result<Self, Faults> {
                let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
                let fine = name.len() <= 64
                    && name.starts_with(plain)
                    && name.chars().all(|c| plain(c) || c == '-');
                if fine {
                    Ok(Self(name.to_owned()))
                } else {
                    Err(Faults::one("", "1 to 64 lower-case letters, digits and hyphens are expected, the first no hyphen"))
                }
            }

            /// The name as written.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = Faults;
            fn try_from(name: String) -> Result<Self, Faults> {
                Self::parse(&name)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }
    };
}

slug! {
    /// A survey, for instance `after-purchase`.
    SurveyId
}
slug! {
    /// A shop's system that sends webhooks, for instance `shop`.
    SourceId
}
slug! {
    /// A store of the organisation, for instance `shibuya`.
    StoreId
}

/// Defines an identifier of `N` bytes, written as base64url. `Debug` shows the kind alone.
macro_rules! bytes {
    ($(#[$doc:meta])* $name:ident, $n:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name([u8; $n]);

        impl $name {
            /// Number of bytes.
            pub const LENGTH: usize = $n;

            /// The identifier of these bytes.
            #[must_use]
            pub const fn from_bytes(bytes: [u8; $n]) -> Self {
                Self(bytes)
            }

            /// The bytes.
            #[must_use]
            pub const fn as_bytes(&self) -> &[u8; $n] {
                &self.0
            }

            /// The form in which rows hold it: base64url without padding.
            #[must_use]
            pub fn encode(&self) -> String {
                URL_SAFE_NO_PAD.encode(self.0)
            }

            /// Reads the form in which rows hold it.
            ///
            /// # Errors
            /// When it is not such a form.
            pub fn decode(text: &str) -> Result<Self, Faults> {
                URL_SAFE_NO_PAD
                    .decode(text)
                    .ok()
                    .and_then(|bytes| bytes.try_into().ok())
                    .map(Self)
                    .ok_or_else(|| Faults::one("", concat!("not a ", stringify!($name))))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(stringify!($name))
            }
        }

        impl TryFrom<String> for $name {
            type Error = Faults;
            fn try_from(text: String) -> Result<Self, Faults> {
                Self::decode(&text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.encode()
            }
        }
    };
}

bytes! {
    /// The pseudonym of a person: the first 10 bytes of HMAC-SHA256(pepper, kind of contact ‖ normalised contact).
    PersonId, 10
}
bytes! {
    /// One invitation: the first 8 bytes of HMAC-SHA256 of its cause, or random.
    InvitationId, 8
}
bytes! {
    /// One response: random, so that nothing leads from it to a person.
    ResponseId, 16
}
bytes! {
    /// A request about somebody's data, or an erasure: random, or from its cause.
    RequestId, 16
}
bytes! {
    /// An event on its way to a subscription: from its cause and the subscription.
    DeliveryId, 16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_refused_when_a_key_could_be_forged_from_them() {
        for bad in ["", "-a", "A", "a#b", "a/b", "é", &"a".repeat(65)] {
            assert!(SurveyId::parse(bad).is_err(), "{bad}");
        }
        assert!(SurveyId::parse("after-purchase-2").is_ok());
    }

    #[test]
    fn debug_of_a_pseudonym_prints_its_kind_only() {
        assert_eq!(format!("{:?}", PersonId::from_bytes([7; 10])), "PersonId");
    }
}
