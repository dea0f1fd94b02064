use std::cell::Cell;
use std::fmt;

use base64ct::{Base64Unpadded, Encoding};
use chacha20poly1305::aead::AeadInOut;
use chacha20poly1305::{Key, KeyInit, Tag, XChaCha20Poly1305, XNonce};

use super::{NoRandomness, drawn};

const KEY: usize = 32;
const NONCE: usize = 24;
const TAG: usize = 16;
/// How a sealed text begins: no JSON does.
const SEALED_TEXT: char = '\u{1}';
/// How sealed bytes begin: no photo and no document that the app takes does.
const SEALED_BYTES: &[u8] = b"\x01zoufang sealed\x01";

/// What everything on a locked device is sealed with. It lies there only wrapped.
#[derive(Clone, PartialEq, Eq)]
pub struct DeviceKey([u8; KEY]);

impl DeviceKey {
    /// # Errors
    /// Where the machine gives no randomness.
    pub fn draw() -> Result<Self, NoRandomness> {
        drawn().map(Self)
    }

    /// From its spelling; `None` where that is not one.
    pub fn read(spelled: &str) -> Option<Self> {
        Base64Unpadded::decode_vec(spelled).ok()?.try_into().ok().map(Self)
    }

    pub fn spell(&self) -> String {
        Base64Unpadded::encode_string(&self.0)
    }

    pub(super) fn of(bytes: [u8; KEY]) -> Self {
        Self(bytes)
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Never by what it holds.
impl fmt::Debug for DeviceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DeviceKey")
    }
}

/// Seals and opens, for as long as the device is unlocked.
pub struct Cipher {
    aead: XChaCha20Poly1305,
    /// Drawn when the device was unlocked; with the count behind it, no two texts have the same nonce.
    drawn: [u8; NONCE - 8],
    count: Cell<u64>,
}

impl fmt::Debug for Cipher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Cipher")
    }
}

impl Cipher {
    /// # Errors
    /// Where the machine gives no randomness.
    pub fn new(key: &DeviceKey) -> Result<Self, NoRandomness> {
        let aead = XChaCha20Poly1305::new(&Key::from(key.0));
        Ok(Self { aead, drawn: drawn()?, count: Cell::new(0) })
    }

    /// Whether a text was sealed, by whatever key.
    pub fn is_sealed(text: &str) -> bool {
        text.starts_with(SEALED_TEXT)
    }

    pub fn are_sealed(bytes: &[u8]) -> bool {
        bytes.starts_with(SEALED_BYTES)
    }

    /// `place` is where it lies: moved to another, it does not open.
    pub fn seal_text(&self, place: &str, text: &str) -> String {
        let mut sealed = String::from(SEALED_TEXT);
        sealed.push_str(&Base64Unpadded::encode_string(&self.seal(place, text.as_bytes(), Vec::new())));
        sealed
    }

    /// `None` where it was sealed by another key, for another place, or is damaged.
    pub fn open_text(&self, place: &str, sealed: &str) -> Option<String> {
        let sealed = Base64Unpadded::decode_vec(sealed.strip_prefix(SEALED_TEXT)?).ok()?;
        String::from_utf8(self.open(place, sealed)?).ok()
    }

    pub fn seal_bytes(&self, place: &str, bytes: &[u8]) -> Vec<u8> {
        self.seal(place, bytes, SEALED_BYTES.to_vec())
    }

    pub fn open_bytes(&self, place: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        self.open(place, sealed.strip_prefix(SEALED_BYTES)?.to_vec())
    }

    /// Behind `begun`: the nonce, what was sealed, the tag.
    fn seal(&self, place: &str, plain: &[u8], begun: Vec<u8>) -> Vec<u8> {
        let nonce = self.next_nonce();
        let mut sealed = begun;
        sealed.reserve_exact(NONCE + plain.len() + TAG);
        sealed.extend(nonce);
        let begin = sealed.len();
        sealed.extend(plain);
        let text = (&mut sealed[begin..]).into();
        let tag = self.aead.encrypt_inout_detached(&nonce.into(), place.as_bytes(), text);
        // Only what is longer than 256 GiB cannot be sealed, and no memory holds that.
        sealed.extend(tag.expect("a text is not that long"));
        sealed
    }

    fn open(&self, place: &str, mut sealed: Vec<u8>) -> Option<Vec<u8>> {
        let end = sealed.len().checked_sub(TAG).filter(|end| *end >= NONCE)?;
        let tag = Tag::try_from(&sealed[end..]).ok()?;
        let nonce = XNonce::try_from(&sealed[..NONCE]).ok()?;
        sealed.truncate(end);
        let text = (&mut sealed[NONCE..]).into();
        self.aead.decrypt_inout_detached(&nonce, place.as_bytes(), text, &tag).ok()?;
        sealed.drain(..NONCE);
        Some(sealed)
    }

    fn next_nonce(&self) -> [u8; NONCE] {
        let count = self.count.get();
        self.count.set(count + 1);
        let mut nonce = [0; NONCE];
        nonce[..self.drawn.len()].copy_from_slice(&self.drawn);
        nonce[self.drawn.len()..].copy_from_slice(&count.to_le_bytes());
        nonce
    }
}
