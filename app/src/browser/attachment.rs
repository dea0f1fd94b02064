use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::JsCast;
use web_sys::{Blob, File};
use zoufang_core::content::{Media, blank_words};
use zoufang_core::domain::attachment::MEDIA_TYPES;
use zoufang_core::id::BlobHash;
use zoufang_core::wire::BLOB_MAX_BYTES;

use super::bytes::{bytes_of, hash_of};
use super::picture::{self, Picture, shrink};
use crate::form::NotTaken;

/// A chosen file as it is going to be sent.
#[derive(Clone, Debug)]
pub struct Prepared {
    pub media: String,
    pub whole: (BlobHash, ArrayBuffer),
    pub thumbnail: Option<(BlobHash, ArrayBuffer)>,
    /// Pixels of a photo.
    pub size: Option<(u32, u32)>,
    /// When the file was made, milliseconds since 1970.
    pub made: u64,
}

/// Photos are drawn anew, smaller; other files stay as they are, without what they tell of their place.
pub async fn prepare(file: &File) -> Result<Prepared, NotTaken> {
    let media = file.type_().to_lowercase();
    // Some browsers do not know the type of what they cannot open.
    let is_heic = media.contains("heic") || media.contains("heif") || has_ending(file, &[".heic", ".heif"]);
    let made = file.last_modified().max(0.0) as u64;
    if media.starts_with("image/") || is_heic {
        let drawn = shrink(file).await;
        let Ok(Picture { whole, thumbnail, width, height }) = drawn else {
            let is_heic = is_heic || begins_as_heic(file).await;
            return Err(if is_heic { NotTaken::Heic } else { NotTaken::Broken });
        };
        let (whole, thumbnail) = (named(whole).await?, named(thumbnail).await?);
        let media = picture::MEDIA.to_owned();
        return Ok(Prepared { media, whole, thumbnail: Some(thumbnail), size: Some((width, height)), made });
    }
    let media = known(&media, file).ok_or(NotTaken::Other)?.to_owned();
    if file.size() > BLOB_MAX_BYTES as f64 {
        return Err(NotTaken::TooLarge);
    }
    let bytes = bytes_of(file.unchecked_ref::<Blob>()).await.filter(|bytes| bytes.byte_length() > 0);
    let bytes = bytes.ok_or(NotTaken::Unreadable)?;
    take_words_off(&bytes);
    let whole = named(bytes).await?;
    Ok(Prepared { media, whole, thumbnail: None, size: None, made })
}

fn take_words_off(bytes: &ArrayBuffer) {
    let held = Uint8Array::new(bytes);
    let mut content = held.to_vec();
    // Whether it is what its name says is the server's to judge.
    if Media::of(&content).is_some_and(|media| blank_words(media, &mut content).is_ok()) {
        held.copy_from(&content);
    }
}

/// Galleries give pictures names that end otherwise than the picture begins.
async fn begins_as_heic(file: &File) -> bool {
    const BRANDS: [&[u8]; 6] = [b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1"];
    let Ok(head) = file.slice_with_i32_and_i32(0, 12) else { return false };
    let head = bytes_of(&head).await.map(|head| Uint8Array::new(&head).to_vec()).unwrap_or_default();
    head.get(4..8) == Some(&b"ftyp"[..]) && BRANDS.iter().any(|brand| head.get(8..12) == Some(*brand))
}

async fn named(bytes: ArrayBuffer) -> Result<(BlobHash, ArrayBuffer), NotTaken> {
    let hash = hash_of(&bytes).await.ok_or(NotTaken::Unreadable)?;
    Ok((hash, bytes))
}

/// The type by the name that the server knows it by.
fn known(media: &str, file: &File) -> Option<&'static str> {
    let plain = media.split(';').next().unwrap_or_default().trim();
    let usual = match plain {
        "audio/x-m4a" | "audio/m4a" | "audio/aac" => "audio/mp4",
        "" if has_ending(file, &[".pdf"]) => "application/pdf",
        "" if has_ending(file, &[".m4a"]) => "audio/mp4",
        plain => plain,
    };
    MEDIA_TYPES.iter().copied().find(|known| *known == usual)
}

fn has_ending(file: &File, endings: &[&str]) -> bool {
    let name = file.name().to_lowercase();
    endings.iter().any(|ending| name.ends_with(ending))
}
