//! The lock of a phone: what lies at rest on it is sealed under a key of the device's own, and that key
//! is opened by a PIN, or, where the PIN is forgotten, by the server for whoever knows the password.
//!
//! Texts are sealed with XChaCha20-Poly1305 and not with what the browser offers: a transaction of
//! IndexedDB ends as soon as somebody waits for anything else, and the browser's own ciphers are waited for.
//! Without the processor's help, which a program in the browser does not have, it is also several times as
//! fast as AES.

mod cipher;
mod envelope;
mod held;
mod pin;
#[cfg(test)]
mod tests;

pub use cipher::{Cipher, DeviceKey};
pub use envelope::{Envelope, KeptFor, LockSecret, NotOpened};
pub use held::{Lock, Stage, Stretched};
pub use pin::{Cost, Pin, WeakPin, stretch};

/// The machine gives no randomness: nothing can be sealed then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this machine gives no randomness")]
pub struct NoRandomness;

fn drawn<const N: usize>() -> Result<[u8; N], NoRandomness> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| NoRandomness)?;
    Ok(bytes)
}
