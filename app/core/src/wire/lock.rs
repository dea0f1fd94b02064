use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// `GET /api/v1/lock/key`: what a phone seals its key with for the day on which its PIN is forgotten.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LockKey {
    pub key: Uuid,
    /// The public half, 32 bytes in base64 without padding.
    pub public: String,
}

/// `POST /api/v1/lock/open`.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Serialize, Deserialize)]
pub struct OpenLock {
    /// Of the person for whom the phone's key was sealed.
    pub password: String,
    /// With which key of the server it was sealed.
    pub key: Uuid,
    /// HPKE (RFC 9180: DHKEM of X25519 and HKDF-SHA256, HKDF-SHA256, ChaCha20-Poly1305, info `zoufang device
    /// lock 1`, the 16 bytes of `key` as additional data): the encapsulated key, then what was sealed, which is
    /// the 16 bytes of the person's id and the 32 of the phone's key; in base64 without padding.
    pub sealed: String,
}

/// Without the password.
impl std::fmt::Debug for OpenLock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OpenLock").field("key", &self.key).finish_non_exhaustive()
    }
}

#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenedLock {
    /// 32 bytes in base64 without padding.
    pub device_key: String,
}

/// Never by what it holds.
impl std::fmt::Debug for OpenedLock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("OpenedLock")
    }
}

/// `PUT /api/v1/lock/policy`: what the city asks of its phones.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LockPolicy {
    pub required: bool,
}
