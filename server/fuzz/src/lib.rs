//! What takes anything that anybody sends, and what must hold of it. cargo-fuzz runs it on nightly
//! (`cargo +nightly fuzz run --fuzz-dir server/fuzz wire`); on stable the test `fuzzed` replays what was
//! found worth keeping, and bends it.

mod changes;
#[path = "../../src/attachments/content/mod.rs"]
#[expect(dead_code, reason = "only its reading is fuzzed")]
mod content;
mod wire;

use bytes::Bytes;

pub use changes::changes;
pub use wire::wire;

/// A content is refused, or cleaned; what is clean stays as it is.
pub fn image(data: &[u8]) {
    let Ok(cleaned) = content::clean(Bytes::copy_from_slice(data)) else { return };
    assert_eq!(content::clean(cleaned.bytes.clone()), Ok(cleaned));
}
