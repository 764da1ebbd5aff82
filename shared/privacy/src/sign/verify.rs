//! Whether a signed document is as it was when it was signed.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signature, VerifyingKey};
use serde_json::{Map, Value};

use super::canonical::{FormError, signed_bytes};
use super::{CONTEXT, FIXED, PROOF, PROOF_VALUE, kid};

/// Why a set of public keys cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeysError {
    /// It is no JWK set, or has no Ed25519 key in it.
    #[error("there is no Ed25519 key in it (a JWK set as of RFC 7517 and RFC 8037 is expected)")]
    None,
    /// A key is no point of the curve, or not written as RFC 8037 says.
    #[error("an Ed25519 key in it cannot be read")]
    Unreadable,
    /// A key carries a name that is not its own.
    #[error("a key in it carries a name (kid) that does not belong to it")]
    Misnamed,
}

/// Why a document does not count as signed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VerifyError {
    /// It has no proof.
    #[error("the document is not signed: it has no field \"proof\"")]
    NotSigned,
    /// A field of the proof is missing or says something else than a proof of Koe does.
    #[error("the signature cannot be used: \"{field}\" of its proof is missing or not as expected")]
    Proof {
        /// The field.
        field: &'static str,
    },
    /// The proof is about another context than the document has.
    #[error("the proof was made for another \"@context\" than that of the document")]
    Context,
    /// The key that it names is not at hand.
    #[error("the document was signed with the key {kid:?}, which is not among the given keys")]
    UnknownKey {
        /// The key's name, as the document gives it.
        kid: String,
    },
    /// The document has no form that could have been signed.
    #[error(transparent)]
    Form(#[from] FormError),
    /// Document, proof or signature were changed.
    #[error("the signature does not fit: the document was changed after it was signed")]
    Altered,
}

/// The public halves of signing keys, by their names.
#[derive(Clone, Debug)]
pub struct PublicKeys(Vec<(String, VerifyingKey)>);

impl PublicKeys {
    /// Reads a JWK set as [`super::SigningKeys::public_jwks`] writes it. Keys of other kinds are left aside (RFC 7517,
    /// section 5).
    ///
    /// # Errors
    /// When there is no Ed25519 key, or one that cannot be read or is named wrongly.
    pub fn from_jwks(set: &Value) -> Result<Self, KeysError> {
        let keys = set.get("keys").and_then(Value::as_array).ok_or(KeysError::None)?;
        let ours = keys.iter().filter(|key| key["kty"] == "OKP" && key["crv"] == "Ed25519");
        let read = ours.map(read_key).collect::<Result<Vec<_>, _>>()?;
        if read.is_empty() { Err(KeysError::None) } else { Ok(Self(read)) }
    }

    fn named(&self, kid: &str) -> Option<&VerifyingKey> {
        self.0.iter().find(|(name, _)| name == kid).map(|(_, key)| key)
    }
}

fn read_key(jwk: &Value) -> Result<(String, VerifyingKey), KeysError> {
    let x = jwk["x"].as_str().and_then(|x| URL_SAFE_NO_PAD.decode(x).ok()).ok_or(KeysError::Unreadable)?;
    let bytes: [u8; 32] = x.try_into().map_err(|_| KeysError::Unreadable)?;
    let key = VerifyingKey::from_bytes(&bytes).map_err(|_| KeysError::Unreadable)?;
    let kid = kid(&bytes);
    if jwk.get("kid").is_some_and(|named| *named != kid.as_str()) { Err(KeysError::Misnamed) } else { Ok((kid, key)) }
}

/// Checks the proof that [`super::SigningKeys::sign`] adds (Data Integrity EdDSA Cryptosuites 1.0, section 3.3.2).
///
/// # Errors
/// Why the document does not count as signed by one of `keys`.
pub fn verify(document: &Map<String, Value>, keys: &PublicKeys) -> Result<(), VerifyError> {
    let proof = document.get(PROOF).ok_or(VerifyError::NotSigned)?;
    let mut options = proof.as_object().ok_or(VerifyError::Proof { field: PROOF })?.clone();
    let signature = signature(options.remove(PROOF_VALUE).as_ref())?;
    for (field, expected) in FIXED {
        if options.get(field).is_none_or(|value| *value != expected) {
            return Err(VerifyError::Proof { field });
        }
    }
    let field = "verificationMethod";
    let method = options.get(field).and_then(Value::as_str).ok_or(VerifyError::Proof { field })?;
    let kid = method.rsplit_once('#').map(|(_, kid)| kid).ok_or(VerifyError::Proof { field })?;
    let key = keys.named(kid).ok_or_else(|| VerifyError::UnknownKey { kid: kid.to_owned() })?;
    if options.get(CONTEXT) != document.get(CONTEXT) {
        return Err(VerifyError::Context);
    }
    let mut unsigned = document.clone();
    unsigned.remove(PROOF);
    let bytes = signed_bytes(&unsigned, &options)?;
    key.verify_strict(&bytes, &signature).map_err(|_| VerifyError::Altered)
}

fn signature(value: Option<&Value>) -> Result<Signature, VerifyError> {
    let text = value.and_then(Value::as_str).and_then(|text| text.strip_prefix('z'));
    let bytes = text.and_then(|text| bs58::decode(text).into_vec().ok());
    bytes.and_then(|bytes| Signature::from_slice(&bytes).ok()).ok_or(VerifyError::Proof { field: PROOF_VALUE })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::sign::{SigningKey, SigningKeys, object};

    type Outcome = Result<(), Box<dyn std::error::Error>>;

    fn signed() -> Result<(Map<String, Value>, PublicKeys), Box<dyn std::error::Error>> {
        let keys = SigningKeys::new(SigningKey { id: 1, seed: [7; 32] }, Vec::new());
        let document = object([("@context", json!({"a": "urn:a"})), ("a", json!({"b": [1, "x"]}))]);
        let signed = keys.sign(document, jiff::Timestamp::UNIX_EPOCH, "https://koe.example.com")?;
        Ok((signed, PublicKeys::from_jwks(&keys.public_jwks())?))
    }

    #[test]
    fn the_published_example_of_the_cryptosuite_holds() -> Outcome {
        let context = json!(["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/examples/v2"]);
        let kid = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2";
        let document = json!({
            "@context": context, "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
            "type": ["VerifiableCredential", "AlumniCredential"], "name": "Alumni Credential",
            "description": "A minimum viable example of an Alumni Credential.",
            "issuer": "https://vc.example/issuers/5678", "validFrom": "2023-01-01T00:00:00Z",
            "credentialSubject": {"id": "did:example:abcdefgh", "alumniOf": "The School of Examples"},
            "proof": {
                "type": "DataIntegrityProof", "cryptosuite": "eddsa-jcs-2022", "created": "2023-02-24T23:36:38Z",
                "verificationMethod": format!("did:key:{kid}#{kid}"), "proofPurpose": "assertionMethod",
                "@context": context,
                "proofValue":
                    "z2HnFSSPPBzR36zdDgK8PbEHeXbR56YF24jwMpt3R1eHXQzJDMWS93FCzpvJpwTWd3GAVFuUfjoJdcnTMuVor51aX"
            }
        });
        let multikey = bs58::decode(&kid[1..]).into_vec()?;
        let public: [u8; 32] = multikey[2..].try_into()?;
        let keys = PublicKeys(vec![(kid.to_owned(), VerifyingKey::from_bytes(&public)?)]);
        assert_eq!(document.as_object().map(|it| verify(it, &keys)), Some(Ok(())));
        Ok(())
    }

    #[test]
    fn what_was_changed_does_not_pass() -> Outcome {
        let (whole, keys) = signed()?;
        assert_eq!(verify(&whole, &keys), Ok(()));
        let after = |change: &dyn Fn(&mut Value)| -> Option<VerifyError> {
            let mut value = Value::Object(whole.clone());
            change(&mut value);
            verify(value.as_object()?, &keys).err()
        };
        assert_eq!(after(&|it| it["a"]["b"][0] = json!(2)), Some(VerifyError::Altered));
        assert_eq!(after(&|it| it["more"] = json!(null)), Some(VerifyError::Altered));
        assert_eq!(after(&|it| it["proof"]["created"] = json!("1970-01-01T00:00:01Z")), Some(VerifyError::Altered));
        assert_eq!(after(&|it| it["@context"]["a"] = json!("urn:b")), Some(VerifyError::Context));
        let field = "cryptosuite";
        assert_eq!(after(&|it| it["proof"][field] = json!("none")), Some(VerifyError::Proof { field }));
        let field = "proofValue";
        assert_eq!(after(&|it| it["proof"][field] = json!("z0")), Some(VerifyError::Proof { field }));
        assert_eq!(after(&|it| it["proof"] = json!([])), Some(VerifyError::Proof { field: "proof" }));
        let mut bare = whole.clone();
        bare.remove("proof");
        assert_eq!(verify(&bare, &keys), Err(VerifyError::NotSigned));
        Ok(())
    }

    #[test]
    fn a_key_that_is_not_at_hand_is_named() -> Outcome {
        let (document, _) = signed()?;
        let others = SigningKeys::new(SigningKey { id: 1, seed: [8; 32] }, Vec::new());
        let error = verify(&document, &PublicKeys::from_jwks(&others.public_jwks())?).err();
        let kid = SigningKey { id: 1, seed: [7; 32] }.kid();
        assert_eq!(error, Some(VerifyError::UnknownKey { kid }));
        Ok(())
    }

    #[test]
    fn a_set_of_keys_is_read_with_care() {
        let good = SigningKey { id: 1, seed: [7; 32] }.jwk();
        let with = |change: &dyn Fn(&mut Value)| {
            let mut key = good.clone();
            change(&mut key);
            PublicKeys::from_jwks(&json!({"keys": [{"kty": "RSA"}, key]})).err()
        };
        assert_eq!(with(&|_| ()), None);
        assert_eq!(with(&|key| key["kid"] = json!("0123456789abcdef")), Some(KeysError::Misnamed));
        assert_eq!(with(&|key| key["x"] = json!("AAAA")), Some(KeysError::Unreadable));
        assert_eq!(with(&|key| key["crv"] = json!("X25519")), Some(KeysError::None));
        assert_eq!(PublicKeys::from_jwks(&json!([])).err(), Some(KeysError::None));
    }
}
