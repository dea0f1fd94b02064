//! A voice note, from the tap that begins it to the file that it becomes.

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::{Closure, wasm_bindgen};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Event, EventTarget, File, FilePropertyBag};

use super::waiting::at_most;
use crate::held::Held;

/// A piece has come.
const HEARD: &str = "dataavailable";
/// In ms, of one piece: what was said before the last is there, whatever ends the recording.
const PIECE: i32 = 1_000;
/// In ms, until a recorder that was told to stop has given its last piece. Some never say that they have.
const LAST_PIECE: u32 = 3_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoRecording {
    /// The owner, or the system, does not allow it.
    Refused,
    /// No microphone, or a browser that does not record.
    NotThere,
}

/// A recording under way, or one that the browser has ended: where the headset is unplugged, or the permission
/// withdrawn.
#[derive(Debug)]
pub struct Recording {
    recorder: MediaRecorder,
    tracks: Vec<JsValue>,
    pieces: Array,
    /// The last piece has come.
    stopped: Promise,
    hear: Closure<dyn FnMut(Event)>,
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
        Self::of(&stream, &tracks).map_err(|_| {
            end(&tracks);
            NoRecording::NotThere
        })
    }

    fn of(stream: &JsValue, tracks: &[JsValue]) -> Result<Self, JsValue> {
        let recorder = MediaRecorder::new(stream)?;
        let target: &EventTarget = recorder.unchecked_ref();
        let pieces = Array::new();
        let heard = pieces.clone();
        let hear = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
            if let Ok(piece) = Reflect::get(&event, &"data".into()) {
                heard.push(&piece);
            }
        });
        target.add_event_listener_with_callback(HEARD, hear.as_ref().unchecked_ref())?;
        let stopped = Promise::new(&mut |stopped, _| {
            let _ = target.add_event_listener_with_callback("stop", &stopped);
        });
        recorder.start(PIECE)?;
        Ok(Self { recorder, tracks: tracks.to_vec(), pieces, stopped, hear, _held: Held::begin() })
    }

    /// Whether the browser has ended it.
    pub fn is_over(&self) -> bool {
        self.recorder.state() == "inactive"
    }

    /// Ends it; what was said, as a file under `name` with the ending of its type.
    pub async fn finish(self, name: &str) -> Option<File> {
        // One that is over does not stop again.
        let _ = self.recorder.stop();
        end(&self.tracks);
        at_most(LAST_PIECE, JsFuture::from(self.stopped.clone())).await;
        let target: &EventTarget = self.recorder.unchecked_ref();
        let _ = target.remove_event_listener_with_callback(HEARD, self.hear.as_ref().unchecked_ref());
        let media = self.recorder.mime_type();
        let plain = media.split(';').next().unwrap_or_default().trim().to_owned();
        let ending = match plain.as_str() {
            "audio/mp4" => "m4a",
            "audio/ogg" => "ogg",
            _ => "webm",
        };
        let options = FilePropertyBag::new();
        options.set_type(&plain);
        File::new_with_blob_sequence_and_options(&self.pieces, &format!("{name}.{ending}"), &options).ok()
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
    fn start(this: &MediaRecorder, piece_ms: i32) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch)]
    fn stop(this: &MediaRecorder) -> Result<(), JsValue>;

    #[wasm_bindgen(method, getter)]
    fn state(this: &MediaRecorder) -> String;

    #[wasm_bindgen(method, getter, js_name = mimeType)]
    fn mime_type(this: &MediaRecorder) -> String;
}
