use serde::{Deserialize, Serialize};

use crate::id::DeviceId;

/// With an upload: the id of the person for whom a content is brought, by whoever carries their work.
pub const UPLOAD_FOR: &str = "upload-for";

/// What stands before the letters of a change when they are sealed, so that a seal means this alone.
pub const SEALED_AS: &str = "zoufang hand-in 1\n";

/// `POST /api/v1/sync/hand-in`.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Serialize, Deserialize)]
pub struct HandIn {
    /// As of a push.
    pub protocol: u32,
    /// The device that made all of the changes; not the one that hands them in.
    pub device: DeviceId,
    /// In the order of their numbers.
    pub changes: Vec<Carried>,
}

/// A change that somebody carries to the server.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Carried {
    /// The change as JSON, to the letter as it was sealed.
    pub change: String,
    /// The HMAC-SHA256 of its letters under the key of its device, in 64 hexadecimal digits in small letters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seal: Option<String>,
}

/// `POST /api/v1/devices/{id}/key`.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceKey {
    /// 32 bytes in hexadecimal digits in small letters: what the device seals with.
    pub key: String,
}
