use js_sys::ArrayBuffer;
use js_sys::Uint8Array;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, File};
use zoufang_core::id::BlobHash;
use zoufang_core::wire::Profile;

use crate::browser::bytes::{bytes_of, hash_of};
use crate::device::Device;
use crate::held::Held;
use crate::store::Taken;
use crate::unsent_file::{Head, HeldContent, Manifest, NotTaken};

/// A file that was checked to its last byte.
#[derive(Clone, Debug)]
pub struct Opened {
    pub manifest: Manifest,
    file: File,
    hash: BlobHash,
    /// Where in the file the contents begin.
    contents: u32,
}

/// Reads a file and checks all of it; nothing is taken from it yet.
///
/// # Errors
/// Why it cannot be taken.
pub async fn open_unsent(file: File, profile: &Profile) -> Result<Opened, NotTaken> {
    let beginning = JsFuture::from(part(&file, 0, Head::MOST)?.text()).await.map_err(|_| NotTaken::Unreadable)?;
    let (Head { bytes, hash }, line) = Head::read(&beginning.as_string().unwrap_or_default())?;
    let spelled = read(&file, line, bytes).await?;
    if hash_of(&spelled).await != Some(hash) {
        return Err(NotTaken::Damaged);
    }
    let spelled = Uint8Array::new(&spelled).to_vec();
    let manifest: Manifest = serde_json::from_slice(&spelled).map_err(|_| NotTaken::Damaged)?;
    if manifest.tenant != profile.tenant {
        return Err(NotTaken::OtherCity(manifest.tenant_name));
    }
    let opened = Opened { contents: line + bytes, manifest, file, hash };
    let mut end = opened.contents;
    for content in &opened.manifest.contents {
        opened.content(end, content).await?;
        end += content.bytes;
    }
    if opened.file.size() != f64::from(end) { Err(NotTaken::Damaged) } else { Ok(opened) }
}

impl Opened {
    /// Takes it onto this device: words first, then one content after another. Taken twice, it is here once.
    ///
    /// # Errors
    /// Where the device has no room, say. What was taken until then stays, and the same file again brings the rest.
    pub async fn take(&self, device: &Device) -> Result<Taken, NotTaken> {
        let _held = Held::begin();
        let Self { manifest, .. } = self;
        let is_own = manifest.is_of(device.profile());
        let drafts = if is_own { manifest.kept_drafts() } else { Vec::new() };
        let by = device.profile().person;
        let taken = device.take(&manifest.entrusted(self.hash, by), &manifest.changes, &drafts).await;
        let taken = taken.map_err(NotTaken::Store)?;
        let mut begin = self.contents;
        for content in &manifest.contents {
            if manifest.is_taken(content, by) {
                let (upload, file) = (manifest.upload(content, self.hash, by), self.hash.to_string());
                let (hash, bytes) = self.content(begin, content).await?;
                device.bring_content(&file, hash, &bytes, upload.as_ref()).await.map_err(NotTaken::Store)?;
            }
            begin += content.bytes;
        }
        device.contents_brought().await;
        Ok(taken)
    }

    async fn content(&self, begin: u32, content: &HeldContent) -> Result<(BlobHash, ArrayBuffer), NotTaken> {
        let hash: BlobHash = content.hash.parse().map_err(|_| NotTaken::Damaged)?;
        let bytes = read(&self.file, begin, content.bytes).await?;
        if hash_of(&bytes).await == Some(hash) { Ok((hash, bytes)) } else { Err(NotTaken::Damaged) }
    }
}

async fn read(file: &File, begin: u32, bytes: u32) -> Result<ArrayBuffer, NotTaken> {
    let end = begin.checked_add(bytes).ok_or(NotTaken::Damaged)?;
    bytes_of(&part(file, begin, end)?).await.ok_or(NotTaken::Unreadable)
}

/// As much of it as is there.
fn part(file: &File, begin: u32, end: u32) -> Result<Blob, NotTaken> {
    file.slice_with_f64_and_f64(begin.into(), end.into()).map_err(|_| NotTaken::Unreadable)
}
