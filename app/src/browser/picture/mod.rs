//! A photo made small enough for a slow line. What is drawn anew tells nothing of place, time or
//! camera any more.

mod beside;
mod on_page;

use js_sys::ArrayBuffer;
use web_sys::Blob;

pub const MEDIA: &str = "image/jpeg";
/// Pixels of the longest side.
const LONGEST: u32 = 1_600;
const QUALITY: f64 = 0.85;
/// Sizes and qualities of a thumbnail, tried until one fits.
const THUMBNAILS: [(u32, f64); 6] = [(320, 0.8), (320, 0.6), (320, 0.4), (240, 0.5), (160, 0.5), (96, 0.4)];

/// A photo as it is sent: both are JPEG.
#[derive(Clone, Debug)]
pub struct Picture {
    pub whole: ArrayBuffer,
    pub thumbnail: ArrayBuffer,
    pub width: u32,
    pub height: u32,
}

/// The browser cannot make a picture of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAPicture;

pub async fn shrink(file: &Blob) -> Result<Picture, NotAPicture> {
    match beside::shrink(file).await {
        Some(picture) => Ok(picture),
        None => on_page::shrink(file).await,
    }
}
