use js_sys::{Array, ArrayBuffer, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, MessageEvent, Worker};
use zoufang_core::wire::THUMBNAIL_MAX_BYTES;

use super::{LONGEST, Picture, QUALITY, THUMBNAILS};
use crate::browser::asset;

/// By a worker (`public/photo.js`), so that the page goes on meanwhile. `None` where the browser does
/// not draw there, the worker's file is gone, or it cannot open the photo.
pub async fn shrink(file: &Blob) -> Option<Picture> {
    let worker = Worker::new(&asset("photo")?).ok()?;
    let answered = Promise::new(&mut |answer, _| {
        worker.set_onmessage(Some(&answer));
        worker.set_onerror(Some(&answer));
    });
    let asked = worker.post_message(&task(file)).ok();
    let answer = match asked {
        Some(()) => JsFuture::from(answered).await.ok(),
        None => None,
    };
    // One for each photo: a phone has its memory back before the next is opened.
    worker.terminate();
    // A worker that failed answers with an event of another kind.
    picture(&answer?.dyn_into::<MessageEvent>().ok()?.data())
}

fn task(file: &Blob) -> Object {
    let thumbnails: Array =
        THUMBNAILS.iter().map(|(longest, quality)| Array::of2(&(*longest).into(), &(*quality).into())).collect();
    let task = Object::new();
    let parts: [(&str, JsValue); 5] = [
        ("file", file.into()),
        ("longest", LONGEST.into()),
        ("quality", QUALITY.into()),
        ("thumbnails", thumbnails.into()),
        ("most", (THUMBNAIL_MAX_BYTES as u32).into()),
    ];
    for (name, value) in parts {
        // A plain object takes every property.
        let _ = Reflect::set(&task, &name.into(), &value);
    }
    task
}

fn picture(answer: &JsValue) -> Option<Picture> {
    let part = |name: &str| Reflect::get(answer, &name.into()).ok();
    let bytes = |name| part(name)?.dyn_into::<ArrayBuffer>().ok();
    let pixels = |name| Some(part(name)?.as_f64()? as u32);
    Some(Picture {
        whole: bytes("whole")?,
        thumbnail: bytes("thumbnail")?,
        width: pixels("width")?,
        height: pixels("height")?,
    })
}
