use std::fmt;

use base64ct::{Base64Unpadded, Encoding};
use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable, single_shot_open, single_shot_seal};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use zoufang_core::id::PersonId;

use super::{DeviceKey, NoRandomness, drawn};

type Secret = <X25519HkdfSha256 as Kem>::PrivateKey;
type Public = <X25519HkdfSha256 as Kem>::PublicKey;
type Encapsulated = <X25519HkdfSha256 as Kem>::EncappedKey;

/// So that what is sealed for this opens for nothing else.
const INFO: &[u8] = b"zoufang device lock 1";

/// A device key as it lies on the device for the server alone to open: HPKE (RFC 9180) with X25519,
/// HKDF-SHA256 and ChaCha20-Poly1305.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope {
    /// Which of the server's keys opens it.
    pub key: Uuid,
    /// The encapsulated key and what was sealed, in base64 without padding.
    pub sealed: String,
}

/// What an envelope holds: whoever asks for it must be that person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptFor {
    pub person: PersonId,
    pub device_key: DeviceKey,
}

/// The server's half, of which nothing leaves the server.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct LockSecret(pub [u8; 32]);

/// It was not sealed with this key, or is damaged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the envelope does not open")]
pub struct NotOpened;

impl fmt::Debug for LockSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LockSecret")
    }
}

impl LockSecret {
    /// # Errors
    /// Where the machine gives no randomness.
    pub fn draw() -> Result<Self, NoRandomness> {
        let (secret, _) = X25519HkdfSha256::derive_keypair(&drawn::<32>()?);
        Ok(Self(secret.to_bytes().into()))
    }

    /// The half that devices seal with, in base64 without padding.
    pub fn public(&self) -> Option<String> {
        let secret = Secret::from_bytes(&self.0).ok()?;
        Some(Base64Unpadded::encode_string(&X25519HkdfSha256::sk_to_pk(&secret).to_bytes()))
    }

    /// # Errors
    /// [`NotOpened`].
    pub fn open(&self, envelope: &Envelope) -> Result<KeptFor, NotOpened> {
        self.opened(envelope).ok_or(NotOpened)
    }

    fn opened(&self, envelope: &Envelope) -> Option<KeptFor> {
        let secret = Secret::from_bytes(&self.0).ok()?;
        let bytes = Base64Unpadded::decode_vec(&envelope.sealed).ok()?;
        let (encapsulated, sealed) = bytes.split_at_checked(Encapsulated::size())?;
        let encapsulated = Encapsulated::from_bytes(encapsulated).ok()?;
        let mode = OpModeR::Base;
        let kept = single_shot_open::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
            &mode,
            &secret,
            &encapsulated,
            INFO,
            sealed,
            envelope.key.as_bytes(),
        );
        let (person, device_key) =
            kept.ok()?.split_at_checked(16).map(|(person, key)| (person.to_vec(), key.to_vec()))?;
        Some(KeptFor {
            person: PersonId(Uuid::from_slice(&person).ok()?),
            device_key: DeviceKey::of(device_key.try_into().ok()?),
        })
    }
}

impl Envelope {
    /// Seals a device key with the server's `public` half, which is called `key`. `None` where that is none.
    pub fn seal(key: Uuid, public: &str, kept: &KeptFor) -> Option<Self> {
        let public = Public::from_bytes(&Base64Unpadded::decode_vec(public).ok()?).ok()?;
        let plain = [kept.person.0.as_bytes().as_slice(), kept.device_key.bytes()].concat();
        let (encapsulated, sealed) = single_shot_seal::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
            &OpModeS::Base,
            &public,
            INFO,
            &plain,
            key.as_bytes(),
        )
        .ok()?;
        let bytes = [encapsulated.to_bytes().as_slice(), &sealed].concat();
        Some(Self { key, sealed: Base64Unpadded::encode_string(&bytes) })
    }
}
