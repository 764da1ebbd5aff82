//! Signatures: what Koe hands out can be checked by anyone, years later and without asking Koe.
//!
//! W3C Data Integrity with the cryptosuite `eddsa-jcs-2022`: Ed25519 (RFC 8032) over canonical JSON (RFC 8785). The
//! proof stands inside the document, which stays plain JSON. Rejected: a JWS, which hides the document in base64, and
//! the suite over RDF, where checking a signature takes a JSON-LD processor.

mod canonical;
mod strict;
mod verify;

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::Signer as _;
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};
use zeroize::{Zeroize, ZeroizeOnDrop};

pub use canonical::FormError;
pub use strict::{ReadError, read};
pub use verify::{KeysError, PublicKeys, VerifyError, verify};

/// Where the public keys are published, below the base URL.
pub const KEYS_PATH: &str = "/.well-known/koe-signing-keys.json";

const PROOF: &str = "proof";
const PROOF_VALUE: &str = "proofValue";
const CONTEXT: &str = "@context";
/// What a proof of ours always says.
const FIXED: [(&str, &str); 3] =
    [("type", "DataIntegrityProof"), ("cryptosuite", "eddsa-jcs-2022"), ("proofPurpose", "assertionMethod")];

/// Why a document was not signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignError {
    /// It has a proof already.
    #[error("the document is signed already")]
    AlreadySigned,
    /// It has no form that can be signed.
    #[error(transparent)]
    Form(#[from] FormError),
}

/// One key that signs. Wiped when dropped.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct SigningKey {
    /// Its number.
    pub id: u8,
    /// The private key of RFC 8032, section 5.1.5: 32 random bytes.
    pub seed: [u8; 32],
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey {}", self.id)
    }
}

impl SigningKey {
    /// The name of its public half, under which it is published: the first 16 digits of `SHA-256(public key)`,
    /// lower-case hex.
    #[must_use]
    pub fn kid(&self) -> String {
        kid(&self.public())
    }

    fn pair(&self) -> ed25519_dalek::SigningKey {
        ed25519_dalek::SigningKey::from_bytes(&self.seed)
    }

    fn public(&self) -> [u8; 32] {
        self.pair().verifying_key().to_bytes()
    }

    /// RFC 8037, section 2.
    fn jwk(&self) -> Value {
        let public = self.public();
        let x = URL_SAFE_NO_PAD.encode(public);
        json!({"kty": "OKP", "crv": "Ed25519", "use": "sig", "kid": kid(&public), "x": x})
    }
}

/// The keys that sign: the one in use, and older ones whose signatures still count.
#[derive(Clone, Debug)]
pub struct SigningKeys {
    current: SigningKey,
    older: Vec<SigningKey>,
}

impl SigningKeys {
    /// Keys of which `current` signs and all are published.
    #[must_use]
    pub const fn new(current: SigningKey, older: Vec<SigningKey>) -> Self {
        Self { current, older }
    }

    /// The name of the key that signs now: see [`SigningKey::kid`].
    #[must_use]
    pub fn kid(&self) -> String {
        self.current.kid()
    }

    /// The public halves of all keys as a JWK set (RFC 7517, RFC 8037): what is published at [`KEYS_PATH`], and what a
    /// verifier keeps beside a document.
    #[must_use]
    pub fn public_jwks(&self) -> Value {
        let keys: Vec<Value> = std::iter::once(&self.current).chain(&self.older).map(SigningKey::jwk).collect();
        json!({ "keys": keys })
    }

    /// The document with a `proof` (Verifiable Credential Data Integrity 1.0; Data Integrity EdDSA Cryptosuites 1.0,
    /// section 3.3). `created` is when it is signed; the key is named as
    /// `<verification_method_base>/.well-known/koe-signing-keys.json#<kid>`.
    ///
    /// # Errors
    /// When it has a proof already, or holds a number beyond 2^53.
    pub fn sign(
        &self,
        mut document: Map<String, Value>,
        created: Timestamp,
        verification_method_base: &str,
    ) -> Result<Map<String, Value>, SignError> {
        if document.contains_key(PROOF) {
            return Err(SignError::AlreadySigned);
        }
        let base = verification_method_base.trim_end_matches('/');
        let mut proof = object(FIXED.map(|(name, value)| (name, json!(value))));
        proof.insert("created".to_owned(), json!(created.to_string()));
        proof.insert("verificationMethod".to_owned(), json!(format!("{base}{KEYS_PATH}#{}", self.kid())));
        if let Some(context) = document.get(CONTEXT) {
            proof.insert(CONTEXT.to_owned(), context.clone());
        }
        let bytes = canonical::signed_bytes(&document, &proof)?;
        let signature: ed25519_dalek::Signature = self.current.pair().sign(&bytes);
        let multibase = format!("z{}", bs58::encode(signature.to_bytes()).into_string());
        proof.insert(PROOF_VALUE.to_owned(), json!(multibase));
        document.insert(PROOF.to_owned(), Value::Object(proof));
        Ok(document)
    }
}

fn kid(public: &[u8; 32]) -> String {
    let mut hex = hex(&Sha256::digest(public));
    hex.truncate(16);
    hex
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    use fmt::Write as _;
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

pub(crate) fn object<const N: usize>(fields: [(&str, Value); N]) -> Map<String, Value> {
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The key of RFC 8032, section 7.1, test 1, as RFC 8037, appendix A.1 writes it.
    fn rfc_key() -> Result<SigningKey, Box<dyn std::error::Error>> {
        let seed = URL_SAFE_NO_PAD.decode("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A")?;
        Ok(SigningKey { id: 1, seed: seed.try_into().map_err(|_| "not 32 bytes")? })
    }

    fn document() -> Map<String, Value> {
        object([("b", json!({"y": [1, 2], "x": "声"})), ("a", json!(true))])
    }

    #[test]
    fn keys_and_signatures_are_those_of_the_standards() -> Result<(), Box<dyn std::error::Error>> {
        let key = rfc_key()?;
        let signature: ed25519_dalek::Signature = key.pair().sign(b"");
        assert_eq!(
            hex(&signature.to_bytes()),
            concat!(
                "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555",
                "fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
            )
        );
        assert_eq!(key.jwk()["x"], "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
        assert_eq!(key.kid(), "21fe31dfa154a261");
        Ok(())
    }

    #[test]
    fn a_signature_holds_whatever_the_order_of_keys_and_after_a_rotation() -> Result<(), Box<dyn std::error::Error>> {
        let old = rfc_key()?;
        let keys = SigningKeys::new(old.clone(), Vec::new());
        let signed = keys.sign(document(), Timestamp::UNIX_EPOCH, "https://koe.example.com/")?;
        let method = format!("https://koe.example.com{KEYS_PATH}#{}", keys.kid());
        assert_eq!(signed["proof"]["verificationMethod"], json!(method));
        assert_eq!(signed["proof"]["created"], "1970-01-01T00:00:00Z");

        let rotated = SigningKeys::new(SigningKey { id: 2, seed: [2; 32] }, vec![old]);
        let public = PublicKeys::from_jwks(&rotated.public_jwks())?;
        assert_eq!(verify(&signed, &public), Ok(()));

        let backwards: Vec<String> =
            signed.iter().rev().map(|(name, value)| format!("{}:{value}", json!(name))).collect();
        let other_order = read(format!("{{{}}}", backwards.join(" ,\n")).as_bytes())?;
        assert_eq!(other_order.as_object().map(|it| verify(it, &public)), Some(Ok(())));
        Ok(())
    }

    #[test]
    fn what_cannot_be_signed_is_refused() -> Result<(), Box<dyn std::error::Error>> {
        let keys = SigningKeys::new(rfc_key()?, Vec::new());
        let signed = keys.sign(document(), Timestamp::UNIX_EPOCH, "https://koe.example.com")?;
        let twice = keys.sign(signed, Timestamp::UNIX_EPOCH, "https://koe.example.com");
        assert_eq!(twice.err(), Some(SignError::AlreadySigned));
        for large in [json!(9_007_199_254_740_993_u64), json!(-9_007_199_254_740_993_i64), json!(1e17)] {
            let refused = keys.sign(object([("n", json!([large]))]), Timestamp::UNIX_EPOCH, "");
            assert_eq!(refused.err(), Some(SignError::Form(FormError::Number)));
        }
        Ok(())
    }

    #[test]
    fn keys_are_not_printed() -> Result<(), Box<dyn std::error::Error>> {
        let keys = SigningKeys::new(rfc_key()?, Vec::new());
        assert_eq!(format!("{keys:?}"), "SigningKeys { current: SigningKey 1, older: [] }");
        Ok(())
    }
}
