use js_sys::{Array, Uint8Array};
use wasm_bindgen::JsValue;
use web_sys::{Blob, Url};
use zoufang_core::merge::Change;
use zoufang_core::wire::Carried;

use super::seal::Sealing;
use crate::browser::bytes::hash_of;
use crate::device::{Device, Unread};
use crate::store::{OnlyHere, StoreError};
use crate::unsent_file::{Head, HeldContent, HeldDraft, HeldUpload, Manifest, file_name};

/// A file that lies ready to be saved; its address ends with it.
#[derive(Debug)]
pub struct Written {
    pub address: String,
    pub name: String,
    pub manifest: Manifest,
}

impl Drop for Written {
    fn drop(&mut self) {
        // If it cannot be taken back it ends with the page.
        let _ = Url::revoke_object_url(&self.address);
    }
}

/// Writes all that is only on this device, but for contents that cannot be read, which it names; no file where there
/// is nothing to write. Nothing is altered here.
///
/// # Errors
/// Where the device cannot read what else it holds, or the browser cannot make a file of it.
pub async fn write_unsent(device: &Device, made: u64) -> Result<(Option<Written>, Unread), StoreError> {
    let OnlyHere { changes, drafts, contents, device: own } = device.only_here().await?;
    let mut manifest = Manifest::of(device.profile(), made);
    let key = own.as_ref().and_then(|(_, key)| key.clone());
    let sealing = match &key {
        Some(key) => Sealing::with(key).await,
        None => None,
    };
    let own = own.map(|(id, _)| id);
    for change in &changes {
        // What another id of this device numbered, its key cannot seal.
        let sealing = sealing.as_ref().filter(|_| own == Some(change.device));
        manifest.changes.push(carried(change, sealing).await?);
    }
    manifest.drafts = drafts.into_iter().map(|draft| HeldDraft { key: draft.key, text: draft.text }).collect();
    let (parts, mut unread) = (Array::new(), Vec::new());
    for (hash, upload) in contents {
        // What was sent meanwhile the server has; the page holds one content at a time, the browser the rest.
        let bytes = match device.content(&hash).await {
            Ok(Some(bytes)) => bytes,
            Ok(None) => continue,
            // Whoever exports needs the others all the more.
            Err(error) if error.may_be_of_one() => {
                leptos::logging::error!("{hash} is not in the file: {error}");
                unread.push(hash);
                continue;
            }
            Err(error) => return Err(error),
        };
        let part = Blob::new_with_buffer_source_sequence(&Array::of1(&bytes)).map_err(not_made)?;
        parts.push(&part);
        let upload = upload.map(|it| HeldUpload { record: it.record, name: it.name, small: it.small });
        manifest.contents.push(HeldContent { hash, bytes: bytes.byte_length(), upload });
    }
    let unread = device.named(&unread).await?;
    if manifest.changes.is_empty() && manifest.drafts.is_empty() && manifest.contents.is_empty() {
        return Ok((None, unread));
    }
    let spelled = serde_json::to_vec(&manifest).map_err(|error| StoreError::Failed(error.to_string()))?;
    let spelled = Uint8Array::from(spelled.as_slice());
    let hash = hash_of(&spelled.buffer()).await.ok_or_else(|| StoreError::Failed("no hash".to_owned()))?;
    let line = Head { bytes: spelled.length(), hash }.line();
    let all = Array::of2(&JsValue::from_str(&line), &spelled).concat(&parts);
    let blob = Blob::new_with_blob_sequence(&all).map_err(not_made)?;
    let address = Url::create_object_url_with_blob(&blob).map_err(not_made)?;
    Ok((Some(Written { address, name: file_name(&manifest.name, made), manifest }), unread))
}

async fn carried(change: &Change, sealing: Option<&Sealing>) -> Result<Carried, StoreError> {
    let change = serde_json::to_string(change).map_err(|error| StoreError::Failed(error.to_string()))?;
    let seal = match sealing {
        Some(sealing) => sealing.seal(&change).await,
        None => None,
    };
    Ok(Carried { change, seal })
}

fn not_made(error: JsValue) -> StoreError {
    StoreError::Failed(format!("no file could be made: {error:?}"))
}
