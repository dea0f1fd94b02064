//! For browsers that do not draw in a worker.

use js_sys::{ArrayBuffer, Object, Promise, Reflect};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, CanvasRenderingContext2d, HtmlCanvasElement, ImageBitmap};
use zoufang_core::wire::THUMBNAIL_MAX_BYTES;

use super::{LONGEST, MEDIA, NotAPicture, Picture, QUALITY, THUMBNAILS};
use crate::browser::bytes::bytes_of;

pub async fn shrink(file: &Blob) -> Result<Picture, NotAPicture> {
    let seen = decode(file, None).await?;
    let (width, height) = within(seen.width(), seen.height(), LONGEST);
    // Decoding into the size that is wanted happens beside the page; drawing a large picture would
    // hold the page up.
    let small = if (width, height) == (seen.width(), seen.height()) {
        seen
    } else {
        seen.close();
        decode(file, Some((width, height))).await?
    };
    let whole = drawn(&small, (width, height), QUALITY).await?;
    let thumbnail = thumbnail(&small, (width, height)).await;
    small.close();
    Ok(Picture { whole, thumbnail: thumbnail?, width, height })
}

async fn thumbnail(picture: &ImageBitmap, (width, height): (u32, u32)) -> Result<ArrayBuffer, NotAPicture> {
    for (longest, quality) in THUMBNAILS {
        let made = drawn(picture, within(width, height, longest), quality).await?;
        if made.byte_length() as usize <= THUMBNAIL_MAX_BYTES {
            return Ok(made);
        }
    }
    Err(NotAPicture)
}

/// The size with the same shape whose longest side is no longer than that.
fn within(width: u32, height: u32, longest: u32) -> (u32, u32) {
    let most = width.max(height).max(1);
    if most <= longest {
        return (width, height);
    }
    let scaled = |side: u32| ((f64::from(side) * f64::from(longest) / f64::from(most)).round() as u32).max(1);
    (scaled(width), scaled(height))
}

/// The right side up, as the camera has noted.
async fn decode(file: &Blob, size: Option<(u32, u32)>) -> Result<ImageBitmap, NotAPicture> {
    let options = Object::new();
    let set = |name: &str, value: JsValue| {
        // A plain object takes every property.
        let _ = Reflect::set(&options, &name.into(), &value);
    };
    set("imageOrientation", "from-image".into());
    if let Some((width, height)) = size {
        set("resizeWidth", width.into());
        set("resizeHeight", height.into());
        set("resizeQuality", "high".into());
    }
    let decoded = create_image_bitmap(file, &options).await.map_err(|_| NotAPicture)?;
    decoded.dyn_into().map_err(|_| NotAPicture)
}

async fn drawn(picture: &ImageBitmap, (width, height): (u32, u32), quality: f64) -> Result<ArrayBuffer, NotAPicture> {
    let canvas = leptos::prelude::document().create_element("canvas").map_err(|_| NotAPicture)?;
    let canvas: HtmlCanvasElement = canvas.dyn_into().map_err(|_| NotAPicture)?;
    canvas.set_width(width);
    canvas.set_height(height);
    let pen = canvas.get_context("2d").ok().flatten().ok_or(NotAPicture)?;
    let pen: CanvasRenderingContext2d = pen.dyn_into().map_err(|_| NotAPicture)?;
    // A JPEG knows no holes: what shines through is white, not black.
    let (width, height) = (f64::from(width), f64::from(height));
    pen.set_fill_style_str("white");
    pen.fill_rect(0.0, 0.0, width, height);
    pen.draw_image_with_image_bitmap_and_dw_and_dh(picture, 0.0, 0.0, width, height).map_err(|_| NotAPicture)?;
    // Encoded beside the page. Too large a canvas gives null.
    let encoded = Promise::new(&mut |made, _| {
        if canvas.to_blob_with_type_and_encoder_options(&made, MEDIA, &quality.into()).is_err() {
            let _ = made.call0(&JsValue::UNDEFINED);
        }
    });
    let encoded = JsFuture::from(encoded).await.map_err(|_| NotAPicture)?;
    let encoded: Blob = encoded.dyn_into().map_err(|_| NotAPicture)?;
    bytes_of(&encoded).await.ok_or(NotAPicture)
}

// `web-sys` hides the options behind an unstable flag; they are in every browser.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = createImageBitmap, catch)]
    async fn create_image_bitmap(blob: &Blob, options: &JsValue) -> Result<JsValue, JsValue>;
}
