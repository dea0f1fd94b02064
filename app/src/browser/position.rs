//! Where the phone is, when its owner taps for that and never otherwise.

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// A basement has no sky; whoever stands in one does not wait longer.
const PATIENCE_MS: f64 = 20_000.0;

/// Millionths of a degree, and how many metres it may be off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    pub latitude: i64,
    pub longitude: i64,
    pub accuracy: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoPosition {
    /// The owner, or the system, does not allow it.
    Refused,
    NotFound,
}

pub async fn position() -> Result<Position, NoPosition> {
    let navigator = leptos::prelude::window().navigator();
    let place = Reflect::get(&navigator, &"geolocation".into()).ok().filter(JsValue::is_object);
    let place = place.ok_or(NoPosition::NotFound)?;
    let ask: Function = property(&place, "getCurrentPosition")?.dyn_into().map_err(|_| NoPosition::NotFound)?;
    let options = Object::new();
    for (name, value) in [("enableHighAccuracy", JsValue::TRUE), ("timeout", PATIENCE_MS.into())] {
        // Setting a property of a plain object does not fail.
        let _ = Reflect::set(&options, &name.into(), &value);
    }
    let answer = Promise::new(&mut |found, failed| {
        if let Err(error) = ask.apply(&place, &Array::of3(&found, &failed, &options)) {
            let _ = failed.call1(&JsValue::UNDEFINED, &error);
        }
    });
    let found = JsFuture::from(answer).await.map_err(|error| why(&error))?;
    let coordinates = property(&found, "coords")?;
    let number = |name, times: f64| {
        let number = property(&coordinates, name)?.as_f64().filter(|number| number.is_finite());
        Ok((number.ok_or(NoPosition::NotFound)? * times).round() as i64)
    };
    const MILLIONTHS: f64 = 1_000_000.0;
    Ok(Position {
        latitude: number("latitude", MILLIONTHS)?,
        longitude: number("longitude", MILLIONTHS)?,
        accuracy: number("accuracy", 1.0)?.clamp(0, 1_000_000),
    })
}

fn property(of: &JsValue, name: &str) -> Result<JsValue, NoPosition> {
    Reflect::get(of, &name.into()).map_err(|_| NoPosition::NotFound)
}

/// By the numbers of the Geolocation API: 1 is a refusal.
fn why(error: &JsValue) -> NoPosition {
    let code = property(error, "code").ok().and_then(|code| code.as_f64());
    if code == Some(1.0) { NoPosition::Refused } else { NoPosition::NotFound }
}
