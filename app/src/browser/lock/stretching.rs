use js_sys::{Object, Promise, Reflect, Uint8Array};
use leptos::wasm_split::{SplitLoaderError, wasm_split};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageEvent, Worker, WorkerOptions, WorkerType};

use crate::browser::asset;
use crate::lock::{Cost, Pin, Stretched, stretch};

/// Makes a key of a PIN: by the worker, or on the page where the browser has none that runs a program like
/// this one. `None` where there is not as much memory.
pub async fn stretched(pin: &Pin, salt: [u8; 16], cost: Cost) -> Option<Stretched> {
    let key = match beside(pin, &salt, cost).await {
        Some(key) => Some(key),
        None => stretching(pin.digits().to_owned(), salt.to_vec(), cost).await.ok().flatten(),
    };
    key.map(|key| Stretched { salt, cost, key })
}

/// A part of its own, which the worker loads beside the program: nobody else has any use for it.
#[wasm_split(pin, wasm_split_path = leptos::wasm_split, fallible)]
fn stretching(pin: String, salt: Vec<u8>, cost: Cost) -> Result<Option<[u8; 32]>, SplitLoaderError> {
    Ok(stretch(&pin, &salt, cost))
}

/// What the worker (`public/lock.js`) calls.
#[wasm_bindgen]
pub async fn stretch_pin(pin: String, salt: Vec<u8>, memory_kib: u32, passes: u32) -> Option<Uint8Array> {
    let key = stretching(pin, salt, Cost { memory_kib, passes }).await.ok().flatten()?;
    Some(Uint8Array::from(key.as_slice()))
}

async fn beside(pin: &Pin, salt: &[u8], cost: Cost) -> Option<[u8; 32]> {
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    let worker = Worker::new_with_options(&asset("lock")?, &options).ok()?;
    let answered = Promise::new(&mut |answer, _| {
        worker.set_onmessage(Some(&answer));
        worker.set_onerror(Some(&answer));
    });
    let asked = worker.post_message(&task(pin, salt, cost)).ok();
    let answer = match asked {
        Some(()) => JsFuture::from(answered).await.ok(),
        None => None,
    };
    // With it goes the memory that it took.
    worker.terminate();
    // A worker that failed answers with an event of another kind.
    let key = answer?.dyn_into::<MessageEvent>().ok()?.data().dyn_into::<Uint8Array>().ok()?;
    key.to_vec().try_into().ok()
}

fn task(pin: &Pin, salt: &[u8], cost: Cost) -> Object {
    let task = Object::new();
    let parts: [(&str, JsValue); 5] = [
        ("program", wasm_bindgen::module()),
        ("pin", pin.digits().into()),
        ("salt", Uint8Array::from(salt).into()),
        ("memoryKib", cost.memory_kib.into()),
        ("passes", cost.passes.into()),
    ];
    for (name, value) in parts {
        // A plain object takes every property.
        let _ = Reflect::set(&task, &name.into(), &value);
    }
    task
}
