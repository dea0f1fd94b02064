//! A voice note, from the tap that begins it to the file that it becomes.

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Event, EventTarget, File, FilePropertyBag};

use crate::held::Held;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoRecording {
    /// The owner, or the system, does not allow it.
    Refused,
    /// No microphone, or a browser that does not record.
    NotThere,
}

/// A recording under way.
#[derive(Debug)]
pub struct Recording {
    recorder: MediaRecorder,
    tracks: Vec<JsValue>,
    _held: Held,
}

impl Recording {
    /// Asks for the microphone, where that was not done before, and begins.
    pub async fn begin() -> Result<Self, NoRecording> {
        let devices = property(&leptos::prelude::window().navigator(), "mediaDevices")?;
        let ask: Function = function(&devices, "getUserMedia")?;
        let wanted = Object::new();
        let _ = Reflect::set(&wanted, &"audio".into(), &JsValue::TRUE);
        let asked: Promise = ask.call1(&devices, &wanted).map_err(|error| why(&error))?.unchecked_into();
        let stream = JsFuture::from(asked).await.map_err(|error| why(&error))?;
        let tracks = function(&stream, "getTracks")?.call0(&stream).map_err(|_| NoRecording::NotThere)?;
        let tracks = tracks.unchecked_into::<Array>().to_vec();
        let recorder = MediaRecorder::new(&stream).and_then(|recorder| recorder.start().map(|()| recorder));
        match recorder {
            Ok(recorder) => Ok(Self { recorder, tracks, _held: Held::begin() }),
            Err(_) => {
                end(&tracks);
                Err(NoRecording::NotThere)
            }
        }
    }

    /// Ends it; what was said, as a file under `name` with the ending of its type.
    pub async fn finish(self, name: &str) -> Option<File> {
        let target: &EventTarget = self.recorder.unchecked_ref();
        // All that was recorded comes at once, and before `stop` is told.
        let heard = Promise::new(&mut |heard, _| {
            let _ = target.add_event_listener_with_callback("dataavailable", &heard);
        });
        let stopped = self.recorder.stop();
        end(&self.tracks);
        stopped.ok()?;
        let event: Event = JsFuture::from(heard).await.ok()?.dyn_into().ok()?;
        let content = Reflect::get(&event, &"data".into()).ok()?;
        let media = self.recorder.mime_type();
        let plain = media.split(';').next().unwrap_or_default().trim().to_owned();
        let ending = match plain.as_str() {
            "audio/mp4" => "m4a",
            "audio/ogg" => "ogg",
            _ => "webm",
        };
        let options = FilePropertyBag::new();
        options.set_type(&plain);
        File::new_with_blob_sequence_and_options(&Array::of1(&content), &format!("{name}.{ending}"), &options).ok()
    }
}

/// The microphone is let go: phones show that it is held.
fn end(tracks: &[JsValue]) {
    for track in tracks {
        if let Ok(stop) = function(track, "stop") {
            let _ = stop.call0(track);
        }
    }
}

fn property(of: &JsValue, name: &str) -> Result<JsValue, NoRecording> {
    Reflect::get(of, &name.into()).ok().filter(JsValue::is_object).ok_or(NoRecording::NotThere)
}

fn function(of: &JsValue, name: &str) -> Result<Function, NoRecording> {
    let function = Reflect::get(of, &name.into()).and_then(JsCast::dyn_into);
    function.map_err(|_| NoRecording::NotThere)
}

fn why(error: &JsValue) -> NoRecording {
    let name = Reflect::get(error, &"name".into()).ok().and_then(|name| name.as_string()).unwrap_or_default();
    match name.as_str() {
        "NotAllowedError" | "SecurityError" => NoRecording::Refused,
        _ => NoRecording::NotThere,
    }
}

#[wasm_bindgen]
extern "C" {
    #[derive(Debug)]
    type MediaRecorder;

    #[wasm_bindgen(constructor, catch)]
    fn new(stream: &JsValue) -> Result<MediaRecorder, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn start(this: &MediaRecorder) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch)]
    fn stop(this: &MediaRecorder) -> Result<(), JsValue>;

    #[wasm_bindgen(method, getter, js_name = mimeType)]
    fn mime_type(this: &MediaRecorder) -> String;
}
